// Pigment: a free Gaussian, holes that close, the exchange of the pools.

#include <fadecast/numerics.hpp>

#include "validation/chapters.hpp"
#include "validation/hole.hpp"
#include "validation/nominal_dot.hpp"
#include "validation/reference_values.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace fadecast::validation {
namespace {

Scalars follow(const Backend& backend, const DotInput& dot, const std::vector<double>& days,
               const Numerics& numerics) {
    return Scalars(
        transport(backend, numerics.grid, make_schedule({0}, days, numerics.steps), {{1, 0}}, {dot}));
}

/// One dot at the accuracy of forecasts, and far finer, to tell the numerical error.
struct Dot {
    Scalars standard, fine;

    Dot(const Backend& backend, const DotInput& dot, const std::vector<double>& days)
        : standard(follow(backend, dot, days, numerics_of(Accuracy::standard))),
          fine(follow(backend, dot, days, finest())) {}

private:
    static Numerics finest() {
        Numerics numerics = numerics_of(Accuracy::reference);
        numerics.steps.parts = 8;
        return numerics;
    }
};

}  // namespace

Chapter free_spread(const Backend& backend) {
    Chapter chapter{
        "Free spread",
        "Width of a Gaussian of 0.20 mm that only spreads, D = 5e-4 mm²/year, to 1 %, most of "
        "which is the length of late steps. The error is the difference to a far finer mesh and steps.",
        "the exact law, FWHM² = 0.04 mm² + 16 ln 2 D t, printed with three digits"};
    std::vector<double> days;
    for (const double years : widths_year) days.push_back(years * year);
    const Dot dot(backend, spreading_dot(.20, 5e-4), days);
    for (std::size_t t = 0; t < days.size(); ++t) {
        const double ours = dot.standard.at(int(t), Snapshots::pigment_fwhm_mm);
        chapter.comparisons.push_back(
            {.what = fmt::format("after {} y", widths_year[t]),
             .unit = "mm",
             .ours = ours,
             .low = widths_mm[t],
             .high = widths_mm[t],
             .error = std::abs(ours - dot.fine.at(int(t), Snapshots::pigment_fwhm_mm)),
             .tolerance = .01 * widths_mm[t],
             .half_digit = .0005});
    }
    return chapter;
}

Chapter closing_holes() {
    Chapter chapter{"Punctures that close",
                    "Hours until the centre of a round hole in the epithelium is 80 % covered, to 3 %.",
                    "Fisher-KPP front with D = 2e-9 cm²/s and s = 8e-6 1/s, epidermal wound closure"};
    for (std::size_t i = 0; i < std::size(hole_um); ++i) {
        const double ours = hours_to_close(1e-3 * hole_um[i]);
        chapter.comparisons.push_back({.what = fmt::format("radius {} µm", hole_um[i]),
                                       .unit = "h",
                                       .ours = ours,
                                       .low = hole_hours[i],
                                       .high = hole_hours[i],
                                       .tolerance = .03 * hole_hours[i],
                                       .half_digit = .05});
    }
    return chapter;
}

Chapter exchange_of_pools(const Backend& backend) {
    Chapter chapter{"Where the pigment goes",
                    "The nominal dot on its mesh, light as usual, no bleaching, to 0.03, and 0.01 of what "
                    "the lymph takes. The error is the difference to a far finer mesh and steps.",
                    "the equations of the pools solved without a mesh"};
    std::vector<double> days{7, 42};
    for (const double years : closure_year) days.push_back(42 + years * year);
    const Dot dot(backend, nominal_dot(), days);
    const auto add = [&](const std::string& what, const auto& of, double expected, double tolerance,
                         double half_digit = .0005) {
        const double ours = of(dot.standard);
        chapter.comparisons.push_back({.what = what,
                                       .ours = ours,
                                       .low = expected,
                                       .high = expected,
                                       .error = std::abs(ours - of(dot.fine)),
                                       .tolerance = tolerance,
                                       .half_digit = half_digit});
    };
    add(
        "retained on day 42 over deposited",
        [](const Scalars& s) { return s.at(1, Snapshots::retained_mass) / nominal_dot().mass_ng[0]; },
        closure_retained, closure_tolerance, .005);
    add(
        "lost to the lymph by day 42 over what reached the dermis",
        [](const Scalars& s) {
            return s.at(1, Snapshots::lymph_mass) /
                   (s.at(0, Snapshots::dermal_mass) + s.at(0, Snapshots::lymph_mass));
        },
        closure_lymph, closure_lymph_tolerance);
    for (std::size_t i = 0; i < std::size(closure_year); ++i)
        add(
            fmt::format("dermal mass {} y after day 42 over that of day 42", closure_year[i]),
            [&](const Scalars& s) {
                return s.at(int(i) + 2, Snapshots::dermal_mass) / s.at(1, Snapshots::dermal_mass);
            },
            closure_mass[i], closure_tolerance);
    return chapter;
}

}  // namespace fadecast::validation
