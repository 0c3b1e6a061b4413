#pragma once
// What a plan.json of the past had forecast.

#include <fadecast/date.hpp>
#include <fadecast/forecast.hpp>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fadecast {

/// Quantiles of the contrast on one day.
struct ContrastBand {
    std::array<double, 7> value{};  ///< of band_quantiles
    bool operator==(const ContrastBand&) const = default;

    double median() const { return value[3]; }
    /// The value at a normal score, straight between the quantiles' scores and on with the outer slopes.
    double at(double score) const;
    /// The same with the error of an observation, in quadrature on either side of the median.
    double at(double score, double sd) const;
    /// Share of that below `contrast`.
    double share_below(double contrast, double sd) const;
};

struct PastPlan {
    std::string file, client;
    Date as_of, day0;
    std::string zone;          ///< of the forecast; empty: the whole
    std::vector<Date> lasers;  ///< that it reckoned with
    std::vector<double> time_day;
    std::vector<ContrastBand> contrast;   ///< at those times
    std::vector<double> area_difference;  ///< at those times, median of what colours are compared with; empty
                                          ///< in plans that did not tell it
    double early_line = 0, late_line = 0;

    /// @param day  from day 0, within time_day
    ContrastBand band_at(double day) const;
    double area_difference_at(double day) const;
    /// Day on which the quantile number `band` comes down to a line, straight between the times; none within
    /// them.
    std::optional<double> day_below(double line, int band) const;

private:
    struct Place {
        std::size_t before, after;
        double share;  ///< of the way between the two times
    };
    Place place_of(double day) const;
};

/// @param name    of the file in the result
/// @throws Error  no plan.json, or not whole; with position or key
PastPlan read_past_plan(const std::filesystem::path& file, const std::string& name);

}  // namespace fadecast
