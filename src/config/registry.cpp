// The table of parameters. Numbers are in the unit of their row; `population` converts them.

#include <fadecast/parameters.hpp>

namespace fadecast {
namespace {

using enum Evidence;
using enum Level;
constexpr Prior fixed(double a) { return {Prior::Law::fixed, a, 0, 0}; }
constexpr Prior lognormal(double median, double gsd) { return {Prior::Law::lognormal, median, gsd, 0}; }
constexpr Prior normal(double mean, double sd) { return {Prior::Law::normal, mean, sd, 0}; }
constexpr Prior triangular(double low, double mode, double high) {
    return {Prior::Law::triangular, low, mode, high};
}
constexpr Prior uniform(double low, double high) { return {Prior::Law::uniform, low, high, 0}; }
constexpr Prior beta(double a, double b) { return {Prior::Law::beta, a, b, 0}; }

}  // namespace

// clang-format off
const std::array<ParameterInfo, parameter_count>& registry() {
    static const std::array<ParameterInfo, parameter_count> table{{
        // name, unit, prior, nominal, low, high, level, evidence, source, meaning
        {"needle_width", "mm", triangular(.15, .25, .35), .25, .05, .60, person, reported,
         "trade needle charts", "width of the puncture"},
        {"deposit_bottom", "mm", lognormal(.40, 1.5), .40, .10, 1.6, mixed, assumed,
         "histology of tattoos and scalp layers; stated depths of 0.5-2 mm contradict it", "depth to which the dermal column reaches"},
        {"epidermis_thickness", "mm", lognormal(.085, 1.25), .085, .04, .20, person, measured,
         "histology of scalp epidermis, 0.06-0.12 mm", "thickness of the epidermis"},
        {"skin_thickness", "mm", normal(1.80, .43), 1.80, .90, 2.9, person, measured,
         "ultrasound and histology of scalp, 1.1-2.5 mm", "thickness of the skin"},
        {"pigment_mass_fraction", "1", lognormal(.02, 2.), .02, .001, .3, person, assumed,
         "powder share of undiluted ink times usual dilutions", "pigment mass per mass of diluted ink at the standard dilution; only the implied ink volume depends on it"},
        {"stain_fwhm", "mm", lognormal(.30, 1.3), .30, .10, 1.0, dot, reported,
         "trichoscopy: fresh dots are larger than follicles, 0.19-0.46 mm", "width of the fresh look: surface stain and epidermal pigment"},
        {"column_fwhm", "mm", lognormal(.22, 1.3), .22, .08, .80, dot, reported,
         "trichoscopy of healed dots less optical blur", "width of the pigment column in the dermis"},
        {"dot_density", "1/cm2", triangular(60, 150, 300), 150, 10, 500, person, derived,
         "trade plans over all sessions", "dots per area after all sessions"},
        {"drop_out_share", "1", beta(2, 38), .05, 0, .5, person, assumed,
         "practitioners' estimate", "share of the dots that do not hold"},
        {"blowout_probability", "1", lognormal(.01, 3.), .01, 0, .5, person, assumed,
         "practitioners' estimate", "probability that a dot blows out"},
        {"blowout_sigma", "mm", triangular(.3, .6, 1.5), .6, .2, 2.0, dot, assumed,
         "photographs of blowouts", "radial standard deviation of the blown-out component"},
        {"blowout_share", "1", uniform(.2, .6), .4, 0, .9, dot, assumed,
         "photographs of blowouts", "share of a blown-out dot's pigment in the wide component"},
        {"exudate_share", "1", triangular(.02, .08, .25), .11, 0, .6, mixed, assumed,
         "scabs carry pigment off; about a third lost in animals", "share of the dermal pigment that leaves with exudate and scab"},
        {"pore_half_life", "hour", lognormal(23, 1.6), 23, 5, 120, person, measured,
         "closure of microneedle pores, 20-26 h to half, closed by 58-63 h", "half-time of pore closure"},
        {"scab_fall_day", "day", triangular(3, 5, 9), 5, 1, 20, person, reported,
         "aftercare sheets", "day on which the scab falls"},
        {"epidermal_turnover", "day", triangular(28, 40, 56), 40, 14, 90, person, measured,
         "turnover of epidermis, 28-56 d", "time in which pigment in the epidermis is carried out"},
        {"uptake_half_time", "hour", lognormal(18, 2.), 18, 2, 200, person, assumed,
         "macrophage uptake within days after tattooing", "half-time of uptake while inflammation is at its peak"},
        {"escape_probability", "1", lognormal(.10, 1.6), .10, .01, .25, person, derived,
         "bounded by macrophage ablation: released pigment is recaptured", "probability that released pigment reaches the lymph"},
        {"labile_share", "1", triangular(.05, .15, .30), .15, 0, .6, mixed, derived,
         "fitted to early fading", "share of the healed mass that clears early"},
        {"labile_half_life", "year", triangular(.25, .5, 1), .5, .1, 3, person, reported,
         "settling time told by clinics", "half-life of the labile share"},
        {"slow_clearance", "1/year", lognormal(.10, 1.9), .10, .005, 1.0, mixed, derived,
         "touch-up intervals of 1-10 years", "net clearance of the slow share"},
        {"permanent_share", "1", triangular(.03, .10, .25), .10, 0, .3, person, assumed,
         "tattoo residues seen for decades", "share held in matrix and fibroblasts"},
        {"permanent_clearance", "1/year", lognormal(.015, 1.8), .015, .001, .2, person, assumed,
         "tattoo residues seen for decades", "clearance of the permanent share"},
        {"spread", "mm2/year", lognormal(4e-4, 2.5), 4e-4, 1e-6, 2e-2, mixed, derived,
         "widening of old tattoo lines; published by nobody for dots", "effective spread at a centre of mass of 0.3 mm or above; deeper deposits spread faster"},
        {"vertical_spread_ratio", "1", uniform(.3, 1), .65, .05, 1, person, assumed,
         "collagen runs along the surface", "vertical over lateral spread"},
        {"healed_optical_depth", "1", lognormal(1.5, 1.6), 1.5, .05, 10, mixed, derived,
         "1.6 nL of diluted ink in a 0.22 mm column", "optical depth of the healed column at 550 nm at standard shade and dilution"},
        {"light_dose", "Mlx h/year", lognormal(2.5, 2.), 2.5, 0, 60, person, derived,
         "ambient illuminance times habit times attenuation in skin", "yearly visible dose that reaches the pigment"},
        {"uv_clearance", "1/(Mlx h/year)", triangular(0, .06, .15), .06, 0, .5, person, assumed,
         "trade lore that sun fades SMP, against carbon black's lightfastness", "rise of slow clearance with light dose"},
        {"bleaching_scale", "1", lognormal(1, 1.), 1, 0, 30, person, assumed,
         "the pigment's file gives the spread", "factor on the pigment's bleaching rates, same for all its components"},
        {"release_surge", "1", triangular(2, 3, 5), 3, 1, 10, person, assumed,
         "re-inflammation by a second pass", "factor on the release of old pigment for two weeks after another session"},
        {"aggregated_efficiency", "1", triangular(.4, .7, 1.), .7, .1, 1, person, assumed,
         "aggregates absorb less per mass", "optical efficiency per mass after granules condense, day 7 to 14"},
        {"milky_scattering", "1/mm", triangular(4, 8, 12), 8, 0, 30, person, assumed,
         "dots look faint before they come back", "extra reduced scattering of immature epidermis at closure"},
        {"blood_fraction", "1", triangular(.010, .017, .0265), .017, .001, .2, person, measured,
         "fits to measured forearms; replaced by the fit when L*a*b* is given", "blood volume fraction of the dermis"},
        {"blood_saturation", "1", normal(.85, .08), .85, .3, 1, person, assumed,
         "oximetry of skin; colour hardly constrains it", "oxygen saturation of the blood"},
        {"scatter_scale", "1", lognormal(1.9, 1.12), 1.9, .5, 4, person, derived,
         "fits to measured forearms", "scale of the skin's reduced scattering"},
        {"session_interval", "day", triangular(7, 14, 30), 14, 3, 120, person, reported,
         "trade plans", "days between sessions, when dates are not given"},
        {"model_error", "1", fixed(.05), .05, 0, .5, person, assumed,
         "no measured colour series beyond six months exists", "standard deviation of the model's own error in contrast, risen half a year after day 42"},
        {"model_error_drift", "1/year", fixed(.01), .01, 0, .1, person, assumed,
         "no measured colour series beyond six months exists", "growth of that error by year since day 42"},
        {"fragmented_share", "1", triangular(.2, .5, .8), .5, .01, 1, person, assumed,
         "several laser treatments are needed to clear a tattoo", "share of the pigment in cells and matrix that one laser treatment breaks up and frees"},
        {"fragment_diameter", "nm", fixed(30), 30, 5, 100, person, assumed,
         "between 20 and 40 nm; measured by nobody in skin", "size of what a laser breaks particles into; smaller ones stay as they are"},
        {"hair_diameter", "mm", triangular(.06, .075, .09), .075, .03, .15, person, measured,
         "trichoscopy and microscopy of scalp hair, 0.06-0.09 mm", "width of the client's scalp hairs"},
        {"hair_growth", "mm/day", triangular(.30, .35, .40), .35, .1, .6, person, recalled,
         "0.3-0.4 mm/day on the scalp", "how fast shaved hair grows back"},
        {"greying_rate", "1/year", lognormal(.01, 2.), .01, 0, .3, person, recalled,
         "about a third of the hairs are grey at 60 in surveys by age", "rise of the share of grey hairs"},
        {"loss_rate", "1/year", lognormal(.05, 2.5), .05, 0, 1, person, recalled,
         "stages of men by age: about half have some loss at 50", "stages of Norwood by which hair loss goes on; half as many of Ludwig"},
    }};
    return table;
}
// clang-format on

}  // namespace fadecast
