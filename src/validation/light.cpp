// Light in layers: published slabs, ultraviolet in skin, and what few streams cost.

#include <fadecast/config.hpp>
#include <fadecast/skin.hpp>

#include "config/photon_setup.hpp"
#include "validation/chapters.hpp"
#include "validation/reference_values.hpp"
#include "validation/streams.hpp"
#include "validation/totals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fadecast::validation {
namespace {

constexpr double slab_tolerance = 1e-4;  // of adding-doubling with 24 streams
constexpr double ultraviolet_nm = 365, ultraviolet_mm = .3;

Comparison compare(const std::string& what, double ours, double low, double high, double error,
                   double tolerance, double half_digit) {
    Comparison comparison{.what = what, .ours = ours, .low = low, .high = high, .error = error};
    comparison.tolerance = tolerance, comparison.half_digit = half_digit;
    return comparison;
}

Estimate fluence_of(const PhotonResult& result, double depth_mm) {
    // The slice that begins there and the one above it; the larger error of both, as they share photons.
    const auto below = std::find_if(result.depth_faces_mm.begin(), result.depth_faces_mm.end(),
                                    [&](double face) { return face > depth_mm - 1e-9; }) -
                       result.depth_faces_mm.begin();
    const Profile& fluence = result.fluence;
    return {(fluence.value[below - 1] + fluence.value[below]) / 2,
            std::max(fluence.standard_error[below - 1], fluence.standard_error[below])};
}

}  // namespace

Chapter published_slabs(const Trace& trace) {
    Chapter chapter{
        "Published slabs",
        "Shares of collimated light. Monte Carlo within 4 standard errors; adding-doubling with 24 "
        "streams to 1e-4, its error is the difference to 32 streams.",
        ""};
    for (const PublishedSlab& slab : slabs) {
        chapter.source += fmt::format("{}{}: {}", chapter.source.empty() ? "" : ". ", slab.name, slab.source);
        const PhotonSetup setup = read_photon_setup(data_folder() / "optics" / slab.setup, {});
        const PhotonResult photons = trace(setup, 1);
        const Totals streams = totals_by_adding_doubling<24>(setup),
                     finer = totals_by_adding_doubling<32>(setup);
        const double specular = slab.specular_counted ? photons.specular.value : 0;
        const auto add = [&](const char* what, const Estimate& counted, double ours, double more,
                             double published, double added) {
            chapter.comparisons.push_back(
                compare(fmt::format("{}, {}, Monte Carlo", slab.name, what), counted.value + added, published,
                        published, counted.standard_error, sigmas * counted.standard_error, slab.half_digit));
            chapter.comparisons.push_back(compare(fmt::format("{}, {}, adding-doubling", slab.name, what),
                                                  ours + added, published, published, std::abs(ours - more),
                                                  slab_tolerance, slab.half_digit));
        };
        add(slab.specular_counted ? "reflectance with specular" : "diffuse reflectance",
            photons.diffuse_reflectance, streams.reflectance, finer.reflectance, slab.reflectance, specular);
        if (!std::isnan(slab.transmittance))
            add("transmittance", photons.transmittance, streams.transmittance, finer.transmittance,
                slab.transmittance, 0);
    }
    return chapter;
}

Chapter ultraviolet(const Trace& trace) {
    Chapter chapter{
        "Ultraviolet in the dermis",
        "Fluence rate at 0.3 mm over the irradiance, diffuse light of 365 nm, epidermis of 60 µm, at "
        "both ends of the scatter scale. Monte Carlo may lie 4 standard errors outside; "
        "adding-doubling, the table that the program uses, has 4 streams, and its error is the "
        "difference to Monte Carlo.",
        "ranges derived from published coefficients of skin, two printed digits"};
    for (const UvRange& range : uv_ranges)
        for (const double scale : uv_scatter_scales) {
            Skin skin;
            skin.epidermis_mm = .06, skin.scatter_scale = scale;
            skin.melanin_fraction = melanin_fraction_of_ita(ita_of_fitzpatrick(range.type));
            PhotonSetup setup = photons_in_skin(skin, ultraviolet_nm);
            setup.source.kind = PhotonSource::Kind::diffuse;
            const Estimate counted = fluence_of(trace(setup, 1), ultraviolet_mm);
            const double ours = fluence_ratio(skin, ultraviolet_nm, ultraviolet_mm);
            const std::string what =
                fmt::format("type {}, scatter scale {:.1f}", type_names[range.type - 1], scale);
            chapter.comparisons.push_back(compare(what + ", Monte Carlo", counted.value, range.low,
                                                  range.high, counted.standard_error,
                                                  sigmas * counted.standard_error, uv_half_digit));
            chapter.comparisons.push_back(compare(what + ", adding-doubling", ours, range.low, range.high,
                                                  std::abs(ours - counted.value), 0, uv_half_digit));
        }
    return chapter;
}

Chapter few_streams() {
    Chapter chapter{"Few streams",
                    "Colour of bare skin with the 4 streams of forecasts, and with 8, against 32.",
                    "adding-doubling with 32 streams; the bounds were asked for before"};
    for (int type = 1; type <= 6; ++type) {
        const Skin skin = skin_of_type(type, Skin{});
        const Lab exact = colour_with<32>(skin);
        const double error = delta_e00(colour_with<24>(skin), exact);
        const auto add = [&](int streams, const Lab& colour, double bound) {
            chapter.comparisons.push_back(
                {.what = fmt::format("type {}, {} streams", type_names[type - 1], streams),
                 .unit = "ΔE00",
                 .ours = delta_e00(colour, exact),
                 .high = bound,
                 .error = error,
                 .cause = "too few streams"});
        };
        add(4, colour_with<4>(skin), four_streams_delta_e00);
        add(8, colour_with<8>(skin), eight_streams_delta_e00);
    }
    return chapter;
}

}  // namespace fadecast::validation
