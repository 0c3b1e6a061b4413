// The head as pictures with a table of zones, as a sentence and as JSON.

#include "output/head_documents.hpp"

#include "output/files.hpp"
#include "output/lettering.hpp"

#include <fadecast/window.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <regex>

namespace fadecast::output {
namespace {

constexpr int view_width = 360, view_height = 400, margin = 10, line_rows = 22;  // pixels
constexpr int letter_rows = 7;
constexpr std::uint8_t white = 255, ink = 40, black = 0;
constexpr double alike_grey = 118;   // sRGB of luminance .18, on which black and white stand out alike
constexpr double fewest_dots = .25;  // of the client's density, below which a zone does not count as dotted
constexpr double half_year = 365.25 / 2;  // days

// Parts that are no skin; assumed.
constexpr Lab clothes{42, -1, -6}, paper{100, 0, 0};

std::size_t at(const ZoneCourses& courses, double day) {
    const auto& times = courses.time_day;
    return std::find(times.begin(), times.end(), day) - times.begin();
}

bool is_dotted(const Case& client, const ZoneCourse& course) {
    const auto entered = client.fixed.find(Parameter::dot_density);
    const double planned =
        entered == client.fixed.end() ? info(Parameter::dot_density).nominal : entered->second;
    return course.dots_per_cm2 >= fewest_dots * planned;
}

/// Zones with dots and when they fall below the line, the earliest first; those that do not, last.
std::vector<std::pair<Zone, std::optional<double>>> order_of(const Case& client, const ZoneCourses& courses) {
    std::vector<std::pair<Zone, std::optional<double>>> order;
    for (const Zone zone : zones)
        if (is_dotted(client, courses.zones[int(zone)]))
            order.emplace_back(zone, courses.falls_below(zone, window_lines(client).late));
    std::stable_sort(order.begin(), order.end(), [](const auto& left, const auto& right) {
        return left.second && (!right.second || *left.second < *right.second);
    });
    return order;
}

Date date_of(const Case& client, double day) {
    return client.sessions.back().date + std::chrono::days(std::lround(day));
}

/// Both views without words, and their pixels' size.
Picture side_by_side_heads(const HeadMap& above, const HeadMap& front,
                           const std::array<Xyz, head_parts>& colour) {
    const Picture left = colour_head(above, colour), right = colour_head(front, colour);
    Picture both{left.width + right.width, left.height, left.pixel_mm, {}};
    for (int row = 0; row < left.height; ++row)
        for (const Picture* each : {&left, &right}) {
            const auto from = each->rgb.begin() + std::ptrdiff_t(row) * each->width * 3;
            both.rgb.insert(both.rgb.end(), from, from + each->width * 3);
        }
    return both;
}

/// Mean luma of a part of a picture, 0..255.
double mean_grey(const Picture& picture, int left, int top, int width, int height) {
    double sum = 0;
    for (int row = top; row < top + height; ++row)
        for (int column = left; column < left + width; ++column) {
            const std::uint8_t* rgb = &picture.rgb[(std::size_t(row) * picture.width + column) * 3];
            sum += .2126 * rgb[0] + .7152 * rgb[1] + .0722 * rgb[2];
        }
    return sum / (width * height);
}

/// Writes the zones' names where they are seen from above, on the client's left where there are two sides.
void add_names(Picture& picture, const HeadMap& above) {
    const std::size_t pixels = std::size_t(above.width) * above.height;
    for (const Zone zone : zones) {
        const int from = zone == Zone::temples || zone == Zone::sides ? above.width / 2 : 0;
        double total = 0, column = 0, row = 0;
        for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
            if (int(pixel % above.width) < from) continue;
            const double weight = above.weight[int(zone) * pixels + pixel];
            total += weight;
            column += weight * double(pixel % above.width);
            row += weight * double(pixel / above.width);
        }
        const std::string name(zone_name(zone));
        const int left = int(column / total) - text_width(name, 1) / 2, top = int(row / total) - 3;
        const bool dark = mean_grey(picture, left, top, text_width(name, 1), letter_rows) < alike_grey;
        write_text(picture, name, left, top, 1, dark ? white : black);
    }
}

/// Appends a table of the zones: contrast of their dots and hair left.
void add_table(Picture& picture, const Case& client, const ZoneCourses& courses, double day) {
    const std::size_t time = at(courses, day);
    int row = picture.height + margin;
    const bool known = loss_is_known(client.hair);
    picture.height += 2 * margin + (known ? 5 : 6) * line_rows;
    picture.rgb.resize(std::size_t(picture.height) * picture.width * 3, white);
    const auto write = [&](const std::string& words, int column) {
        write_text(picture, words, column, row, 2, ink);
    };
    write(age_words(day), margin);
    write("simulated", picture.width - margin - text_width("simulated", 2));
    row += line_rows + 4;
    const int step = (picture.width - 2 * margin) / (zone_count + 1);
    const auto line = [&](const std::string& name, const auto& entry) {
        write(name, margin);
        for (const Zone zone : zones) write(entry(courses.zones[int(zone)]), margin + step * (1 + int(zone)));
        row += line_rows;
    };
    line("", [](const ZoneCourse& course) { return std::string(zone_name(course.zone)); });
    line("dots", [&](const ZoneCourse& course) {
        if (is_dotted(client, course)) return fmt::format("{:.0f} %", 100 * course.contrast[time]);
        return std::string(course.dots_per_cm2 > 0 ? "few" : "none");
    });
    const double full = natural_hairs_per_cm2(client.hair.descent);
    line("hair", [&](const ZoneCourse& course) {
        return known ? fmt::format("{:.0f} %", 100 * course.hair[time].hairs_per_cm2 / full) : "-";
    });
    write_text(picture,
               "Seen from above and from the front. Dots: contrast, of that at day 42. Hair: of a full head.",
               margin, row, 1, ink);
    if (!known)
        write_text(picture,
                   fmt::format("{} was entered: no hair is drawn, and the sides are left without dots.",
                               client.hair.entered ? "No stage of hair loss" : "No hair"),
                   margin, row + line_rows, 1, ink);
}

std::vector<std::string> earlier_files(const std::filesystem::path& directory) {
    // Names that time_name makes and no other, as head-before.png may be the user's own photo.
    static const std::regex ours(R"(head-(day[\d.]+|[\d.]+(y|month|w|h|min)|sheet)\.png)");
    std::vector<std::string> found;
    std::error_code none;  // a folder that is not there yet
    for (const auto& entry : std::filesystem::directory_iterator(directory, none))
        if (const std::string name = entry.path().filename(); std::regex_match(name, ours))
            found.push_back(name);
    return found;
}

/// To half a year, which is as much as a zone's course can tell.
std::string years_words(double day) {
    const double years = std::round(day / half_year) / 2;
    if (years == 0) return "less than 3 months";
    return fmt::format("about {:g} year{}", years, years == 1 ? "" : "s");
}

std::string months_words(double days) {
    const int months = int(std::ceil(6 * days / half_year));
    return months <= 1 ? "a month" : fmt::format("{} months", months);
}

}  // namespace

