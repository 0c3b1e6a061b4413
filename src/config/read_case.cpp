// A client file, with the files it names, as a Case.

#include "config/read_case.hpp"

#include "config/data_files.hpp"
#include "config/events.hpp"
#include "config/observations.hpp"
#include "config/sessions.hpp"
#include "config/sun.hpp"
#include "config/units.hpp"
#include "config/validate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fadecast {
namespace {

const char* roman(int type) {
    constexpr const char* numerals[] = {"I", "II", "III", "IV", "V", "VI"};
    return numerals[type - 1];
}

std::optional<Lab> lab_of(const std::vector<double>& numbers) {
    return numbers.empty() ? std::nullopt : std::optional(Lab{numbers[0], numbers[1], numbers[2]});
}

/// Refuses those that the model says nothing about, with what to do; widens the forecast for others.
void read_conditions(const Section& entry, Case& client) {
    constexpr std::array<std::pair<std::string_view, const char*>, 3> refused{
        {{"keloid", "scars that grow move and hide pigment; have the skin seen by a dermatologist first"},
         {"active_dermatosis",
          "inflamed skin clears pigment at a pace nobody has followed; wait until it has calmed down, then "
          "take the word out"},
         {"laser_treated",
          "what an earlier laser left in the skin is not known; if these very dots were treated, list the "
          "treatments as [[laser]] instead"}}};
    constexpr std::string_view widening = "autoimmune immunosuppressed diabetes psoriasis eczema";
    std::string widens;
    for (const std::string& condition : entry.list("conditions")) {
        for (const auto& [name, advice] : refused)
            if (condition == name)
                throw DomainError(
                    fmt::format("{}: the model says nothing about skin with \"{}\": {}; no forecast is made",
                                entry.where_of("conditions"), condition, advice));
        client.record["condition " + condition] = "yes";
        if (widening.find(condition) != widening.npos) widens += (widens.empty() ? "" : ", ") + condition;
    }
    if (widens.empty()) return;
    client.model_error_factor = edge_error_factor;
    client.assumed.push_back(fmt::format(
        "Nobody has followed micropigmentation in skin with {}; the model's own error is taken to "
        "be {:g} times as large.",
        widens, edge_error_factor));
}

void read_skin(const Section& entry, Case& client) {
    Section source = entry;
    if (const auto name = entry.text("file")) {
        for (const char* key : {"lab", "ita", "fitzpatrick"})
            if (entry.has(key))
                fail(entry.where_of(key),
                     fmt::format("skin.file and skin.{} both state the colour; keep one", key));
        const auto file = find_data_file(*name, client.file, "skin", "skin", entry.where_of("file"));
        source = validate(read_toml(file), "skin file");
        client.skin.file = *name;
    }
    client.skin.lab = lab_of(source.numbers("lab"));
    client.skin.ita_deg = source.number("ita");
    if (const auto type = source.number("fitzpatrick")) client.skin.fitzpatrick = int(*type);
    if (!client.skin.lab && !client.skin.ita_deg && !client.skin.fitzpatrick)
        fail(entry.where,
             "the skin's colour is missing; give fitzpatrick = 1 to 6, ita = \"41 deg\", lab = [L*, a*, b*] "
             "or "
             "file = \"fitzpatrick-3\"");
    if (!client.skin.lab && !client.skin.ita_deg)
        client.assumed.push_back(
            fmt::format("Skin colour is known by type only; type {} stands for a typical tone.",
                        roman(*client.skin.fitzpatrick)));
    if (entry.has("file"))
        client.assumed.push_back(
            fmt::format("Skin colour was not measured; that of \"{}\" is used.", *entry.text("file")));

    if (const auto oil = entry.text("oil"))
        client.covariates.oil = *oil == "dry" ? Oil::dry : *oil == "oily" ? Oil::oily : Oil::normal;
    else
        client.assumed.push_back("Oiliness of the scalp was not entered; normal is assumed.");
    client.covariates.flaky = entry.flag("flaky");
    client.covariates.scar = entry.flag("scar");
    client.covariates.irradiated = entry.flag("irradiated");
    client.covariates.retinoid = entry.flag("retinoid");
    client.covariates.smoking = entry.flag("smoking");

    read_conditions(entry, client);
}

void read_hair(const Section& entry, Case& client) {
    Hair& hair = client.hair;
    const auto assume = [&](const char* key, const char* sentence) {
        if (!entry.has(key)) client.assumed.push_back(sentence);
    };
    hair.entered = true;
    bool without_pigment = false;
    if (const auto colour = entry.text("colour")) {
        constexpr std::pair<std::string_view, HairColour> colours[] = {
            {"black", HairColour::black}, {"dark brown", HairColour::dark_brown},
            {"brown", HairColour::brown}, {"light brown", HairColour::light_brown},
            {"blond", HairColour::blond}, {"red", HairColour::red}};
        without_pigment = *colour == "grey" || *colour == "white";
        for (const auto& [name, value] : colours)
            if (*colour == name) hair.colour = value;
    }
    hair.grey_share = entry.number("grey_share").value_or(without_pigment ? 1 : 0);
    if (const auto descent = entry.text("descent"))
        hair.descent = *descent == "african" ? Descent::african
                       : *descent == "asian" ? Descent::asian
                                             : Descent::caucasian;
    if (const auto stage = entry.number("norwood")) hair.norwood = int(*stage);
    if (const auto stage = entry.number("ludwig")) hair.ludwig = int(*stage);
    if (hair.norwood && hair.ludwig)
        fail(entry.where_of("ludwig"),
             "hair.norwood and hair.ludwig both state the stage of hair loss; keep one");
    hair.areata_share = entry.number("areata").value_or(0);
    hair.shaved_day = entry.number("shaved").value_or(0);

    assume("colour", "The colour of the hair was not entered; dark brown is assumed.");
    assume("descent", "Descent was not entered; Caucasian density of hair is assumed.");
    if (!without_pigment) assume("grey_share", "No share of grey hairs was entered; none is assumed.");
    if (!hair.norwood && !hair.ludwig)
        client.assumed.push_back("No stage of hair loss was entered; no hair is drawn where dots are.");
    assume("shaved", "How long ago the head was shaved was not entered; freshly shaved is assumed.");
}

void read_look(const Section& entry, Case& client) {
    if (const auto style = entry.text("style"))
        client.style = *style == "crisp" ? Style::crisp : *style == "soft" ? Style::soft : Style::standard;
    else
        client.assumed.push_back("The wanted look was not entered; the standard style is assumed.");
    client.tolerance = entry.number("tolerance");
}

void read_parameters(const Section& entry, Case& client) {
    for (int i = 0; i < parameter_count; ++i)
        if (const auto value = entry.number(std::string(registry()[i].name)))
            client.fixed[Parameter(i)] = *value;
    // Ordered draws need their clearances in order.
    const auto slow = client.fixed.find(Parameter::slow_clearance);
    const auto permanent = client.fixed.find(Parameter::permanent_clearance);
    if (slow != client.fixed.end() && permanent != client.fixed.end() && permanent->second > slow->second)
        fail(entry.where_of("permanent_clearance"),
             fmt::format(
                 "permanent_clearance {} 1/year is above slow_clearance {} 1/year; it must be the slower one",
                 permanent->second, slow->second));
}

void read_forecast(const Section& entry, Case& client) {
    ForecastOptions& options = client.forecast;
    options.members = int(entry.number("members").value_or(options.members));
    options.dots = int(entry.number("dots").value_or(options.dots));
    options.seed = std::uint64_t(entry.number("seed").value_or(double(options.seed)));
    options.horizon_year = entry.number("horizon").value_or(options.horizon_year);
    if (const auto accuracy = entry.text("accuracy"))
        options.accuracy = *accuracy == "draft"       ? Accuracy::draft
                           : *accuracy == "reference" ? Accuracy::reference
                                                      : Accuracy::standard;
}

void keep_record(const Section& client_entry, Case& client) {
    if (const auto year = client_entry.number("birth_year"))
        client.record["birth_year"] = fmt::format("{}", *year);
    if (const auto notes = client_entry.text("notes")) client.record["notes"] = *notes;
}

void read_as_of(const Section& entry, Case& client) {
    const Date first = client.sessions.front().date, last = client.sessions.back().date;
    const Date seen = client.observations.empty() ? last : client.observations.back().date;
    client.as_of = entry.date("as_of").value_or(std::max(last, seen));
    if (client.as_of < first)
        fail(entry.where_of("as_of"),
             fmt::format("as_of {} is before the first session {}; leave it out for sessions still "
                         "to come",
                         iso_date(client.as_of), iso_date(first)));
    const double years = days_between(last, client.as_of) / 365.25;
    if (years >= client.forecast.horizon_year)
        fail(entry.where_of("as_of"),
             fmt::format("as_of {} is {:.1f} years after the last session, past the horizon of {} "
                         "years; raise forecast.horizon",
                         iso_date(client.as_of), years, client.forecast.horizon_year));
}

}  // namespace

