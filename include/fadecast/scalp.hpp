#pragma once
// A patch of one virtual client's scalp: dots with their histories, hair, skin. Drawn and judged at any time.

#include <fadecast/case.hpp>
#include <fadecast/patch.hpp>
#include <fadecast/realism.hpp>
#include <fadecast/simulation.hpp>

#include <span>
#include <vector>

namespace fadecast {

/// Means over the dots of a patch that were made by a time, also those that dropped out, as if they had held.
/// 0 while there is none; a width of dots that still have one.
struct DotMeans {
    double retained_share = 0;   ///< of the pigment deposited, in the skin
    double pigment_fwhm_mm = 0;  ///< of the column in the dermis
    double optical_fwhm_mm = 0;  ///< as seen through skin
    double delta_e00 = 0;        ///< of the dots' centres against bare skin
    Lab centre, skin;            ///< colours of both, D65
};

/// The hair of a virtual client and how it changes.
struct HairCourse {
    Hair now;  ///< on day 0
    Zone zone = Zone::top;
    double greying_per_year = 0, stages_per_year = 0;
    double growth_mm_per_day = 0, diameter_mm = 0;

    HairThere at(double time_day) const;
};

/// What a patch of one client's scalp is drawn from.
struct Scalp {
    PatchLayout layout;
    std::vector<double> time_day;  ///< to which the dots were followed
    std::vector<DotMeans> means;   ///< [time_day]
    DotAppearance dots;            ///< with spectra; lane = dot of the layout, again from 0 after `followed`
    std::vector<int> session;      ///< [followed], in which each dot was made
    std::vector<double> session_day;
    double drop_out_share = 0, drop_out_day = 0;  ///< of all dots; after its session
    HairCourse hair;
    DotAppearance hairs;  ///< lanes: some diameters, then the same grey
    Spectrum skin{};      ///< reflectance of the healthy bare skin
    SkinTexture texture;
};

/// Lays out a patch and follows every dot of it on its own, up to 1024. Density and hair are what was entered
/// (or nominal), the share of dots that drop out is the member's.
/// @param member    from 0, or `nominal_member`; the same member of two cases with one seed has the same
///                  random numbers, so that only what was entered differs.
/// @param time_day  ascending, from the first session (below 0 before the last one) to the horizon.
/// @param patch     side, pixel and pattern are taken as they are; the rest is set from the case.
Scalp make_scalp(const Case& client, const Backend& backend, int member, std::span<const double> time_day,
                 PatchOptions patch = {});

/// What is seen of a scalp at a time, from day 0; between two of `scalp.time_day` dots are interpolated.
PatchScene scene_of(const Scalp& scalp, double time_day);

Picture draw_scalp(const Backend& backend, const Scalp& scalp, double time_day,
                   Illuminant illuminant = Illuminant::d65);

/// An even patch of the scalp with its dots and the hair it has left, shaved, against itself with all its
/// natural hair, shaved, at each of some times.
std::vector<Realism> judge_scalp(const Backend& backend, const Scalp& scalp,
                                 std::span<const double> time_day);

}  // namespace fadecast
