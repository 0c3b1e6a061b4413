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

// Standard deviations between each reading and the member that agrees best with all, beyond which they cannot
// all be right. Assumed: that member is picked, so independent errors alone leave it below 1.
constexpr double most_misfit = 2;

void add(Block& block, const char* label, const std::string& text, int most_lines) {
    if (!text.empty()) block.words.push_back({label, unbroken(text), most_lines, {}, {}});
}

void add_list(Block& block, const char* label, const std::vector<std::string>& parts, const char* between,
              int lines) {
    if (!parts.empty())
        block.words.push_back({label, unbroken(joined(parts, between)), lines, parts, between});
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
        const std::vector<std::string> kinds = reading_words(seen);
        words = seen.size() == 1 ? fmt::format(say::one_seen, kinds[0], forecast.weights.effective, members)
                                 : fmt::format(say::many_seen, seen.size(), joined(kinds, ", "),
                                               forecast.weights.effective, members);
        if (forecast.weights.trust < 1) words += fmt::format(say::trusted, 100 * forecast.weights.trust);
        if (forecast.weights.misfit > most_misfit) words += say::disagree;
    }
    if (forecast.inputs.model_error_factor > 1)
        words += fmt::format(say::at_the_edge, forecast.inputs.model_error_factor);
    if (!forecast.failed.empty()) words += fmt::format(say::failed, forecast.failed.size());
    return words;
}

// Months of the chosen visits and their ink, where they were planned.
std::vector<std::string> visit_words(const Forecast& forecast, const VisitPolicy& policy) {
    std::vector<std::string> visits;
    for (std::size_t i = 0; i < policy.months.size(); ++i) {
        const std::string month = month_name(forecast.month_date(policy.months[i]));
        visits.push_back(i < policy.strength.size() && policy.strength[i] != 1
                             ? fmt::format(say::visit, month, 100 * policy.strength[i])
                             : month);
    }
    if (visits.empty()) visits.push_back(say::no_visit);
    return visits;
}

// When to decide: in the best month, or now where it has passed.
std::optional<Date> decision(const Forecast& forecast) {
    if (!forecast.window.best.month) return std::nullopt;
    return std::max(forecast.month_date(*forecast.window.best.month), forecast.inputs.as_of);
}

// The reading that narrows most of those still ahead of the decision, by eye or of a colour. A contrast needs
// the means of someone who took one before.
std::optional<NextObservation> next_reading(const Forecast& forecast) {
    constexpr double least = .005;  // narrower by less is none
    const std::vector<Observation>& seen = forecast.inputs.observations;
    const bool contrast = std::any_of(seen.begin(), seen.end(), [](const Observation& each) {
        return each.kind == ObservationKind::contrast;
    });
    const std::optional<Date> decided = decision(forecast);
    std::optional<NextObservation> best;
    for (const NextObservation& next : forecast.next_observations)
        if ((contrast || next.kind != ObservationKind::contrast) && next.date >= forecast.inputs.as_of &&
            (!decided || next.date <= *decided) && next.narrowing >= (best ? best->narrowing + 1e-9 : least))
            best = next;
    return best;
}

Date first_of_month(Date date) {
    return date - (std::chrono::year_month_day{date}.day() - std::chrono::day{1});
}

// A step in the month of a day.
Step monthly(const char* key, const char* name, Date date, const std::string& what) {
    const Date first = first_of_month(date);
    return {key, name, first, add_months(first, 1) - days{1}, month_name(date), what};
}

}  // namespace

Date next_review(const Forecast& forecast) {
    const Date as_of = forecast.inputs.as_of;
    int months = 12;
    while (forecast.month_date(months) <= as_of) months += 12;
    const Date yearly = forecast.month_date(months);
    const std::optional<NextObservation> reading = next_reading(forecast);
    return reading && reading->date > as_of ? std::min(reading->date, yearly) : yearly;
}

