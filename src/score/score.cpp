// Finds plans and client files, and holds each plan against what came after it.

#include <fadecast/score.hpp>

#include "score/client_record.hpp"
#include "score/past_plan.hpp"

#include <fadecast/config.hpp>
#include <fadecast/reservoir.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

namespace fadecast {
namespace {

namespace fs = std::filesystem;

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double latest_reference_day = 120;  // by then dots have faded by less than readings err; assumed
constexpr double faintest_reference = 3;      // standard errors, below which a ratio to it says nothing
constexpr double score_of_80 = 1.2815516;     // normal score of the 80 % band's upper end

/// An observation as limits of the contrast that it stands for.
struct Sight {
    Date date;
    double low, high;  // one standard deviation around a reading, or around the middle of a grade
};

/// The contrast that a colour stands for.
struct Reading {
    double contrast, sd;
};

/// Pigment that spreads leaves the centre of a dot but not the area: what is left of the area's difference
/// stands for as much more or less contrast than forecast as it is more or less than forecast itself.
Reading as_contrast(const Observation& colour, const Observation& reference, const PastPlan& plan) {
    const double day = days_between(plan.day0, colour.date), first = days_between(plan.day0, reference.date);
    const ContrastBand then = plan.band_at(first);
    const double spread = (then.at(score_of_80) - then.at(-score_of_80)) / (2 * score_of_80) / then.median();
    const double share_left = plan.area_difference_at(day) / plan.area_difference_at(first);
    const double scale = plan.band_at(day).median() / share_left / reference.value;
    const double contrast = scale * colour.value;
    return {contrast,
            std::hypot(scale * colour.sd, contrast * reference.sd / reference.value, contrast * spread)};
}

/// The contrasts between which a grade lies.
std::array<double, 2> edges_of(int grade) {
    return {grade < int(grade_edges.size()) ? grade_edges[grade] : -infinite,
            grade > 0 ? grade_edges[grade - 1] : infinite};
}

/// The contrast in the middle of a grade; the outermost reach as far as their neighbours.
double grade_middle(int grade) {
    constexpr double half = (grade_edges[0] - grade_edges[1]) / 2;
    return grade < int(grade_edges.size()) ? grade_edges[grade] + half : grade_edges.back() - half;
}

/// One plan and what the client's record says of the time after it.
class Comparison {
public:
    Comparison(const PastPlan& plan, const ClientRecord& record, Scorecard& card)
        : plan_(plan), record_(record), card_(card), end_(Date::max()) {
        for (const Date& session : record.sessions)
            if (session > plan.day0) end_ = std::min(end_, session);
        for (const Date& laser : record.lasers)
            if (laser > plan.day0 && std::ranges::find(plan.lasers, laser) == plan.lasers.end())
                end_ = std::min(end_, laser);
    }

    void score() {
        if (std::ranges::find(record_.sessions, plan_.day0) == record_.sessions.end())
            return leave_out("plans whose last session is not in the client file");
        for (const Observation& seen : record_.observations)
            if (seen.date > plan_.as_of) score(seen);
        if (sights_.empty()) return;
        score_line(ScoredQuantity::early_line, plan_.early_line);
        score_line(ScoredQuantity::late_line, plan_.late_line);
    }

private:
    void leave_out(const std::string& reason) { ++card_.not_scored[reason]; }

    void add(ScoredQuantity quantity, Date date, double low, double high, double width, std::string words) {
        card_.cases.push_back(
            {plan_.client, plan_.file, plan_.as_of, date, quantity, low, high, width, std::move(words)});
    }

    /// The first colour of the same zone and instrument after healing.
    const Observation* reference_of(const Observation& colour) const {
        const auto by_photo = [](const Observation& seen) { return seen.source.starts_with("photo"); };
        for (const Observation& seen : record_.observations) {
            const int day = days_between(plan_.day0, seen.date);
            if (seen.kind == ObservationKind::colour && seen.zone == colour.zone &&
                by_photo(seen) == by_photo(colour) && day >= healed_day && day <= latest_reference_day)
                return &seen;
        }
        return nullptr;
    }

    void score(const Observation& seen) {
        const int day = days_between(plan_.day0, seen.date);
        if (seen.date >= end_)
            return leave_out("observations after a session or laser that the plan did not know of");
        if (day < healed_day) return leave_out("observations of dots that still healed");
        if (day > plan_.time_day.back()) return leave_out("observations past the plan's horizon");
        if (seen.zone && zone_name(*seen.zone) != plan_.zone)
            return leave_out("observations of one zone, of which the plan gives no contrast");

        const ContrastBand band = plan_.band_at(day);
        const double width = band.at(score_of_80) - band.at(-score_of_80);
        const auto forecast = [&](double sd) {
            return fmt::format("forecast {:.2f} to {:.2f}", band.at(-score_of_80, sd),
                               band.at(score_of_80, sd));
        };
        if (seen.kind == ObservationKind::grade) {
            const auto [low, high] = edges_of(int(seen.value));
            const double middle = grade_middle(int(seen.value));
            sights_.push_back({seen.date, middle - seen.sd, middle + seen.sd});
            return add(ScoredQuantity::grade, seen.date, band.share_below(low, seen.sd),
                       band.share_below(high, seen.sd), width,
                       fmt::format("grade {:.0f}, {} of contrast", seen.value, forecast(seen.sd)));
        }
        Reading reading{seen.value, seen.sd};
        const bool colour = seen.kind == ObservationKind::colour;
        if (colour) {
            const Observation* reference = reference_of(seen);
            if (reference && reference->date == seen.date)
                return leave_out("colours that others are measured against");
            if (!reference)
                return leave_out(
                    fmt::format("colours without one of the same place and instrument {} to {:.0f} days "
                                "after the last session",
                                int(healed_day), latest_reference_day));
            if (reference->value < faintest_reference * reference->sd)
                return leave_out("colours whose first one hardly differs from bare skin");
            if (plan_.area_difference.empty() || plan_.area_difference_at(day) <= 0)
                return leave_out("colours of which the plan told nothing");
            reading = as_contrast(seen, *reference, plan_);
        }
        sights_.push_back({seen.date, reading.contrast - reading.sd, reading.contrast + reading.sd});
        const double position = band.share_below(reading.contrast, reading.sd);
        add(colour ? ScoredQuantity::colour : ScoredQuantity::contrast, seen.date, position, position, width,
            fmt::format("contrast {:.2f}{}, {}", reading.contrast, colour ? " by colour" : "",
                        forecast(reading.sd)));
    }

