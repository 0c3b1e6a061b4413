// Factors: from names, levels and laws to values.

#include "sweep/factor.hpp"

#include "config/did_you_mean.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fadecast {
namespace {

/// All keys of client files below a section, dotted, but for lists of changes and parameters.
void gather_keys(std::string_view section, const std::string& before,
                 std::vector<std::pair<std::string, const Key*>>& all) {
    for (const Key& key : keys_of(section)) {
        const std::string name = before + std::string(key.name);
        if (key.kind == Kind::table || key.kind == Kind::tables)
            gather_keys(key.among, name + ".", all);
        else if (key.kind != Kind::parameters)
            all.emplace_back(name, &key);
    }
}

Key key_of_clients(const std::string& dotted, const std::string& where) {
    std::vector<std::pair<std::string, const Key*>> all;
    gather_keys("client", "", all);
    std::vector<std::string> names;
    for (const auto& [name, key] : all) {
        if (name == dotted) return *key;
        names.push_back(name);
    }
    if (dotted.starts_with("parameters."))
        fail(where,
             fmt::format("key = \"{}\": write a parameter of the registry as name = \"{}\", without key",
                         dotted, dotted.substr(11)));
    fail(where, fmt::format("key = \"{}\" is no key of client files{}", dotted,
                            did_you_mean(dotted.substr(dotted.rfind('.') + 1), names)));
}

std::string text_of(const Node& node) {
    if (const auto* text = node.as<std::string>()) return *text;
    if (const auto* flag = node.as<bool>()) return *flag ? "true" : "false";
    if (const auto* whole = node.as<std::int64_t>()) return fmt::format("{}", *whole);
    if (const auto* number = node.as<double>()) return fmt::format("{}", *number);
    if (const auto* date = node.as<Date>()) return iso_date(*date);
    if (const auto* items = node.as<std::vector<Node>>()) {
        std::string text;
        for (const Node& item : *items) text += (text.empty() ? "" : " ") + text_of(item);
        return text;
    }
    fail(node.where, "a level is a value: a text, a number, true or false, a date, a list");
}

void check_name(const std::string& name, const std::string& where) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
    if (!letter(name[0]) || !std::ranges::all_of(name, allowed))
        fail(where, fmt::format("name = \"{}\" cannot be that of a column; allowed: letters, digits and _, a "
                                "letter first",
                                name));
    // Columns, axes of columns, and groups in the files of a study.
    for (const char* taken : {"sample", "point", "member", "status", "time", "depth_cell", "ring", "failures",
                              "texts", "provenance"})
        if (name == taken)
            fail(where, fmt::format("name = \"{}\" is taken: files of studies hold something else of that "
                                    "name; choose another",
                                    name));
}

/// The numbers of a law as they are entered. Those it needs must be there, and no others.
void read_law(const Section& entry, FactorEntry& factor) {
    const std::string law = *entry.text("law");
    struct Form {
        std::string_view name;
        Prior::Law law;
        std::vector<const char*> needs, takes;
    };
    using enum Prior::Law;
    static const Form forms[] = {{"uniform", uniform, {"low", "high"}, {}},
                                 {"loguniform", loguniform, {"low", "high"}, {}},
                                 {"triangular", triangular, {"low", "mode", "high"}, {}},
                                 {"normal", normal, {"mean", "sd"}, {"low", "high"}},
                                 {"lognormal", lognormal, {"median", "gsd"}, {"low", "high"}}};
    const Form& form = *std::ranges::find(forms, law, &Form::name);
    std::string wanted;
    for (const char* each : form.needs) wanted += (wanted.empty() ? "" : ", ") + std::string(each);
    for (const char* each : form.needs)
        if (!entry.has(each))
            fail(entry.where_of("law"),
                 fmt::format("law = \"{}\" has no {}; it needs {}", law, each, wanted));
    for (const char* each : {"low", "mode", "high", "mean", "sd", "median", "gsd"}) {
        const auto is = [&](const char* other) { return std::string_view(other) == each; };
        if (entry.has(each) && !std::ranges::any_of(form.needs, is) && !std::ranges::any_of(form.takes, is))
            fail(entry.where_of(each),
                 fmt::format("{} is no number of law = \"{}\"; it needs {}", each, law, wanted));
    }
    const auto number = [&](const char* name, double otherwise) {
        if (!entry.has(name)) return otherwise;
        Key key = factor.range;
        key.name = name;
        if (std::string_view(name) == "sd") key.low = 0, key.high = factor.range.high - factor.range.low;
        return read_quantity(key, entry.node(name));
    };
    const double low = number("low", factor.range.low), high = number("high", factor.range.high);
    const Prior prior = law == "triangular"  ? Prior{form.law, low, number("mode", 0), high}
                        : law == "normal"    ? Prior{form.law, number("mean", 0), number("sd", 0), 0}
                        : law == "lognormal" ? Prior{form.law, number("median", 0), *entry.number("gsd"), 0}
                                             : Prior{form.law, low, high, 0};
    set_law(factor, prior, low, high,
            [&](const std::string& name) { return entry.where_of(entry.has(name) ? name : "law"); });
}

}  // namespace

