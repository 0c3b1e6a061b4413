// Everything that a study's values hang on, as JSON.

#include "config/fnv1a.hpp"
#include "sweep/study_client.hpp"

#include <fadecast/config.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace fadecast {
namespace {

using Json = nlohmann::ordered_json;

/// What of a client changes values.
Json client_json(const Case& client) {
    Json json = Json::parse(resolved_inputs(client));
    for (const char* without : {"id", "file", "record", "assumed"}) json.erase(without);
    for (const char* of_study : {"members", "seed"}) json["forecast"].erase(of_study);
    return json;
}

/// Reads the client with each level, and near the ends of each law, so that what no client can have is told
/// now.
/// @return  [factors][levels], hashes of the clients with levels that are words: they may stand for files
std::vector<std::vector<std::string>> try_levels(const Study& study) {
    const Study::Client& client = *study.client;
    const std::vector<double> typical = typical_values(study);
    std::vector<std::vector<std::string>> hashes(study.factors.size());
    for (std::size_t k = 0; k < study.factors.size(); ++k) {
        if (!client.through_document[k]) continue;
        const Factor& factor = study.factors[k];
        std::vector<double> values;
        for (const FactorLevel& level : factor.levels) values.push_back(level.number);
        if (values.empty() && study.kind != DesignKind::points) values = {factor.at(.01), factor.at(.99)};
        for (const double value : values) {
            std::vector<double> at = typical;
            at[k] = value;
            const Case tried = client.at(at);
            if (factor.words) hashes[k].push_back(fnv1a_text(client_json(tried).dump()));
        }
    }
    return hashes;
}

/// The registry's numbers: what virtual clients are drawn from.
std::string registry_hash() {
    std::string numbers;
    for (const ParameterInfo& row : registry())
        numbers += fmt::format("{} {} {} {} {} {} {} {} {}\n", row.name, int(row.prior.law), row.prior.a,
                               row.prior.b, row.prior.c, row.nominal, row.low, row.high, int(row.level));
    return fnv1a_text(numbers);
}

Json factor_json(const Factor& factor, const std::vector<std::string>& hashes) {
    constexpr const char* laws[] = {"fixed",   "lognormal",  "normal", "triangular",
                                    "uniform", "loguniform", "beta"};
    Json json = {{"name", factor.name}, {"key", factor.key}, {"unit", factor.unit}};
    for (std::size_t l = 0; l < factor.levels.size(); ++l) {
        if (!factor.words)
            json["levels"].push_back(factor.levels[l].number);
        else
            json["levels"].push_back({{"word", factor.levels[l].text}, {"client", hashes[l]}});
    }
    if (factor.levels.empty())
        json["prior"] = {{"law", laws[int(factor.prior.law)]},
                         {"numbers", {factor.prior.a, factor.prior.b, factor.prior.c}},
                         {"low", factor.low},
                         {"high", factor.high}};
    return json;
}

}  // namespace

std::vector<double> typical_values(const Study& study) {
    if (study.kind == DesignKind::points) return study.client->listed.front();
    std::vector<double> values;
    for (const Factor& factor : study.factors)
        values.push_back(factor.levels.empty() ? factor.at(.5) : factor.levels.front().number);
    return values;
}

std::string resolve_study(const Study& study, const std::string& design,
                          const std::vector<std::string>& outputs) {
    const auto hashes = try_levels(study);
    Json factors = Json::array();
    for (std::size_t k = 0; k < study.factors.size(); ++k)
        factors.push_back(factor_json(study.factors[k], hashes[k]));
    Json json = {{"version", FADECAST_VERSION},  // of one and the same program only
                 {"registry", registry_hash()}, {"design", design},   {"seed", study.seed},
                 {"factors", factors},          {"outputs", outputs}, {"realism", study.realism}};
    // Members of a population, and of a grid by 32, lengthen a study; elsewhere they stand between its
    // points.
    if (study.kind == DesignKind::grid)
        json["members_at_once"] = std::min(study.members, 32);
    else if (study.kind != DesignKind::population)
        json["members"] = study.members;
    if (study.kind == DesignKind::lhs) json["samples"] = study.amount;
    if (study.kind == DesignKind::points) {
        std::string all;
        for (const std::vector<double>& values : study.client->listed)
            all.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
        json["points"] = fnv1a_text(all);
    }
    json["client"] = client_json(study.client->at(typical_values(study)));
    return json.dump(2);
}

}  // namespace fadecast
