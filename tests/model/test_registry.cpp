#include "config/units.hpp"

#include <fadecast/config.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

using namespace fadecast;

TEST(Registry, HasItsRowsInTheOrderOfTheEnumeration) {
    // A row missing or moved would shift all behind it.
    EXPECT_EQ(info(Parameter::needle_width).name, "needle_width");
    EXPECT_EQ(info(Parameter::dot_density).name, "dot_density");
    EXPECT_EQ(info(Parameter::exudate_share).name, "exudate_share");
    EXPECT_EQ(info(Parameter::slow_clearance).name, "slow_clearance");
    EXPECT_EQ(info(Parameter::spread).name, "spread");
    EXPECT_EQ(info(Parameter::light_dose).name, "light_dose");
    EXPECT_EQ(info(Parameter::session_interval).name, "session_interval");
    std::set<std::string_view> names;
    for (const ParameterInfo& row : registry()) names.insert(row.name);
    EXPECT_EQ(names.size(), std::size_t(parameter_count));
}

TEST(Registry, HasNominalValuesAndMediansInsideTheAllowedRange) {
    for (const ParameterInfo& row : registry()) {
        EXPECT_LT(row.low, row.high) << row.name;
        EXPECT_GE(row.nominal, row.low) << row.name;
        EXPECT_LE(row.nominal, row.high) << row.name;
        const double median = quantile(row, .5);
        EXPECT_GT(median, row.low) << row.name;
        EXPECT_LT(median, row.high) << row.name;
    }
}

TEST(Registry, HasPriorsThatReachTheirBandsBeforeTheAllowedRangeCutsThem) {
    // A cut inside the middle 90 % would narrow the bands that users see; these rows are cut on purpose.
    const std::set<std::string_view> cut_on_purpose{"escape_probability"};
    for (const ParameterInfo& row : registry()) {
        if (row.prior.law == Prior::Law::fixed ||
            (row.prior.law == Prior::Law::lognormal && row.prior.b == 1))
            continue;
        if (cut_on_purpose.count(row.name)) continue;
        EXPECT_GT(quantile(row, .05), row.low) << row.name;
        EXPECT_LT(quantile(row, .95), row.high) << row.name;
    }
}

TEST(Priors, OfABetaLawAreWhereItsIntegralIs) {
    const auto of = [](double a, double b, double u) {
        return quantile(Prior{Prior::Law::beta, a, b, 0}, 0, 1, u);
    };
    for (const double u : {1e-6, .05, .5, .95, 1 - 1e-6}) {
        SCOPED_TRACE(u);
        // Closed forms of one whole number and 1; the last is so steep that most terms of its sum underflow.
        for (const double n : {1., 2., 38., 1150.}) {
            EXPECT_NEAR(of(1, n, u) / -std::expm1(std::log1p(-u) / n), 1, 1e-9) << n;
            EXPECT_NEAR(of(n, 1, u), std::pow(u, 1 / n), 1e-9) << n;
        }
        EXPECT_NEAR(of(7, 38, u), 1 - of(38, 7, 1 - u), 1e-9);
    }
    EXPECT_NEAR(of(3000, 3000, .5), .5, 1e-12);
    // Far from its edges a beta law is nearly normal: 1.6449 standard deviations.
    EXPECT_NEAR((of(3000, 3000, .95) - .5) / std::sqrt(.25 / 6001), 1.6449, 1e-3);
}

TEST(Registry, UsesUnitsThatAreKnown) {
    for (const ParameterInfo& row : registry()) EXPECT_GT(to_internal(row.unit), 0) << row.name;
}

TEST(Registry, SaysWhereEveryNumberComesFrom) {
    for (const ParameterInfo& row : registry()) {
        EXPECT_FALSE(row.source.empty()) << row.name;
        EXPECT_FALSE(row.meaning.empty()) << row.name;
    }
}

TEST(Registry, IsThePropertiesOfTheSchema) {
    const auto schema = nlohmann::json::parse(client_schema_json());
    const auto& properties = schema["properties"]["parameters"]["properties"];
    EXPECT_EQ(properties.size(), std::size_t(parameter_count));
    for (const ParameterInfo& row : registry()) {
        ASSERT_TRUE(properties.contains(std::string(row.name)));
        const auto& property = properties[std::string(row.name)];
        if (row.unit == "1")
            EXPECT_EQ(property["anyOf"][0]["maximum"], row.high) << row.name;
        else
            EXPECT_EQ(property["x-unit"], row.unit) << row.name;
    }
}
