#include "score/past_plan.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>

namespace fadecast {
namespace {

using Json = nlohmann::json;

constexpr std::array<double, 7> normal_scores{-1.6448536, -1.2815516, -.6744898, 0,
                                              .6744898,   1.2815516,  1.6448536};

/// A value of a plan, with the path of keys to it for errors.
class Value {
public:
    Value(const Json& json, std::string path) : json_(json), path_(std::move(path)) {}

    Value operator[](const char* key) const {
        const std::string path = path_.empty() ? key : path_ + "." + key;
        if (!json_.is_object() || !json_.contains(key))
            throw Error(path + " is missing; is this plan.json whole?");
        return {json_.at(key), path};
    }
    bool has(const char* key) const {
        return json_.is_object() && json_.contains(key) && !json_.at(key).is_null();
    }
    bool is_null() const { return json_.is_null(); }
    std::string text() const {
        if (!json_.is_string()) refuse("a text");
        return json_.get<std::string>();
    }
    double number() const {
        if (!json_.is_number()) refuse("a number");
        return json_.get<double>();
    }
    std::vector<Value> list() const {
        if (!json_.is_array()) refuse("a list");
        std::vector<Value> items;
        for (std::size_t i = 0; i < json_.size(); ++i)
            items.push_back({json_[i], fmt::format("{}[{}]", path_, i)});
        return items;
    }
    std::vector<double> numbers(std::size_t count) const {
        std::vector<double> values;
        for (const Value& item : list()) values.push_back(item.number());
        if (values.size() != count) refuse(fmt::format("{} numbers", count));
        return values;
    }
    Date date() const {
        const std::string words = text();
        int part[3] = {};
        const char *at = words.data(), *end = at + words.size();
        for (int i = 0; i < 3; ++i) {
            at = std::from_chars(at, end, part[i]).ptr;
            if (i < 2 && at != end && *at == '-') ++at;
        }
        const std::chrono::year_month_day day{std::chrono::year{part[0]},
                                              std::chrono::month(unsigned(part[1])),
                                              std::chrono::day(unsigned(part[2]))};
        if (at != end || !day.ok() || iso_date(day) != words) refuse("a date such as \"2029-03-14\"");
        return day;
    }

private:
    [[noreturn]] void refuse(const std::string& expected) const {
        const std::string found = json_.dump();
        throw Error(fmt::format("{} is {}; expected {}", path_,
                                found.size() > 40 ? found.substr(0, 40) + " ..." : found, expected));
    }

    const Json& json_;
    std::string path_;
};

Json read_json(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw Error("cannot be read; check its permissions");
    try {
        return Json::parse(stream);
    } catch (const Json::exception& error) {
        // "[json.exception.parse_error.101] parse error at line 3, column 7: ..."
        const std::string message = error.what();
        throw Error("not JSON: " + message.substr(std::min(message.size(), message.find("] ") + 2)));
    }
}

PastPlan read(const Value& plan) {
    if (plan["format"].text() != "fadecast plan")
        throw Error(fmt::format("format is \"{}\"; expected \"fadecast plan\"", plan["format"].text()));
    const std::string version = plan["format_version"].text();
    if (version.rfind("1.", 0) != 0)
        throw Error(fmt::format("format_version is {}; this program reads 1.x", version));

    PastPlan past;
    past.client = plan["client"].text();
    past.as_of = plan["as_of"].date();
    past.day0 = plan["day0"].date();
    const Value inputs = plan["inputs"];  // version 1.0 knew of neither zones nor lasers
    if (inputs.has("zone")) past.zone = inputs["zone"].text();
    if (inputs.has("lasers"))
        for (const Value& laser : inputs["lasers"].list()) past.lasers.push_back(laser.date());

    for (const Value& day : plan["series"]["time_day"].list()) past.time_day.push_back(day.number());
    if (past.time_day.empty() || !std::is_sorted(past.time_day.begin(), past.time_day.end()))
        throw Error("series.time_day is empty or not in order");
    past.contrast.resize(past.time_day.size());
    for (std::size_t band = 0; band < band_names.size(); ++band) {
        const auto values = plan["series"]["contrast"][band_names[band]].numbers(past.time_day.size());
        for (std::size_t t = 0; t < values.size(); ++t) past.contrast[t].value[band] = values[t];
    }
    if (plan["series"].has("area_delta_e00"))
        past.area_difference = plan["series"]["area_delta_e00"]["p50"].numbers(past.time_day.size());
    for (const ContrastBand& band : past.contrast)
        if (!std::is_sorted(band.value.begin(), band.value.end()))
            throw Error("series.contrast: quantiles p05 to p95 are not in order");

    past.early_line = plan["lines"]["early_contrast"].number();
    past.late_line = plan["lines"]["late_contrast"].number();
    return past;
}

}  // namespace

double ContrastBand::at(double score) const {
    int i = 0;
    while (i < 5 && score > normal_scores[i + 1]) ++i;
    const double share = (score - normal_scores[i]) / (normal_scores[i + 1] - normal_scores[i]);
    return value[i] + share * (value[i + 1] - value[i]);
}

double ContrastBand::at(double score, double sd) const {
    return median() + std::copysign(std::hypot(at(score) - median(), score * sd), score);
}

double ContrastBand::share_below(double contrast, double sd) const {
    if (std::isinf(contrast)) return contrast > 0 ? 1 : 0;
    double low = -8, high = 8;  // scores; 1e-15 of a normal lies outside
    for (int halving = 0; halving < 60; ++halving) {
        const double middle = (low + high) / 2;
        (at(middle, sd) < contrast ? low : high) = middle;
    }
    return .5 * std::erfc(-low / std::sqrt(2.));
}

PastPlan::Place PastPlan::place_of(double day) const {
    const std::size_t after = std::lower_bound(time_day.begin(), time_day.end(), day) - time_day.begin();
    if (after == 0) return {0, 0, 0};
    if (after == time_day.size()) return {after - 1, after - 1, 0};
    return {after - 1, after, (day - time_day[after - 1]) / (time_day[after] - time_day[after - 1])};
}

ContrastBand PastPlan::band_at(double day) const {
    const auto [before, after, share] = place_of(day);
    ContrastBand band;
    for (std::size_t i = 0; i < band.value.size(); ++i)
        band.value[i] = std::lerp(contrast[before].value[i], contrast[after].value[i], share);
    return band;
}

double PastPlan::area_difference_at(double day) const {
    const auto [before, after, share] = place_of(day);
    return std::lerp(area_difference[before], area_difference[after], share);
}

std::optional<double> PastPlan::day_below(double line, int band) const {
    for (std::size_t t = 1; t < time_day.size(); ++t) {
        const double before = contrast[t - 1].value[band], now = contrast[t].value[band];
        if (before > line && now <= line)
            return std::lerp(time_day[t - 1], time_day[t], (before - line) / (before - now));
    }
    return std::nullopt;
}

PastPlan read_past_plan(const std::filesystem::path& file, const std::string& name) {
    try {
        const Json json = read_json(file);
        PastPlan plan = read(Value(json, ""));
        plan.file = name;
        return plan;
    } catch (const Error& error) {
        throw Error(file.string() + ": " + error.what());
    }
}

}  // namespace fadecast
