// A study file and the files that it names as a Study.

#include "config/data_files.hpp"
#include "config/lay_over.hpp"
#include "config/read_case.hpp"
#include "sweep/columns.hpp"
#include "sweep/import.hpp"
#include "sweep/study_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace fadecast {
namespace {

namespace fs = std::filesystem;

struct DesignName {
    DesignKind kind;
    std::string_view name;
    bool counts;  ///< takes a number of samples; otherwise its amount is that of members
};
constexpr DesignName design_names[] = {{DesignKind::population, "population", false},
                                       {DesignKind::grid, "grid", false},
                                       {DesignKind::random, "random", true},
                                       {DesignKind::lhs, "lhs", true},
                                       {DesignKind::sobol, "sobol", true},
                                       {DesignKind::saltelli, "saltelli", true},
                                       {DesignKind::morris, "morris", true},
                                       {DesignKind::points, "points", false}};

fs::path file_beside(const std::string& name, const fs::path& study_file, const std::string& where) {
    for (const fs::path& candidate : {study_file.parent_path() / name, fs::path(name)})
        if (is_file(candidate)) return candidate;
    fail(where, fmt::format("there is no file {}, beside the study or here", name));
}

auto find_factor(std::vector<FactorEntry>& factors, const std::string& name) {
    return std::ranges::find_if(factors, [&](const FactorEntry& each) { return each.factor.name == name; });
}

/// Factors in the order of a file that names them, then those that only the study names.
void put_first(std::vector<FactorEntry>& factors, const std::vector<std::string>& names) {
    for (std::size_t i = names.size(); i-- > 0;) {
        const auto factor = find_factor(factors, names[i]);
        std::rotate(factors.begin(), factor, factor + 1);
    }
}

std::vector<FactorEntry> listed_factors(const Section& entry) {
    std::vector<FactorEntry> factors;
    for (const Section& each : entry.tables("factor")) {
        factors.push_back(read_factor(each));
        const FactorEntry& last = factors.back();
        for (const FactorEntry& other : factors)
            if (&other != &last && (other.factor.name == last.factor.name ||
                                    (!last.factor.key.empty() && other.factor.key == last.factor.key)))
                fail(each.where_of("name"), fmt::format("factor \"{}\" is listed twice, as \"{}\" at {}",
                                                        last.factor.name, other.factor.name, other.where));
    }
    return factors;
}

void take_problem(const fs::path& file, std::vector<FactorEntry>& factors) {
    std::vector<std::string> names;
    for (const ProblemVariable& variable : read_problem(file)) {
        if (std::ranges::find(names, variable.name) != names.end())
            fail(variable.where, fmt::format("\"{}\" is named twice", variable.name));
        names.push_back(variable.name);
        if (find_factor(factors, variable.name) == factors.end())
            factors.push_back(registry_factor(variable.name, variable.where));
        FactorEntry& factor = *find_factor(factors, variable.name);
        if (!factor.factor.levels.empty() || (factor.has_values && !factor.factor.parameter))
            fail(factor.where, fmt::format("factor \"{}\" has values here and in {}; keep one", variable.name,
                                           file.string()));
        if (factor.range.kind != Kind::quantity)
            fail(variable.where,
                 fmt::format("\"{}\" is no quantity; list its levels in the study", variable.name));
        const auto end = [](double of_variable, double of_range) {
            return std::isfinite(of_variable) ? of_variable : of_range;
        };
        set_law(factor, variable.prior, end(variable.low, factor.range.low),
                end(variable.high, factor.range.high), variable.where);
    }
    put_first(factors, names);
}

/// A cell of a table of points as a value of its factor. Words become levels as they come.
double value_of(const std::string& cell, FactorEntry& factor, const std::string& where) {
    if (!factor.is_number()) {
        std::vector<FactorLevel>& levels = factor.factor.levels;
        const auto known = std::ranges::find(levels, cell, &FactorLevel::text);
        if (known != levels.end()) return known->number;
        const bool flag = factor.range.kind == Kind::flag && (cell == "true" || cell == "false");
        add_level(factor, flag ? Node{where, cell == "true"} : Node{where, cell});
        return levels.back().number;
    }
    Key key = factor.range;
    key.name = factor.factor.name;
    const bool bare = cell.find_first_not_of("+-.eE0123456789") == std::string::npos;
    const double value = read_quantity(
        key,
        {where, bare && key.unit != "1" && !key.unit.empty() ? cell + " " + std::string(key.unit) : cell});
    if (key.kind == Kind::whole && value != std::round(value))
        fail(where, fmt::format("{} = {} is no whole number", key.name, cell));
    return value;
}

std::vector<std::vector<double>> take_points(const fs::path& file, std::vector<FactorEntry>& factors) {
    for (const FactorEntry& factor : factors)
        if (!factor.factor.levels.empty() || (factor.has_values && !factor.factor.parameter))
            fail(factor.where,
                 fmt::format("factor \"{}\" has levels or a law, but its values are those of {}",
                             factor.factor.name, file.string()));
    const PointsFile points = read_points(file);
    std::vector<std::string> names;
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < points.columns.size(); ++c) {
        const std::string& name = points.columns[c];
        const bool in_registry =
            std::ranges::any_of(registry(), [&](const ParameterInfo& row) { return row.name == name; });
        if (std::ranges::find(names, name) != names.end())
            fail(points.header_where, fmt::format("\"{}\" is named twice", name));
        if (find_factor(factors, name) == factors.end()) {
            if (points.other_columns && !in_registry) continue;
            factors.push_back(registry_factor(name, points.header_where));
        }
        names.push_back(name);
        columns.push_back(c);
    }
    for (const FactorEntry& factor : factors)
        if (std::ranges::find(names, factor.factor.name) == names.end())
            fail(factor.where,
                 fmt::format("factor \"{}\" is no column of {}", factor.factor.name, file.string()));
    put_first(factors, names);
    std::vector<std::vector<double>> values;
    for (std::size_t i = 0; i < points.rows.size(); ++i) {
        values.emplace_back();
        for (std::size_t k = 0; k < columns.size(); ++k) {
            values.back().push_back(value_of(points.rows[i][columns[k]], factors[k], points.where[i]));
            factors[k].has_values = true;
        }
    }
    return values;
}

