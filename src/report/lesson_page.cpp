// The page of a lesson: the pictures as a table, and beneath it what each column shows.

#include "report/lesson_page.hpp"

#include "report/html.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <webp/encode.h>
#include <fadecast/colour.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

namespace fadecast::report {
namespace {

using output::LessonCell;

// What is smaller than these counts as no difference. Means of contrast and width over 80 dots and over 150
// differ by up to 5 % by chance alone, so that the ratio must be above that.
constexpr double least_ratio = .06, least_delta_e00 = .5, least_retained = .01;
constexpr double just_seen_delta_e00 = 1;               // between plain areas: two skins, two patches
constexpr double least_lightness = .5, least_hue = .5;  // parts of the latter that get a word

// 255 x 190 mm fit both sheets inside margins of 10 mm.
constexpr double page_mm = 255, label_mm = 15, gap_mm = 1.6, largest_picture_mm = 27;
constexpr std::size_t most_beside = 6;  // columns that leave room for words beside the pictures
constexpr const char* style = R"(
@page { size: landscape; margin: 10mm; }
* { box-sizing: border-box; }
html { background: #e9edef; }
body { width: 275mm; margin: 6mm auto; padding: 10mm; background: #fff; color: #1b2a33;
       font: 8.6pt/1.4 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
header { border-bottom: .5mm solid #16465c; padding-bottom: 1.6mm; margin-bottom: 1.6mm; }
h1 { font-size: 15pt; line-height: 1.2; margin: 0 0 1mm; color: #16465c; }
header p { font-size: 9.6pt; margin: 0; text-wrap: balance; }
table { flex: none; table-layout: fixed; border-collapse: separate; border-spacing: 0; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { text-align: left; overflow-wrap: anywhere; font-size: 8.4pt; line-height: 1.2; vertical-align: bottom; color: #16465c; }
thead th { padding: 0 1.6mm 1mm 0; }
tbody th { vertical-align: middle; color: #1b2a33; }
td { vertical-align: top; padding: 0 1.6mm 1.8mm 0; font-size: 6.4pt; line-height: 1.3; white-space: nowrap; }
td img { display: block; width: 100%; margin-bottom: .5mm; }
.words { columns: 3; column-gap: 6mm; font-size: 8pt; line-height: 1.36; }
.beside { display: flex; gap: 5mm; align-items: flex-start; }
.beside .words { columns: 1; flex: 1; min-width: 0; }
.legend { font-size: 7.4pt; line-height: 1.36; color: #3d4c55; margin: 0 0 2.5mm; }
article { break-inside: avoid; padding-bottom: 2.4mm; }
h2 { font-size: 9pt; margin: 0; color: #16465c; }
p { margin: 0 0 .8mm; }
footer { border-top: .2mm solid #9aa7ad; margin-top: 2mm; padding-top: 1mm; font-size: 7pt; color: #4a5a63; }
@media print { html { background: none; } body { width: 255mm; margin: 0 auto; padding: 0; }
               * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
)";

/// A still WebP, about a tenth as long as a PNG.
std::string small_picture(const Picture& picture) {
    constexpr float quality = 88;
    std::uint8_t* bytes = nullptr;
    const std::size_t size =
        WebPEncodeRGB(picture.rgb.data(), picture.width, picture.height, 3 * picture.width, quality, &bytes);
    const std::unique_ptr<std::uint8_t, void (*)(void*)> owner(bytes, WebPFree);
    if (size == 0) throw Error("libwebp could not make a picture");
    return {reinterpret_cast<const char*>(bytes), size};
}

/// "darker and bluer". Hue is what a grey film that leaves as much light does not explain: under such a film
/// skin loses colour too.
std::string colour_words(Lab one, Lab other) {
    const Xyz plain = xyz_of_lab(other);
    const double left = xyz_of_lab(one).y / plain.y;
    const Lab film = lab_of_xyz({plain.x * left, plain.y * left, plain.z * left});
    const double a = one.a - film.a, b = one.b - film.b;
    const bool by_a = std::abs(a) > 2 * std::abs(b), by_b = std::abs(b) > 2 * std::abs(a);
    const char* hue = std::hypot(a, b) < least_hue ? ""
                      : by_a                       ? (a > 0 ? "redder" : "greener")
                      : by_b                       ? (b > 0 ? "warmer" : "bluer")
                      : b > 0                      ? (a > 0 ? "warmer" : "greener")
                                                   : (a > 0 ? "bluer" : "greyer");
    const double lighter = one.lightness - other.lightness;
    const char* shade = lighter <= -least_lightness ? "darker" : lighter >= least_lightness ? "paler" : "";
    return fmt::format("{}{}{}", shade, *shade && *hue ? " and " : "", hue);
}

std::string small_numbers(const LessonCell& cell, const LessonCell& correct) {
    const DotMeans& dots = cell.dots;
    if (dots.delta_e00 == 0) return "no dots yet";
    return fmt::format("ΔE\u00a0{:.1f} · {:.2f} mm<br>keeps {:.0f}\u00a0%{}", dots.delta_e00,
                       dots.optical_fwhm_mm, 100 * dots.retained_share,
                       &cell != &correct && cell.healed && correct.healed
                           ? fmt::format(" · patch\u00a0{:.1f}", delta_e00(cell.area, correct.area))
                           : "");
}

std::string grid(const Lesson& lesson, const output::LessonCells& cells) {
    const double picture_mm =
        std::min(largest_picture_mm, (page_mm - label_mm) / double(cells.size()) - gap_mm);
    std::string html = fmt::format("<table style=\"width:{:.2f}mm\"><colgroup><col style=\"width:{}mm\">",
                                   label_mm + double(cells.size()) * (picture_mm + gap_mm), label_mm);
    for (std::size_t panel = 0; panel < cells.size(); ++panel)
        html += fmt::format("<col style=\"width:{:.2f}mm\">", picture_mm + gap_mm);
    html += "</colgroup>\n<thead><tr><td></td>";
    for (const LessonPanel& panel : lesson.panels)
        html += fmt::format("<th scope=\"col\">{}</th>", escape(panel.name));
    html += "</tr></thead>\n<tbody>\n";
    for (std::size_t t = 0; t < lesson.time_day.size(); ++t) {
        const std::string age = output::age_words(lesson.time_day[t]);
        html += fmt::format("<tr><th scope=\"row\">{}</th>", escape(age));
        for (std::size_t panel = 0; panel < cells.size(); ++panel)
            html += fmt::format(
                "<td><img alt=\"Simulated patch, {}, {}\" "
                "src=\"data:image/webp;base64,{}\">{}</td>",
                escape(lesson.panels[panel].name), escape(age),
                base64(small_picture(cells[panel][t].picture)), small_numbers(cells[panel][t], cells[0][t]));
        html += "</tr>\n";
    }
    return html + "</tbody></table>\n";
}

/// The rows that the words are about: the first that is healed in both columns, and the last.
std::vector<std::size_t> told_rows(const std::vector<LessonCell>& column,
                                   const std::vector<LessonCell>& correct) {
    const std::size_t last = column.size() - 1;
    for (std::size_t t = 0; t < last; ++t)
        if (column[t].healed && correct[t].healed) return {t, last};
    return {last};
}

std::string article(const Lesson& lesson, const output::LessonCells& cells, std::size_t number) {
    const LessonPanel& panel = lesson.panels[number];
    const std::string correct = escape(lesson.panels.front().name);
    std::string html =
        fmt::format("<article><h2>{}</h2><p>{}</p><p>", escape(panel.name), escape(panel.words));
    if (panel.clock_day != 0)
        html += fmt::format("Its last session is {:g} days {} than in “{}”. ", std::abs(panel.clock_day),
                            panel.clock_day < 0 ? "later" : "earlier", correct);
    const std::vector<std::size_t> rows = told_rows(cells[number], cells[0]);
    for (const std::size_t t : rows) {
        const std::string age = escape(output::age_words(lesson.time_day[t]));
        html += number == 0         ? fmt::format("At {}: {}. ", age, measured_words(cells[0][t]))
                : t == rows.front() ? fmt::format("Beside “{}” at {}: ", correct, age)
                                    : fmt::format("At {}: ", age);
        if (number > 0) html += compared_words(cells[number][t], cells[0][t]) + ". ";
    }
    return html + "</p></article>\n";
}

}  // namespace

std::string measured_words(const LessonCell& cell) {
    return fmt::format(
        "{:.0f} dots per cm² are seen; a dot keeps {:.0f}\u00a0% of its pigment, looks {:.2f}\u00a0mm wide "
        "and "
        "stands out by ΔE\u00a0{:.1f}",
        cell.dots_per_cm2, 100 * cell.dots.retained_share, cell.dots.optical_fwhm_mm, cell.dots.delta_e00);
}

std::string compared_words(const LessonCell& cell, const LessonCell& correct) {
    const DotMeans &one = cell.dots, &other = correct.dots;
    std::vector<std::string> parts;
    const auto compare = [&](double value, double with, double least, const char* more, const char* less,
                             const std::string& numbers) {
        const double rise = value / with - 1;
        if (std::abs(rise) >= least_ratio && std::abs(value - with) >= least)  // false for a width of NaN
            parts.push_back(fmt::format(fmt::runtime(rise > 0 ? more : less),
                                        fmt::format("{:.0f}\u00a0%", 100 * std::abs(rise))) +
                            " (" + numbers + ")");
    };
    const bool same_skin = delta_e00(one.skin, other.skin) < just_seen_delta_e00;
    // A strong colour stands out without being dark.
    const bool by_shade =
        same_skin && (one.delta_e00 > other.delta_e00) == (one.centre.lightness < other.centre.lightness);
    compare(one.delta_e00, other.delta_e00, least_delta_e00, by_shade ? "{} darker" : "stand out {} more",
            by_shade ? "{} paler" : "stand out {} less",
            fmt::format("ΔE\u00a0{:.1f}, not {:.1f}", one.delta_e00, other.delta_e00));
    compare(one.optical_fwhm_mm, other.optical_fwhm_mm, 0, "{} wider", "{} narrower",
            fmt::format("{:.2f}\u00a0mm, not {:.2f}\u00a0mm", one.optical_fwhm_mm, other.optical_fwhm_mm));
    if (std::abs(one.retained_share - other.retained_share) >= least_retained)
        parts.push_back(fmt::format("keep {:.0f}\u00a0% of their pigment, not {:.0f}\u00a0%",
                                    100 * one.retained_share, 100 * other.retained_share));
    std::vector<std::string> clauses;
    if (!parts.empty()) clauses.push_back(fmt::format("dots {}", fmt::join(parts, ", ")));
    if (std::abs(cell.dots_per_cm2 / correct.dots_per_cm2 - 1) >= least_ratio)
        clauses.push_back(
            fmt::format("{:.0f} dots per cm², not {:.0f}", cell.dots_per_cm2, correct.dots_per_cm2));
    if (const double apart = delta_e00(cell.area, correct.area); apart >= just_seen_delta_e00)
        clauses.push_back(
            same_skin ? fmt::format("the whole patch {} (ΔE\u00a0{:.1f})",
                                    colour_words(cell.area, correct.area), apart)
                      : fmt::format("the whole patch differs by ΔE\u00a0{:.1f}, as the skin differs", apart));
    return clauses.empty() ? "no difference that an eye would see"
                           : fmt::format("{}", fmt::join(clauses, "; "));
}

std::string lesson_html(const Lesson& lesson, const output::LessonCells& cells,
                        const Provenance& provenance) {
    const Case& client = lesson.panels.front().client;
    std::string page = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n"
        "<header><h1>{0}</h1><p>{2}</p></header>\n",
        escape(lesson.title), style, escape(lesson.teaches));
    page += fmt::format(
        "<p class=\"legend\">Each picture is {0:.3g} × {1:.3g} mm of scalp in daylight. Times count from the "
        "last "
        "session of “{2}”. All columns are one client with one set of chances: only what the text names "
        "differs. <b>ΔE</b>: how far the middle of a dot stands out from bare skin (1 is just seen). "
        "<b>mm</b>: "
        "how wide a dot looks; it grows when it spreads. <b>keeps</b>: share of the pigment that is still in "
        "the skin. <b>patch</b>: how far the mean colour of the whole patch is from that of “{2}”, in ΔE. "
        "<b>bluer</b>, <b>greyer</b>, <b>greener</b>, <b>redder</b>, <b>warmer</b>: than a grey veil would "
        "make it."
        "</p>\n",
        cells[0][0].picture.width * cells[0][0].picture.pixel_mm,
        cells[0][0].picture.height * cells[0][0].picture.pixel_mm, escape(lesson.panels.front().name));
    page += fmt::format("<div class=\"{}\">\n", cells.size() <= most_beside ? "beside" : "below");
    page += grid(lesson, cells) + "<div class=\"words\">\n";
    for (std::size_t panel = 0; panel < cells.size(); ++panel) page += article(lesson, cells, panel);
    page += "</div></div>\n";
    page += fmt::format("<footer>{} · fadecast {} · client {} · seed {} · cases", output::simulated_note,
                        escape(provenance.version), escape(shortened(client.id, 48)), client.forecast.seed);
    for (const LessonPanel& panel : lesson.panels)
        page += fmt::format(" {}", output::case_hash(panel.client));
    return page + "</footer>\n</body>\n</html>\n";
}

}  // namespace fadecast::report