double Factor::at(double place) const {
    if (levels.empty()) return quantile(prior, low, high, place);
    const double last = double(levels.size()) - 1;
    return levels[std::size_t(std::clamp(std::floor(place * double(levels.size())), 0., last))].number;
}

Node FactorEntry::node_of(double value) const {
    if (!factor.levels.empty())
        return levels[std::ranges::find(factor.levels, value, &FactorLevel::number) - factor.levels.begin()];
    if (range.kind == Kind::whole) return {where, std::int64_t(value)};
    if (range.unit == "1") return {where, value};
    return {where, fmt::format("{} {}", value, range.unit)};
}

FactorEntry registry_factor(const std::string& name, const std::string& where) {
    std::vector<std::string> names;
    for (int p = 0; p < parameter_count; ++p) {
        const ParameterInfo& row = registry()[p];
        names.emplace_back(row.name);
        if (name != row.name) continue;
        FactorEntry entry;
        entry.where = where;
        entry.range = key_of_parameter(row);
        entry.factor.name = name;
        entry.factor.unit = row.unit;
        entry.factor.meaning = row.meaning;
        entry.factor.parameter = Parameter(p);
        entry.factor.prior = row.prior;
        entry.factor.low = row.low, entry.factor.high = row.high;
        entry.has_values = entry.factor.at(.1) < entry.factor.at(.9);
        return entry;
    }
    fail(where,
         fmt::format("\"{}\" is no parameter of the registry{}; or give the key of client files that it "
                     "stands for",
                     name, did_you_mean(name, names)));
}

FactorEntry read_factor(const Section& entry) {
    const std::string name = *entry.text("name");
    check_name(name, entry.where_of("name"));
    FactorEntry factor;
    if (const auto key = entry.text("key")) {
        if (std::ranges::any_of(registry(), [&](const ParameterInfo& row) { return row.name == name; }))
            fail(entry.where_of("name"),
                 fmt::format("name = \"{}\" is a parameter of the registry; choose another name for {}", name,
                             *key));
        if (key->starts_with("forecast."))
            fail(entry.where_of("key"),
                 fmt::format("{} cannot differ within a study; set it in [with.forecast]", *key));
        factor.range = key_of_clients(*key, entry.where_of("key"));
        factor.factor.name = name;
        factor.factor.key = *key;
        factor.factor.meaning = factor.range.meaning;
        factor.factor.words = !factor.is_number();
        if (factor.range.kind == Kind::quantity) factor.factor.unit = factor.range.unit;
        factor.factor.low = factor.range.low, factor.factor.high = factor.range.high;
    } else {
        factor = registry_factor(name, entry.where_of("name"));
    }
    factor.where = entry.where;
    factor.stated = entry.has("levels") || entry.has("law");
    if (entry.has("levels") && entry.has("law"))
        fail(entry.where_of("law"), fmt::format("factor \"{}\" has levels and a law; keep one", name));
    if (entry.has("levels")) {
        const auto* levels = entry.node("levels").as<std::vector<Node>>();
        if (!levels || levels->size() < 2)
            fail(entry.where_of("levels"),
                 fmt::format("levels of \"{}\": expected a list of two or more values", name));
        for (const Node& level : *levels) add_level(factor, level);
    } else if (entry.has("law")) {
        if (factor.range.kind != Kind::quantity)
            fail(entry.where_of("law"),
                 fmt::format("\"{}\" is no quantity, so it can have no law; list its levels", name));
        read_law(entry, factor);
    } else {
        for (const char* number : {"low", "mode", "high", "mean", "sd", "median", "gsd"})
            if (entry.has(number))
                fail(entry.where_of(number),
                     fmt::format("{} of factor \"{}\" belongs to no law; add law = \"uniform\", "
                                 "\"loguniform\", \"triangular\", \"normal\" or \"lognormal\"",
                                 number, name));
    }
    return factor;
}

