// Names of shards, what is in them, and whose they are.

#include "sweep/shard_file.hpp"

#include "config/fnv1a.hpp"
#include "output/documents.hpp"
#include "output/hdf5.hpp"
#include "output/hdf5_input.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace fadecast {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "samples-";
constexpr int digits = 12;

std::vector<std::int8_t> bytes_of(const std::vector<Status>& status) {
    std::vector<std::int8_t> bytes;
    for (const Status each : status) bytes.push_back(std::int8_t(each));
    return bytes;
}

std::string lines_of(const std::vector<std::string>& words) {
    std::string lines;
    for (const std::string& word : words) lines += word + "\n";  // a word may hold any other separator
    return lines;
}

int block_of(const Study& study) {
    if (study.kind == DesignKind::saltelli) return int(study.factors.size()) + 2;
    return study.kind == DesignKind::morris ? int(study.factors.size()) + 1 : 1;
}

/// Of all values and the status, as they stand in memory.
std::string values_hash(const Rows& rows, const std::vector<std::int8_t>& status) {
    std::string all(reinterpret_cast<const char*>(status.data()), status.size());
    for (const std::vector<float>& column : rows.values)
        all.append(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(float));
    return fnv1a_text(all);
}

/// "seed: 1 there, 2 in the file"
std::string first_difference(const std::string& there, const std::string& here) {
    const auto theirs = nlohmann::json::parse(there), ours = nlohmann::json::parse(here);
    const auto changes = nlohmann::json::diff(theirs, ours);
    if (changes.empty()) return "nothing that can be named";
    const nlohmann::json::json_pointer path(changes.front().at("path").get<std::string>());
    const auto value = [&](const nlohmann::json& of) {
        if (!of.contains(path)) return std::string("nothing");
        const std::string text = of.at(path).dump();
        return text.size() > 60 ? text.substr(0, 60) + "..." : text;
    };
    std::string name = path.to_string().substr(1);
    std::ranges::replace(name, '/', '.');
    return fmt::format("{} is {} there and {} now", name, value(theirs), value(ours));
}

}  // namespace

fs::path shard_folder(const fs::path& output) {
    fs::path folder = output;
    if (folder.extension() == ".h5") folder.replace_extension();  // a dot in any other name is part of it
    return folder += ".shards";
}

std::string shard_name(Range range) {
    return fmt::format("{}{:0{}}-{:0{}}.h5", prefix, range.first, digits, range.last, digits);
}

std::optional<Range> range_in_name(const std::string& name) {
    if (!name.starts_with(prefix) || name.size() < prefix.size() + 2 * digits + 1) return std::nullopt;
    const auto number = [&](std::size_t from) -> std::int64_t {
        std::int64_t value = -1;
        const char* end = name.data() + from + digits;
        return std::from_chars(name.data() + from, end, value).ptr == end ? value : -1;
    };
    const Range range{number(prefix.size()), number(prefix.size() + digits + 1)};
    if (range.first < 0 || range.last <= range.first) return std::nullopt;
    return range;
}

std::vector<Range> shards_in(const fs::path& folder) {
    std::vector<Range> ranges;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(folder, missing)) {
        const std::string name = entry.path().filename().string();
        const auto range = range_in_name(name);
        if (range && name == shard_name(*range)) ranges.push_back(*range);
    }
    std::ranges::sort(ranges);
    return ranges;
}

std::string study_key(const Study& study) { return fnv1a_text(study.resolved()); }

void describe_study(output::Hdf5File& file, const Study& study, const std::string& device,
                    const Provenance& provenance) {
    using Number = unsigned long long;
    file.attribute("title", study.title);
    file.attribute("question", study.question);
    output::add_run(file, study_format_version, study.seed, device, provenance);
    output::add_evidence(file);
    file.attribute("study_key", study_key(study));
    file.attribute("resolved", study.resolved());
    file.attribute("design", design_words[int(study.kind)]);
    file.attribute("design_block", Number(block_of(study)));
    file.attribute("design_amount", Number(study.amount));
    std::vector<std::string> names;
    for (const Column& column : study.columns) names.push_back(column.name);
    file.attribute("columns", lines_of(names));
    file.attribute("members", Number(study.members));
    file.attribute("points", Number(study.points()));
    file.attribute("samples", Number(study.samples()));
}

void number_samples(output::Hdf5File& file, const Study& study, Range range) {
    std::vector<std::int64_t> sample(std::size_t(range.last - range.first)), point;
    std::iota(sample.begin(), sample.end(), range.first);
    std::vector<int> member;
    for (const std::int64_t each : sample) {
        point.push_back(study.point_of(each));
        member.push_back(study.member_of(each));
    }
    file.dimension("sample", sample, {"1", "number of the sample"});
    file.variable("point", {"sample"}, point, {"1", "point of the design"});
    file.variable("member", {"sample"}, member, {"1", "virtual client; -1 is the client's typical dot"});
}

void describe_column(output::Hdf5File& file, const Column& column, const std::string& path) {
    constexpr const char* roles[] = {"factor", "output", "draw"};
    file.attribute("role", roles[int(column.role)], path);
    if (!column.words.empty()) file.attribute("words", lines_of(column.words), path);
    if (column.censored_at) file.attribute("censored_at", *column.censored_at, path);
}

