#pragma once
// What practitioners report to shorten or lengthen how long a dot lasts. Directions are reported, sizes are
// assumed.

#include <fadecast/case.hpp>

namespace fadecast {

/// A factor on one quantity, triangular between low and high.
struct CovariateEffect {
    enum class Target { spread, clearance, labile_share, retention, turnover };
    const char* name;
    bool (*holds)(const Case&);
    Target target;
    double low, mode, high;
};

inline constexpr CovariateEffect covariate_effects[] = {
    {"oily scalp", [](const Case& c) { return c.covariates.oil == Oil::oily; },
     CovariateEffect::Target::spread, 1, 1.5, 3},
    {"oily scalp", [](const Case& c) { return c.covariates.oil == Oil::oily; },
     CovariateEffect::Target::clearance, 1, 1.2, 1.6},
    {"dry or flaky scalp", [](const Case& c) { return c.covariates.oil == Oil::dry || c.covariates.flaky; },
     CovariateEffect::Target::retention, .8, .9, 1},
    {"dry or flaky scalp", [](const Case& c) { return c.covariates.oil == Oil::dry || c.covariates.flaky; },
     CovariateEffect::Target::clearance, 1, 1.15, 1.5},
    {"scar", [](const Case& c) { return c.covariates.scar; }, CovariateEffect::Target::clearance, 1.2, 1.8,
     2.5},
    {"scar", [](const Case& c) { return c.covariates.scar; }, CovariateEffect::Target::labile_share, 1.2, 1.8,
     2.5},
    {"irradiated skin", [](const Case& c) { return c.covariates.irradiated; },
     CovariateEffect::Target::clearance, 1.2, 1.6, 2.5},
    {"retinoid or AHA", [](const Case& c) { return c.covariates.retinoid; },
     CovariateEffect::Target::turnover, .6, .75, .9},
    {"retinoid or AHA", [](const Case& c) { return c.covariates.retinoid; },
     CovariateEffect::Target::clearance, 1, 1.1, 1.3},
    {"smoking", [](const Case& c) { return c.covariates.smoking; }, CovariateEffect::Target::clearance, 1,
     1.15, 1.4},
    {"washing or sweating in the first week", [](const Case& c) { return c.aftercare.washed_early; },
     CovariateEffect::Target::retention, .8, .92, 1},
    {"scab picked", [](const Case& c) { return c.aftercare.scab_picked; }, CovariateEffect::Target::retention,
     .8, .92, 1},
    {"sun in the first weeks", [](const Case& c) { return c.aftercare.sunned_early; },
     CovariateEffect::Target::retention, .8, .92, 1},
};

}  // namespace fadecast