void set_law(FactorEntry& entry, const Prior& prior, double low, double high,
             const std::function<std::string(const std::string&)>& where_of) {
    const Key& range = entry.range;
    const auto require = [&](bool holds, const std::string& number, const std::string& why) {
        if (!holds)
            fail(where_of(number), fmt::format("factor \"{}\": {} {}", entry.factor.name, number, why));
    };
    using enum Prior::Law;
    struct Number {
        const char* name;
        double value;
    };
    std::vector<Number> inside;  // what lies between low and high
    if (prior.law == triangular) inside = {{"mode", prior.b}};
    if (prior.law == normal) inside = {{"mean", prior.a}};
    if (prior.law == lognormal) inside = {{"median", prior.a}};
    const auto in_range = [&](const Number& each) {
        require(each.value >= range.low && each.value <= range.high, each.name,
                fmt::format("= {} is out of range; allowed: {} to {}{}", each.value, range.low, range.high,
                            range.unit == "1" ? "" : fmt::format(" {}", range.unit)));
    };
    for (const Number& each : inside) in_range(each);
    in_range({"low", low}), in_range({"high", high});
    if (high == range.high)  // as where only low is stated
        require(low < high, "low", fmt::format("= {} is not below high = {}", low, high));
    require(low < high, "high", fmt::format("= {} is not above low = {}", high, low));
    for (const Number& each : inside)
        require(each.value >= low && each.value <= high, each.name,
                fmt::format("= {} is not between low = {} and high = {}", each.value, low, high));
    if (prior.law == loguniform) require(low > 0, "low", fmt::format("= {} must be above 0", low));
    if (prior.law == normal) require(prior.b > 0, "sd", fmt::format("= {} must be above 0", prior.b));
    if (prior.law == lognormal) {
        require(prior.a > 0, "median", fmt::format("= {} must be above 0", prior.a));
        require(prior.b > 1, "gsd", fmt::format("= {} must be above 1", prior.b));
    }
    entry.factor.prior = prior;
    entry.factor.low = low, entry.factor.high = high;
    entry.has_values = true;
}

double share_outside(const Factor& factor) {
    const auto [law, a, b, c] = factor.prior;
    if (!factor.levels.empty() || (law != Prior::Law::normal && law != Prior::Law::lognormal)) return 0;
    const auto below = [&, law = law, a = a, b = b](double value) {
        const double deviations = law == Prior::Law::normal ? (value - a) / b
                                  : value > 0               ? std::log(value / a) / std::log(b)
                                                            : -INFINITY;
        return std::erfc(-deviations / std::sqrt(2.)) / 2;
    };
    return below(factor.low) + 1 - below(factor.high);
}

void add_level(FactorEntry& entry, const Node& level) {
    std::vector<FactorLevel>& levels = entry.factor.levels;
    double number = double(levels.size());
    if (entry.range.kind == Kind::quantity) {
        number = read_quantity(entry.range, level);
    } else if (entry.range.kind == Kind::whole) {
        const auto* whole = level.as<std::int64_t>();
        if (!whole)
            fail(level.where, fmt::format("levels of \"{}\": expected whole numbers from {} to {}",
                                          entry.factor.name, entry.range.low, entry.range.high));
        number = double(*whole);
    }
    const std::string text = text_of(level);
    for (const FactorLevel& each : levels)
        if (each.text == text || each.number == number)
            fail(level.where, fmt::format("level \"{}\" of \"{}\" is listed twice", text, entry.factor.name));
    levels.push_back({text, number});
    entry.levels.push_back(level);
    entry.has_values = true;
}

}  // namespace fadecast
