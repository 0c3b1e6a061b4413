#include "config/validate.hpp"

#include "config/did_you_mean.hpp"
#include "config/units.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace fadecast {
namespace {

std::string type_name(const Node& node) {
    constexpr const char* names[] = {"a time", "true or false", "a whole number", "a number",
                                     "a text", "a date",        "a list",         "a table"};
    return names[node.value.index()];
}

[[noreturn]] void wrong_type(const Key& key, const Node& node, const std::string& expected) {
    const auto* text = node.as<std::string>();
    fail(node.where, fmt::format("{}{} is {}; expected {}", key.name,
                                 text ? fmt::format(" = \"{}\"", *text) : "", type_name(node), expected));
}

std::string in_unit(double number, std::string_view unit) {
    return unit == "1" || unit.empty() ? fmt::format("{}", number) : fmt::format("{} {}", number, unit);
}

void check_range(const Key& key, const std::string& where, double value) {
    if (value >= key.low && value <= key.high) return;
    fail(where, fmt::format("{} = {} is out of range; allowed: {} to {}{}{}", key.name,
                            in_unit(value, key.unit), in_unit(key.low, key.unit), in_unit(key.high, key.unit),
                            key.reason.empty() ? "" : "; ", key.reason));
}

std::optional<double> bare_number(const Node& node) {
    if (const auto* whole = node.as<std::int64_t>()) return double(*whole);
    if (const auto* number = node.as<double>()) return *number;
    return {};
}

}  // namespace

double read_quantity(const Key& key, const Node& node) {
    double value = 0;
    if (const auto bare = bare_number(node)) {
        if (key.unit != "1")
            fail(node.where,
                 fmt::format("{} = {} has no unit; write it as a text with its unit, such as \"{} {}\"",
                             key.name, *bare, *bare, key.unit));
        value = *bare;
    } else if (const auto* text = node.as<std::string>()) {
        try {
            value = quantity_in(*text, key.unit);
        } catch (const Error& error) {
            fail(node.where, fmt::format("{}: {}", key.name, error.what()));
        }
    } else {
        wrong_type(key, node, dimension_name(key.unit));
    }
    check_range(key, node.where, value);
    return value;
}

Key key_of_parameter(const ParameterInfo& parameter) {
    return {"parameters",     parameter.name, Kind::quantity, false,
            parameter.unit,   parameter.low,  parameter.high, "",
            parameter.meaning};
}