/// The amount of a design, from the file or what overrides it.
void read_amount(const Section& entry, const StudySettings& settings, bool counts, Study& study) {
    const std::string name = *entry.text("design");
    const std::string where = settings.samples ? fmt::format("--samples {}", *settings.samples)
                                               : entry.where_of(counts ? "samples" : "members");
    study.members = int(entry.number("members").value_or(0));
    if (study.kind == DesignKind::points) {
        if (settings.samples) fail(where, "the points of this study are those of its file; change that");
    } else if (counts) {
        if (!entry.has("samples") && !settings.samples)
            fail(where, fmt::format("samples is missing; design = \"{}\" needs their number", name));
        study.amount = settings.samples.value_or(std::int64_t(entry.number("samples").value_or(0)));
    } else {
        study.amount = settings.samples.value_or(study.members);
        if (study.amount < 0 || study.amount > 100'000'000)
            fail(where, fmt::format("members = {}; allowed: 0 to 100000000", study.amount));
        study.members = int(study.amount);
    }
    if (!counts && entry.has("samples"))
        fail(entry.where_of("samples"),
             fmt::format("design = \"{}\" has no number of samples; write members, or take another design",
                         name));
    if (study.kind == DesignKind::population && study.members < 1)
        fail(where, "a population needs members: the number of its virtual clients");
    if (study.kind == DesignKind::grid && study.members > 32 && study.members % 32 != 0)
        fail(where, fmt::format("members = {} of a grid come in blocks of 32; take {} or {}", study.members,
                                study.members / 32 * 32, (study.members / 32 + 1) * 32));
    if ((study.kind == DesignKind::sobol || study.kind == DesignKind::saltelli) && study.amount > 0 &&
        !std::has_single_bit(std::uint64_t(study.amount)))
        study.notes.push_back(
            fmt::format("samples = {} is no power of two: points of Sobol's sequence are best balanced in {} "
                        "or {} of them.",
                        study.amount, std::bit_floor(std::uint64_t(study.amount)),
                        std::bit_ceil(std::uint64_t(study.amount))));
}

void check_factors(const Section& entry, const Study& study, const std::vector<FactorEntry>& factors) {
    const std::string design = *entry.text("design");
    const bool none = study.kind == DesignKind::population, from_file = study.kind == DesignKind::points;
    if (none && !factors.empty())
        fail(factors[0].where,
             "a population has no factors; take another design, or what they say into [with]");
    if (from_file != entry.has("points"))
        fail(entry.where_of(from_file ? "design" : "points"),
             "design = \"points\" and points = \"FILE\" go together");
    if (from_file && entry.has("factors"))
        fail(entry.where_of("factors"),
             "the factors of a study of points are the columns of its file; take this out");
    if (!none && factors.empty())
        fail(entry.where_of("design"), fmt::format("design = \"{}\" needs factors; list [[factor]]", design));
    for (const FactorEntry& factor : factors) {
        if (!factor.has_values)
            fail(factor.where,
                 fmt::format("factor \"{}\" has no values{}; give levels, or a law with its numbers",
                             factor.factor.name,
                             factor.factor.parameter ? ": its prior is a single number" : ""));
        if (study.kind == DesignKind::grid && factor.factor.levels.empty())
            fail(factor.where,
                 fmt::format("factor \"{}\" of a grid has no levels; list them", factor.factor.name));
    }
    try {
        study.points();
    } catch (const ConfigError&) {
        throw;
    } catch (const Error& error) {
        fail(entry.where_of("samples"), error.what());
    }
}

