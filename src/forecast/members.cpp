// From dots to members: means over a person's dots, and what the draws imply.

#include "members.hpp"

#include <fadecast/reservoir.hpp>

#include <dose.hpp>
#include <hair_cover.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace fadecast {
namespace {

constexpr SeriesKind quantities[] = {
    {"contrast", "1", "colour difference of the dot to bare skin, relative to day 42"},
    {"retained_mass", "1", "pigment in the skin, of what was deposited"},
    {"pigment_fwhm_mm", "mm", "width of the pigment column in the dermis"},
    {"optical_fwhm_mm", "mm", "width of the dot as seen through skin"},
    {"delta_e00", "1", "CIEDE2000 of the dot's centre to the bare skin at the same time"},
    {"lightness", "1", "L* of the dot's centre, D65, 2 degrees, without specular reflection"},
    {"a", "1", "a* of the dot's centre"},
    {"b", "1", "b* of the dot's centre"},
    {"area_delta_e00", "1", "colour difference of an area with dots to bare skin, from the dots' own"},
    {"realism", "1", "how real a shaved patch looks against natural hair, 0 to 100"},
};
constexpr int realism_score = 9;

/// A dot whose ledger is off by more, of what was deposited, counts as failed: ten times what float leaves.
constexpr double ledger_tolerance = 1e-4;

}  // namespace

std::span<const SeriesKind> ensemble_series() { return quantities; }

void DotTable::add(int first_dot, int dots, const Snapshots& snapshots, const DotAppearance& seen) {
    const std::vector<Real> scalars = snapshots.scalars.to_host();
    for (int d = 0; d < dots; ++d)
        for (int t = 0; t < times_; ++t) {
            const std::size_t row = std::size_t(d / pack_width) * times_ + t;
            const auto fate = [&](int what) {
                return float(scalars[(row * Snapshots::scalar_count + what) * pack_width + d % pack_width]);
            };
            const auto look = [&](int what) {
                return float(
                    seen.scalars[(row * DotAppearance::scalar_count + what) * pack_width + d % pack_width]);
            };
            float* to = &values_[(std::size_t(first_dot + d) * times_ + t) * column_count];
            const double booked = double(fate(Snapshots::retained_mass)) + fate(Snapshots::scab_mass) +
                                  fate(Snapshots::shed_mass) + fate(Snapshots::lymph_mass) +
                                  fate(Snapshots::bleached_mass);
            const double deposited = fate(Snapshots::deposited_mass);
            const bool closes = deposited == 0 || std::abs(booked / deposited - 1) < ledger_tolerance;
            to[delta_e00] = closes ? look(DotAppearance::delta_e00) : std::numeric_limits<float>::quiet_NaN();
            to[retained_mass] = fate(Snapshots::retained_mass) / fate(Snapshots::deposited_mass);
            to[pigment_fwhm_mm] = fate(Snapshots::pigment_fwhm_mm);
            to[optical_fwhm_mm] = look(DotAppearance::optical_fwhm_mm);
            to[lightness] = look(DotAppearance::lightness);
            to[a] = look(DotAppearance::a);
            to[b] = look(DotAppearance::b);
        }
}

