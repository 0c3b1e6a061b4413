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
constexpr std::uint8_t white = 255, ink = 40;
constexpr double fewest_dots = .05;  // of the client's density, below which a zone counts as undotted

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
        const bool dark = picture.rgb[(std::size_t(top) * picture.width + left) * 3] < 110;
        write_text(picture, name, left, top, 1, dark ? white : ink);
    }
}

/// Appends a table of the zones: contrast of their dots and hair left.
void add_table(Picture& picture, const Case& client, const ZoneCourses& courses, double day) {
    const std::size_t time = at(courses, day);
    int row = picture.height + margin;
    picture.height += 2 * margin + 5 * line_rows;
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
        return is_dotted(client, course) ? fmt::format("{:.0f} %", 100 * course.contrast[time])
                                         : std::string("none");
    });
    const double full = natural_hairs_per_cm2(client.hair.descent);
    line("hair", [&](const ZoneCourse& course) {
        return fmt::format("{:.0f} %", 100 * course.hair[time].hairs_per_cm2 / full);
    });
    write_text(picture,
               "Seen from above and from the front. Dots: contrast, of that at day 42. Hair: of a full head.",
               margin, row, 1, ink);
}

std::vector<std::string> earlier_files(const std::filesystem::path& directory) {
    static const std::regex ours("head-[a-z0-9.]+\\.png|sheet\\.png");
    std::vector<std::string> found;
    std::error_code none;  // a folder that is not there yet
    for (const auto& entry : std::filesystem::directory_iterator(directory, none))
        if (const std::string name = entry.path().filename(); std::regex_match(name, ours))
            found.push_back(name);
    return found;
}

}  // namespace

std::string zones_sentence(const Case& client, const ZoneCourses& courses) {
    const auto order = order_of(client, courses);
    const double line = window_lines(client).late;
    const std::string end = month_name(date_of(client, courses.time_day.back()));
    if (order.empty()) return "No zone has dots: no hair is missing.";
    if (!order.front().second)
        return fmt::format("No zone's dots fall below {:.0f} % before {}.", 100 * line, end);
    const auto [first, first_day] = order.front();
    const auto [last, last_day] = order.back();
    const bool plural = zone_name(first).back() == 's';
    std::string name(zone_name(first));
    name[0] = char(std::toupper(name[0]));
    std::string sentence =
        fmt::format("{} first: {} dots fall below {:.0f} % in {}", name, plural ? "their" : "its", 100 * line,
                    month_name(date_of(client, *first_day)));
    if (order.size() == 1) return sentence + "; no other zone has dots.";
    if (!last_day) return sentence + fmt::format(", those of the {} not before {}.", zone_name(last), end);
    const auto month_of = [&](double day) {
        const std::chrono::year_month_day date(date_of(client, day));
        return 12 * int(date.year()) + int(unsigned(date.month()));
    };
    const int months = month_of(*last_day) - month_of(*first_day);
    const std::string ahead = months == 0   ? "in the same month as"
                              : months == 1 ? "a month before"
                                            : fmt::format("{} months before", months);
    return sentence + fmt::format(", {} those of the {} ({}).", ahead, zone_name(last),
                                  month_name(date_of(client, *last_day)));
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
            {"dots_per_cm2", rounded(dotted ? course.dots_per_cm2 : 0)},
            {"falls_below_line", below ? Json(iso_month(date_of(client, *below))) : Json(nullptr)},
            {"contrast", dotted ? contrast : Json(nullptr)},
            {"delta_e00", dotted ? delta_e00 : Json(nullptr)},
            {"lab", lab},
            {"hairs_per_cm2", hair},
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
    files.push_back({"sheet.png", png(sheet, picture_texts("Simulated scalp micropigmentation, the head over "
                                                           "the years",
                                                           client, provenance))});
    std::vector<std::string> outdated = earlier_files(directory);
    for (const File& file : files) std::erase(outdated, file.name);
    write_files(directory, files, outdated);
}

}  // namespace fadecast::output
