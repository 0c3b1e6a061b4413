// From what was entered and the registry's grades of evidence to sentences.

#include "report/words.hpp"

#include "report/html.hpp"

#include <fadecast/parameters.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fadecast::report {
namespace {

using enum Parameter;

struct Named {
    Parameter parameter;
    const char* words;
};

// Those that move the window most, the strongest first, in words that need no glossary.
constexpr Named important[] = {
    {slow_clearance, "how fast pigment leaves over the years"},
    {spread, "how fast the dots widen"},
    {deposit_bottom, "how deep the dots reach"},
    {light_dose, "how much light reaches the pigment"},
    {healed_optical_depth, "how dark a healed dot is"},
    {permanent_share, "what share stays for good"},
    {labile_half_life, "how long the early fading lasts"},
    {column_fwhm, "how wide a dot is inside the skin"},
    {escape_probability, "how much released pigment gets away"},
    {epidermis_thickness, "how thick the epidermis is"},
    {pore_half_life, "how fast the punctures close"},
    {epidermal_turnover, "how fast the epidermis renews itself"},
};

std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : between) + part;
    return all;
}

std::string skin_words(const SkinReading& skin) {
    if (skin.lab)
        return fmt::format("skin L*a*b* {:.1f}, {:.1f}, {:.1f}", skin.lab->lightness, skin.lab->a,
                           skin.lab->b);
    if (skin.ita_deg) return fmt::format("skin ITA {:.0f}°", *skin.ita_deg);
    constexpr const char* roman[] = {"I", "II", "III", "IV", "V", "VI"};
    if (skin.fitzpatrick) return fmt::format("skin type {}", roman[std::clamp(*skin.fitzpatrick, 1, 6) - 1]);
    return "";
}

std::string entered(const Case& client) {
    std::vector<std::string> parts;
    const auto add = [&](bool given, const std::string& words) {
        if (given) parts.push_back(words);
    };
    if (!client.sessions.empty()) {
        std::vector<std::string> pigments;
        for (const Session& session : client.sessions)
            if (std::find(pigments.begin(), pigments.end(), session.pigment.name) == pigments.end())
                pigments.push_back(session.pigment.name);
        const std::string first = day_name(client.sessions.front().date),
                          last = day_name(client.sessions.back().date);
        add(true, fmt::format("{} with {}",
                              client.sessions.size() == 1
                                  ? "one session, " + first
                                  : fmt::format("{} sessions, {} to {}", client.sessions.size(), first, last),
                              joined(pigments, ", ")));
    }
    const std::string skin = skin_words(client.skin);
    add(!skin.empty(), skin);
    const Covariates& is = client.covariates;
    add(is.oil != Oil::normal, is.oil == Oil::oily ? "oily scalp" : "dry scalp");
    add(is.flaky, "flaky scalp");
    add(is.scar, "scar");
    add(is.irradiated, "irradiated skin");
    add(is.retinoid, "retinoid");
    add(is.smoking, "smoking");
    add(client.aftercare.scab_picked, "scab picked");
    add(client.aftercare.washed_early, "washed early");
    add(client.aftercare.sunned_early, "sunned early");
    const Sun& sun = client.sun;
    if (sun.latitude_deg) add(true, fmt::format("latitude {:.0f}°", *sun.latitude_deg));
    add(sun.hat_share > 0, fmt::format("hat {:.0f} % of the time", 100 * sun.hat_share));
    add(sun.sunscreen_share > 0, fmt::format("sunscreen {:.0f} % of the time", 100 * sun.sunscreen_share));
    add(client.style != Style::standard,
        client.style == Style::crisp ? "crisp look wanted" : "soft fade liked");
    for (const auto& [parameter, value] : client.fixed)
        add(true, fmt::format("{} {:.4g}{}", info(parameter).name, value,
                              info(parameter).unit == "1" ? "" : fmt::format(" {}", info(parameter).unit)));
    return joined(parts, "; ");
}

std::string sunlight(const Forecast& forecast) {
    if (!forecast.light) return "";
    return fmt::format("{:.1f} % of the light in the open; UV index up to {:.0f}",
                       100 * forecast.light->personal_mlx_h / std::max(1e-9, forecast.light->ambient_mlx_h),
                       forecast.light->highest_uv_index);
}

std::string graded(const Case& client, std::initializer_list<Evidence> grades, std::size_t most) {
    std::vector<std::string> named;
    for (const auto& [parameter, words] : important) {
        const Evidence grade = info(parameter).evidence;
        if (named.size() == most) break;
        if (!client.fixed.contains(parameter) &&
            std::find(grades.begin(), grades.end(), grade) != grades.end())
            named.emplace_back(words);
    }
    return joined(named, "; ");
}

std::string row(const char* label, const std::string& words) {
    return words.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>\n", label, escape(words));
}

// As many sentences as fit, and how many were left out.
std::string fitting(const std::vector<std::string>& sentences, std::size_t most) {
    std::string all;
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        if (i > 0 && all.size() + sentences[i].size() > most)
            return all + fmt::format(" And {} more in plan.json.", sentences.size() - i);
        if (i > 0) all += ' ';
        all += shortened(sentences[i], most);
    }
    return all;
}

std::string step(const std::string& when, const std::string& what) {
    return fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape(when), escape(what));
}

}  // namespace

std::string basis(const Forecast& forecast) {
    constexpr std::size_t most = 380;  // bytes: more would push the page onto a second sheet
    const Case& client = forecast.inputs;
    return "<dl>" + row("Entered by you", shortened(entered(client), most)) +
           row("Sunlight", sunlight(forecast)) +
           row("Measured by others", graded(client, {Evidence::measured}, 3)) +
           row("Told by the trade", graded(client, {Evidence::reported, Evidence::recalled}, 3)) +
           row("Worked out", graded(client, {Evidence::derived}, 3)) +
           row("Assumed", graded(client, {Evidence::assumed}, 3)) +
           row("Not entered", fitting(client.assumed, most)) + "</dl>";
}

std::string next_steps(const Forecast& forecast) {
    using std::chrono::days;
    const Date day0 = forecast.day0;
    std::string steps =
        step(fmt::format("{} to {}", day_name(day0 + days{42}), day_name(day0 + days{56})),
             "Photograph the healed work: same window light, same distance, a white card beside it.") +
        step(month_name(add_months(day0, 12)), "Check and photograph again in the same way.");
    if (const auto& earliest = forecast.window.earliest.month)
        steps +=
            step(month_name(forecast.month_date(*earliest)), "Look together and decide whether it is time.");
    return "<dl>" + steps +
           step(
               "Sooner",
               "if it looks patchy, changes hue, the hair greys or recedes, or a laser or peel is planned.") +
           "</dl>";
}

std::string unknowns() {
    return "<p>Nobody has measured how the colour of scalp micropigmentation changes beyond six months, or "
           "published how "
           "the dots widen over the years. True depth, the action of sun in the skin and every effect of "
           "habit are "
           "informed guesses with a direction, so the bands are wide and no date is meant to the day.</p>";
}

}  // namespace fadecast::report