std::vector<std::string> dimensions_of(output::Hdf5File& file, const Column& column) {
    std::vector<std::string> names{"sample"};
    for (const Axis& axis : column.axes) {
        if (!file.has_dimension(axis.name))
            file.dimension(axis.name, axis.values, {axis.units, axis.long_name});
        names.push_back(axis.name);
    }
    return names;
}

void add_failures(output::Hdf5File& file, const Study& study, const Failures& failures) {
    if (failures.sample.empty()) return;
    const std::vector<std::string> over{"failures/sample"};
    file.dimension(over[0], failures.sample, {"1", "number of a sample that failed"});
    file.flags("failures/status", over, bytes_of(failures.status), {"1", "how it failed"}, status_meanings);
    for (std::size_t f = 0; f < study.factors.size(); ++f) {
        const Column& column = study.columns[f];
        file.variable("failures/" + column.name, over, failures.factors[f], {column.units, column.long_name});
        describe_column(file, column, "failures/" + column.name);
    }
    file.texts("failures/texts/reason", failures.reason);
}

Failures failures_in(const output::Hdf5Input& shard, const Study& study) {
    Failures failures;
    failures.factors.resize(study.factors.size());
    if (!shard.has("failures")) return failures;
    failures.sample = shard.values<std::int64_t>("failures/sample");
    for (const std::int8_t each : shard.values<std::int8_t>("failures/status"))
        failures.status.push_back(Status(each));
    failures.reason = shard.texts("failures/texts/reason");
    for (std::size_t f = 0; f < study.factors.size(); ++f)
        failures.factors[f] = shard.values<float>("failures/" + study.columns[f].name);
    return failures;
}

std::string shard_bytes(const Study& study, const Rows& rows, const std::string& device, double seconds,
                        const Provenance& provenance) {
    output::Hdf5File file("a shard");
    // The master holds the files that were read: a list of points may be longer than a shard.
    describe_study(file, study, device, {provenance.version, provenance.argv});
    file.attribute("seconds", seconds);
    file.attribute("first_sample", (unsigned long long)rows.first);
    file.attribute("end_sample", (unsigned long long)rows.last);
    file.attribute("failed", (unsigned long long)rows.failures.size());
    file.attribute("values_hash", values_hash(rows, bytes_of(rows.status)));

    number_samples(file, study, {rows.first, rows.last});
    file.flags("status", {"sample"}, bytes_of(rows.status), {"1", "what became of the sample"},
               status_meanings);
    for (std::size_t c = 0; c < study.columns.size(); ++c) {
        const Column& column = study.columns[c];
        file.variable(column.name, dimensions_of(file, column), rows.values[c],
                      {column.units, column.long_name});
        describe_column(file, column, column.name);
    }
    Failures failures;
    failures.factors.resize(study.factors.size());
    for (const auto& [number, reason] : rows.failures) {
        const std::size_t row = std::size_t(number - rows.first);
        failures.sample.push_back(number);
        failures.status.push_back(rows.status[row]);
        failures.reason.push_back(reason);
        for (std::size_t f = 0; f < study.factors.size(); ++f)
            failures.factors[f].push_back(rows.values[f][row]);
    }
    add_failures(file, study, failures);
    return file.bytes();
}

namespace {

/// Values are read as they were written, or the shard is no good.
void check_sound(const output::Hdf5Input& shard, const fs::path& file, const Study& study) {
    std::string why = "values have changed since they were written";
    try {
        Rows rows;
        for (const Column& column : study.columns) rows.values.push_back(shard.values<float>(column.name));
        const auto status = shard.values<std::int8_t>("status");
        if (shard.text("values_hash") == values_hash(rows, status)) return;
    } catch (const Error& error) {
        why = error.what();
    }
    throw Error(fmt::format("{} is damaged: {}; remove it and --resume", file.string(), why));
}

}  // namespace

void check_same_study(const output::Hdf5Input& shard, const fs::path& file, Range range, const Study& study) {
    const auto refuse = [&](const std::string& why, const std::string& advice) {
        throw Error(fmt::format("{} is of another study: {}; {}", file.string(), why, advice));
    };
    const std::string other = "choose another file with -o, or remove the folder " +
                              file.parent_path().string() + " when it is no longer wanted";
    if (shard.text("study_key") != study_key(study))
        refuse(first_difference(shard.text("resolved"), study.resolved()), other);
    if (range.last > study.samples())
        refuse(fmt::format("it ends at sample {} of {}", range.last, study.samples()),
               fmt::format("ask for --samples {:.0f}, as were run", shard.number("design_amount")));
    check_sound(shard, file, study);
    const auto point = shard.values<std::int64_t>("point");
    const auto member = shard.values<int>("member");
    for (std::int64_t i = 0; i < std::ssize(point); ++i)
        if (point[i] != study.point_of(range.first + i) || member[i] != study.member_of(range.first + i))
            refuse(fmt::format("sample {} is another point and virtual client with so many samples",
                               range.first + i),
                   other);
}

}  // namespace fadecast
