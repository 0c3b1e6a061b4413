// JSON Schema of client files, from the same table of keys as the validator.

#include "config/keys.hpp"
#include "config/units.hpp"

#include <fadecast/config.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fadecast {
namespace {

using Json = nlohmann::ordered_json;

Json section_schema(std::string_view section);

Json quantity_schema(std::string_view unit, double low, double high) {
    Json text = {{"type", "string"},
                 {"pattern", R"(^\s*[-+]?[0-9.]+([eE][-+]?[0-9]+)?(\s*[^\s0-9.eE+-]|\s+1/).*$)"}};
    if (unit == "1") {  // a bare number, or "30 %"
        text["pattern"] = R"(^\s*[-+]?[0-9.]+([eE][-+]?[0-9]+)?\s*%?\s*$)";
        return {{"anyOf", {{{"type", "number"}, {"minimum", low}, {"maximum", high}}, text}}};
    }
    text["x-unit"] = unit;
    text["x-minimum"] = low;
    text["x-maximum"] = high;
    return text;
}

Json parameters_schema() {
    Json properties = Json::object();
    for (const ParameterInfo& row : registry()) {
        Json value = quantity_schema(row.unit, row.low, row.high);
        value["description"] =
            fmt::format("{}; {} to {} {}", row.meaning, row.low, row.high, row.unit == "1" ? "" : row.unit);
        properties[std::string(row.name)] = std::move(value);
    }
    return {{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
}

Json value_schema(const Key& key) {
    switch (key.kind) {
        case Kind::text:
            return {{"type", "string"}, {"minLength", 1}};
        case Kind::series:
            return {{"type", "string"}};
        case Kind::flag:
            return {{"type", "boolean"}};
        case Kind::whole:
            return {
                {"type", "integer"}, {"minimum", std::int64_t(key.low)}, {"maximum", std::int64_t(key.high)}};
        case Kind::quantity:
            return quantity_schema(key.unit, key.low, key.high);
        case Kind::date:
            return {{"type", "string"}, {"format", "date"}};
        case Kind::choice:
            return {{"enum", choices_of(key)}};
        case Kind::choices:
            return {{"type", "array"}, {"items", {{"enum", choices_of(key)}}}};
        case Kind::texts:
            return {{"type", "array"}, {"items", {{"type", "string"}}}};
        case Kind::lab:
            return {{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 3}, {"maxItems", 3}};
        case Kind::sourced: {
            Json schema = section_schema("sourced");
            schema["properties"]["value"] = quantity_schema(key.unit, key.low, key.high);
            return schema;
        }
        case Kind::table:
            return section_schema(key.among);
        case Kind::tables:
            return {{"type", "array"}, {"items", section_schema(key.among)}};
        case Kind::parameters:
            return parameters_schema();
        case Kind::changes:
            return {{"type", "object"}};
        case Kind::any:
            return Json::object();
    }
    return {};
}

Json section_schema(std::string_view section) {
    Json properties = Json::object(), required = Json::array();
    for (const Key& key : keys_of(section)) {
        Json value = value_schema(key);
        value["description"] = key.kind == Kind::quantity && key.unit != "1"
                                   ? fmt::format("{}; {} to {} {}", key.meaning, key.low, key.high, key.unit)
                                   : std::string(key.meaning);
        properties[std::string(key.name)] = std::move(value);
        if (key.required) required.push_back(key.name);
    }
    return {{"type", "object"},
            {"additionalProperties", false},
            {"required", required},
            {"properties", properties}};
}

}  // namespace

std::string client_schema_json() {
    Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"title", "Fadecast client file (TOML read as JSON)"}};
    schema.update(section_schema("client"));
    schema["oneOf"] = {{{"required", {"session"}}}, {{"required", {"plan"}}}};
    return schema.dump(2);
}

}  // namespace fadecast
