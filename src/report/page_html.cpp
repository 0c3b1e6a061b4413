// The page as HTML: one file, printed on one sheet.

#include "report/html.hpp"
#include "report/page.hpp"
#include "report/strings.hpp"

#include <fmt/format.h>

#include <utility>

namespace fadecast::report {
namespace {

// Each paragraph ends after its lines with an ellipsis, as in the PDF, so that no entry makes a second sheet.
constexpr const char* style = R"(
@page { margin: 12mm; }
* { box-sizing: border-box; }
html { background: #e9edef; }
body { width: 210mm; margin: 6mm auto; padding: 12mm; background: #fff; color: {ink};
       font: {body_pt}pt/{line} "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 6mm;
         border-bottom: .4mm solid {strong}; padding-bottom: 1mm; color: {quiet}; white-space: nowrap; }
header b { font-size: 11pt; color: {ink}; }
h1 { font-size: 13pt; line-height: 1.25; font-weight: 700; margin: 2.5mm 0 1mm; }
h2 { font-size: 8.4pt; line-height: 1.2; margin: 0 0 .7mm; color: {strong}; }
h2 small { font-weight: 400; color: {quiet}; font-size: 7pt; }
.lines { display: -webkit-box; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere; }
section { margin: 0 0 1.9mm; }
.columns section:last-child { margin-bottom: 1.5mm; }
svg { display: block; }
.strip { display: flex; justify-content: space-between; margin-bottom: 1.9mm; }
figure { margin: 0; width: {moment_mm}mm; display: grid; grid-template-columns: {picture_mm}mm {small_mm}mm; gap: {gap_mm}mm; }
figure img { display: block; width: 100%; }
figure div { display: grid; gap: {gap_mm}mm; align-content: start; }
figcaption { grid-column: 1 / 3; margin-top: -.4mm; }
.columns { display: grid; grid-template-columns: {left_mm}mm {right_mm}mm; justify-content: space-between; }
dl { margin: 0; }
dl > div { display: grid; grid-template-columns: {label_mm}mm 1fr; column-gap: 1.5mm; margin-bottom: .4mm; }
dt { font-weight: 700; } dd { margin: 0; } dd:only-child { grid-column: 1 / 3; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin-bottom: 1mm; font-variant-numeric: tabular-nums; }
th, td { text-align: right; vertical-align: bottom; padding: .15mm 0 .15mm 1.5mm; font-weight: 400; line-height: 1.2; }
th { color: {quiet}; border-bottom: .15mm solid {quiet}; }
th:first-child, td:first-child { text-align: left; padding-left: 0; width: 28%; }
tbody tr:first-child td { font-weight: 700; }
footer { border-top: .2mm solid {quiet}; padding-top: .8mm; font-size: 6.8pt; color: {quiet};
         display: flex; justify-content: space-between; gap: 4mm; white-space: nowrap; }
@media print { html { background: none; } body { width: {width_mm}mm; margin: 0 auto; padding: 0; }
               * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
)";

std::string filled_style() {
    std::string css = style;
    const std::pair<const char*, std::string> values[] = {
        {"{ink}", ink},
        {"{strong}", strong},
        {"{quiet}", quiet},
        {"{body_pt}", fmt::format("{}", Page::body_pt)},
        {"{line}", fmt::format("{}", Page::line)},
        {"{width_mm}", fmt::format("{}", Page::width_mm)},
        {"{left_mm}", fmt::format("{}", Page::left_mm)},
        {"{right_mm}", fmt::format("{}", Page::right_mm)},
        {"{label_mm}", fmt::format("{}", Page::label_mm)},
        {"{picture_mm}", fmt::format("{}", Page::picture_mm)},
        {"{small_mm}", fmt::format("{}", Page::small_mm)},
        {"{gap_mm}", fmt::format("{}", Page::picture_gap_mm)},
        {"{moment_mm}", fmt::format("{}", Page::picture_mm + Page::picture_gap_mm + Page::small_mm)}};
    for (const auto& [name, value] : values)
        for (std::size_t at = css.find(name); at != std::string::npos; at = css.find(name, at))
            css.replace(at, std::string(name).size(), value);
    return css;
}

std::string lines(const char* element, const std::string& text, int most) {
    return fmt::format("<{0} class=\"lines\" style=\"-webkit-line-clamp:{2}\">{1}</{0}>", element,
                       escape(text), most);
}

std::string table_html(const Table& table) {
    if (table.rows.empty()) return "";
    const auto row_html = [](const char* cell, const std::vector<std::string>& cells) {
        std::string html = "<tr>";
        for (const std::string& each : cells) html += fmt::format("<{0}>{1}</{0}>", cell, escape(each));
        return html + "</tr>\n";
    };
    std::string html = "<table>\n<thead>" + row_html("th", table.head) + "</thead>\n<tbody>";
    for (const auto& row : table.rows) html += row_html("td", row);
    return html + "</tbody></table>\n";
}

std::string heading(const Block& block) {
    return fmt::format("<h2>{}{}</h2>\n", escape(block.title),
                       block.note.empty() ? "" : fmt::format(" <small>{}</small>", escape(block.note)));
}

std::string block_html(const Block& block) {
    std::string html = "<section>" + heading(block) + block.chart.svg + table_html(block.table);
    if (!block.words.empty()) html += "<dl>\n";
    for (const Words& words : block.words)
        html += fmt::format("<div>{}{}</div>\n",
                            words.label.empty() ? "" : fmt::format("<dt>{}</dt>", escape(words.label)),
                            lines("dd", words.text, words.most_lines));
    if (!block.words.empty()) html += "</dl>\n";
    return html + "</section>\n";
}

std::string image(const Moment& moment, const Picture& picture) {
    return fmt::format("<img alt=\"{}\" src=\"data:image/png;base64,{}\">",
                       escape(fmt::format(say::picture_of, moment.caption)),
                       base64(output::png(picture, {})));
}

}  // namespace

std::string page_html(const Page& page) {
    std::string html = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n"
        "<header><b>{}</b><span>{}</span></header>\n",
        say::language, escape(page.title), filled_style(), escape(page.heading), escape(page.header));
    html += lines("h1", page.answer.text, page.answer.most_lines) + "\n";
    html += page.zones.text.empty()
                ? "<section></section>\n"
                : "<section>" + lines("div", page.zones.text, page.zones.most_lines) + "</section>\n";
    html += block_html(page.course);
    if (!page.moments.empty()) {
        html += heading(page.pictures) + "<div class=\"strip\">\n";
        for (const Moment& moment : page.moments)
            html += fmt::format("<figure>{}<div>{}{}</div><figcaption><b>{}</b> {}</figcaption></figure>\n",
                                image(moment, moment.middle), image(moment, moment.fast),
                                image(moment, moment.slow), escape(moment.caption), escape(moment.month));
        html += "</div>\n";
    }
    html += "<div class=\"columns\">\n";
    for (const std::vector<Block>& column : page.columns) {
        html += "<div>\n";
        for (const Block& block : column) html += block_html(block);
        html += "</div>\n";
    }
    return html + fmt::format("</div>\n<footer><span>{}</span><span>{}</span></footer>\n</body>\n</html>\n",
                              escape(page.note), escape(page.footer));
}

}  // namespace fadecast::report
