#pragma once
// A colour card in a photo, and what areas beside it look like by it.

#include "photo/photo.hpp"

#include <fadecast/observation.hpp>

namespace fadecast::photo {

/// The patches of a card as a photo shows them.
struct Chart {
    std::array<Rgb, 24> patches{};
    std::array<bool, 24> overexposed{};
    std::array<bool, 24> usable{};  ///< no channel at either of its ends
};

/// Reads the middle of each patch.
/// @param corners  of the field of patches, not of the frame: the dark skin's first, then the bluish green's,
///                 the black's and the white's.
/// @throws Error   outside the photo, or patches too small.
Chart read_chart(const Photo& photo, const Corners& corners);

/// L*a*b* under D65, 2 degrees, of the patches of an X-Rite ColorChecker Classic made after November 2014,
/// row by row; from the values under D50, by Bradford.
std::array<Lab, 24> chart_colours();

/// From a camera's linear light to colours under D65.
struct Correction {
    int degree = 1;  ///< 1: a matrix; 2: a root-polynomial, with the roots of products of two channels too
    std::vector<double> weights = {};  ///< [3][terms]: X, Y and Z as sums of terms of the light
    /// Of the patches, all but those at an end of what the photo can tell: mean and largest, and the mean
    /// where each is left out of the fit in turn.
    double mean_delta_e00 = 0, worst_delta_e00 = 0, left_out_delta_e00 = 0;

    Lab lab_of(const Rgb& light) const;
};

/// Mean delta E00 of the card by the matrix, above which a photo is refused. Assumed: corners in a wrong
/// order give 15 and more.
inline constexpr double worst_fit = 4;

/// Fits a correction to the card by least squares in XYZ, each patch weighed by its Y^(-2/3), which makes
/// errors those of lightness. The root-polynomial of second degree, which exposure does not change
/// (Finlayson, Mackiewicz, Hurlbert, IEEE Trans. Image Process. 24 (2015) 1460; recalled), is taken where it
/// does better on patches that are left out of the fit.
/// @throws Error  the photo is too bright or too dark, or the card does not fit within `worst_fit`: then with
///                the order of corners that would.
Correction fit_correction(const Photo& photo, const Corners& card);

/// Two areas of a photo beside each other, by its colour card.
struct Measurement {
    Lab dots{}, skin{};
    double delta_e00 = 0, sd = 0;
    Correction correction;
};

/// How much of the card's mean residual is left in the difference of two like colours, which share most of an
/// error of the correction. Assumed.
inline constexpr double shared_share = .5;

/// Measures an area with dots against bare skin: means in linear light, so that dots and what lies between
/// them are seen as from afar. The error is that of another photo of the same head and what the card leaves:
///   sd^2 = photo_sd^2 + (shared_share x mean residual)^2.
/// @throws Error  a region is outside the photo, overlaps another one, is below 20 by 20 pixels or
///                overexposed; as fit_correction.
Measurement measure(const Photo& photo, const Corners& card, const Corners& dots, const Corners& skin);

}  // namespace fadecast::photo
