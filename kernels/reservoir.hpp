#pragma once
// Where pigment is held and how it moves between the holders, without regard to place: the three pools of a
// cell (free, macrophage, matrix), their rates over time, and the exact solution over one step.

#include "portable.hpp"

#include <fadecast/reservoir.hpp>

#include <cmath>

namespace fadecast {

/// Macrophage answer to a puncture, 0..1, the second stage of a two-stage linear chain: x e^(1-x) with
/// x = (age - 0.5 d) / 2.5 d; peaks at day 3.
template <typename T>
FADECAST_HD T macrophage_answer(T age_day) {
    const T x = (age_day - T(0.5)) / T(2.5);
    return x > 0 ? x * std::exp(T(1) - x) : T(0);
}

/// Its mean over [from, to], exact; from < to.
FADECAST_HD inline double mean_macrophage_answer(double from_day, double to_day) {
    const auto integral = [](double age_day) {  // of x e^(1-x), in units of 2.5 days
        const double x = (age_day - 0.5) / 2.5;
        return x > 0 ? -(1 + x) * std::exp(1 - x) : -std::exp(1.0);
    };
    return 2.5 * (integral(to_day) - integral(from_day)) / (to_day - from_day);
}

/// Mean over [from, to] of the migration rate that makes the labile share leave at k_lab:
/// k_mig = (k_lab - k_slow) a / (a + b), a = f_lab e^(-k_lab s), b = (1 - f_lab - f_perm) e^(-k_slow s), s =
/// age - 42 d. Its integral is -ln(1 - f_lab - f_perm + f_lab e^(-(k_lab - k_slow) s)); no labile share, or
/// one that stays longer than the rest, makes none leave.
FADECAST_HD inline double mean_migration(double labile_share, double permanent_share, double labile_rate,
                                         double slow_rate, double from_day, double to_day) {
    if (from_day < healed_day || labile_rate <= slow_rate) return 0;
    const auto integral = [&](double s) {
        return -std::log(1 - labile_share - permanent_share +
                         labile_share * std::exp(-(labile_rate - slow_rate) * s));
    };
    const double mean =
        (integral(to_day - healed_day) - integral(from_day - healed_day)) / (to_day - from_day);
    return mean > 0 ? mean : 0;
}

/// Rates of the exchange, 1/day, as they stand during one step.
struct PoolRates {
    double uptake, fixing, lymph, release, migration, unfixing;
};

/// Product of two 3 x 3 matrices, lane by lane; `c` may be neither `a` nor `b`.
template <int W>
FADECAST_HD void multiply(const double (*a)[W], const double (*b)[W], double (*c)[W]) {
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
            for (int lane = 0; lane < W; ++lane)
                c[3 * i + j][lane] = a[3 * i][lane] * b[j][lane] + a[3 * i + 1][lane] * b[3 + j][lane] +
                                     a[3 * i + 2][lane] * b[6 + j][lane];
}

/// Solution over dt of  d(free, macrophage, matrix)/dt = A (free, macrophage, matrix)  with constant rates:
/// the matrix exponential, by the L-stable Pade(2,3) form of Radau IIA on dt / 2^halvings, squared `halvings`
/// times.
/// @param rates  [W]
/// @param p      [9][W], row-major; 1 minus a column's sum is the share that went to the lymph.
template <int W>
FADECAST_HD void propagate_pools(const PoolRates* rates, double dt_day, int halvings, double (*p)[W]) {
    const double h = dt_day / double(1 << halvings);
    double a[9][W], a2[9][W], a3[9][W];
    for (int lane = 0; lane < W; ++lane) {
        const PoolRates& k = rates[lane];
        a[0][lane] = -h * (k.uptake + k.fixing + k.lymph), a[1][lane] = h * k.release,
        a[2][lane] = h * k.unfixing;
        a[3][lane] = h * k.uptake, a[4][lane] = -h * (k.release + k.migration), a[5][lane] = 0;
        a[6][lane] = h * k.fixing, a[7][lane] = 0, a[8][lane] = -h * k.unfixing;
    }
    multiply<W>(a, a, a2);
    multiply<W>(a2, a, a3);
    double n[9][W], m[9][W];  // denominator and numerator of the Pade form
    for (int e = 0; e < 9; ++e) {
        const double one = e % 4 == 0;
        for (int lane = 0; lane < W; ++lane) {
            n[e][lane] = one - 0.6 * a[e][lane] + 0.15 * a2[e][lane] - a3[e][lane] / 60;
            m[e][lane] = one + 0.4 * a[e][lane] + 0.05 * a2[e][lane];
        }
    }
    for (int lane = 0; lane < W; ++lane) {  // a <- inverse of n
        const double c0 = n[4][lane] * n[8][lane] - n[5][lane] * n[7][lane];
        const double c1 = n[5][lane] * n[6][lane] - n[3][lane] * n[8][lane];
        const double c2 = n[3][lane] * n[7][lane] - n[4][lane] * n[6][lane];
        const double scale = 1 / (n[0][lane] * c0 + n[1][lane] * c1 + n[2][lane] * c2);
        a[0][lane] = scale * c0, a[3][lane] = scale * c1, a[6][lane] = scale * c2;
        a[1][lane] = scale * (n[2][lane] * n[7][lane] - n[1][lane] * n[8][lane]);
        a[4][lane] = scale * (n[0][lane] * n[8][lane] - n[2][lane] * n[6][lane]);
        a[7][lane] = scale * (n[1][lane] * n[6][lane] - n[0][lane] * n[7][lane]);
        a[2][lane] = scale * (n[1][lane] * n[5][lane] - n[2][lane] * n[4][lane]);
        a[5][lane] = scale * (n[2][lane] * n[3][lane] - n[0][lane] * n[5][lane]);
        a[8][lane] = scale * (n[0][lane] * n[4][lane] - n[1][lane] * n[3][lane]);
    }
    multiply<W>(a, m, p);
    for (int k = 0; k < halvings; ++k) {
        multiply<W>(p, p, a);
        for (int e = 0; e < 9; ++e)
            for (int lane = 0; lane < W; ++lane) p[e][lane] = a[e][lane];
    }
}

/// Halvings until a substep is at most a day. The fastest uptake is then not resolved, but damped: 5e-6 of
/// the mass at the corners of the ranges.
FADECAST_HD inline int halvings_of(double dt_day) {
    int n = 0;
    while (dt_day > 1 && n < 10) dt_day *= 0.5, ++n;
    return n;
}

/// Sessions as one dot sees them: its own, those that only inflame it, and those that puncture it again.
struct SessionsOfDot {
    const double* session_day = nullptr;  ///< [sessions]
    int own = 0, sessions = 0;
    const double* again =
        nullptr;  ///< [sessions], pigment of a second pass relative to the first; 0 for none
    FADECAST_HD int later() const { return sessions - own - 1; }
    FADECAST_HD double age_day(int k) const { return session_day[own + 1 + k] - session_day[own]; }
    FADECAST_HD double amount(int k) const { return again ? again[own + 1 + k] : 0; }
};

/// Rates of one dot over one step of its age. `ablation_age_day` is the age at which all macrophages die, or
/// a large number. Where pigment of several passes lies together, each has its own labile share, and the
/// migration of the mixture is their mean, weighted by what each still holds; it is fixed in the matrix until
/// the latest pass has healed. Source of the closure: docs/model.md, "Residence".
FADECAST_HD_APART inline PoolRates rates_during(const Residence& dot, double from_day, double to_day,
                                                const SessionsOfDot& sessions, double ablation_age_day) {
    if (to_day < from_day + 1e-6) to_day = from_day + 1e-6;  // means over nothing are no numbers
    const double age = 0.5 * (from_day + to_day);
    const auto migration_since = [&](double pass_day) {
        return mean_migration(dot.labile_share, dot.permanent_share, dot.labile_per_day, dot.slow_per_day,
                              from_day - pass_day, to_day - pass_day);
    };
    const auto held_since = [&](double pass_day) {
        const double s = age - pass_day - healed_day;
        return s < 0 ? 1 - dot.permanent_share
                     : dot.labile_share * std::exp(-dot.labile_per_day * s) +
                           (1 - dot.labile_share - dot.permanent_share) * std::exp(-dot.slow_per_day * s);
    };
    const auto answer_since = [&](double day) {
        return 4 * mean_macrophage_answer(from_day - day, to_day - day);
    };
    double activity = age < 3 ? 5 : 1 + answer_since(0);
    if (const double since = from_day - ablation_age_day; age > ablation_age_day) {
        const double dt = to_day - from_day;  // refilled from the blood within weeks
        activity += answer_since(ablation_age_day) + 7 * std::exp(-since / 7) * std::expm1(-dt / 7) / dt;
    }
    double surge = 1, latest_pass = 0, held = 0, migrating = 0;
    for (int k = 0; k < sessions.later(); ++k) {
        const double pass = sessions.age_day(k), since = age - pass, amount = sessions.amount(k);
        if (since < 0) continue;
        activity += answer_since(pass);
        if (since < surge_days) surge = dot.release_surge;
        if (amount > 0) {
            latest_pass = pass;
            held += amount * held_since(pass);
            migrating += amount * held_since(pass) * migration_since(pass);
        }
    }
    double migration = migration_since(0);
    if (held > 0 && held_since(0) + held > 0)
        migration = (held_since(0) * migration + migrating) / (held_since(0) + held);
    return {.uptake = dot.uptake_per_day * activity,
            .fixing = age - latest_pass < healed_day
                          ? dot.permanent_share / (1 - dot.permanent_share) * dot.uptake_per_day * activity
                          : 0,
            .lymph = dot.escape_probability / (1 - dot.escape_probability) * dot.uptake_per_day,
            .release = dot.slow_per_day / dot.escape_probability * surge,
            .migration = migration,
            .unfixing = dot.permanent_per_day};
}

/// How much faster lymph takes pigment at a depth than at 0.24 mm, e^-((z - 0.24 mm) / 0.4 mm), mean over
/// [from, to].
FADECAST_HD inline double mean_lymph_depth_factor(double from_mm, double to_mm) {
    constexpr double scale_mm = 0.4;
    return std::exp((0.24 - from_mm) / scale_mm) * -std::expm1((from_mm - to_mm) / scale_mm) /
           ((to_mm - from_mm) / scale_mm);
}

}  // namespace fadecast