std::string zones_sentence(const Case& client, const ZoneCourses& courses) {
    const auto order = order_of(client, courses);
    if (order.empty()) return "No zone misses a quarter of its hair, so none counts as dotted.";
    const double end = courses.time_day.back(), line = window_lines(client).late;
    const auto [first, first_day] = order.front();
    const auto [last, last_day] = order.back();
    const double apart = last_day.value_or(end) - first_day.value_or(end);
    const std::string fall = fmt::format("fall below {:.0f} % of their healed contrast", 100 * line);
    const std::string after = " after the last session";
    std::string sentence;
    if (!first_day || (!last_day && apart < half_year))
        sentence =
            fmt::format("A typical client's dots {} in no zone within {}{}.", fall, years_words(end), after);
    else if (order.size() == 1)
        sentence = fmt::format("Dots on the {} only: a typical client's {} {}{}.", zone_name(first), fall,
                               years_words(*first_day), after);
    else if (apart < half_year)
        sentence = fmt::format(
            "All dotted zones within {} of each other: none comes first. A typical client's dots {} {}{}.",
            months_words(apart), fall, years_words(*first_day), after);
    else
        sentence = fmt::format("{}{} first: a typical client's dots there {} {}{}, those of the {} {}.",
                               char(std::toupper(zone_name(first)[0])), zone_name(first).substr(1), fall,
                               years_words(*first_day), after, zone_name(last),
                               last_day ? years_words(*last_day) : "not within " + years_words(end));
    return sentence +
           " This is the nominal client's contrast in each zone's own sun; the months of `plan` are medians "
           "over virtual clients, on a horizontal scalp unless a zone is entered.";
}