namespace {

double read_whole(const Key& key, const Node& node) {
    const auto* whole = node.as<std::int64_t>();
    if (!whole) wrong_type(key, node, fmt::format("a whole number from {} to {}", key.low, key.high));
    check_range(key, node.where, double(*whole));
    return double(*whole);
}

std::string read_choice(const Key& key, const Node& node) {
    const auto allowed = choices_of(key);
    const auto* text = node.as<std::string>();
    if (!text) wrong_type(key, node, fmt::format("a text, one of: {}", fmt::join(allowed, ", ")));
    if (std::find(allowed.begin(), allowed.end(), *text) == allowed.end())
        fail(node.where,
             fmt::format("{} = \"{}\" is not known{}", key.name, *text, did_you_mean(*text, allowed)));
    return *text;
}

std::vector<std::string> read_choices(const Key& key, const Node& node) {
    const auto* items = node.as<std::vector<Node>>();
    if (!items)
        wrong_type(key, node, fmt::format("a list of words among: {}", fmt::join(choices_of(key), ", ")));
    std::vector<std::string> chosen;
    for (const Node& item : *items) chosen.push_back(read_choice(key, item));
    return chosen;
}

std::vector<std::string> read_texts(const Key& key, const Node& node) {
    const auto* items = node.as<std::vector<Node>>();
    if (!items) wrong_type(key, node, "a list of texts");
    std::vector<std::string> texts;
    for (const Node& item : *items) {
        if (!item.as<std::string>()) wrong_type(key, item, "a text in quotes");
        texts.push_back(*item.as<std::string>());
    }
    return texts;
}

std::vector<double> read_lab(const Key& key, const Node& node) {
    const auto* items = node.as<std::vector<Node>>();
    if (!items) wrong_type(key, node, "three numbers such as [66.1, 9.3, 15.2]");
    if (items->size() != 3)
        fail(node.where,
             fmt::format("{} has {} numbers; expected three, [L*, a*, b*]", key.name, items->size()));
    std::vector<double> lab;
    for (const Node& item : *items) {
        const auto number = bare_number(item);
        if (!number) wrong_type(key, item, "three numbers such as [66.1, 9.3, 15.2]");
        lab.push_back(*number);
    }
    // Skin is far inside these; beyond them it is a typing error.
    if (lab[0] < 10 || lab[0] > 95 || lab[1] < -5 || lab[1] > 40 || lab[2] < -10 || lab[2] > 45)
        fail(node.where,
             fmt::format("{} = [{}, {}, {}] is no colour of skin; allowed: L* 10 to 95, a* -5 to 40, "
                         "b* -10 to 45",
                         key.name, lab[0], lab[1], lab[2]));
    return lab;
}

std::vector<double> read_series(const Key& key, const Node& node) {
    const auto* text = node.as<std::string>();
    if (!text)
        wrong_type(key, node,
                   fmt::format("a text with numbers and one unit, such as \"400 450 500 {}\"", key.unit));
    auto numbers = words(*text);
    std::string unit;
    while (!numbers.empty() && !(numbers.back().find_first_not_of("+-.eE0123456789") == std::string::npos)) {
        unit = numbers.back() + " " + unit;
        numbers.pop_back();
    }
    std::vector<double> values;
    for (const std::string& number : numbers)
        values.push_back(read_quantity(key, Node{node.where, number + " " + unit}));
    return values;
}

std::vector<std::string> names(std::span<const Key> keys) {
    std::vector<std::string> all;
    for (const Key& key : keys) all.emplace_back(key.name);
    return all;
}

std::vector<Key> allowed_keys(std::string_view section) {
    if (section != "parameters") return {keys_of(section).begin(), keys_of(section).end()};
    std::vector<Key> keys;
    for (const ParameterInfo& parameter : registry()) keys.push_back(key_of_parameter(parameter));
    return keys;
}

}  // namespace

void Section::read(const Key& key, const Node& node) {
    const std::string name(key.name);
    const auto keep = [&](Value value) { values_[name] = {node.where, std::move(value)}; };
    switch (key.kind) {
        case Kind::text:
            if (const auto* text = node.as<std::string>(); !text)
                wrong_type(key, node, "a text in quotes");
            else if (text->empty())
                fail(node.where, fmt::format("{} is empty; write a text or leave the key out", key.name));
            else
                return keep(*text);
            break;
        case Kind::flag:
            if (!node.as<bool>()) wrong_type(key, node, "true or false");
            return keep(*node.as<bool>());
        case Kind::date:
            if (!node.as<Date>()) wrong_type(key, node, "a date such as 2026-03-14, without quotes");
            if (*node.as<Date>() < Date{std::chrono::year{1990} / 1 / 1} ||
                *node.as<Date>() >= Date{std::chrono::year{2200} / 1 / 1})
                fail(node.where, fmt::format("{} = {} is out of range; allowed: 1990 to 2199", key.name,
                                             iso_date(*node.as<Date>())));
            return keep(*node.as<Date>());
        case Kind::whole:
            return keep(read_whole(key, node));
        case Kind::quantity:
            return keep(read_quantity(key, node));
        case Kind::choice:
            return keep(read_choice(key, node));
        case Kind::choices:
            return keep(read_choices(key, node));
        case Kind::texts:
            return keep(read_texts(key, node));
        case Kind::lab:
            return keep(read_lab(key, node));
        case Kind::series:
            return keep(read_series(key, node));
        case Kind::sourced: {
            if (!node.as<Table>())
                wrong_type(key, node, "a table { value = ..., source = \"...\", evidence = \"...\" }");
            Table rest = *node.as<Table>();
            const auto value =
                std::find_if(rest.begin(), rest.end(), [](const Entry& e) { return e.key == "value"; });
            if (value != rest.end()) {
                keep(read_quantity(key, value->value));
                value->value.value = 0.;  // read; the rest is checked like any table
            }
            validate(Node{node.where, std::move(rest)}, "sourced");
            return;
        }
        case Kind::changes:
            if (!node.as<Table>()) wrong_type(key, node, fmt::format("a table [{}]", key.name));
            return keep(node);
        case Kind::any:
            return keep(node);
        case Kind::table:
            tables_[name] = {validate(node, key.among)};
            return;
        case Kind::parameters:
            tables_[name] = {validate(node, "parameters")};
            return;
        case Kind::tables: {
            const auto* items = node.as<std::vector<Node>>();
            if (!items) wrong_type(key, node, fmt::format("one or more tables [[{}]]", key.name));
            for (const Node& item : *items) tables_[name].push_back(validate(item, key.among));
            return;
        }
    }
}