Case read_case(const std::filesystem::path& file, const std::vector<std::string>& settings) {
    Node document = read_toml(file);
    for (const std::string& setting : settings) apply_setting(document, setting);
    return read_case(document, file);
}

Case read_case(const Node& document, const std::filesystem::path& file) {
    const Section entry = validate(document, "client");

    Case client;
    client.file = file.string();
    client.id = *entry.text("id");
    read_skin(entry.table("skin"), client);
    if (entry.has("hair"))
        read_hair(entry.table("hair"), client);
    else
        client.assumed.push_back("Nothing was entered about hair; none is drawn.");
    read_sun(entry.table("sun"), client);
    read_look(entry.table("look"), client);
    const Section& aftercare = entry.table("aftercare");
    client.aftercare = {aftercare.flag("scab_picked"), aftercare.flag("washed_early"),
                        aftercare.flag("sunned_early")};
    if (!entry.has("aftercare"))
        client.assumed.push_back("Nothing was entered about aftercare; it is assumed to have gone well.");
    read_parameters(entry.table("parameters"), client);
    read_forecast(entry.table("forecast"), client);
    read_sessions(entry, client);
    read_lasers(entry, client);
    read_observations(entry, client);
    read_touch_up(entry.table("touch_up"), client);
    read_as_of(entry, client);
    keep_record(entry, client);
    return client;
}

}  // namespace fadecast
