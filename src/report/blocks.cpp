// What follows from the forecast, in words and tables: each block holds what the advice holds and is left out
// where that is empty.

#include "report/blocks.hpp"

#include "report/charts.hpp"
#include "report/html.hpp"
#include "report/strings.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace fadecast::report {
namespace {

using std::chrono::days;

// As many sentences as fit, and how many were left out.
std::string fitting(const std::vector<std::string>& sentences, std::size_t most) {
    std::string all;
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        if (i > 0 && all.size() + sentences[i].size() > most)
            return all + fmt::format(say::more_in_plan, sentences.size() - i);
        if (i > 0) all += ' ';
        all += shortened(sentences[i], most);
    }
    return all;
}

void add(Block& block, const char* label, const std::string& text, int most_lines) {
    if (!text.empty()) block.words.push_back({label, unbroken(text), most_lines});
}

std::string percent(double share) { return fmt::format(say::percent, 100 * share); }

// The readings of a client by kind, "2 grade, 1 colour", and what they leave of the virtual clients.
std::string seen_words(const Forecast& forecast) {
    const std::vector<Observation>& seen = forecast.inputs.observations;
    const std::size_t members = forecast.weights.weight.size();
    std::string words;
    if (seen.empty()) {
        words = fmt::format(say::nothing_seen, members);
    } else {
        std::vector<std::string> kinds;
        for (int kind = 0; kind < int(std::size(say::seen_kind)); ++kind)
            if (const auto count = std::count_if(seen.begin(), seen.end(), [&](const Observation& each) {
                    return int(each.kind) == kind;
                }))
                kinds.push_back(seen.size() == 1 ? say::seen_kind[kind]
                                                 : fmt::format("{} {}", count, say::seen_kind[kind]));
        words = seen.size() == 1 ? fmt::format(say::one_seen, kinds[0], forecast.weights.effective, members)
                                 : fmt::format(say::many_seen, seen.size(), joined(kinds, ", "),
                                               forecast.weights.effective, members);
        if (forecast.weights.trust < 1) words += fmt::format(say::trusted, 100 * forecast.weights.trust);
    }
    if (forecast.inputs.model_error_factor > 1)
        words += fmt::format(say::at_the_edge, forecast.inputs.model_error_factor);
    if (!forecast.failed.empty()) words += fmt::format(say::failed, forecast.failed.size());
    return words;
}

// Months of the chosen visits and their ink, where they were planned.
std::string visit_words(const Forecast& forecast, const VisitPolicy& policy) {
    std::vector<std::string> visits;
    for (std::size_t i = 0; i < policy.months.size(); ++i) {
        const std::string month = month_name(forecast.month_date(policy.months[i]));
        visits.push_back(i < policy.strength.size() && policy.strength[i] != 1
                             ? fmt::format(say::visit, month, 100 * policy.strength[i])
                             : month);
    }
    return visits.empty() ? say::no_visit : joined(visits, "; ");
}

}  // namespace

Date next_review(const Forecast& forecast) {
    const Date as_of = forecast.inputs.as_of;
    int months = 12;
    while (forecast.month_date(months) <= as_of) months += 12;
    const Date yearly = forecast.month_date(months);
    if (forecast.next_observations.empty()) return yearly;
    const Date reading = forecast.next_observations.front().date;
    return reading > as_of ? std::min(reading, yearly) : yearly;
}

std::vector<Step> next_steps(const Forecast& forecast) {
    const Date day0 = forecast.day0, yearly = add_months(day0, 12), as_of = forecast.inputs.as_of;
    std::vector<Step> steps{
        {"photo", say::photograph_name, day0 + days{42}, day0 + days{56},
         fmt::format(say::days_from_to, day_name(day0 + days{42}), day_name(day0 + days{56})),
         say::photograph}};
    // Two visits close to each other are one.
    const std::optional<int>& earliest = forecast.window.earliest.month;
    const bool one_visit = earliest && std::abs(*earliest - 12) <= 2;
    if (!one_visit)
        steps.push_back(
            {"check", say::check_name, yearly, add_months(yearly, 1), month_name(yearly), say::check});
    if (earliest) {
        const Date look = std::max(forecast.month_date(*earliest), as_of);  // it may have passed
        steps.push_back({"decide", say::decide_name, look, look, month_name(look),
                         one_visit ? say::check_and_decide : say::decide});
    }
    std::erase_if(steps, [&](const Step& each) { return each.to < as_of; });

    if (!forecast.next_observations.empty()) {
        const NextObservation& next = forecast.next_observations.front();
        const std::string what =
            fmt::format(say::observe, say::observation[int(next.kind)], 100 * next.narrowing);
        const auto near = std::find_if(steps.begin(), steps.end(), [&](const Step& each) {
            return next.date >= each.from - days{31} && next.date <= each.to + days{31};
        });
        if (near != steps.end())
            near->what += " " + what;
        else if (next.date >= as_of)
            steps.push_back(
                {"observe", say::observe_name, next.date, next.date, month_name(next.date), what});
    }
    std::stable_sort(steps.begin(), steps.end(),
                     [](const Step& one, const Step& other) { return one.from < other.from; });
    return steps;
}

