#pragma once
// A made-up forecast of smooth curves, for tests of the files: right in shape, no result of the model.

#include <fadecast/forecast.hpp>
#include <fadecast/scalp.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace sample {

using namespace fadecast;

inline double logistic(double x) { return 1 / (1 + std::exp(-x)); }

inline Case client() {
    using namespace std::chrono;
    Case client;
    client.id = "sample-07";
    client.file = "sample.toml";
    client.skin.fitzpatrick = 3;
    client.covariates.oil = Oil::oily;
    client.sun.latitude_deg = 52;
    client.sun.hat_share = .3;
    for (int i = 0; i < 3; ++i) {
        Session session;
        session.date = sys_days{2026y / 3 / 2} + days{14 * i};
        session.pigment.id = session.pigment.name = "carbon black";
        session.water_per_pigment = 25;
        session.density_share = i == 0 ? .3 : i == 1 ? .4 : .3;
        client.sessions.push_back(session);
    }
    client.as_of = client.sessions.back().date;
    client.forecast.members = 64;
    client.forecast.horizon_year = 10;
    client.assumed = {
        "Hair colour was not entered; it does not change this forecast.",
        "Stated depth was not entered; the bottom of the dots is taken as 0.40 mm, between 0.20 and 0.80 mm.",
        "Hours outdoors were not entered; 7 a week in summer and 3 in winter are used."};
    return client;
}

/// Contrast of a client `z` standard deviations away from the middle.
inline double contrast(double time_day, double z) {
    const double year = (time_day - 42) / 365.25, rate = .17 * std::exp(.5 * z);
    const double scab = .55 * (1 - logistic((time_day - 6) / 1.2)),
                 milky = -.22 * std::exp(-std::pow((time_day - 16) / 9, 2));
    return .12 + .88 * std::exp(-rate * std::max(year, 0.)) + scab + milky;
}

inline DotAppearance gallery(const std::vector<double>& time_day) {
    DotAppearance dots;
    dots.packs = 1;
    dots.times = int(time_day.size());
    dots.radius_mm.resize(DotAppearance::radii * 32);
    dots.scalars.resize(time_day.size() * DotAppearance::scalar_count * 32);
    dots.transmittance.resize(time_day.size() * DotAppearance::radii * wavelength_count * 32);
    for (int lane = 0; lane < 32; ++lane)
        for (int ring = 0; ring < DotAppearance::radii; ++ring)
            dots.radius_mm[ring * 32 + lane] = Real(.7 * ring * (ring + 4.) / (11 * 15.));
    for (int time = 0; time < dots.times; ++time)
        for (int lane = 0; lane < 32; ++lane) {
            const double z = lane == 0 ? 0 : std::sin(7.3 * lane);
            const double sigma = .12 * (1 + .1 * z) * std::sqrt(1 + time_day[time] / 4000),
                         strength = contrast(time_day[time], z);
            const double red = time_day[time] < 1 ? 1 : std::exp(-time_day[time] / 5);
            const auto scalar = [&](DotAppearance::Scalar row) -> Real& {
                return dots.scalars[(time * DotAppearance::scalar_count + row) * 32 + lane];
            };
            scalar(DotAppearance::delta_e00) = Real(20 * strength);
            scalar(DotAppearance::lightness) = Real(62 - 25 * strength);
            scalar(DotAppearance::optical_fwhm_mm) = Real(2.3 * sigma);
            scalar(DotAppearance::bare_lightness) = Real(62 - 4 * red);
            scalar(DotAppearance::bare_a) = Real(10.5 + 6 * red);
            scalar(DotAppearance::bare_b) = Real(18);
            for (int ring = 0; ring < DotAppearance::radii; ++ring)
                for (int i = 0; i < wavelength_count; ++i) {
                    const double r = dots.radius_mm[ring * 32 + lane];
                    const double depth = strength * (1.3 - .05 * i) * std::exp(-r * r / (2 * sigma * sigma));
                    dots.transmittance[((time * DotAppearance::radii + ring) * wavelength_count + i) * 32 +
                                       lane] = Real(std::exp(-depth));
                }
        }
    return dots;
}

inline constexpr Spectrum skin{.21, .23, .26, .33, .33, .36, .47, .55};

