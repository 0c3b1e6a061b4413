// A lesson file and its client as one Case for each panel.

#include <fadecast/lesson.hpp>

#include "config/data_files.hpp"
#include "config/lay_over.hpp"
#include "config/read_case.hpp"
#include "config/units.hpp"
#include "config/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace fadecast {
namespace {

constexpr std::size_t most_panels = 9, most_times = 12;  // what a page can hold
// What the letters in pictures know, and how many of them are as wide as a picture.
constexpr std::string_view signs = " .,:;/-*%";
constexpr std::size_t most_letters = 20;

std::vector<double> times_of(const Section& entry) {
    std::vector<double> days;
    std::istringstream list(*entry.text("at"));
    for (std::string time; std::getline(list, time, ',');) {
        const auto refuse = [&](const std::string& why) {
            fail(entry.where_of("at"),
                 fmt::format("at: \"{}\" {}; write ascending times such as day0,day7,6w,1y,3y,5y,8y", time,
                             why));
        };
        double day = 0;
        try {
            day = day_of(time);
        } catch (const Error& error) {
            refuse(fmt::format("cannot be read: {}", error.what()));
        }
        if (day < 0) refuse("is before day 0");
        if (!days.empty() && day <= days.back()) refuse("is not after the time before it");
        days.push_back(day);
    }
    if (days.size() > most_times)
        fail(entry.where_of("at"), fmt::format("at has {} times; allowed: 1 to {}", days.size(), most_times));
    return days;
}

/// A name that cannot be written above its pictures is refused.
std::string name_of(const Section& panel) {
    const std::string name = *panel.text("name");
    const auto refuse = [&](const std::string& why) {
        fail(panel.where_of("name"),
             fmt::format(
                 "name = \"{}\" {}; allowed: a to z, A to Z, digits, spaces and .,:;/-*% in words of at "
                 "most {} letters; write a shorter head and put the rest into words",
                 name, why, most_letters));
    };
    const auto is_known = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || signs.find(letter) != signs.npos;
    };
    if (!std::ranges::all_of(name, is_known)) refuse("has a letter that pictures cannot show");
    std::istringstream words(name);
    std::string word;
    if (!(words >> word)) refuse("is empty");
    do
        if (word.size() > most_letters) refuse(fmt::format("has a word of {} letters", word.size()));
    while (words >> word);
    return name;
}

/// Every time of the lesson must lie between the panel's first session and its horizon.
void check_clock(const Section& entry, const LessonPanel& panel, const std::vector<double>& time_day) {
    const auto& sessions = panel.client.sessions;
    const double first = days_between(sessions.back().date, sessions.front().date);
    if (time_day.front() + panel.clock_day < first)
        fail(entry.where, fmt::format("panel \"{}\" has its first session on {}, after the first time of the "
                                      "lesson; move its sessions or begin later",
                                      panel.name, iso_date(sessions.front().date)));
    const double horizon_year = panel.client.forecast.horizon_year;
    if (time_day.back() + panel.clock_day > horizon_year * 365.25)
        fail(entry.where, fmt::format("panel \"{}\" ends past its horizon of {:g} years, forecast.horizon; "
                                      "leave out the last time or raise it",
                                      panel.name, horizon_year));
}

}  // namespace

Lesson read_lesson(const std::filesystem::path& file) {
    const Section entry = validate(read_toml(file), "lesson");
    const std::vector<Section>& panels = entry.tables("panel");
    if (panels.empty() || panels.size() > most_panels)
        fail(entry.where_of("panel"), fmt::format("{} panels; allowed: 1 to {}", panels.size(), most_panels));

    Lesson lesson{file.stem().string(), *entry.text("title"), *entry.text("teaches"), times_of(entry), {}};
    const std::filesystem::path client_file =
        find_data_file(*entry.text("client"), file, "clients", "client", entry.where_of("client"));
    const Node client = laid_over(read_toml(client_file), entry.node("with"));
    for (std::size_t i = 0; i < panels.size(); ++i) {
        LessonPanel panel{name_of(panels[i]), *panels[i].text("words"),
                          read_case(laid_over(client, panels[i].node("with")), client_file), 0};
        const Case& first = i == 0 ? panel.client : lesson.panels.front().client;
        if (panel.client.forecast.seed != first.forecast.seed)
            fail(panels[i].where_of("with"),
                 fmt::format("panel \"{}\" has another seed than the first; only the treatment may differ",
                             panel.name));
        panel.clock_day = days_between(panel.client.sessions.back().date, first.sessions.back().date);
        check_clock(panels[i], panel, lesson.time_day);
        lesson.panels.push_back(std::move(panel));
    }
    return lesson;
}

}  // namespace fadecast
