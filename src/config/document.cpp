// Reads TOML into the neutral tree. toml++ is included here only: it costs compile time, and nvcc rejects it.

#include "config/document.hpp"

#include <fadecast/archive.hpp>

#include <toml++/toml.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>

namespace fadecast {
namespace {

thread_local std::map<std::string, Node>* files_in_memory = nullptr;

std::string position(const std::string& file, const toml::source_region& source) {
    return fmt::format("{}:{}:{}", file, source.begin.line, source.begin.column);
}

/// @param where  from a source region to the text that errors begin with.
template <typename Where>
Node convert(const toml::node& from, const Where& where) {
    Node node{where(from.source()), OtherValue{}};
    if (const auto* table = from.as_table()) {
        Table entries;
        for (const auto& [key, value] : *table)
            entries.push_back({std::string(key.str()), where(key.source()), convert(value, where)});
        node.value = std::move(entries);
    } else if (const auto* array = from.as_array()) {
        std::vector<Node> items;
        for (const toml::node& item : *array) items.push_back(convert(item, where));
        node.value = std::move(items);
    } else if (const auto* flag = from.as_boolean()) {
        node.value = flag->get();
    } else if (const auto* whole = from.as_integer()) {
        node.value = whole->get();
    } else if (const auto* number = from.as_floating_point()) {
        node.value = number->get();
    } else if (const auto* text = from.as_string()) {
        node.value = text->get();
    } else if (const auto* date = from.as_date()) {
        const toml::date day = date->get();
        node.value = Date{std::chrono::year{day.year} / day.month / day.day};
    }
    return node;
}

/// Comments end where their line does; a # within quotes begins none.
std::string without_comments(const std::string& text) {
    std::string kept, quote;  // the quotes that will end the text around here
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (quote.empty() && letter == '#') {
            i = std::min(text.find('\n', i), text.size()) - 1;
            continue;
        }
        kept += letter;
        if (quote.empty() && (letter == '"' || letter == '\'')) {
            quote = std::string(text.compare(i, 3, std::string(3, letter)) == 0 ? 3 : 1, letter);
            kept.append(text, i + 1, quote.size() - 1);
            i += quote.size() - 1;
        } else if (!quote.empty() && quote[0] == '"' && letter == '\\' && i + 1 < text.size()) {
            kept += text[++i];
        } else if (!quote.empty() && text.compare(i, quote.size(), quote) == 0) {
            std::size_t end = i + quote.size();  // of """" the first is text
            for (; quote.size() == 3 && end < text.size() && text[end] == letter; ++end)
                ;
            kept.append(text, i + 1, end - i - 1);
            i = end - 1;
            quote.clear();
        }
    }
    return kept;
}

/// Bytes of a text from one place to another, and what takes their place.
struct Replacement {
    std::size_t begin, end;
    std::string with;
};

/// toml++ counts lines and code points from 1.
std::size_t byte_at(const std::string& text, const toml::source_position& place) {
    std::size_t at = 0;
    for (unsigned line = 1; line < place.line; ++line) at = text.find('\n', at) + 1;
    for (unsigned column = 1; column < place.column; ++column)
        for (++at; at < text.size() && (text[at] & 0xc0) == 0x80;) ++at;
    return at;
}

void find_personal(const toml::node& node, const std::string& text, std::vector<Replacement>& found) {
    if (const auto* array = node.as_array())
        for (const toml::node& item : *array) find_personal(item, text, found);
    if (const auto* table = node.as_table())
        for (const auto& [key, value] : *table) {
            const bool replaced =
                is_personal(std::string(key.str())) && !value.is_table() && !value.is_array();
            if (replaced)
                found.push_back({byte_at(text, value.source().begin), byte_at(text, value.source().end),
                                 value.is_string() ? "\"left out\"" : "1900"});
            else
                find_personal(value, text, found);
        }
}

/// The value of a setting: TOML where it is TOML, else the text itself, so that quotes are not needed.
Node setting_value(const std::string& text, const std::string& where) {
    Node node{where, text};
    try {
        const toml::table table = toml::parse("value = " + text);
        if (table.size() == 1) node = convert(*table.get("value"), [&](const auto&) { return where; });
    } catch (const toml::parse_error&) {
    }
    return node;
}

}  // namespace

void fail(const std::string& where, const std::string& message) { throw ConfigError(where + ": " + message); }

