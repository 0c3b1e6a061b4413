// From a measured colour to a skin: by a colorimeter reading, a typology angle or a Fitzpatrick type.

#include <fadecast/skin.hpp>

#include "skin_optics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace fadecast {

namespace {

constexpr double least_melanin = 1e-4, most_melanin = .8;  ///< bounds of what is solved for

/// Solves a x = b in place; a is symmetric and positive definite.
template <int N>
void solve(std::array<std::array<double, N>, N> a, std::array<double, N>& b) {
    for (int k = 0; k < N; ++k)
        for (int i = k + 1; i < N; ++i) {
            const double factor = a[i][k] / a[k][k];
            for (int j = k; j < N; ++j) a[i][j] -= factor * a[k][j];
            b[i] -= factor * b[k];
        }
    for (int k = N; k-- > 0;) {
        for (int j = k + 1; j < N; ++j) b[k] -= a[k][j] * b[j];
        b[k] /= a[k][k];
    }
}

}  // namespace

double melanin_fraction_of_ita(double ita_deg) { return std::exp(-2.4525 - .02923 * ita_deg); }

double ita_of_fitzpatrick(int type) {
    constexpr double ita[] = {58, 48, 34.5, 19, -10, -35};
    if (type < 1 || type > 6)
        throw Error("Fitzpatrick type is " + std::to_string(type) + ", allowed is 1..6");
    return ita[type - 1];
}

Skin skin_of_ita(double ita, const Skin& start) {
    if (!(ita >= -90 && ita <= 90))
        throw Error("ITA is " + std::to_string(ita) + " degrees, allowed is -90..90");
    // Secant steps on ln melanin, along which ITA falls almost in a straight line.
    Skin skin = start;
    double log_melanin = std::log(std::clamp(melanin_fraction_of_ita(ita), least_melanin, most_melanin));
    double slope = -1 / .02923, last = 0, last_miss = 0;
    for (int step = 0; step < 20; ++step) {
        skin.melanin_fraction = std::exp(log_melanin);
        const double miss = ita_deg(measured_colour(skin)) - ita;
        if (std::abs(miss) < 1e-3) break;
        if (step > 0) slope = std::min((miss - last_miss) / (log_melanin - last), -5.);
        last = log_melanin, last_miss = miss;
        log_melanin = std::clamp(log_melanin - std::clamp(miss / slope, -1., 1.), std::log(least_melanin),
                                 std::log(most_melanin));
        if (log_melanin == last) break;  // as near as melanin can bring it
    }
    return skin;
}

Lab colour_of_type(int fitzpatrick) {
    constexpr Lab measured[] = {
        {70.8, 8.4, 13.2}, {67.3, 9.5, 14.8}, {63.0, 10.2, 18.1}, {56.5, 11.5, 21.1}, {48.9, 11.6, 19.8}};
    if (fitzpatrick < 1 || fitzpatrick > 5)
        throw Error("Fitzpatrick type is " + std::to_string(fitzpatrick) + "; measured are 1..5");
    return measured[fitzpatrick - 1];
}

Skin skin_of_type(int fitzpatrick, const Skin& start) {
    const double ita = ita_of_fitzpatrick(fitzpatrick);
    return fitzpatrick == 6 ? skin_of_ita(ita, start) : fit_skin(colour_of_type(fitzpatrick), start);
}

Skin fit_skin(Lab reading, const Skin& start) {
    check_skin(start);
    // Unknowns: ln melanin, ln blood, saturation, ln scatter scale, each within bounds. Residuals: L*, a*, b*
    // in units of `lab_sd`, then the two priors in units of theirs.
    constexpr int unknowns = 4, residuals = 5;
    constexpr double lab_sd = .2, saturation_sd = .15, scatter_sd = .12, step = 1e-4;
    using Point = std::array<double, unknowns>;
    using Residual = std::array<double, residuals>;
    const Point low{std::log(least_melanin), std::log(1e-3), 0, std::log(.5)},
        high{std::log(most_melanin), std::log(.2), 1, std::log(4.)};
    const auto skin_at = [&](const Point& p) {
        Skin skin = start;
        skin.melanin_fraction = std::exp(p[0]);
        skin.blood_fraction = std::exp(p[1]);
        skin.blood_saturation = p[2];
        skin.scatter_scale = std::exp(p[3]);
        return skin;
    };
    const auto residual_at = [&](const Point& p) -> Residual {
        const Lab lab = measured_colour(skin_at(p));
        return {(lab.lightness - reading.lightness) / lab_sd, (lab.a - reading.a) / lab_sd,
                (lab.b - reading.b) / lab_sd, (p[2] - start.blood_saturation) / saturation_sd,
                (p[3] - std::log(start.scatter_scale)) / scatter_sd};
    };
    const auto square = [](const Residual& r) {
        double sum = 0;
        for (double value : r) sum += value * value;
        return sum;
    };
    const auto inside = [&](Point p) {
        for (int i = 0; i < unknowns; ++i) p[i] = std::clamp(p[i], low[i], high[i]);
        return p;
    };
    // The reading's own ITA, because far from the answer the slopes lead astray.
    Point point = inside({std::log(melanin_fraction_of_ita(ita_deg(reading))), std::log(start.blood_fraction),
                          start.blood_saturation, std::log(start.scatter_scale)});
    Residual residual = residual_at(point);
    double damping = 1e-2;
    for (int iteration = 0; iteration < 40 && damping < 1e8; ++iteration) {
        std::array<Residual, unknowns> slope;
        Point move{};
        for (int i = 0; i < unknowns; ++i) {
            Point moved = point;
            const double inward = point[i] + step > high[i] ? -step : step;
            moved[i] += inward;
            slope[i] = residual_at(moved);
            for (int k = 0; k < residuals; ++k) {
                slope[i][k] = (slope[i][k] - residual[k]) / inward;
                move[i] -= slope[i][k] * residual[k];
            }
            // Against its bound an unknown rests, and the others move as if it were known.
            if ((point[i] >= high[i] && move[i] > 0) || (point[i] <= low[i] && move[i] < 0))
                slope[i] = {}, move[i] = 0;
        }
        std::array<Point, unknowns> normal{};
        for (int i = 0; i < unknowns; ++i)
            for (int k = 0; k < residuals; ++k)
                for (int j = 0; j < unknowns; ++j) normal[i][j] += slope[i][k] * slope[j][k];
        for (int i = 0; i < unknowns; ++i) normal[i][i] = normal[i][i] * (1 + damping) + 1e-9;
        solve<unknowns>(normal, move);
        Point next = point;
        for (int i = 0; i < unknowns; ++i) next[i] += std::clamp(move[i], -1., 1.);
        next = inside(next);
        const Residual tried = residual_at(next);
        const double gain = square(residual) - square(tried);
        if (!(gain >= 0)) {
            damping *= 10;
            continue;
        }
        point = next, residual = tried, damping = std::max(damping / 10, 1e-9);
        if (gain < 1e-8 * (1 + square(tried))) break;
    }
    return skin_at(point);
}

}  // namespace fadecast
