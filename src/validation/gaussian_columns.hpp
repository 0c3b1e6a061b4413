#pragma once
// Gaussian columns of carbon black as made-up dots.

#include <algorithm>
#include <cmath>
#include <vector>

#include "validation/made_up_dots.hpp"

namespace fadecast::validation {

/// Carbon black with 1 mm^2/ng at 550 nm, so that a concentration is an absorption coefficient, 1/mm; or a
/// white that scatters as much at every wavelength.
inline PigmentComponent carbon(double scattering = 0) {
    PigmentComponent c;
    c.material = "carbon black";
    for (double nm = 400; nm <= 700; nm += 10) {
        c.wavelength_nm.push_back(nm);
        c.absorption_mm2_per_ng.push_back(scattering > 0 ? 0 : std::pow(550 / nm, 1.2));
        c.scattering_mm2_per_ng.push_back(scattering);
    }
    return c;
}

/// A Gaussian column of optical depth `depth_550` at its centre, from `top` to `bottom`.
struct Column {
    double top_mm, bottom_mm, fwhm_mm, depth_550;
};

/// One dot per column, in so many packs as they need; other dots hold nothing.
inline MadeUpDots columns(const std::vector<Column>& list) {
    MadeUpDots dots;
    dots.packs = int(list.size() + pack_width - 1) / pack_width;
    dots.concentration = [list, dots](int dot, int, double radius, double depth) {
        if (dot >= int(list.size())) return 0.;
        const Column& c = list[dot];
        int slice = 0;  // the share of the slice that the column fills
        while (dots.slice_face(slice + 1) < depth) ++slice;
        const double top = dots.slice_face(slice), bottom = dots.slice_face(slice + 1);
        const double filled = std::min(bottom, c.bottom_mm) - std::max(top, c.top_mm);
        const double sigma = c.fwhm_mm / 2.3548;
        return std::max(filled, 0.) / (bottom - top) * c.depth_550 / (c.bottom_mm - c.top_mm) *
               std::exp(-radius * radius / (2 * sigma * sigma));
    };
    return dots;
}

}  // namespace fadecast::validation