Section validate(const Node& node, std::string_view section) {
    const auto* table = node.as<Table>();
    if (!table)
        fail(node.where, fmt::format("{} is {}; expected a table [{}]", section, type_name(node), section));
    const std::vector<Key> keys = allowed_keys(section);
    Section checked;
    checked.where = node.where;
    for (const Entry& entry : *table) {
        const auto key =
            std::find_if(keys.begin(), keys.end(), [&](const Key& each) { return each.name == entry.key; });
        if (key == keys.end()) {
            std::vector<std::string> allowed = names(keys);
            if (section == "client")  // a setting may name a parameter without its table
                for (const ParameterInfo& parameter : registry())
                    allowed.push_back("parameters." + std::string(parameter.name));
            fail(entry.where,
                 fmt::format("unknown key \"{}\"{}", entry.key, did_you_mean(entry.key, allowed)));
        }
        checked.read(*key, entry.value);
    }
    for (const Key& key : keys)
        if (key.required && !checked.has(std::string(key.name)))
            fail(node.where, fmt::format("{} is missing: {}", key.name, key.meaning));
    return checked;
}

const std::string& Section::where_of(const std::string& key) const {
    if (const auto value = values_.find(key); value != values_.end()) return value->second.where;
    if (const auto table = tables_.find(key); table != tables_.end() && !table->second.empty())
        return table->second.front().where;
    return where;
}

template <typename T>
const T* Section::find(const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : std::get_if<T>(&found->second.value);
}

std::optional<double> Section::number(const std::string& key) const {
    const auto* value = find<double>(key);
    return value ? std::optional(*value) : std::nullopt;
}
std::optional<std::string> Section::text(const std::string& key) const {
    const auto* value = find<std::string>(key);
    return value ? std::optional(*value) : std::nullopt;
}
std::optional<Date> Section::date(const std::string& key) const {
    const auto* value = find<Date>(key);
    return value ? std::optional(*value) : std::nullopt;
}
bool Section::flag(const std::string& key) const {
    const auto* value = find<bool>(key);
    return value && *value;
}
const std::vector<double>& Section::numbers(const std::string& key) const {
    static const std::vector<double> none;
    const auto* value = find<std::vector<double>>(key);
    return value ? *value : none;
}
const std::vector<std::string>& Section::list(const std::string& key) const {
    static const std::vector<std::string> none;
    const auto* value = find<std::vector<std::string>>(key);
    return value ? *value : none;
}
const Node& Section::node(const std::string& key) const {
    static const Node none{"", Table{}};
    const auto* value = find<Node>(key);
    return value ? *value : none;
}
const Section& Section::table(const std::string& key) const {
    static const Section none;
    const auto found = tables_.find(key);
    return found == tables_.end() ? none : found->second.front();
}
const std::vector<Section>& Section::tables(const std::string& key) const {
    static const std::vector<Section> none;
    const auto found = tables_.find(key);
    return found == tables_.end() ? none : found->second;
}

}  // namespace fadecast
