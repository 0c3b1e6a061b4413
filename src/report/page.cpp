// The page from the forecast: which times are shown, and what stands where.

#include "report/page.hpp"

#include "report/blocks.hpp"
#include "report/charts.hpp"
#include "report/html.hpp"
#include "report/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace fadecast::report {
namespace {

Picture middle_of(const Picture& whole, double share) {
    const int side = std::max(1, int(share * whole.width)), from = (whole.width - side) / 2;
    Picture part{side, side, whole.pixel_mm, {}};
    for (int row = from; row < from + side; ++row) {
        const auto start = whole.rgb.begin() + (std::ptrdiff_t(row) * whole.width + from) * 3;
        part.rgb.insert(part.rgb.end(), start, start + side * 3);
    }
    return part;
}

Date last_picture(const Forecast& forecast) {
    return forecast.day0 + std::chrono::days{int(forecast.scalps[1].time_day.back())};
}

// Now, or the last picture there is, when the window begins, what waiting costs, and further years where one
// of these is missing, past or too close to another to tell them apart.
std::vector<Moment> moments_of(const Forecast& forecast, const Backend& backend) {
    constexpr std::size_t most = 4;
    constexpr int apart_day = 60;
    if (forecast.scalps[1].time_day.empty()) return {};
    const Date end = last_picture(forecast);
    const Date now = std::min(std::max(forecast.inputs.as_of, forecast.day0), end);
    struct Time {
        Date date;
        std::string caption;
    };
    std::vector<Time> wanted{{now, forecast.inputs.as_of > end             ? say::last_picture
                                   : forecast.inputs.as_of > forecast.day0 ? say::now
                                                                           : say::just_done}};
    const auto add = [&](const std::optional<int>& month, int later, const char* caption) {
        if (month) wanted.push_back({forecast.month_date(*month + later), caption});
    };
    add(forecast.window.earliest.month, 0, say::window_start);
    add(forecast.window.best.month, 24, say::waited);
    wanted.push_back({add_months(now, 12), say::in_one_year});
    for (const int years : {3, 5, 8})
        wanted.push_back({add_months(now, 12 * years), fmt::format(say::in_years, years)});

    std::vector<Time> times;
    for (const Time& each : wanted)
        if (times.size() < most && each.date >= now && each.date <= end &&
            std::none_of(times.begin(), times.end(), [&](const Time& taken) {
                return std::abs(days_between(taken.date, each.date)) < apart_day;
            }))
            times.push_back(each);
    std::sort(times.begin(), times.end(),
              [](const Time& one, const Time& other) { return one.date < other.date; });

    std::vector<Moment> moments;
    for (const Time& time : times) {
        const double day = days_between(forecast.day0, time.date);
        const auto draw = [&](int scalp) { return draw_scalp(backend, forecast.scalps[scalp], day); };
        const auto small = [&](int scalp) {
            return middle_of(draw(scalp), Page::small_mm / Page::picture_mm);
        };
        moments.push_back({time.caption, month_name(time.date), draw(1), small(0), small(2)});
    }
    return moments;
}

}  // namespace

Page page_of(const Forecast& forecast, const Provenance& provenance, const Backend& backend) {
    const Case& client = forecast.inputs;
    const std::string id = shortened(client.id, 40);
    Page page;
    page.title = fmt::format(say::title_of, id);
    page.date = client.as_of;
    page.heading = say::title;
    page.header = unbroken(fmt::format(say::header, id, day_name(client.as_of), output::plan_format_version,
                                       provenance.version, month_name(next_review(forecast))));
    page.answer = {"", unbroken(window_sentence(forecast)), 3};
    page.zones = zone_words(forecast);
    page.course = {say::chart,
                   forecast.visits.policies.empty() ? say::chart_note : say::chart_note_visits,
                   course_chart(forecast),
                   {},
                   {}};
    page.pictures = {say::pictures, say::pictures_note, {}, {}, {}};
    page.moments = moments_of(forecast, backend);
    if (!page.moments.empty() && client.as_of > last_picture(forecast))
        page.pictures.note =
            fmt::format(say::pictures_end, std::round(forecast.scalps[1].time_day.back() / 365.25));
    const Block sooner = sooner_block(forecast);
    page.columns[0] = {change_block(forecast), effort_block(forecast)};
    page.columns[1] = {step_block(forecast), confidence_block(forecast)};
    for (std::vector<Block>& column : page.columns)
        std::erase_if(column, [](const Block& block) { return block.title.empty(); });
    if (page.columns[0].empty())  // no advice
        page.columns = {{{step_block(forecast)}, {confidence_block(forecast)}}};
    page.columns[0].push_back(sooner);
    page.note = output::simulated_note;
    page.footer = fmt::format(say::footer, forecast.weights.weight.size(), output::case_hash(client),
                              client.forecast.seed);
    fit_lists(page);
    return page;
}

}  // namespace fadecast::report