bool is_file(const std::filesystem::path& file) {
    std::error_code ignored;
    const FileArchive* archive = archive_in_use();
    if (archive && archive->text(file.string())) return true;
    return !(archive && archive->is_closed()) && std::filesystem::is_regular_file(file, ignored);
}

std::string read_text(const std::filesystem::path& file) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    FileArchive* archive = archive_in_use();
    if (archive) {
        if (const auto kept = archive->text(file.string())) return *kept;
        if (archive->is_closed()) fail(file.string(), "is not among the files that the result holds");
    }
    if (!fs::exists(file, ignored)) fail(file.string(), "there is no such file");
    if (fs::is_directory(file, ignored)) fail(file.string(), "this is a folder; expected a TOML file");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) fail(file.string(), "cannot be read; check its permissions");
    std::string text;
    for (char block[4096]; stream.read(block, sizeof block) || stream.gcount() > 0;)
        text.append(block, std::size_t(stream.gcount()));
    if (stream.bad()) fail(file.string(), "cannot be read to its end");
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);  // a byte order mark: some editors put it there
    if (archive) archive->take(file.string(), text);
    return text;
}

Node parse_toml(const std::string& text, const std::string& file) {
    try {
        return convert(toml::parse(std::string_view(text)),
                       [&](const toml::source_region& source) { return position(file, source); });
    } catch (const toml::parse_error& error) {
        fail(position(file, error.source()), fmt::format("not TOML: {}", error.description()));
    }
}

Node read_toml(const std::filesystem::path& file) {
    const std::string name = file.string();
    if (!files_in_memory) return parse_toml(read_text(file), name);
    const auto known = files_in_memory->find(name);
    return known != files_in_memory->end()
               ? known->second
               : files_in_memory->emplace(name, parse_toml(read_text(file), name)).first->second;
}

FilesInMemory::FilesInMemory(std::map<std::string, Node>& files) { files_in_memory = &files; }
FilesInMemory::~FilesInMemory() { files_in_memory = nullptr; }

std::string without_personal(const std::string& text) {
    std::string kept = without_comments(text);
    std::vector<Replacement> personal;
    try {
        find_personal(toml::parse(std::string_view(kept)), kept, personal);
    } catch (const toml::parse_error&) {
        return text;
    }
    std::sort(personal.begin(), personal.end(),
              [](const Replacement& one, const Replacement& other) { return one.begin > other.begin; });
    for (const Replacement& each : personal) kept.replace(each.begin, each.end - each.begin, each.with);
    return kept;
}

void apply_setting(Node& client, const std::string& setting) {
    const bool flag = setting.rfind("--", 0) == 0;  // "--seed=7" stands for forecast.seed=7
    const auto equals = setting.find('=');
    const std::string where =
        flag ? fmt::format("{} {}", setting.substr(0, equals), setting.substr(equals + 1))
             : "--set " + setting;
    if (equals == std::string::npos || equals == 0)
        fail(where, "expected key=value, such as sun.hat=0.5 or slow_clearance=\"0.2 1/year\"");
    std::string key = flag ? "forecast." + setting.substr(2, equals - 2) : setting.substr(0, equals);
    for (const ParameterInfo& parameter : registry())
        if (key == parameter.name) key = "parameters." + key;

    // Walk down the dotted key; tables on the way are made, items of a list are counted from 1.
    Node* node = &client;
    for (std::size_t begin = 0; begin <= key.size();) {
        const std::size_t end = std::min(key.find('.', begin), key.size());
        const std::string name = key.substr(begin, end - begin);
        begin = end + 1;
        if (auto* items = std::get_if<std::vector<Node>>(&node->value)) {
            std::size_t index = 0;
            const char* name_end = name.data() + name.size();
            if (std::from_chars(name.data(), name_end, index).ptr != name_end || index < 1 ||
                index > items->size())
                fail(where, fmt::format("there is no item {} here; items are counted from 1 to {}", name,
                                        items->size()));
            node = &(*items)[index - 1];
            continue;
        }
        if (!node->as<Table>()) node->value = Table{};
        Table& table = std::get<Table>(node->value);
        auto entry =
            std::find_if(table.begin(), table.end(), [&](const Entry& each) { return each.key == name; });
        if (entry == table.end() && end < key.size() && std::isdigit((unsigned char)(key[end + 1])))
            fail(where, fmt::format("there is no [[{}]] in the file to set", name));
        if (entry == table.end()) entry = table.insert(entry, Entry{name, where, Node{where, Table{}}});
        node = &entry->value;
    }
    *node = setting_value(setting.substr(equals + 1), where);
}

}  // namespace fadecast
