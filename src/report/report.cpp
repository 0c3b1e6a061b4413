// The page: one sheet of A4 or Letter, in the order in which a client asks.

#include "report/report.hpp"

#include "report/charts.hpp"
#include "report/html.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

namespace fadecast::report {
namespace {

// 186 x 255 mm fit both sheets inside margins of 12 mm.
constexpr const char* style = R"(
@page { margin: 12mm; }
* { box-sizing: border-box; }
html { background: #e9edef; }
body { width: 210mm; margin: 6mm auto; padding: 12mm; background: #fff; color: #1b2a33;
       font: 8.4pt/1.38 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 6mm;
         border-bottom: .5mm solid #16465c; padding-bottom: 1.4mm; }
header b { font-size: 11.5pt; letter-spacing: .01em; }
header span { color: #4a5a63; text-align: right; }
.answer { font-size: 14.5pt; line-height: 1.28; font-weight: 600; margin: 4mm 0 3mm; text-wrap: balance; }
h2 { font-size: 8.6pt; margin: 0 0 .8mm; color: #16465c; }
h2 small { font-weight: 400; color: #4a5a63; font-size: 7.6pt; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 25px "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; fill: #1b2a33; }
svg text.lead { font-weight: 700; font-size: 28px; }
svg text.halo { paint-order: stroke; stroke: #fff; stroke-width: 7px; stroke-linejoin: round; }
.charts { display: grid; grid-template-columns: 122mm 60mm; gap: 4mm; margin: 3mm 0; }
.strip { display: flex; gap: 1.8mm; }
figure { margin: 0; width: 25mm; }
figure img { display: block; width: 100%; }
figcaption { font-size: 7.4pt; line-height: 1.25; margin-top: .6mm; }
figcaption b { display: block; }
.words { display: grid; grid-template-columns: 110mm 1fr; gap: 6mm; margin-top: 3.5mm; font-size: 7.8pt; line-height: 1.32; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5mm 2.5mm; margin: 0 0 2mm; }
dt { font-weight: 700; } dd { margin: 0; overflow-wrap: anywhere; }
.words aside dt { max-width: 22mm; }
p { margin: 0 0 2mm; }
footer { border-top: .2mm solid #9aa7ad; margin-top: 1.5mm; padding-top: 1mm; font-size: 7pt; color: #4a5a63;
         display: flex; justify-content: space-between; gap: 4mm; }
@media print { html { background: none; } body { width: 186mm; margin: 0 auto; padding: 0; }
               * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
)";

// Years as the calendar counts them, so that leap days do not move a picture into another month.
Date day_of(const Forecast& forecast, double time_day) {
    const int years = int((time_day + .5) / 365.25);
    return add_months(forecast.day0, 12 * years) + std::chrono::days{std::lround(time_day - years * 365.25)};
}

std::string strip(const Forecast& forecast, const std::vector<output::PatchPicture>& patches) {
    std::string html;
    for (const output::PatchPicture& patch : patches)
        html += fmt::format(
            "<figure><img alt=\"Simulated patch, {0}\" src=\"data:image/png;base64,{1}\">"
            "<figcaption><b>{0}</b>{2}</figcaption></figure>\n",
            escape(patch.caption), base64(output::png(patch.picture, {})),
            month_name(day_of(forecast, patch.time_day)));
    return html;
}

}  // namespace

std::string report_html(const Forecast& forecast, const Provenance& provenance,
                        const std::vector<output::PatchPicture>& patches) {
    const Case& client = forecast.inputs;
    std::string page = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>Touch-up plan, {0}</title>\n<style>{1}</style>\n</head>\n<body>\n"
        "<header><b>Touch-up plan</b><span>client {0} &nbsp;·&nbsp; as of {2} &nbsp;·&nbsp; fadecast "
        "{3}</span></header>\n"
        "<p class=\"answer\">{4}</p>\n",
        escape(shortened(client.id, 48)), style, day_name(client.as_of), escape(provenance.version),
        escape(unbroken(shortened(window_sentence(forecast), 230))));
    page += "<section>" + window_chart(forecast) + "</section>\n";
    page +=
        "<div class=\"charts\"><section><h2>How strong the dots look <small>6 weeks after the last session = "
        "100 %"
        "</small></h2>" +
        contrast_chart(forecast) + "</section>\n<section><h2>Chance, month by month</h2>" +
        monthly_chart(forecast) + "</section></div>\n";
    if (!patches.empty())
        page +=
            "<section><h2>How it may look <small>10 × 10 mm of scalp, the same dots in the same light, "
            "middle course; "
            "simulated</small></h2><div class=\"strip\">" +
            strip(forecast, patches) + "</div></section>\n";
    page += "<div class=\"words\"><section><h2>What this rests on</h2>" + basis(forecast) +
            "</section>\n<aside><h2>Next steps</h2>" + next_steps(forecast) + "<h2>What nobody knows</h2>" +
            unknowns() + "</aside></div>\n";
    page += fmt::format(
        "<footer><span>{}</span><span>fadecast {} &nbsp;·&nbsp; seed {} &nbsp;·&nbsp; {} virtual clients "
        "&nbsp;·&nbsp; "
        "case {}</span></footer>\n</body>\n</html>\n",
        output::simulated_note, escape(provenance.version), client.forecast.seed, client.forecast.members,
        output::case_hash(client));
    return page;
}

}  // namespace fadecast::report