/// What is seen at a time of a patch whose dots look like those of `dots`, again and again.
inline PatchScene scene(const PatchLayout& layout, const DotAppearance& dots,
                        const std::vector<double>& times_day, double time_day) {
    PatchScene scene;
    scene.side_mm = layout.options.side_mm;
    scene.pattern = layout.options.pattern;
    scene.x_mm = layout.x_mm, scene.y_mm = layout.y_mm;
    for (std::size_t dot = 0; dot < layout.x_mm.size(); ++dot) scene.look.push_back(int(dot % 32));
    scene.looks.add(dots, 32, times_day, time_day);
    scene.skin = skin;
    scene.bare = {62, 10.5, 18};
    return scene;
}

/// A patch whose dots look like those of `gallery`, again and again; dots of three sessions, none drops out.
inline Scalp scalp(const std::vector<double>& time_day, const PatchOptions& patch = {}) {
    Scalp scalp;
    scalp.time_day = time_day;
    scalp.dots = gallery(time_day);
    scalp.hairs = gallery({0});
    scalp.session_day = {-28, -14, 0};
    for (int lane = 0; lane < 32; ++lane) scalp.session.push_back(lane % 3);
    std::vector<int> session;
    for (int dot = 0; dot < dot_count(patch); ++dot) session.push_back(scalp.session[dot % 32]);
    scalp.layout = lay_out_patch(patch, session);
    scalp.means.resize(time_day.size());
    for (DotMeans& means : scalp.means) means.skin = {62, 10.5, 18};
    scalp.drop_out_day = 5;
    scalp.skin = skin;
    return scalp;
}

/// Readings, a schedule, changes and zones, none of which `forecast` has.
inline void advise(Forecast& made) {
    using std::chrono::days;
    const Date day0 = made.day0;
    Case& client = made.inputs;
    client.observations = {
        {day0 + days{56}, ObservationKind::contrast, .99, contrast_sd, std::nullopt, {}, {}, "measured"},
        {add_months(day0, 12), ObservationKind::grade, 1, grade_sd, std::nullopt, {}, {}, "client"},
        {add_months(day0, 14), ObservationKind::colour, 6.1, photo_sd, Zone::crown, {}, {}, "photo"}};
    client.as_of = add_months(day0, 14);
    made.weights.effective = 27.4;
    made.window.ended_by = {.62, .04, .07, .17, .10};
    for (const Zone zone : zones) {
        Window window = made.window;
        window.earliest.month = *window.earliest.month + 2 * int(zone);
        window.latest.month = *window.latest.month + 2 * int(zone);
        made.zones.push_back({zone, 1.1 - .1 * int(zone), window});
    }
    made.visits = {
        15,
        .8,
        {{"fewest", {33, 88, 141}, {.8, .7, .7}, .02, .17, .21, .05, 750, 6}},
        true,
        {"All pairs of months were tried; a third visit was added where most was out of tolerance."}};
    for (const int every : {12, 18, 24, 36, 48, 60}) {
        VisitPolicy policy{
            "every " + std::to_string(every) + " months", {}, {}, .01 * every / 12, .05, .9, .3, {}, {}};
        for (int month = every; month <= 180; month += every) policy.months.push_back(month);
        policy.strength.assign(policy.months.size(), 1);
        policy.price = 250. * double(policy.months.size());
        policy.hours = 2. * double(policy.months.size());
        made.visits.policies.push_back(policy);
    }
    made.what_ifs = {{"hat", "always a hat outdoors", true, 6.2, 6.2, {1.1, 13.5}, .4},
                     {"shade", "ink a third lighter", false, -5.1, -5.1, {-9.8, -1.2}, .3},
                     {"depth", "0.1 mm shallower", false, -3.3, -3.3, {-8, .5}, .3},
                     {"sunscreen", "sunscreen on bare days", true, 2.5, 2.5, {.4, 5}, .2},
                     {"oil", "an oily scalp kept as dry as a normal one", true, 1.4, 1.4, {-.5, 3.9}, .2},
                     {"session", "one session more", false, 1.1, 1.1, {.1, 2.4}, .1}};
    made.next_observations = {{add_months(day0, 18), ObservationKind::colour, photo_sd, .34},
                              {add_months(day0, 18), ObservationKind::grade, grade_sd, .15}};
}