Words zone_words(const Forecast& forecast) {
    std::vector<std::string> parts;
    for (const ZoneWindow& each : forecast.zones) {
        const int months = int(each.window.inside.size());
        const auto name = [&](const std::optional<int>& month) {
            return month ? month_name(forecast.month_date(*month))
                         : fmt::format(say::after, month_name(forecast.month_date(std::max(0, months - 1))));
        };
        const std::string from = name(each.window.earliest.month), to = name(each.window.latest.month);
        const char* zone = say::zone[int(each.zone)];
        parts.push_back(from == to ? fmt::format("{} {}", zone, from)
                                   : fmt::format(say::zone_window, zone, from, to));
    }
    return {"", parts.empty() ? "" : unbroken(fmt::format(say::by_zone, joined(parts, "  ·  "))), 2};
}

Block change_block(const Forecast& forecast) {
    if (forecast.what_ifs.empty()) return {};
    return {say::changes, say::changes_note, change_chart(forecast), {}, {}};
}

Block step_block(const Forecast& forecast) {
    Block block{say::steps, "", {}, {}, {}};
    for (const Step& each : next_steps(forecast)) block.words.push_back({each.when, each.what, 3});
    return block;
}

Block effort_block(const Forecast& forecast) {
    const VisitPlan& plan = forecast.visits;
    if (plan.policies.empty()) return {};
    Block block{say::effort,
                fmt::format(say::effort_note, plan.horizon_year),
                {},
                {{std::begin(say::effort_columns), std::end(say::effort_columns)}, {}},
                {}};
    const bool priced = plan.policies.front().price.has_value();
    if (priced)
        block.table.head.push_back(fmt::format(say::cost, shortened(forecast.inputs.touch_up.currency, 6)));
    for (const VisitPolicy& policy : plan.policies) {
        block.table.rows.push_back({shortened(policy.name, 24), std::to_string(policy.months.size()),
                                    percent(policy.outside), percent(policy.too_early),
                                    fmt::format("{:.4g}", policy.hours)});
        if (priced)
            block.table.rows.back().push_back(policy.price ? fmt::format("{:.0f}", *policy.price) : "");
    }
    add(block, say::visits, visit_words(forecast, plan.policies.front()), 2);
    add(block, "", fmt::format(fmt::runtime(plan.kept ? say::kept : say::not_kept), 100 * plan.probability),
        2);
    add(block, "", fitting(plan.notes, 110), 2);
    return block;
}

Block sooner_block(const Forecast& forecast) {
    Block block{say::sooner, "", {}, {}, {{"", say::sooner_if, 2}}};
    std::vector<int> order;
    for (int limit = 0; limit < limit_count; ++limit)
        if (forecast.window.ended_by[limit] >= .005) order.push_back(limit);
    std::stable_sort(order.begin(), order.end(), [&](int one, int other) {
        return forecast.window.ended_by[one] > forecast.window.ended_by[other];
    });
    std::vector<std::string> shares;
    for (const int limit : order)
        shares.push_back(
            fmt::format(say::limit_share, say::limit[limit], 100 * forecast.window.ended_by[limit]));
    add(block, say::ends_first, joined(shares, "; "), 2);
    return block;
}

Block confidence_block(const Forecast& forecast) {
    const Case& client = forecast.inputs;
    Block block{say::confidence, "", {}, {}, {}};
    add(block, say::real_cases, say::no_real_cases, 1);
    add(block, say::seen_of_you, seen_words(forecast), 3);
    add(block, say::entered, entered_words(client), 4);
    if (forecast.light)
        add(block, say::sunlight,
            fmt::format(say::sunlight_share,
                        100 * forecast.light->personal_mlx_h / std::max(1e-9, forecast.light->ambient_mlx_h),
                        forecast.light->highest_uv_index),
            1);
    add(block, say::measured, graded_words(client, {Evidence::measured}, 2), 2);
    add(block, say::reported, graded_words(client, {Evidence::reported, Evidence::recalled}, 2), 2);
    add(block, say::derived, graded_words(client, {Evidence::derived}, 2), 2);
    add(block, say::assumed, graded_words(client, {Evidence::assumed}, 3), 2);
    add(block, say::left_out, fitting(client.assumed, 160), 3);
    add(block, say::unknown, say::unknowns, 3);
    return block;
}

}  // namespace fadecast::report
