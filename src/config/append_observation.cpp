// Writes an observation down as text at the end of a client file, which is never rewritten otherwise.

#include "config/observations.hpp"
#include "config/read_case.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace fadecast {
namespace {

/// The list of observations in a document, made when there is none.
std::vector<Node>& observations_of(Node& document) {
    Table& table = std::get<Table>(document.value);
    auto entry =
        std::find_if(table.begin(), table.end(), [](const Entry& each) { return each.key == "observation"; });
    if (entry == table.end())
        entry = table.insert(entry, Entry{"observation", document.where, Node{document.where, {}}});
    if (!entry->value.as<std::vector<Node>>()) entry->value.value = std::vector<Node>{};
    return std::get<std::vector<Node>>(entry->value.value);
}

/// The value as TOML where it is TOML, else as a text, which the check of its key will refuse or take.
std::string literal_of(const ObservationKey& key) {
    if (!key.is_text) try {
            const Node read = parse_toml("value = " + key.value, key.where);
            if (std::get<Table>(read.value).size() == 1) return key.value;
        } catch (const ConfigError&) {
        }
    using Json = nlohmann::json;  // its texts are texts of TOML as well
    return Json(key.value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_same(const Observation& one, const Observation& other) {
    return one.date == other.date && one.kind == other.kind && one.value == other.value &&
           one.zone == other.zone && one.source == other.source;
}

}  // namespace

ObservedFile with_observation(const std::filesystem::path& file, const std::vector<ObservationKey>& keys) {
    const std::string text = read_text(file);
    const std::string line_end = text.find("\r\n") != text.npos ? "\r\n" : "\n";
    std::string lines = "[[observation]]" + line_end;
    for (const ObservationKey& key : keys) lines += key.key + " = " + literal_of(key) + line_end;

    // Checked key by key first: an error is to name the option it came from, not a line that nobody wrote.
    Node document = parse_toml(text, file.string()), item = parse_toml(lines, "the new observation");
    Node added = observations_of(item).front();
    for (Entry& entry : std::get<Table>(added.value)) {
        const auto key = std::find_if(keys.begin(), keys.end(),
                                      [&](const ObservationKey& each) { return each.key == entry.key; });
        entry.where = entry.value.where = key->where;
    }
    if (const auto date = std::find_if(keys.begin(), keys.end(),
                                       [](const ObservationKey& each) { return each.key == "date"; });
        date != keys.end())
        added.where = date->where;
    const Case before = read_case(document, file);
    observations_of(document).push_back(added);
    ObservedFile result;
    result.client = read_case(document, file);

    for (const Observation& each : result.client.observations)
        if (std::none_of(before.observations.begin(), before.observations.end(),
                         [&](const Observation& old) { return is_same(old, each); }))
            result.added = each;
    if (result.client.observations.size() == before.observations.size())
        fail(added.where, fmt::format("the observation lies before the last session {} and would not count; "
                                      "is the date right?",
                                      iso_date(before.sessions.back().date)));
    if (result.added.source.empty())
        fail(added.where, fmt::format("the same observation is in {} already; nothing was added",
                                      file.filename().string()));

    result.text = text;
    if (!text.empty() && text.back() != '\n') result.text += line_end;
    result.block = line_end + lines;
    result.text += result.block;
    // The text itself must read, too: lists written as observation = [...] take no further blocks.
    read_case(parse_toml(result.text, file.string()), file);
    return result;
}

}  // namespace fadecast
