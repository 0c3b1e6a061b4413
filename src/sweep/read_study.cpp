// A study file and the files that it names as a Study.

#include "config/data_files.hpp"
#include "config/lay_over.hpp"
#include "config/read_case.hpp"
#include "sweep/columns.hpp"
#include "sweep/listed_factors.hpp"
#include "sweep/study_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace fadecast {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_members = 30'000'000;  // random numbers of dots hang on 31 bits, 64 dots a member

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

/// Where the amount of a design was stated.
std::string where_of_amount(const Section& entry, const StudySettings& settings, bool counts) {
    return settings.samples ? fmt::format("--samples {}", *settings.samples)
                            : entry.where_of(counts ? "samples" : "members");
}

/// The amount of a design, from the file or what overrides it.
void read_amount(const Section& entry, const StudySettings& settings, bool counts, Study& study) {
    const std::string name = *entry.text("design");
    const std::string where = where_of_amount(entry, settings, counts);
    study.members = int(entry.number("members").value_or(0));
    if (study.kind == DesignKind::points) {
        if (settings.samples) fail(where, "the points of this study are those of its file; change that");
    } else if (counts) {
        if (!entry.has("samples") && !settings.samples)
            fail(where, fmt::format("samples is missing; design = \"{}\" needs their number", name));
        study.amount = settings.samples.value_or(std::int64_t(entry.number("samples").value_or(0)));
    } else {
        study.amount = settings.samples.value_or(study.members);
        if (study.amount < 0 || study.amount > most_members)
            fail(where, fmt::format("members = {}; allowed: 0 to {}", study.amount, most_members));
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

/// Readers of the master have all shards open at once; 1024 files are a usual limit.
void check_shards(Study& study) {
    constexpr std::int64_t most = 900;
    const std::int64_t samples = study.samples(), shards = (samples + study.shard - 1) / study.shard;
    if (shards <= most) return;
    const std::int64_t enough = (samples / most / 32 + 1) * 32;
    study.notes.push_back(
        fmt::format("{} shards are more files than programs may have open by default: xarray "
                    "and h5py show the rest as missing. Write shard = {}.",
                    shards, enough));
}

void check_factors(const Section& entry, const Study& study, const std::vector<FactorEntry>& factors,
                   const std::string& where_of_amount) {
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
        if (study.kind == DesignKind::morris && factor.factor.levels.size() > 4)
            fail(factor.where, fmt::format("factor \"{}\" has {} levels; trajectories of Morris lie on four, "
                                           "so some would never be taken; list at most 4, or take a grid",
                                           factor.factor.name, factor.factor.levels.size()));
    }
    const auto require_design = [](const Study& tried, const std::string& where) {
        try {
            tried.points();
        } catch (const Error& error) {
            fail(where, error.what());
        }
    };
    Study smallest = study;  // what it is refused for is not the amount
    smallest.amount = 1;
    require_design(smallest, entry.where_of("design"));
    require_design(study, where_of_amount);
}

/// Sentences on factors that change nothing, or less than their laws say.
void add_notes(Study& study, bool planned) {
    for (const Factor& factor : study.factors) {
        if (factor.parameter == Parameter::session_interval && !planned)
            study.notes.push_back("session_interval changes nothing: the client's sessions have dates.");
        using enum Parameter;
        for (const Parameter each : {blowout_probability, blowout_sigma, blowout_share})
            if (factor.parameter == each && study.members == 0)
                study.notes.push_back(fmt::format(
                    "{} changes nothing: the client's typical dot never blows out; ask for members.",
                    factor.name));
        constexpr double much = .1;
        if (const double share = share_outside(factor); share > much)
            study.notes.push_back(fmt::format(
                "{:.0f} % of the law of {} lie outside {:g} to {:g}{}, and are put onto these ends; state a "
                "narrower law, or wider ends.",
                100 * share, factor.name, factor.low, factor.high,
                factor.unit == "1" ? "" : " " + factor.unit));
    }
}

/// A table laid over a list of the client goes into each entry; where there is no list, it has nowhere to go.
void require_list(const Node& client, const std::string& key, const std::string& where) {
    const std::string head = key.substr(0, key.find('.'));
    const auto keys = keys_of("client");
    const auto is_list = [&](const Key& each) { return each.name == head && each.kind == Kind::tables; };
    const auto has = [&](std::string_view name) {
        return find_key(*client.as<Table>(), name) != client.as<Table>()->end();
    };
    if (std::ranges::none_of(keys, is_list) || has(head)) return;
    const std::string rest = key.substr(std::min(key.size(), head.size() + 1));
    const bool in_plan =
        std::ranges::any_of(keys_of("plan"), [&](const Key& each) { return each.name == rest; });
    const bool planned = head == "session" && has("plan");
    fail(where, fmt::format("the client has no {}; {}", head,
                            !planned       ? fmt::format("list [[{}]] in the client file", head)
                            : in_plan      ? fmt::format("write plan.{}", rest)
                            : rest.empty() ? "write [with.plan]"
                                           : fmt::format("it has a plan, and {} is no key of plans", rest)));
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
    Node client = read_toml(client_file);
    for (const Entry& change : *with.as<Table>())
        if (change.value.as<Table>()) require_list(client, change.key, change.where);
    return laid_over(std::move(client), with);
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
        else if (column.role != Column::Role::draw || !factor->parameter)  // a parameter's value is its draw
            fail(entry.where_of("factor"),
                 fmt::format("factor \"{}\" has the name of another column; rename it", factor->name));
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
        add_problem(file_beside(*name, file, entry.where_of("factors")), client->factors);
    if (const auto name = entry.text("points"); name && study.kind == DesignKind::points) {
        client->listed =
            read_listed_points(file_beside(*name, file, entry.where_of("points")), client->factors);
        study.amount = std::int64_t(client->listed.size());
    }
    for (const FactorEntry& factor : client->factors) study.factors.push_back(factor.factor);
    check_factors(entry, study, client->factors, where_of_amount(entry, settings, design.counts));

    client->file = find_data_file(*entry.text("client"), file, "clients", "client", entry.where_of("client"));
    client->document = document_of(entry, client->file);
    // The dates of a plan hang on the interval between sessions, so that one goes through the document.
    const bool planned =
        find_key(*client->document.as<Table>(), "plan") != client->document.as<Table>()->end();
    for (const FactorEntry& each : client->factors) {
        if (!each.factor.key.empty()) require_list(client->document, each.factor.key, each.where);
        client->through_document.push_back(!each.factor.parameter ||
                                           *each.factor.parameter == Parameter::session_interval);
    }
    add_notes(study, planned);
    check_shards(study);
    study.client = client;

    const std::vector<std::string> outputs =
        entry.has("outputs") ? entry.list("outputs")
                             : std::vector<std::string>{"earliest_month", "latest_month", "ended_by"};
    client->resolved = resolve_study(study, std::string(design.name), outputs);
    study.columns = columns_of(study, entry, outputs, client->at(typical_values(study)));
    return study;
}

}  // namespace fadecast