std::string head_json(const Case& client, const ZoneCourses& courses, const std::vector<double>& time_day,
                      const Provenance& provenance) {
    using Json = nlohmann::ordered_json;
    const auto rounded = [](double value) { return std::stod(fmt::format("{:.6g}", value)); };
    Json of_zones = Json::object();
    const double line = window_lines(client).late;
    for (const ZoneCourse& course : courses.zones) {
        Json contrast = Json::array(), delta_e00 = Json::array(), lab = Json::array(), hair = Json::array(),
             grey = Json::array();
        for (const double day : time_day) {
            const std::size_t time = at(courses, day);
            const Lab colour = lab_of_xyz(course.colour[time]);
            contrast.push_back(rounded(course.contrast[time]));
            delta_e00.push_back(rounded(course.delta_e00[time]));
            lab.push_back({rounded(colour.lightness), rounded(colour.a), rounded(colour.b)});
            hair.push_back(rounded(course.hair[time].hairs_per_cm2));
            grey.push_back(rounded(course.hair[time].grey_share));
        }
        const bool dotted = is_dotted(client, course);
        const auto below = dotted ? courses.falls_below(course.zone, line) : std::nullopt;
        of_zones[std::string(zone_name(course.zone))] = {
            {"light", rounded(course.light)},
            {"dots_per_cm2", rounded(course.dots_per_cm2)},
            {"falls_below_line", below ? Json(iso_month(date_of(client, *below))) : Json(nullptr)},
            {"contrast", dotted ? contrast : Json(nullptr)},
            {"delta_e00", dotted ? delta_e00 : Json(nullptr)},
            {"lab", lab},
            {"hairs_per_cm2", loss_is_known(client.hair) ? hair : Json(nullptr)},
            {"grey_share", grey}};
    }
    return Json{{"format_version", head_format_version},
                {"version", provenance.version},
                {"client", client.id},
                {"case_hash", case_hash(client)},
                {"note", simulated_note},
                {"sentence", zones_sentence(client, courses)},
                {"line", line},
                {"time_day", time_day},
                {"zones", of_zones}}
        .dump(2);
}

void write_heads(const Case& client, const ZoneCourses& courses, const std::vector<double>& time_day,
                 const Backend& backend, const std::filesystem::path& directory,
                 const Provenance& provenance) {
    const HeadMap above = look_at_head(backend, HeadView::above, view_width, view_height),
                  front = look_at_head(backend, HeadView::front, view_width, view_height);
    std::array<Xyz, head_parts> colour{};
    colour[int(HeadPart::skin)] = courses.skin;
    colour[int(HeadPart::clothes)] = xyz_of_lab(clothes);
    colour[int(HeadPart::gloss)] = colour[int(HeadPart::paper)] = xyz_of_lab(paper);
    std::vector<File> files;
    Picture sheet;
    std::vector<std::string> names;
    for (const double day : time_day) {
        const std::size_t time = at(courses, day);
        for (const ZoneCourse& course : courses.zones) colour[int(course.zone)] = course.colour[time];
        Picture picture = side_by_side_heads(above, front, colour);
        add_names(picture, above);
        add_table(picture, client, courses, day);
        std::string name = time_name(day);  // 730 and 731 days are both two years
        if (std::find(names.begin(), names.end(), name) != names.end()) name = fmt::format("day{:g}", day);
        names.push_back(name);
        files.push_back(
            {fmt::format("head-{}.png", name),
             png(picture, picture_texts("Simulated scalp micropigmentation, the head, " + age_words(day),
                                        client, provenance))});
        sheet.width = picture.width;
        sheet.height += picture.height;
        sheet.pixel_mm = picture.pixel_mm;
        sheet.rgb.insert(sheet.rgb.end(), picture.rgb.begin(), picture.rgb.end());
    }
    files.push_back(
        {"head-sheet.png", png(sheet, picture_texts("Simulated scalp micropigmentation, the head over "
                                                    "the years",
                                                    client, provenance))});
    std::vector<std::string> outdated = earlier_files(directory);
    for (const File& file : files) std::erase(outdated, file.name);
    write_files(directory, files, outdated);
}

}  // namespace fadecast::output