void add_members(const std::vector<const Case*>& cases, const Population& population, const DotTable& dots,
                 double reference_day, const std::vector<float>& realism, Ensemble& ensemble) {
    const std::vector<double>& times = ensemble.time_day;
    const int n_times = int(times.size()), members = int(cases.size());
    const int per_member = cases.front()->forecast.dots;
    const int reference = int(std::find(times.begin(), times.end(), reference_day) - times.begin());
    if (reference == n_times) throw Error("simulate_ensemble: the reference day is not among the times");
    ensemble.members = members;
    for (const SeriesKind& q : quantities)
        ensemble.series.push_back(
            {q.name, q.unit, q.meaning, std::vector<float>(std::size_t(members) * n_times)});
    for (int m = 0; m < members; ++m) {
        const int first = population.first_dot_of_member(m, per_member);
        const double per_cm2 = nominal_value(*cases[m], Parameter::dot_density);
        for (int t = 0; t < n_times; ++t) {
            double relative = 0, area = 0, sums[DotTable::column_count] = {};
            for (int d = first; d < first + per_member; ++d) {
                relative += dots.at(d, t, DotTable::delta_e00) /
                            std::max(0.01f, dots.at(d, reference, DotTable::delta_e00));
                area += area_difference(per_cm2, dots.at(d, t, DotTable::delta_e00),
                                        dots.at(d, t, DotTable::optical_fwhm_mm));
                for (int c = 0; c < DotTable::column_count; ++c)
                    sums[c] += dots.at(d, t, DotTable::Column(c));
            }
            const auto put = [&](int series, double value) {
                ensemble.series[series].values[std::size_t(m) * n_times + t] = float(value / per_member);
            };
            put(0, relative);
            put(1, sums[DotTable::retained_mass]);
            put(2, sums[DotTable::pigment_fwhm_mm]);
            put(3, sums[DotTable::optical_fwhm_mm]);
            put(4, sums[DotTable::delta_e00]);
            put(5, sums[DotTable::lightness]);
            put(6, sums[DotTable::a]);
            put(7, sums[DotTable::b]);
            put(8, area);
        }
    }
    if (realism.empty())
        ensemble.series.pop_back();
    else
        ensemble.series[realism_score].values = realism;

    for (int p = 0; p < parameter_count; ++p) {
        std::vector<double> values;
        for (int m = 0; m < members; ++m) values.push_back(population.member(m).drawn[p]);
        ensemble.scalars.emplace_back(std::string(registry()[p].name), std::move(values));
    }
    std::vector<double> volume_nl, lifetime_year,
        hop_mm;  // what the draws imply, means over the member's dots
    for (int m = 0; m < members; ++m) {
        double mass_ng = 0, lifetime_day = 0, hop = 0;
        const int first = population.first_dot_of_member(m, per_member);
        for (int d = first; d < first + per_member; ++d) {
            const DotInput& dot = population.dots[d];
            const Session& session = cases[m]->sessions[dot.session];
            const double strength =
                strength_of(session) * session.pigment.standard_mass_fraction / standard_mass_fraction;
            for (double mass : dot.mass_ng) mass_ng += mass / strength / per_member;
            lifetime_day += macrophage_lifetime_day(dot.residence) / per_member;
            hop += hop_length_mm(dot.residence, dot.lateral_mm2_per_day) / per_member;
        }
        const Person& person = population.member(m);
        volume_nl.push_back(ink_volume_nl(mass_ng, person.drawn[int(Parameter::pigment_mass_fraction)]));
        lifetime_year.push_back(lifetime_day / day_per_year);
        hop_mm.push_back(hop);
        ensemble.discrepancy.push_back(person.discrepancy);
    }
    ensemble.scalars.emplace_back("implied_ink_volume", std::move(volume_nl));
    ensemble.scalars.emplace_back("macrophage_lifetime", std::move(lifetime_year));
    ensemble.scalars.emplace_back("hop_length", std::move(hop_mm));
}

std::vector<Simulation::Scalar> nominal_scalars(const Snapshots& snapshots, const DotAppearance& seen) {
    static constexpr SeriesKind fates[Snapshots::scalar_count] = {
        {"retained_mass", "ng", "pigment in epidermis and dermis"},
        {"dermal_mass", "ng", "pigment in the dermis"},
        {"scab_mass", "ng", "pigment in the scab"},
        {"shed_mass", "ng", "pigment lost with scab and epidermis"},
        {"lymph_mass", "ng", "pigment lost to the lymph"},
        {"bleached_mass", "ng", "pigment bleached by light"},
        {"deposited_mass", "ng", "pigment deposited"},
        {"pigment_fwhm_mm", "mm", "width of the pigment column in the dermis"},
        {"mean_depth_mm", "mm", "centre of mass of the dermal pigment"},
        {"inflammation", "1", "macrophage answer of the skin around"},
        {"open_share", "1", "share of the puncture not covered by epithelium"},
        {"milky_scattering_per_mm", "1/mm", "extra reduced scattering of immature epidermis"},
        {"optical_efficiency", "1", "absorption per mass relative to fresh pigment"},
    };
    static constexpr SeriesKind looks[DotAppearance::scalar_count] = {
        {"delta_e00", "1", "CIEDE2000 of the dot's centre to the bare skin at the same time"},
        {"lightness", "1", "L* of the dot's centre"},
        {"a", "1", "a* of the dot's centre"},
        {"b", "1", "b* of the dot's centre"},
        {"optical_fwhm_mm", "mm", "width of the dot as seen through skin"},
        {"bare_lightness", "1", "L* of the bare skin"},
        {"bare_a", "1", "a* of the bare skin"},
        {"bare_b", "1", "b* of the bare skin"},
    };
    std::vector<Simulation::Scalar> scalars;
    const auto add = [&](const auto& names, const std::vector<Real>& values) {
        const std::size_t count = std::size(names);
        for (std::size_t k = 0; k < count; ++k) {
            Simulation::Scalar scalar{names[k].name, names[k].meaning, names[k].unit, {}};
            for (int t = 0; t < snapshots.times; ++t)
                scalar.values.push_back(values[(t * count + k) * pack_width]);
            scalars.push_back(std::move(scalar));
        }
    };
    add(fates, snapshots.scalars.to_host());
    add(looks, seen.scalars);
    return scalars;
}

}  // namespace fadecast