/// The client's document with [with] laid over it. What the study itself states is refused there.
Node document_of(const Section& entry, const fs::path& client_file) {
    const Node& with = entry.node("with");
    if (const auto forecast = find_key(*with.as<Table>(), "forecast"); forecast != with.as<Table>()->end())
        if (const auto* table = forecast->value.as<Table>())
            for (const char* key : {"members", "seed"})
                if (const auto found = find_key(*table, key); found != table->end())
                    fail(found->where,
                         fmt::format("{} is the study's own; write it at the top of the study", key));
    return laid_over(read_toml(client_file), with);
}

std::vector<Column> columns_of(const Study& study, const Section& entry,
                               const std::vector<std::string>& outputs, const Case& client) {
    std::vector<Column> columns;
    for (const Factor& factor : study.factors) {
        columns.push_back({.name = factor.name,
                           .units = factor.unit,
                           .long_name = factor.meaning,
                           .role = Column::Role::factor});
        if (factor.words)
            for (const FactorLevel& level : factor.levels) columns.back().words.push_back(level.text);
    }
    const bool draws = study.members > 0 && study.kind != DesignKind::grid &&
                       study.kind != DesignKind::saltelli && study.kind != DesignKind::morris;
    std::vector<Column> found;
    try {
        found = output_columns(outputs, client, draws, study.realism);
    } catch (const Error& error) {
        fail(entry.where_of("outputs"), error.what());
    }
    for (Column& column : found) {
        const auto factor = std::ranges::find(study.factors, column.name, &Factor::name);
        if (factor == study.factors.end())
            columns.push_back(std::move(column));
        else if (column.role != Column::Role::draw)  // a factor's value is the draw
            fail(entry.where_of("factor"),
                 fmt::format("factor \"{}\" has the name of an output; rename it", factor->name));
    }
    return columns;
}

}  // namespace

Study read_study(const fs::path& file, const StudySettings& settings) {
    const Section entry = validate(read_toml(file), "study");
    const DesignName& design = *std::ranges::find(design_names, *entry.text("design"), &DesignName::name);
    Study study;
    study.file = file.string();
    study.title = *entry.text("title");
    study.question = entry.text("question").value_or("");
    study.kind = design.kind;
    study.seed = settings.seed.value_or(std::uint64_t(entry.number("seed").value_or(1)));
    study.realism = !entry.has("realism") || entry.flag("realism");
    const std::string errors = entry.text("errors").value_or("slow");
    study.errors = errors == "off" ? OnError::off : errors == "fast" ? OnError::fast : OnError::slow;
    study.shard = std::int64_t(entry.number("shard").value_or(double(study.shard)));
    if (study.shard % 32 != 0)
        fail(entry.where_of("shard"), fmt::format("shard = {} is no multiple of 32", study.shard));
    read_amount(entry, settings, design.counts, study);

    const auto client = std::make_shared<Study::Client>();
    client->factors = listed_factors(entry);
    if (const auto name = entry.text("factors"); name && study.kind != DesignKind::points)
        take_problem(file_beside(*name, file, entry.where_of("factors")), client->factors);
    if (const auto name = entry.text("points"); name && study.kind == DesignKind::points) {
        client->listed = take_points(file_beside(*name, file, entry.where_of("points")), client->factors);
        study.amount = std::int64_t(client->listed.size());
    }
    for (const FactorEntry& factor : client->factors) study.factors.push_back(factor.factor);
    check_factors(entry, study, client->factors);

    client->file = find_data_file(*entry.text("client"), file, "clients", "client", entry.where_of("client"));
    client->document = document_of(entry, client->file);
    // The dates of a plan hang on the interval between sessions, so that one goes through the document.
    const bool planned =
        find_key(*client->document.as<Table>(), "plan") != client->document.as<Table>()->end();
    for (const Factor& factor : study.factors) {
        client->through_document.push_back(!factor.parameter ||
                                           *factor.parameter == Parameter::session_interval);
        if (factor.parameter == Parameter::session_interval && !planned)
            study.notes.push_back("session_interval changes nothing: the client's sessions have dates.");
    }
    study.client = client;

    const std::vector<std::string> outputs =
        entry.has("outputs") ? entry.list("outputs")
                             : std::vector<std::string>{"earliest_month", "latest_month", "ended_by"};
    client->resolved = resolve_study(study, std::string(design.name), outputs);
    study.columns = columns_of(study, entry, outputs, client->at(typical_values(study)));
    return study;
}

}  // namespace fadecast
