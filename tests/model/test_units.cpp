#include "config/units.hpp"

#include <fadecast/backend.hpp>

#include <gtest/gtest.h>

#include <cmath>

using namespace fadecast;

namespace {

std::string message_of(std::string_view text, std::string_view unit) {
    try {
        quantity_in(text, unit);
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

// One rounding per factor of a unit.
constexpr double rounding = 1e-14;
void expect_same(double found, double wanted) { EXPECT_NEAR(found, wanted, rounding * std::abs(wanted)); }

}  // namespace

TEST(Units, AreInternalInMillimetresDaysNanogramsAndDegrees) {
    expect_same(to_internal("mm"), 1);
    expect_same(to_internal("um"), 1e-3);
    expect_same(to_internal("1/year"), 1 / 365.25);
    expect_same(to_internal("hour"), 1. / 24);
    expect_same(to_internal("mm2/year"), 1 / 365.25);
    expect_same(to_internal("1/cm2"), .01);
    expect_same(to_internal("nL"), 1e-3);
    expect_same(to_internal("g/cm3"), 1e6);
    expect_same(to_internal("cm2/g"), 1e-7);
    expect_same(to_internal("rad"), 57.29577951308232);
    expect_same(to_internal("%"), .01);
}

TEST(Units, HoldLightDosesInMegaluxHours) {
    expect_same(to_internal("Mlx h"), 1);
    expect_same(to_internal("Mlx h/year"), 1 / 365.25);
    expect_same(to_internal("1/(Mlx h/year)"), 365.25);
    expect_same(to_internal("klx h/day"), 1e-3);
}

TEST(Units, AreReadInTheSpellingsPeopleUse) {
    for (const char* text : {"400 um", "400um", " 400 µm ", "0.4 mm", "4e-1 mm", ".4mm", "0.04 cm"})
        expect_same(quantity_in(text, "mm"), .4);
    for (const char* text : {"0.05 mm2/year", "0.05 mm^2/y", "0.05 mm*mm/year", "0.05 mm mm/year"})
        expect_same(quantity_in(text, "mm2/year"), .05);
    expect_same(quantity_in("30 %", "1"), .3);
    expect_same(quantity_in("0.3", "1"), .3);
    expect_same(quantity_in("50 mg/g", "1"), .05);
    expect_same(quantity_in("90 min/day", "h/week"), 10.5);
}

TEST(Units, KeepANumberAsWrittenInTheUnitAskedFor) {
    EXPECT_EQ(quantity_in("0.1 1/year", "1/year"), .1);
    for (const char* slash : {"0.1/year", "0.1 /year", "0.1 / year"})
        EXPECT_EQ(quantity_in(slash, "1/year"), .1) << slash;
    EXPECT_EQ(quantity_in("0.06/(Mlx h/year)", "1/(Mlx h/year)"), .06);
    EXPECT_EQ(quantity_in("55.7 deg", "deg"), 55.7);
}

TEST(Units, AreRefusedWithWhatWasFoundAndWhatIsAllowed) {
    EXPECT_EQ(message_of("0.4", "mm"), "\"0.4\" has no unit; expected a length such as \"0.4 mm\"");
    EXPECT_EQ(message_of("8", "h/week"), "\"8\" has no unit; expected a time per time such as \"8 h/week\"");
    EXPECT_EQ(message_of("30 %", "h/week"),
              "\"30 %\" is a plain number; expected a time per time such as \"8 h/week\"");
    EXPECT_EQ(message_of("5 h/week", "1"),
              "\"5 h/week\" is a time per time; expected a plain number such as \"0.3\"");
    EXPECT_EQ(message_of("2 day", "mm"), "\"2 day\" is a duration; expected a length such as \"0.4 mm\"");
    EXPECT_EQ(message_of("2 furlong", "mm"), "unknown unit \"furlong\"");
    EXPECT_EQ(message_of("2 mm/fortnight", "mm"), "unknown unit \"fortnight\" in \"mm/fortnight\"");
    EXPECT_EQ(message_of("deep", "mm"),
              "\"deep\" does not start with a number; expected a length such as \"0.4 mm\"");
    for (const char* broken : {"1 mm/", "1 (mm", "1 mm)", "1 mm^", "1 /", "nan mm", "inf mm", "1 mm5", ""})
        EXPECT_NE(message_of(broken, "mm"), "no error") << broken;
}
