#pragma once
// A client file, read and resolved: what was entered, with files of pigments and skins already looked up.
// Units are internal (mm, day, nm); "not known" is an empty optional, never a magic number.

#include <fadecast/date.hpp>
#include <fadecast/hair.hpp>
#include <fadecast/numerics.hpp>
#include <fadecast/observation.hpp>
#include <fadecast/parameters.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fadecast {

/// One light-absorbing or scattering ingredient of a pigment.
struct PigmentComponent {
    std::string material;
    double mass_share = 1;                      ///< of the pigment's mass
    double density_ng_per_mm3 = 0;              ///< 1 g/cm^3 = 1e6 ng/mm^3
    double particle_diameter_nm = 0;            ///< median by mass; the optics below are those of this size
    double particle_gsd = 1;                    ///< geometric standard deviation of the diameter; 1: one size
    double bleaching_per_year = 0;              ///< at a dose of 3 Mlx h/year
    double bleaching_gsd = 1;                   ///< geometric standard deviation of that rate
    std::vector<double> wavelength_nm;          ///< ascending
    std::vector<double> absorption_mm2_per_ng;  ///< mass absorption at those wavelengths
    std::vector<double> scattering_mm2_per_ng;  ///< mass reduced scattering at those wavelengths
    bool operator==(const PigmentComponent&) const = default;
};

struct Pigment {
    std::string id, name, file;
    double standard_water_per_pigment = 0;  ///< drops of water per drop of pigment
    double standard_mass_fraction = 0;      ///< pigment mass per mass of ink diluted so
    std::vector<PigmentComponent> components;
};

struct Session {
    Date date;
    Pigment pigment;
    std::optional<double> water_per_pigment;  ///< dilution really used
    double shade = 1;                         ///< optical strength relative to the standard
    std::string needle;                       ///< as it was entered, such as "3RL"
    std::optional<double> needle_width_mm;
    std::optional<double> stated_depth_mm;
    double density_share = 0;  ///< of all places with a dot that it made; the shares of all sessions sum to 1
    double again_share = 0;    ///< of the dots that earlier sessions made, punctured once more
};

/// What is known of the bare skin's colour; the most informative entry wins.
struct SkinReading {
    std::optional<Lab> lab;  ///< colorimeter, D65, 2 degrees, specular included
    std::optional<double> ita_deg;
    std::optional<int> fitzpatrick;  ///< 1..6
    std::string file;                ///< the skin file that says so, as it was entered
    bool operator==(const SkinReading&) const = default;
};

enum class Oil { dry, normal, oily };
enum class Style { crisp, standard, soft };

struct Covariates {
    Oil oil = Oil::normal;
    bool flaky = false, scar = false, irradiated = false, retinoid = false, smoking = false;
};

struct Aftercare {
    bool scab_picked = false, washed_early = false, sunned_early = false;
};

/// Hours of the day at which the client may be outdoors.
struct DayHours {
    std::string text;  ///< as they were entered
    std::array<double, 24> share = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1,
                                    1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0};  ///< of each hour from midnight, 0..1
    bool operator==(const DayHours&) const = default;
};

/// Where and how the client is in the sun; without latitude the prior of light_dose is used as it is.
struct Sun {
    std::optional<double> latitude_deg;
    std::optional<double> outdoor_summer_h_per_week, outdoor_winter_h_per_week;
    DayHours work_day, day_off;       ///< when of the day these hours are; five and two days of a week
    double hat_share = 0;             ///< of the time outdoors
    double sunscreen_share = 0;       ///< of the time outdoors without a hat, on days that ask for it
    double tanning_bed_per_year = 0;  ///< sessions
    std::string plan;                 ///< name of the sun plan, as it was entered
    std::set<std::string> from_plan;  ///< keys that were not entered but taken from it, such as "hat"
    bool operator==(const Sun&) const = default;
};

/// Touch-ups to come: what they shall keep up, and what they take.
struct TouchUpOptions {
    double horizon_year = 15;     ///< of the schedule, from day 0
    double probability = .8;      ///< that the look stays within the tolerance, each month
    std::optional<double> price;  ///< of one visit
    std::string currency = "EUR";
    double visit_hour = 2;  ///< how long one visit takes
};

struct ForecastOptions {
    int members = 256;
    int dots = 4;  ///< per member
    std::uint64_t seed = 1;
    double horizon_year = 20;
    Accuracy accuracy = Accuracy::standard;  ///< of mesh and steps
};

struct Case {
    std::string id, file;
    SkinReading skin;
    Hair hair;
    std::optional<Zone> zone;  ///< part of the scalp whose light counts; none: that of a horizontal one
    Covariates covariates;
    Aftercare aftercare;
    Sun sun;
    Style style = Style::standard;
    std::optional<double>
        tolerance;  ///< share of the day-42 contrast that still pleases; replaces the style's line
    std::vector<Session> sessions;          ///< dates ascending
    bool planned = false;                   ///< none of them took place yet
    std::vector<Date> lasers;               ///< laser treatments, ascending, none on the day of a session
    std::vector<Observation> observations;  ///< in order of date, not later than as_of
    TouchUpOptions touch_up;
    double model_error_factor = 1;  ///< on the model's own error, where the client is at the edge of it
    Date as_of;
    std::map<Parameter, double> fixed;  ///< entered in [parameters] or by --set; registry units
    ForecastOptions forecast;
    std::map<std::string, std::string>
        record;  ///< entered for the file only: birth year, notes, ...; never computed with
    std::vector<std::string> assumed;  ///< sentences: what was not entered and what is used instead
};

}  // namespace fadecast
