// From dots to members: means over a person's dots, quantiles over members, the window.

#include "members.hpp"

#include <fadecast/reservoir.hpp>
#include <fadecast/statistics.hpp>
#include <fadecast/window.hpp>

#include <dose.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace fadecast {
namespace {

int position_of(const std::vector<double>& times, double day) {
    return int(std::find(times.begin(), times.end(), day) - times.begin());
}

/// Straight between the series' times.
double at_day(const std::vector<double>& times, const float* values, double day) {
    const auto after = std::upper_bound(times.begin(), times.end(), day);
    if (after == times.end()) return values[times.size() - 1];
    const std::size_t k = std::max<std::ptrdiff_t>(after - times.begin(), 1);
    const double t = (day - times[k - 1]) / (times[k] - times[k - 1]);
    return (1 - t) * values[k - 1] + t * values[k];
}

struct Quantity {
    const char *name, *unit, *meaning;
};
constexpr Quantity quantities[] = {
    {"contrast", "1",
     "colour difference of the dot to bare skin, relative to day 42, with the model's own error"},
    {"retained_mass", "1", "pigment in the skin, of what was deposited"},
    {"pigment_fwhm_mm", "mm", "width of the pigment column in the dermis"},
    {"optical_fwhm_mm", "mm", "width of the dot as seen through skin"},
    {"delta_e00", "1", "CIEDE2000 of the dot's centre to the bare skin at the same time"},
    {"lightness", "1", "L* of the dot's centre, D65, 2 degrees, without specular reflection"},
    {"a", "1", "a* of the dot's centre"},
    {"b", "1", "b* of the dot's centre"},
    {"realism", "1", "how real a shaved patch looks against natural hair, 0 to 100"},
};
constexpr int contrast = 0, pigment_fwhm = 2, realism_score = 8;

/// A dot whose ledger is off by more, of what was deposited, counts as failed: ten times what float leaves.
constexpr double ledger_tolerance = 1e-4;

}  // namespace

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

