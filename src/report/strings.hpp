#pragma once
// Every sentence and label of the page and the calendar, in English: a translator needs this file alone.
// Braces hold what is filled in, in this order; `{1}` names a place where a language needs another one.

namespace fadecast::report::say {

// 1 and 10: header and footer.
inline constexpr const char* language = "en";
inline constexpr const char* title = "Touch-up plan";
inline constexpr const char* title_of = "Touch-up plan, {}";
inline constexpr const char* header =
    "client {}  ·  as of {}  ·  plan version {} (fadecast {})  ·  next review {}";
inline constexpr const char* footer = "{} virtual clients  ·  case {}, seed {}";

// 2: the answer.
inline constexpr const char* by_zone = "By zone, light enough – too late:  {}";
inline constexpr const char* level_scalp =
    "The whole is taken as a level scalp in full sun, so zones may last a little longer.";
inline constexpr const char* zone_window = "{} {} – {}";
inline constexpr const char* after = "after {}";
inline constexpr const char* zone[] = {"hairline", "temples", "top", "crown", "sides and back"};

// 3: the chart.
inline constexpr const char* chart = "How strong the dots look";
inline constexpr const char* chart_note = "6 weeks after the last session = 100 %";
inline constexpr const char* chart_note_visits =
    "6 weeks after the last session = 100 %; best: the month most likely to be in time; visits: as late as "
    "the "
    "asked probability allows";
inline constexpr const char* eight_in_ten = "8 in 10 clients like you";
inline constexpr const char* half = "half of them";
inline constexpr const char* middle_course = "middle course";
inline constexpr const char* seen = "seen, ± its error";
inline constexpr const char* seen_colour = "colour seen (height not known)";
inline constexpr const char* healing = "healing";
inline constexpr const char* healing_up_to = "↑ healing: up to {:.0f} %";
inline constexpr const char* too_dark = "too dark to add above";
inline constexpr const char* still_fine = "still fine above";
inline constexpr const char* session = "session";
inline constexpr const char* sessions = "sessions";
inline constexpr const char* light_enough_row = "light enough from";
inline constexpr const char* inside_row = "chance: in time";
inline constexpr const char* too_late_row = "too late from";
inline constexpr const char* visits_row = "planned visits";
inline constexpr const char* visits_shown = "{}, {} shown";
inline constexpr const char* best_month = "{}, {:.0f} %";
inline constexpr const char* no_best_month = "no good month";
inline constexpr const char* past_horizon = "past the horizon";
inline constexpr const char* percent = "{:.0f} %";

// 4: the pictures.
inline constexpr const char* pictures = "How it may look";
inline constexpr const char* pictures_note =
    "same dots, same daylight; large: 10 × 10 mm, middle course; small, same scale: above fading fast, below "
    "lasting (1 in 10 each)";
inline constexpr const char* pictures_end =
    "same dots, same daylight; pictures end {:.0f} years after the last session, before the day of this plan";
inline constexpr const char* just_done = "just done";
inline constexpr const char* last_picture = "the last picture";
inline constexpr const char* now = "now";
inline constexpr const char* window_start = "light enough";
inline constexpr const char* waited = "2 years past the best";
inline constexpr const char* in_one_year = "in 1 year";
inline constexpr const char* in_years = "in {} years";
inline constexpr const char* picture_of = "Simulated patch of scalp, {}";

// 5: what shortens or lengthens it.
inline constexpr const char* changes = "What shortens or lengthens it";
inline constexpr const char* changes_note = "months by which “too late” moves";
inline constexpr const char* changes_key = "thin line: 8 in 10 clients like you";
inline constexpr const char* changes_past = "hollow: can no longer be changed";
inline constexpr const char* months_range = "{} ({} to {})";

// 6: next steps.
inline constexpr const char* steps = "Next steps";
inline constexpr const char* days_from_to = "{} to {}";
inline constexpr const char* photograph =
    "Photograph the healed work: beside a window, no flash, from 30 cm, a colour card in the picture.";
inline constexpr const char* check = "Check, and photograph again in the same way.";
inline constexpr const char* possible =
    "From {} on new ink is possible for half of the clients like this one: look whether it is needed.";
inline constexpr const char* replan = "Look at the dots, enter what is seen, and plan again.";
inline constexpr const char* decide = "Look together and decide whether it is time.";
inline constexpr const char* observe = "Next reading: {}; likely to narrow “too late” by {:.0f} %.";
inline constexpr const char* observation[] = {"the contrast, measured", "a grade from 0 to 4",
                                              "a colour, by colorimeter or photo with card"};

// 7: effort.
inline constexpr const char* effort = "Expected effort";
inline constexpr const char* effort_note = "{:.0f} years; outside: share of time out of tolerance";
inline constexpr const char* effort_columns[] = {"plan", "visits", "outside", "risk of merging", "hours"};
inline constexpr const char* cost = "cost, {}";
inline constexpr const char* visit = "{}, {:.0f} % ink";
inline constexpr const char* visits = "Visits";
inline constexpr const char* no_visit = "none needed";
inline constexpr const char* kept =
    "First line: the fewest visits that keep it in tolerance with {:.0f} % in every month, each as late as "
    "that "
    "allows. That no fewer do is proven only while paling, not widening, ends the window.";
inline constexpr const char* not_kept =
    "No plan keeps it in tolerance with {:.0f} % in every month; the first line comes closest, each visit as "
    "late as that allows.";
inline constexpr const char* visits_without = "Hair and realism are not counted.";
inline constexpr const char* hours_assumed = "{:.3g} h a visit assumed.";

// 8: when to come earlier.
inline constexpr const char* sooner = "Come earlier";
inline constexpr const char* sooner_if =
    "if it looks patchy, changes hue, hair greys or recedes, or before a laser or peel.";
inline constexpr const char* ends_first = "Ends it first";
inline constexpr const char* limit[] = {"too pale", "dots too wide", "looks made", "greying", "hair loss"};
inline constexpr const char* limit_share = "{} {:.0f} %";

// 9: confidence.
inline constexpr const char* confidence = "How far to trust it";
inline constexpr const char* real_cases = "Real cases";
inline constexpr const char* no_real_cases = "None supports it so far. Not a guarantee; not medical advice.";
inline constexpr const char* seen_of_you = "Seen of you";
inline constexpr const char* nothing_seen = "Nothing yet: all {} virtual clients count alike.";
inline constexpr const char* one_seen = "1 reading ({}); it leaves {:.0f} of {} virtual clients in effect.";
inline constexpr const char* many_seen =
    "{} readings ({}); they leave {:.0f} of {} virtual clients in effect.";
inline constexpr const char* seen_kind[] = {"contrast", "grade", "colour"};
inline constexpr const char* trusted =
    " Hardly any virtual client looks like this, so they count by {:.0f} % only.";
inline constexpr const char* disagree = " These readings do not agree with each other; look at them again.";
inline constexpr const char* at_the_edge = " At the edge of the model: its own error counts {:.2g}-fold.";
inline constexpr const char* failed = " {} could not be computed.";
inline constexpr const char* entered = "Entered";
inline constexpr const char* sunlight = "Sunlight";
inline constexpr const char* sunlight_share = "{:.1f} % of the light in the open; UV index up to {:.0f}";
inline constexpr const char* measured_of_you = "Measured of you";
inline constexpr const char* readings = "readings: {}";
inline constexpr const char* measured = "From studies";
inline constexpr const char* reported = "From practice";
inline constexpr const char* derived = "Worked out";
inline constexpr const char* assumed = "Assumed";
inline constexpr const char* left_out = "Not entered";
inline constexpr const char* more_in_plan = "and {} more in plan.json";
inline constexpr const char* more_sentences = "And {} more in plan.json.";
inline constexpr const char* unknown = "Unknown";
inline constexpr const char* unknowns =
    "Nobody has measured the colour of micropigmentation beyond six months, nor how dots widen. Depth, sun "
    "in the skin, effects of habits are guesses with a direction: no date is meant to the day.";

// What was entered, for 9.
inline constexpr const char* skin_lab = "skin L*a*b* {:.1f}, {:.1f}, {:.1f}";
inline constexpr const char* skin_ita = "skin ITA {:.0f}°";
inline constexpr const char* skin_type = "skin type {}";
inline constexpr const char* from_file = "{} (from {})";
inline constexpr const char* one_session = "one session, {}";
inline constexpr const char* several_sessions = "{} sessions, {} to {}";
inline constexpr const char* dilution = "dilution {}";
inline constexpr const char* shade = "shade {}";
inline constexpr const char* needle = "needle {}";
inline constexpr const char* depth_setting = "depth setting {}";
inline constexpr const char* not_entered = "not entered";
inline constexpr const char* over_old_dots = "{:.3g} % of session {} over old dots";
inline constexpr const char* laser = "laser {}";
inline constexpr const char* norwood = "hair loss Norwood {}";
inline constexpr const char* ludwig = "hair loss Ludwig {}";
inline constexpr const char* areata = "alopecia areata {:.0f} %";
inline constexpr const char* oily = "oily scalp";
inline constexpr const char* dry = "dry scalp";
inline constexpr const char* flaky = "flaky scalp";
inline constexpr const char* scar = "scar";
inline constexpr const char* irradiated = "irradiated skin";
inline constexpr const char* retinoid = "retinoid";
inline constexpr const char* smoking = "smoking";
inline constexpr const char* scab_picked = "scab picked";
inline constexpr const char* washed_early = "washed early";
inline constexpr const char* sunned_early = "sunned early";
inline constexpr const char* crisp = "crisp look wanted";
inline constexpr const char* soft = "soft fade liked";
inline constexpr const char* tolerance = "pleased down to {:.0f} %";
inline constexpr const char* latitude = "latitude {:.4g}°";
inline constexpr const char* summer_hours = "{:.3g} h a week outdoors in summer";
inline constexpr const char* winter_hours = "{:.3g} h a week outdoors in winter";
inline constexpr const char* hours_of_day = "at {} h";
inline constexpr const char* hours_off = "on days off at {} h";
inline constexpr const char* hat = "hat {:.0f} % of the time";
inline constexpr const char* sunscreen = "sunscreen {:.0f} % of the time";
inline constexpr const char* tanning_bed = "tanning bed {:.3g} times a year";
inline constexpr const char* from_plan = "from plan {}: {}";

// What moves the window most, in words that need no glossary.
inline constexpr const char* slow_clearance = "how fast pigment leaves over the years";
inline constexpr const char* spread = "how fast the dots widen";
inline constexpr const char* deposit_bottom = "how deep the dots reach";
inline constexpr const char* light_dose = "how much light reaches the pigment";
inline constexpr const char* healed_optical_depth = "how dark a healed dot is";
inline constexpr const char* permanent_share = "what share stays for good";
inline constexpr const char* labile_half_life = "how long the early fading lasts";
inline constexpr const char* column_fwhm = "how wide a dot is inside the skin";
inline constexpr const char* escape_probability = "how much released pigment gets away";
inline constexpr const char* epidermis_thickness = "how thick the epidermis is";
inline constexpr const char* pore_half_life = "how fast the punctures close";
inline constexpr const char* epidermal_turnover = "how fast the epidermis renews itself";

// The calendar.
inline constexpr const char* calendar_window = "Window for a touch-up ({})";
inline constexpr const char* calendar_best = "Best month for a touch-up ({})";
inline constexpr const char* calendar_step = "{} ({})";
inline constexpr const char* photograph_name = "Photograph the healed dots";
inline constexpr const char* check_name = "Check and photograph the dots";
inline constexpr const char* possible_name = "New ink becomes possible";
inline constexpr const char* decide_name = "Decide on the touch-up";
inline constexpr const char* replan_name = "Look at the dots and plan again";
inline constexpr const char* observe_name = "Take a reading of the dots";

}  // namespace fadecast::report::say