inline Forecast forecast() {
    constexpr std::array<double, 7> normal_quantiles{-1.645, -1.282, -.674, 0, .674, 1.282, 1.645};
    Forecast made;
    made.inputs = client();
    made.day0 = made.inputs.sessions.back().date;
    made.time_day = {0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 90, 183};
    for (int year = 1; year <= 10; ++year) made.time_day.push_back(365 * year);

    const auto add = [&](const char* name, const char* unit, const char* meaning, auto value) {
        Series series{name, unit, meaning, {}};
        for (int band = 0; band < 7; ++band)
            for (double day : made.time_day)
                series.quantiles[band].push_back(value(day, -normal_quantiles[band]));
        for (std::size_t i = 0; i < made.time_day.size();
             ++i)  // falling quantities come out in the wrong order
            if (series.quantiles[0][i] > series.quantiles[6][i])
                for (int band = 0; band < 3; ++band)
                    std::swap(series.quantiles[band][i], series.quantiles[6 - band][i]);
        MemberSeries each{name, unit, meaning, {}};
        for (int member = 0; member < made.inputs.forecast.members; ++member)
            for (double day : made.time_day)
                each.values.push_back(float(value(day, member == 0 ? 0. : 1.2 * std::sin(3.7 * member))));
        made.series.push_back(series);
        made.members.push_back(each);
    };
    add("contrast", "1", "visible strength of the dots relative to day 42", contrast);
    add("retained_mass", "1", "pigment left in the skin relative to what was deposited",
        [](double day, double z) { return .68 * std::min(1., contrast(day, z)); });
    add("pigment_fwhm_mm", "mm", "width of the pigment column",
        [](double day, double z) { return .22 * std::sqrt(1 + day / 3000 * std::exp(.8 * z)); });
    add("optical_fwhm_mm", "mm", "width of the dot as seen",
        [](double day, double z) { return .3 * std::sqrt(1 + day / 5000 * std::exp(.8 * z)); });
    add("delta_e00", "1", "colour difference of the dot's centre to bare skin",
        [](double day, double z) { return 20 * contrast(day, z); });
    add("lightness", "1", "CIE L* of the dot's centre",
        [](double day, double z) { return 62 - 25 * contrast(day, z); });
    add("a", "1", "CIE a* of the dot's centre",
        [](double day, double z) { return 10 - 6 * contrast(day, z); });
    add("b", "1", "CIE b* of the dot's centre",
        [](double day, double z) { return 18 - 12 * contrast(day, z); });

    const int months = int(12 * made.inputs.forecast.horizon_year);
    Window& window = made.window;
    for (int month = 0; month <= months; ++month) {
        const double early = logistic((std::log(std::max(month, 1)) - std::log(22)) / .35);
        const double late = logistic((std::log(std::max(month, 1)) - std::log(56)) / .35);
        window.earliest_passed.push_back(early);
        window.latest_passed.push_back(late);
        window.inside.push_back(early - late);
    }
    window.earliest = {22, {15, 32}, {10, 47}, 0};
    window.best = {35, {28, 45}, {23, 57}, .004};
    window.latest = {56, {38, 82}, {26, std::nullopt}, .106};
    window.probability_inside_best = window.inside[35];
    window.early_line = .8;
    window.late_line = .55;
    window.fwhm_limit_mm = .45;
    window.realism_line = .75;

    std::vector<double> clearance, earliest, latest;
    for (int member = 0; member < made.inputs.forecast.members; ++member) {
        const double z = member == 0 ? 0 : 1.2 * std::sin(3.7 * member);
        clearance.push_back(.1 * std::exp(.64 * z));
        earliest.push_back(std::round(22 * std::exp(-.6 * z)));
        const double month = std::round(56 * std::exp(-.6 * z));
        latest.push_back(month > months ? std::numeric_limits<double>::quiet_NaN() : month);
    }
    made.member_scalars = {
        {"slow_clearance", clearance}, {"earliest_month", earliest}, {"latest_month", latest}};

    made.weights = {
        std::vector<double>(std::size_t(made.inputs.forecast.members), 1. / made.inputs.forecast.members),
        double(made.inputs.forecast.members), 1};
    made.scalps.fill(scalp(made.time_day));
    made.light = YearlyLight{150, 4.5, 320, 6.5};
    made.device = "made up";
    return made;
}

}  // namespace sample
