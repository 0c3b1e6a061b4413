// The registry for people and for programs.

#include <fadecast/config.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace fadecast {
namespace {

std::string prior_text(const Prior& prior) {
    switch (prior.law) {
        case Prior::Law::fixed:
            return fmt::format("{}", prior.a);
        case Prior::Law::lognormal:
            return fmt::format("lognormal({}, x/ {})", prior.a, prior.b);
        case Prior::Law::normal:
            return fmt::format("normal({}, {})", prior.a, prior.b);
        case Prior::Law::triangular:
            return fmt::format("triangle({}, {}, {})", prior.a, prior.b, prior.c);
        case Prior::Law::uniform:
            return fmt::format("uniform({}, {})", prior.a, prior.b);
        case Prior::Law::loguniform:
            return fmt::format("loguniform({}, {})", prior.a, prior.b);
        case Prior::Law::beta:
            return fmt::format("beta({}, {})", prior.a, prior.b);
    }
    return "";
}

constexpr const char* evidence_names[] = {"measured", "reported", "derived", "recalled", "assumed"};
constexpr const char* level_names[] = {"person", "dot", "mixed"};

}  // namespace

std::string parameters_table() {
    std::string text = fmt::format("{:<22} {:<14} {:>8}  {:<28} {:<16} {:<7} {:<9} {}\n", "name", "unit",
                                   "nominal", "prior", "allowed", "varies", "evidence", "meaning");
    for (const ParameterInfo& row : registry())
        text += fmt::format("{:<22} {:<14} {:>8}  {:<28} {:<16} {:<7} {:<9} {}\n", row.name, row.unit,
                            row.nominal, prior_text(row.prior), fmt::format("{} to {}", row.low, row.high),
                            level_names[int(row.level)], evidence_names[int(row.evidence)], row.meaning);
    return text;
}

std::string parameters_json() {
    auto rows = nlohmann::ordered_json::array();
    for (const ParameterInfo& row : registry())
        rows.push_back({{"name", row.name},
                        {"unit", row.unit},
                        {"nominal", row.nominal},
                        {"prior", prior_text(row.prior)},
                        {"low", row.low},
                        {"high", row.high},
                        {"varies_by", level_names[int(row.level)]},
                        {"evidence", evidence_names[int(row.evidence)]},
                        {"source", row.source},
                        {"meaning", row.meaning}});
    return rows.dump(2);
}

}  // namespace fadecast
