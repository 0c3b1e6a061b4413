#include "config/keys.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace fadecast {
namespace {

using enum Kind;
constexpr std::string_view evidence_words = "measured reported derived recalled assumed";

// clang-format off
constexpr Key table_of_keys[] = {
    // section, name, kind, required, unit, low, high, among, meaning
    {"client", "id", text, true, "", 0, 0, "", "pseudonym of the client; never a name"},
    {"client", "birth_year", whole, false, "", 1900, 2100, "", "for the record"},
    {"client", "as_of", date, false, "", 0, 0, "", "day on which the forecast is made; default: the last session or observation"},
    {"client", "notes", text, false, "", 0, 0, "", "for the record"},
    {"client", "hair", Kind::table, false, "", 0, 0, "hair", "the hair that is left"},
    {"client", "skin", Kind::table, true, "", 0, 0, "skin", "bare skin of the scalp"},
    {"client", "sun", Kind::table, false, "", 0, 0, "sun", "where and how the client is in the sun"},
    {"client", "look", Kind::table, false, "", 0, 0, "look", "what pleases the client"},
    {"client", "aftercare", Kind::table, false, "", 0, 0, "aftercare", "what happened in the first week"},
    {"client", "session", tables, false, "", 0, 0, "session", "sessions and touch-ups, in order of date; or use plan"},
    {"client", "observation", tables, false, "", 0, 0, "observation", "what was seen of the healed dots; `fadecast observe` adds one"},
    {"client", "touch_up", Kind::table, false, "", 0, 0, "touch_up", "touch-ups to come: what they shall keep up, and what they take"},
    {"client", "laser", tables, false, "", 0, 0, "laser", "laser treatments of the dots, in order of date"},
    {"client", "plan", Kind::table, false, "", 0, 0, "plan", "a course of sessions still to come, when no session is listed"},
    {"client", "parameters", Kind::parameters, false, "", 0, 0, "", "what is known of this client's physics; see `fadecast params`"},
    {"client", "forecast", Kind::table, false, "", 0, 0, "forecast", "size of the computation"},

    {"hair", "colour", choice, false, "", 0, 0, "black dark~brown brown light~brown blond red grey white",
     "of the hair that is left; grey and white: no pigment is left in it, unless grey_share tells"},
    {"hair", "descent", choice, false, "", 0, 0, "african caucasian asian", "decides how densely hair grows; default caucasian"},
    {"hair", "grey_share", quantity, false, "1", 0, 1, "", "share of the hairs that are grey or white; default 0"},
    {"hair", "norwood", whole, false, "", 1, 7, "", "stage of male hair loss; or ludwig"},
    {"hair", "ludwig", whole, false, "", 1, 3, "", "stage of female hair loss; or norwood"},
    {"hair", "areata", quantity, false, "1", 0, .9, "", "share of the scalp that is bare in round patches (alopecia areata)"},
    {"hair", "shaved", quantity, false, "day", 0, 60, "", "how long since the last shave, as the client wears it; default 0 day"},

    {"skin", "file", text, false, "", 0, 0, "", "a skin of known colour: a file, or a name in configs/skin"},
    {"skin", "fitzpatrick", whole, false, "", 1, 6, "", "skin type"},
    {"skin", "ita", quantity, false, "deg", -90, 90, "", "individual typology angle"},
    {"skin", "lab", lab, false, "", 0, 0, "", "colorimeter reading L*, a*, b*: D65, 2 degrees, specular included"},
    {"skin", "oil", choice, false, "", 0, 0, "dry normal oily", "how oily the scalp is"},
    {"skin", "flaky", flag, false, "", 0, 0, "", "dandruff or peeling"},
    {"skin", "scar", flag, false, "", 0, 0, "", "dots lie in scar tissue"},
    {"skin", "irradiated", flag, false, "", 0, 0, "", "radiotherapy of the scalp"},
    {"skin", "retinoid", flag, false, "", 0, 0, "", "retinoids or acids used on the scalp"},
    {"skin", "smoking", flag, false, "", 0, 0, "", "smokes"},
    {"skin", "conditions", choices, false, "", 0, 0,
     "autoimmune immunosuppressed diabetes psoriasis eczema blood_thinner active_dermatosis keloid laser_treated",
     "of the medical screen; the first five widen the forecast, the last three are outside what is modelled"},

    {"sun", "file", text, false, "", 0, 0, "", "a sun plan: a file, or a name in configs/sun; other keys here win over it"},
    {"sun", "city", text, false, "", 0, 0, "", "stands for its latitude; configs/sun/cities.toml"},
    {"sun", "latitude", quantity, false, "deg", -90, 90, "", "of the home; negative in the south"},
    {"sun", "outdoor_summer", quantity, false, "h/week", 0, 168, "", "time outdoors in summer, within the hours of the day below"},
    {"sun", "outdoor_winter", quantity, false, "h/week", 0, 168, "", "time outdoors in winter, within the hours of the day below"},
    {"sun", "hours", text, false, "", 0, 0, "", "hours of the day outdoors, such as \"7-9, 12:30-13, 17-19\", or \"none\"; default 8-18"},
    {"sun", "days_off", text, false, "", 0, 0, "", "the same on the two days off of a week; default: as hours"},
    {"sun", "hat", quantity, false, "1", 0, 1, "", "share of the time outdoors with a hat"},
    {"sun", "sunscreen", quantity, false, "1", 0, 1, "", "share of the time outdoors without a hat with sunscreen on the scalp, on days whose UV index reaches 3"},
    {"sun", "tanning_bed", quantity, false, "1/year", 0, 200, "", "tanning sessions"},

    {"look", "style", choice, false, "", 0, 0, "crisp standard soft", "crisp edges wanted, or a soft fade liked"},
    {"look", "tolerance", quantity, false, "1", .1, .85, "", "share of the contrast at day 42 that still pleases; default by style",
     "above it no dot would be light enough for new ink before it looks patchy"},

    {"aftercare", "scab_picked", flag, false, "", 0, 0, "", "scabs were picked off"},
    {"aftercare", "washed_early", flag, false, "", 0, 0, "", "washed or sweated in the first week"},
    {"aftercare", "sunned_early", flag, false, "", 0, 0, "", "sun on the scalp in the first weeks"},

    {"session", "date", date, true, "", 0, 0, "", "day of the session; may lie in the future"},
    {"session", "pigment", text, true, "", 0, 0, "", "a file, or a name in configs/pigments; an unknown ink is outside what is modelled"},
    {"session", "dilution", text, false, "", 0, 0, "", "drops of water to drops of pigment, such as 20:1; default: the pigment's standard"},
    {"session", "shade", quantity, false, "1", .1, 3, "", "optical strength of the ink relative to its standard"},
    {"session", "needle", text, false, "", 0, 0, "", "width of the puncture (0.25 mm) or a code of a round liner (3RL, 0603RL)"},
    {"session", "stated_depth", quantity, false, "mm", .2, 3, "", "depth setting; true depth stays uncertain"},
    {"session", "density_share", quantity, false, "1", .01, 1, "", "share of all dots; all sessions or none, but a touch-up without it goes over all old dots"},
    {"session", "over_old_dots", quantity, false, "1", 0, .95, "", "share of the session's dots that were set onto dots of earlier sessions; default 0"},
    {"session", "area", quantity, false, "cm2", 1, 1000, "", "for the record"},
    {"session", "artist", text, false, "", 0, 0, "", "for the record"},
    {"session", "machine", text, false, "", 0, 0, "", "for the record"},
    {"session", "notes", text, false, "", 0, 0, "", "for the record"},

    {"laser", "date", date, true, "", 0, 0, "", "day of the treatment; may lie in the future"},
    {"laser", "fragmented", quantity, false, "1", .01, 1, "", "share of the pigment in cells and matrix that a treatment breaks up; the same for all; default: drawn"},
    {"laser", "notes", text, false, "", 0, 0, "", "for the record"},

    {"observation", "date", date, true, "", 0, 0, "", "day on which it was seen, 42 days after the last session at the earliest"},
    {"observation", "lab", lab, false, "", 0, 0, "", "mean colour of an area with dots: D65, 2 degrees; with skin_lab. Or grade, or contrast"},
    {"observation", "skin_lab", lab, false, "", 0, 0, "", "of bare skin beside that area, read the same way"},
    {"observation", "grade", whole, false, "", 0, 4, "", "0 as after healing, 1 a little lighter, 2 clearly lighter, 3 patchy in places, 4 needs redoing"},
    {"observation", "contrast", quantity, false, "1", 0, 1.5, "", "of the dots to the skin relative to day 42 after the last session, measured elsewhere"},
    {"observation", "sd", quantity, false, "1", .01, 5, "", "standard deviation of the contrast (of a grade, too: default .15, of a contrast .08) or of the colour difference (default .4, from a photo .6)"},
    {"observation", "zone", choice, false, "", 0, 0, "hairline temples top crown sides", "where on the scalp; default: the whole"},
    {"observation", "photo", text, false, "", 0, 0, "", "name of the file, for the record; the colours are then taken to come from it"},
    {"observation", "by", text, false, "", 0, 0, "", "who saw it, for the record"},
    {"observation", "notes", text, false, "", 0, 0, "", "for the record"},

    {"touch_up", "horizon", quantity, false, "year", 1, 30, "", "of the schedule of visits; default 15 years"},
    {"touch_up", "probability", quantity, false, "1", .5, .99, "", "that the look stays within the tolerance, each month; default 0.8"},
    {"touch_up", "price", quantity, false, "1", 0, 1e6, "", "of one visit; default: no cost is told"},
    {"touch_up", "currency", text, false, "", 0, 0, "", "of the price; default EUR"},
    {"touch_up", "visit_hours", quantity, false, "hour", .1, 24, "", "how long one visit takes; default 2 hour"},

    {"plan", "first_session", date, true, "", 0, 0, "", "day of the first session"},
    {"plan", "sessions", whole, false, "", 1, 6, "", "how many; default 3"},
    {"plan", "interval", quantity, false, "day", 3, 120, "", "between sessions; default 14 days"},
    {"plan", "pigment", text, true, "", 0, 0, "", "as in session"},
    {"plan", "dilution", text, false, "", 0, 0, "", "as in session"},
    {"plan", "shade", quantity, false, "1", .1, 3, "", "as in session"},
    {"plan", "needle", text, false, "", 0, 0, "", "as in session"},
    {"plan", "stated_depth", quantity, false, "mm", .2, 3, "", "as in session"},

    {"forecast", "members", whole, false, "", 8, 100000, "", "virtual clients; default 256"},
    {"forecast", "dots", whole, false, "", 1, 64, "", "dots per member; default 4"},
    {"forecast", "seed", whole, false, "", 0, 9007199254740992., "", "of all random numbers; default 1"},
    {"forecast", "horizon", quantity, false, "year", 1, 40, "", "how far to look; default 20 years"},
    {"forecast", "accuracy", choice, false, "", 0, 0, "draft standard reference", "of mesh and steps; default standard"},

    {"skin file", "name", text, true, "", 0, 0, "", "for people"},
    {"skin file", "fitzpatrick", whole, false, "", 1, 6, "", "skin type"},
    {"skin file", "ita", quantity, false, "deg", -90, 90, "", "individual typology angle"},
    {"skin file", "lab", lab, false, "", 0, 0, "", "L*, a*, b*: D65, 2 degrees, specular included"},
    {"skin file", "source", text, true, "", 0, 0, "", "where the numbers come from"},
    {"skin file", "evidence", choice, true, "", 0, 0, evidence_words, "how well they are known"},

    {"sun file", "name", text, true, "", 0, 0, "", "for people"},
    {"sun file", "latitude", quantity, false, "deg", -90, 90, "", "of the home"},
    {"sun file", "outdoor_summer", quantity, false, "h/week", 0, 168, "", "as in sun"},
    {"sun file", "outdoor_winter", quantity, false, "h/week", 0, 168, "", "as in sun"},
    {"sun file", "hours", text, false, "", 0, 0, "", "as in sun"},
    {"sun file", "days_off", text, false, "", 0, 0, "", "as in sun"},
    {"sun file", "hat", quantity, false, "1", 0, 1, "", "as in sun"},
    {"sun file", "sunscreen", quantity, false, "1", 0, 1, "", "as in sun"},
    {"sun file", "tanning_bed", quantity, false, "1/year", 0, 200, "", "tanning sessions"},
    {"sun file", "source", text, true, "", 0, 0, "", "where the numbers come from"},
    {"sun file", "evidence", choice, true, "", 0, 0, evidence_words, "how well they are known"},

    {"cities", "city", tables, true, "", 0, 0, "city", "cities and their latitudes"},
    {"cities", "source", text, true, "", 0, 0, "", "where the numbers come from"},
    {"cities", "evidence", choice, true, "", 0, 0, evidence_words, "how well they are known"},
    {"city", "name", text, true, "", 0, 0, "", "as written in client files"},
    {"city", "latitude", quantity, true, "deg", -90, 90, "", "negative in the south"},

    {"pigment", "name", text, true, "", 0, 0, "", "for people"},
    {"pigment", "notes", text, false, "", 0, 0, "", "for people"},
    {"pigment", "standard_dilution", text, true, "", 0, 0, "", "usual drops of water to drops of pigment"},
    {"pigment", "standard_mass_fraction", sourced, true, "1", 1e-4, .5, "", "pigment mass per mass of ink diluted so"},
    {"pigment", "component", tables, true, "", 0, 0, "component", "what the pigment is made of"},
    {"component", "material", text, true, "", 0, 0, "", "with its Colour Index number"},
    {"component", "mass_share", sourced, true, "1", 1e-4, 1, "", "of the pigment's mass; all components sum to 1"},
    {"component", "density", sourced, true, "g/cm3", .5, 10, "", "of the solid"},
    {"component", "particle_diameter", sourced, true, "nm", 1, 5000, "", "median by mass (D50); the spectrum is that of this size; decides what reaches the lymph"},
    {"component", "particle_gsd", sourced, false, "1", 1.05, 5, "", "geometric standard deviation of the diameter by mass, (D90/D10)^0.39; default: one size"},
    {"component", "bleaching", sourced, true, "1/year", 0, 10, "", "rate at a dose of 3 Mlx h/year"},
    {"component", "bleaching_gsd", sourced, true, "1", 1, 10, "", "geometric standard deviation of that rate"},
    {"component", "spectrum", Kind::table, true, "", 0, 0, "spectrum", "optics per mass"},
    {"spectrum", "wavelength", series, true, "nm", 300, 1000, "", "at least 7, ascending, from 400 to 700 nm or beyond"},
    {"spectrum", "absorption", series, true, "cm2/g", 0, 1e6, "", "absorption coefficient (base e) per mass concentration"},
    {"spectrum", "scattering", series, true, "cm2/g", 0, 1e6, "", "reduced scattering coefficient per mass concentration"},
    {"spectrum", "source", text, true, "", 0, 0, "", "where the numbers come from"},
    {"spectrum", "evidence", choice, true, "", 0, 0, evidence_words, "how well they are known"},

    {"photon setup", "name", text, false, "", 0, 0, "", "for people"},
    {"photon setup", "reference", text, false, "", 0, 0, "", "where the numbers come from"},
    {"photon setup", "evidence", choice, false, "", 0, 0, evidence_words, "how well they are known"},
    {"photon setup", "layer", tables, true, "", 0, 0, "photon layer", "from the surface down"},
    {"photon setup", "n_above", quantity, false, "1", 1, 4, "", "refractive index outside; default 1"},
    {"photon setup", "n_below", quantity, false, "1", 1, 4, "", "refractive index under the last layer; default 1"},
    {"photon setup", "source", Kind::table, false, "", 0, 0, "photon source", "where photons start; default: a collimated pencil"},
    {"photon setup", "pigment", Kind::table, false, "", 0, 0, "photon pigment", "a column of pigment around the axis"},
    {"photon setup", "tally", Kind::table, false, "", 0, 0, "photon tally", "where results are told apart"},
    {"photon layer", "name", text, false, "", 0, 0, "", "for people"},
    {"photon layer", "n", quantity, true, "1", 1, 4, "", "refractive index"},
    {"photon layer", "mua", quantity, true, "1/cm", 0, 1e5, "", "absorption coefficient"},
    {"photon layer", "mus", quantity, true, "1/cm", 0, 1e5, "", "scattering coefficient, not reduced"},
    {"photon layer", "g", quantity, true, "1", -.99, .99, "", "mean cosine of scattering"},
    {"photon layer", "thickness", text, true, "", 0, 0, "", "a length, or \"inf\" in the last layer"},
    {"photon source", "kind", choice, true, "", 0, 0, "collimated diffuse", "straight down, or the directions of a perfectly diffuse sky"},
    {"photon source", "offset", quantity, false, "mm", 0, 1000, "", "distance of its middle from the axis; default 0 mm"},
    {"photon source", "radius", quantity, false, "mm", 0, 1000, "", "of an evenly lit disk; default 0 mm, a point"},
    {"photon pigment", "top", quantity, true, "mm", 0, 20, "", "depth at which the column begins"},
    {"photon pigment", "bottom", quantity, true, "mm", 0, 20, "", "depth at which it ends"},
    {"photon pigment", "fwhm", quantity, true, "mm", .01, 20, "", "width of its Gaussian profile"},
    {"photon pigment", "optical_depth", quantity, true, "1", 0, 1000, "", "of absorption, along the axis"},
    {"photon pigment", "scattering_depth", quantity, false, "1", 0, 1000, "", "of isotropic (reduced) scattering, along the axis; default 0"},
    {"photon tally", "radius_step", quantity, false, "mm", 1e-4, 1000, "", "width of the rings; default 0.1 mm"},
    {"photon tally", "rings", whole, false, "", 1, 10000, "", "the last one has no outer end; default 100"},
    {"photon tally", "depth_step", quantity, false, "mm", 1e-4, 1000, "", "largest thickness of the slices; default 0.02 mm"},
    {"photon tally", "depth_limit", quantity, false, "mm", 1e-3, 1000, "", "of the slices of an infinite layer; default 4 mm"},
    {"photon tally", "map", flag, false, "", 0, 0, "", "absorption and fluence by depth and radius too"},

    {"lesson", "title", text, true, "", 0, 0, "", "heading of the page"},
    {"lesson", "teaches", text, true, "", 0, 0, "", "what is to be learnt, in a sentence or two"},
    {"lesson", "client", text, true, "", 0, 0, "", "a client file, or a name in configs/clients"},
    {"lesson", "at", text, true, "", 0, 0, "", "times from the last session of the first panel on, such as \"day0,day7,6w,1y,3y\""},
    {"lesson", "with", changes, false, "", 0, 0, "", "keys of a client file, laid over the client's in all panels"},
    {"lesson", "panel", tables, true, "", 0, 0, "panel", "ways to treat the client; the others are compared with the first"},
    {"panel", "name", text, true, "", 0, 0, "", "head of the column"},
    {"panel", "words", text, true, "", 0, 0, "", "what was done differently"},
    {"panel", "with", changes, false, "", 0, 0, "", "the same in this panel"},

    {"study", "title", text, true, "", 0, 0, "", "heading of its results"},
    {"study", "question", text, false, "", 0, 0, "", "what it shall answer, in a sentence or two"},
    {"study", "client", text, true, "", 0, 0, "", "a client file, or a name in configs/clients"},
    {"study", "with", changes, false, "", 0, 0, "", "keys of a client file, laid over the client's at every point"},
    {"study", "design", choice, true, "", 0, 0, "population grid random lhs sobol saltelli morris points",
     "how points lie in the space of the factors"},
    {"study", "samples", whole, false, "", 1, 1e8, "", "points of random, lhs and sobol; blocks of saltelli; trajectories of morris"},
    {"study", "members", whole, false, "", 0, 3e7, "", "virtual clients, the same at every point; default 0: the client's typical dot alone"},
    {"study", "seed", whole, false, "", 0, 9007199254740992., "", "of the design and of the virtual clients; default 1"},
    {"study", "outputs", texts, false, "", 0, 0, "", "what is kept of every sample; default earliest_month, latest_month, ended_by"},
    {"study", "realism", flag, false, "", 0, 0, "", "whether a look that is not realistic ends a window; costs as much as all else; default true"},
    {"study", "errors", choice, false, "", 0, 0, "off slow fast",
     "what a scenario that fails does: it is recorded; it also makes exit code 3; it also ends the run; default slow"},
    {"study", "shard", whole, false, "", 32, 1048576, "", "samples of one file, a multiple of 32; default 1024"},
    {"study", "points", text, false, "", 0, 0, "", "file of the points: CSV with the factors' names as header, or Dakota's annotated tabular"},
    {"study", "factors", text, false, "", 0, 0, "", "file of a SALib problem: JSON, or lines of name, low and high"},
    {"study", "factor", tables, false, "", 0, 0, "factor", "what differs from point to point"},
    {"factor", "name", text, true, "", 0, 0, "", "a parameter of the registry; or any name, with key"},
    {"factor", "key", text, false, "", 0, 0, "", "a key of client files such as session.stated_depth; goes into every session"},
    {"factor", "levels", any, false, "", 0, 0, "", "list of the values that it takes, as they stand in a client file"},
    {"factor", "law", choice, false, "", 0, 0, "uniform loguniform triangular normal lognormal",
     "of its values, with the numbers below; default: the registry's prior"},
    {"factor", "low", any, false, "", 0, 0, "", "least value; of normal and lognormal: what lies below is put here"},
    {"factor", "high", any, false, "", 0, 0, "", "greatest value; of normal and lognormal: what lies above is put here"},
    {"factor", "mode", any, false, "", 0, 0, "", "of triangular: the likeliest value"},
    {"factor", "mean", any, false, "", 0, 0, "", "of normal"},
    {"factor", "sd", any, false, "", 0, 0, "", "of normal: standard deviation, in the same unit"},
    {"factor", "median", any, false, "", 0, 0, "", "of lognormal"},
    {"factor", "gsd", quantity, false, "1", 1, 100, "", "of lognormal: geometric standard deviation"},

    {"sourced", "value", quantity, true, "1", 0, 0, "", "the number with its unit"},
    {"sourced", "source", text, true, "", 0, 0, "", "where it comes from"},
    {"sourced", "evidence", choice, true, "", 0, 0, evidence_words, "how well it is known"},
};
// clang-format on

}  // namespace

std::span<const Key> keys_of(std::string_view section) {
    const auto in_section = [&](const Key& key) { return key.section == section; };
    const auto first = std::find_if(std::begin(table_of_keys), std::end(table_of_keys), in_section);
    return {first, std::find_if_not(first, std::end(table_of_keys), in_section)};
}

std::vector<std::string> choices_of(const Key& key) {
    std::vector<std::string> choices = words(key.among);
    for (std::string& each : choices) std::replace(each.begin(), each.end(), '~', ' ');
    return choices;
}

std::vector<std::string> words(std::string_view text) {
    std::istringstream stream{std::string(text)};
    return {std::istream_iterator<std::string>(stream), {}};
}

}  // namespace fadecast