    /// When contrast comes down to a line. Sights that contradict one another, above the line after below it,
    /// leave the time between open.
    void score_line(ScoredQuantity quantity, double line) {
        const auto above = [&](const Sight& sight) { return sight.low >= line; };
        const auto below = [&](const Sight& sight) { return sight.high <= line; };
        std::optional<Date> last_above, first_below;
        for (const Sight& sight : sights_) {
            if (below(sight)) break;
            if (above(sight)) last_above = sight.date;
        }
        for (auto sight = sights_.rbegin(); sight != sights_.rend() && !above(*sight); ++sight)
            if (below(*sight)) first_below = sight->date;
        const auto passed = [&](Date date) {
            return plan_.band_at(days_between(plan_.day0, date)).share_below(line, 0);
        };
        const double low = last_above ? passed(*last_above) : 0;
        const double high = first_below ? std::max(low, passed(*first_below)) : 1;

        const std::optional<double> from = plan_.day_below(line, 1), to = plan_.day_below(line, 5);
        const auto month = [&](const std::optional<double>& day) {
            return day ? iso_month(plan_.day0 + std::chrono::days{std::lround(*day)}) : "past the horizon";
        };
        const double horizon = plan_.time_day.back();
        std::string seen = last_above ? "above on " + iso_date(*last_above) : "";
        if (first_below) seen += (seen.empty() ? "below on " : ", below on ") + iso_date(*first_below);
        add(quantity, sights_.back().date, low, high, (to.value_or(horizon) - from.value_or(horizon)) / 30.44,
            fmt::format("line of contrast {}: {}, forecast {} to {}", line,
                        seen.empty() ? "nothing clear" : seen, month(from), month(to)));
    }

    const PastPlan& plan_;
    const ClientRecord& record_;
    Scorecard& card_;
    Date end_;  ///< from here on the client had what the plan did not know of
    std::vector<Sight> sights_;
};

struct Found {
    std::vector<PastPlan> plans;
    std::map<std::string, ClientRecord> records;  ///< by client
};

/// Of two files of one client the one that goes on longer counts.
void add_record(ClientRecord record, Found& found, Scorecard& card) {
    const auto [place, added] = found.records.try_emplace(record.client, record);
    if (added) return;
    ClientRecord& kept = place->second;
    const auto reach = [](const ClientRecord& each) {
        return std::tuple(each.last(), each.observations.size());
    };
    if (reach(record) > reach(kept)) std::swap(record, kept);
    card.notes.push_back(fmt::format("{}: left out; {} has the same id \"{}\" and reaches as far or further",
                                     record.file, kept.file, record.client));
}

/// The same plan in another place is the same forecast.
void add_plan(PastPlan plan, Found& found, Scorecard& card) {
    for (const PastPlan& other : found.plans)
        if (other.client == plan.client && other.as_of == plan.as_of && other.day0 == plan.day0 &&
            other.late_line == plan.late_line && other.contrast == plan.contrast) {
            card.notes.push_back(fmt::format("{}: left out; the same forecast as {}", plan.file, other.file));
            return;
        }
    found.plans.push_back(std::move(plan));
}

Found read_folder(const fs::path& directory, Scorecard& card) {
    std::error_code problem;
    if (!fs::is_directory(directory, problem))
        throw Error(fmt::format("{}: there is no such folder; name the one that holds client files and plans",
                                directory.string()));
    std::set<fs::path> files;
    for (const fs::directory_entry& entry :
         fs::recursive_directory_iterator(directory, fs::directory_options::skip_permission_denied))
        if (entry.is_regular_file(problem)) files.insert(entry.path());

    Found found;
    for (const fs::path& file : files) {
        const std::string name = fs::relative(file, directory).generic_string();
        try {
            if (file.extension() == ".toml") {
                if (auto record = read_client_record(file, name)) add_record(std::move(*record), found, card);
            } else if (file.extension() == ".json" && file.filename().string().starts_with("plan")) {
                add_plan(read_past_plan(file, name), found, card);
            }
        } catch (const Error& error) {
            card.skipped.push_back(error.what());
        }
    }
    return found;
}

}  // namespace

Scorecard score(const fs::path& directory) {
    Scorecard card;
    Found found = read_folder(directory, card);
    card.plans = int(found.plans.size());
    std::ranges::stable_sort(found.plans, {},
                             [](const PastPlan& plan) { return std::tuple(plan.client, plan.as_of); });
    std::set<std::string> clients;
    for (const PastPlan& plan : found.plans) {
        clients.insert(plan.client);
        const auto record = found.records.find(plan.client);
        if (record == found.records.end())
            ++card.not_scored["plans without a client file of the same id"];
        else
            Comparison(plan, record->second, card).score();
    }
    card.clients = int(clients.size());
    for (const auto& [client, record] : found.records)
        if (!clients.contains(client) && !record.observations.empty())
            card.not_scored["observations of clients without a plan"] += int(record.observations.size());
    return card;
}

}  // namespace fadecast