std::vector<Step> next_steps(const Forecast& forecast) {
    const Date day0 = forecast.day0, yearly = add_months(day0, 12), as_of = forecast.inputs.as_of;
    std::vector<Step> steps{
        {"photo", say::photograph_name, day0 + days{42}, day0 + days{56},
         fmt::format(say::days_from_to, day_name(day0 + days{42}), day_name(day0 + days{56})),
         say::photograph},
        monthly("check", say::check_name, yearly, say::check)};
    const std::optional<Date> decided = decision(forecast);
    if (const std::optional<int>& earliest = forecast.window.earliest.month) {
        const Date from = forecast.month_date(*earliest);
        steps.push_back(
            monthly("possible", say::possible_name, from, fmt::format(say::possible, month_name(from))));
    }
    if (decided) steps.push_back(monthly("decide", say::decide_name, *decided, say::decide));
    std::erase_if(steps, [&](const Step& each) { return each.to < as_of; });
    std::stable_sort(steps.begin(), steps.end(),
                     [](const Step& one, const Step& other) { return one.from < other.from; });

    // Two visits close to each other are one: the decision stays in its month, the check comes to it.
    for (std::size_t i = 1; i < steps.size();) {
        Step &before = steps[i - 1], &after = steps[i];
        if (before.key == "photo" || after.from - before.from > days{62}) {
            ++i;
            continue;
        }
        Step& kept = before.key == "decide" || after.key == "check" ? before : after;
        kept.what = before.what + " " + after.what;
        steps.erase(steps.begin() + std::ptrdiff_t(&kept == &before ? i : i - 1));
    }

    if (const std::optional<NextObservation> next = next_reading(forecast)) {
        const std::string what =
            fmt::format(say::observe, say::observation[int(next->kind)], 100 * next->narrowing);
        const auto near = std::find_if(steps.begin(), steps.end(), [&](const Step& each) {
            return next->date >= each.from - days{31} && next->date <= each.to + days{31};
        });
        if (near != steps.end())
            near->what += " " + what;
        else
            steps.push_back(monthly("observe", say::observe_name, next->date, what));
    }
    if (steps.empty())
        steps.push_back(monthly("replan", say::replan_name, next_review(forecast), say::replan));
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
    if (parts.empty()) return {};
    std::string words = fmt::format(say::by_zone, joined(parts, "  ·  "));
    if (!forecast.inputs.zone) words += fmt::format(".  {}", say::level_scalp);
    return {"", unbroken(words), 3, {}, {}};
}

Block change_block(const Forecast& forecast) {
    const Chart chart = change_chart(forecast);
    if (chart.svg.empty()) return {};
    return {say::changes, say::changes_note, chart, {}, {}};
}

Block step_block(const Forecast& forecast) {
    Block block{say::steps, "", {}, {}, {}};
    for (const Step& each : next_steps(forecast)) add(block, each.when.c_str(), each.what, 6);
    return block;
}

Block effort_block(const Forecast& forecast) {
    const VisitPlan& plan = forecast.visits;
    if (plan.policies.empty()) {  // advice without a schedule says why there is none
        Block reason{say::effort, "", {}, {}, {}};
        add(reason, "", joined(plan.notes, " "), 3);
        return reason.words.empty() ? Block{} : reason;
    }
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
    add_list(block, say::visits, visit_words(forecast, plan.policies.front()), "; ", 1);
    std::string how =
        fmt::format(fmt::runtime(plan.kept ? say::kept : say::not_kept), 100 * plan.probability);
    how += std::string(" ") + say::visits_without;
    if (const double hours = forecast.inputs.touch_up.visit_hour; hours == TouchUpOptions{}.visit_hour)
        how += " " + fmt::format(say::hours_assumed, hours);  // a plan holds no more than the number
    add(block, "", how, 5);
    return block;
}

Block sooner_block(const Forecast& forecast) {
    Block block{say::sooner, "", {}, {}, {{"", say::sooner_if, 2, {}, {}}}};
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
    add(block, say::real_cases, say::no_real_cases, 2);
    add(block, say::seen_of_you, seen_words(forecast), 4);
    add_list(block, say::entered, entered_words(client), "; ", 2);
    if (forecast.light)
        add(block, say::sunlight,
            fmt::format(say::sunlight_share,
                        100 * forecast.light->personal_mlx_h / std::max(1e-9, forecast.light->ambient_mlx_h),
                        forecast.light->highest_uv_index),
            1);
    add_list(block, say::measured_of_you, measured_words(client), "; ", 1);
    add(block, say::measured, graded_words(client, {Evidence::measured}, 2), 2);
    add(block, say::reported, graded_words(client, {Evidence::reported, Evidence::recalled}, 2), 2);
    add(block, say::derived, graded_words(client, {Evidence::derived}, 2), 2);
    add(block, say::assumed, graded_words(client, {Evidence::assumed}, 3), 2);
    add_list(block, say::left_out, client.assumed, " ", 2);
    add(block, say::unknown, say::unknowns, 4);
    return block;
}

}  // namespace fadecast::report