void summarise_members(const Backend& backend, const Population& population, const DotTable& dots,
                       const std::vector<float>& realism, Forecast& forecast) {
    const std::vector<double>& times = forecast.time_day;
    const int n_times = int(times.size()), members = forecast.inputs.forecast.members;
    const int per_member = forecast.inputs.forecast.dots, reference = position_of(times, healed_day);

    for (const Quantity& q : quantities)
        forecast.members.push_back(
            {q.name, q.unit, q.meaning, std::vector<float>(std::size_t(members) * n_times)});
    for (int m = 0; m < members; ++m) {
        const int first = population.first_dot_of_member(m, per_member);
        const Person& person = population.persons[m + 1];
        for (int t = 0; t < n_times; ++t) {
            double relative = 0, sums[DotTable::column_count] = {};
            for (int d = first; d < first + per_member; ++d) {
                relative += dots.at(d, t, DotTable::delta_e00) /
                            std::max(0.01f, dots.at(d, reference, DotTable::delta_e00));
                for (int c = 0; c < DotTable::column_count; ++c)
                    sums[c] += dots.at(d, t, DotTable::Column(c));
            }
            const auto put = [&](int series, double value) {
                forecast.members[series].values[std::size_t(m) * n_times + t] = float(value / per_member);
            };
            const double error = person.discrepancy *
                                 discrepancy_at(person.drawn[int(Parameter::model_error)],
                                                person.drawn[int(Parameter::model_error_drift)], times[t]);
            put(contrast, std::max(0.0, relative + per_member * error));
            put(1, sums[DotTable::retained_mass]);
            put(pigment_fwhm, sums[DotTable::pigment_fwhm_mm]);
            put(3, sums[DotTable::optical_fwhm_mm]);
            put(4, sums[DotTable::delta_e00]);
            put(5, sums[DotTable::lightness]);
            put(6, sums[DotTable::a]);
            put(7, sums[DotTable::b]);
            put(realism_score, per_member * realism[std::size_t(m) * n_times + t]);
        }
    }

    std::vector<int> sound;  // members that could be computed
    for (int m = 0; m < members; ++m) {
        const auto finite = [&](const MemberSeries& series) {
            const float* row = &series.values[std::size_t(m) * n_times];
            return std::all_of(row, row + n_times, [](float value) { return std::isfinite(value); });
        };
        (std::all_of(forecast.members.begin(), forecast.members.end(), finite) ? sound : forecast.failed)
            .push_back(m);
    }
    const int n_sound = int(sound.size());
    if (sound.empty())
        throw Error("no virtual client could be computed; look for extreme values in [parameters]");

    for (const MemberSeries& member : forecast.members) {
        std::vector<float> by_time;
        for (int t = 0; t < n_times; ++t)
            for (int m : sound) by_time.push_back(member.values[std::size_t(m) * n_times + t]);
        const std::vector<float> sorted = sort_rows(backend, by_time, n_sound);
        Series series{member.name, member.unit, member.meaning, {}};
        for (std::size_t q = 0; q < band_quantiles.size(); ++q)
            for (int t = 0; t < n_times; ++t) {  // linear between order statistics
                const float* row = &sorted[std::size_t(t) * n_sound];
                const double place = band_quantiles[q] * (n_sound - 1);
                const int k = int(place), next = std::min(k + 1, n_sound - 1);
                series.quantiles[q].push_back(row[k] + (place - k) * (row[next] - row[k]));
            }
        forecast.series.push_back(std::move(series));
    }

    // Month by month, as the calendar goes.
    std::vector<double> month_day;
    for (int month = 0;; ++month) {
        const double day = days_between(forecast.day0, add_months(forecast.day0, month));
        if (day > times.back() + 1) break;
        month_day.push_back(day);
    }
    const int months = int(month_day.size());
    const int healed_month =
        int(std::lower_bound(month_day.begin(), month_day.end(), healed_day) - month_day.begin());
    const int first_month = int(std::lower_bound(month_day.begin(), month_day.end(),
                                                 days_between(forecast.day0, forecast.inputs.as_of)) -
                                month_day.begin());
    const WindowLines lines = window_lines(forecast.inputs);
    std::vector<MemberWindow> windows;
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> c(months), width(months), real(months), earliest(members, none),
        latest(members, none);
    for (int m : sound) {
        for (int t = 0; t < months; ++t) {
            c[t] = at_day(times, &forecast.members[contrast].values[std::size_t(m) * n_times], month_day[t]);
            width[t] =
                at_day(times, &forecast.members[pigment_fwhm].values[std::size_t(m) * n_times], month_day[t]);
            real[t] = at_day(times, &forecast.members[realism_score].values[std::size_t(m) * n_times],
                             month_day[t]);
        }
        windows.push_back(member_window(c, width, real, lines, healed_month));
        const auto or_nan = [&](int month) { return month < months ? month : none; };
        earliest[m] = or_nan(windows.back().earliest);
        latest[m] = or_nan(windows.back().latest);
    }
    forecast.window = window_of(windows, months, first_month, lines);

    for (int p = 0; p < parameter_count; ++p) {
        std::vector<double> values;
        for (int m = 1; m <= members; ++m) values.push_back(population.persons[m].drawn[p]);
        forecast.member_scalars.emplace_back(std::string(registry()[p].name), std::move(values));
    }
    std::vector<double> volume_nl, lifetime_year,
        hop_mm;  // what the draws imply, means over the member's dots
    for (int m = 0; m < members; ++m) {
        double mass_ng = 0, lifetime_day = 0, hop = 0;
        const int first = population.first_dot_of_member(m, per_member);
        for (int d = first; d < first + per_member; ++d) {
            const DotInput& dot = population.dots[d];
            const Session& session = forecast.inputs.sessions[dot.session];
            const double standard_water = session.pigment.standard_water_per_pigment;
            const double strength =
                ink_strength(session.shade, session.water_per_pigment.value_or(standard_water),
                             standard_water) *
                session.pigment.standard_mass_fraction / standard_mass_fraction;
            for (double mass : dot.mass_ng) mass_ng += mass / strength / per_member;
            lifetime_day += macrophage_lifetime_day(dot.residence) / per_member;
            hop += hop_length_mm(dot.residence, dot.lateral_mm2_per_day) / per_member;
        }
        volume_nl.push_back(
            ink_volume_nl(mass_ng, population.persons[m + 1].drawn[int(Parameter::pigment_mass_fraction)]));
        lifetime_year.push_back(lifetime_day / day_per_year);
        hop_mm.push_back(hop);
    }
    forecast.member_scalars.emplace_back("implied_ink_volume", std::move(volume_nl));
    forecast.member_scalars.emplace_back("macrophage_lifetime", std::move(lifetime_year));
    forecast.member_scalars.emplace_back("hop_length", std::move(hop_mm));
    forecast.member_scalars.emplace_back("earliest_month", std::move(earliest));
    forecast.member_scalars.emplace_back("latest_month", std::move(latest));
}

std::vector<Simulation::Scalar> nominal_scalars(const Snapshots& snapshots, const DotAppearance& seen) {
    static constexpr Quantity fates[Snapshots::scalar_count] = {
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
    static constexpr Quantity looks[DotAppearance::scalar_count] = {
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
