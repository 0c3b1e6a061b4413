#pragma once
// Synthetic clients drawn as virtual ones are, observed with error, and forecast from others: how often bands
// of the window hold what happened.

#include <fadecast/config.hpp>
#include <fadecast/ensemble.hpp>
#include <fadecast/window.hpp>

#include "forecast/weigh.hpp"

#include <random.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

namespace fadecast::test {

/// What is observed of every synthetic client, at 8 weeks and at 12 months.
struct Arm {
    std::string name;
    ObservationKind kind;
    double sd;  ///< as the forecast is told
    bool observed = true;
    double true_sd = sd;  ///< of the readings
};

struct Coverage {
    static constexpr std::array<double, 9> nominal{.1, .2, .3, .4, .5, .6, .7, .8, .9};
    /// Shares of the clients whose month lies in the central bands; months that many members share, and those
    /// past the horizon, count by the part of them that a band of exactly this chance holds.
    std::array<double, 9> earliest{}, latest{};
    /// The same for the bands as they are told, whole months and all past the horizon included: 50 and 80 %.
    std::array<double, 2> earliest_told{}, latest_told{};
    double narrowing = 0;  ///< median of 1 - width of the 80 % band of the latest month over that before
    double wider = 0;      ///< share of the clients whose band got wider
    std::array<double, 3> effective{};  ///< members in effect: 5 %, median, 95 %
    double grown = 0, tempered = 0;     ///< shares of the clients
    int clients = 0;
};

/// Members of an ensemble that serve one client: a run of them, from any one on.
class CoverageStudy {
public:
    /// @param pool     members of which each client's forecast takes a run; at least most_members
    /// @param clients  synthetic ones, from the member 1,000,000 on
    CoverageStudy(const std::filesystem::path& client, const std::vector<std::string>& settings, int pool,
                  int clients, const std::function<void(double)>& progress = {}) {
        client_ = read_case(client, settings);
        const auto follow = [&](int first, int members) {
            Ensemble all;
            constexpr int at_once = 1024;
            for (int from = 0; from < members; from += at_once) {
                std::vector<int> numbers(std::min(at_once, members - from));
                std::iota(numbers.begin(), numbers.end(), first + from);
                const Ensemble part =
                    simulate_ensemble(client_, Backend::cpu(), {.members = numbers}, {}, {});
                if (from == 0)
                    all = part;
                else
                    append(all, part);
                if (progress) progress(double(done_ += int(numbers.size())) / (pool + clients));
            }
            return all;
        };
        pool_ = follow(0, pool);
        truth_ = follow(1000000, clients);
        months_ = months_of(client_, pool_.time_day.back());
        windows_ = windows_of(client_, pool_, pool_, months_);
        truths_ = windows_of(client_, truth_, truth_, months_);
    }

    const Months& months() const { return months_; }
    const std::vector<MemberWindow>& windows() const { return windows_; }

    Coverage run(const Arm& arm) const {
        std::vector<Observation> observations;
        std::vector<Predicted> of_pool, of_truth;
        const Date day0 = client_.sessions.back().date;
        if (arm.observed)
            for (const Date date : {day0 + std::chrono::days{56}, add_months(day0, 12)}) {
                observations.push_back({.date = date, .kind = arm.kind, .sd = arm.sd});
                of_pool.push_back(predict(client_, pool_, date));
                of_truth.push_back(predict(client_, truth_, date));
            }
        Coverage found;
        std::vector<double> narrowing, effective;
        for (int c = 0; c < truth_.members; ++c) {
            if (truth_.failed(c)) continue;
            ++found.clients;
            observe(arm, c, of_truth, observations);
            int members = 256;
            const int start = int(std::int64_t(4093) * c % pool_.members);  // another run for each
            const auto weigh_run = [&](double fewest) {
                std::vector<Predicted> of_run;
                for (const Predicted& each : of_pool)
                    of_run.push_back(
                        {run_of(each.contrast, start, members), run_of(each.difference, start, members)});
                return weights_of(log_likelihoods(observations, of_run, members), fewest);
            };
            MemberWeights weights = weigh_run(0);
            const int first = members;
            for (int more; arm.observed && (more = members_wanted(members, weights.effective)) > members;)
                members = more, weights = weigh_run(0);
            found.grown += members > first;
            if (weights.effective < fewest_members) weights = weigh_run(fewest_members);
            found.tempered += weights.trust < 1;
            effective.push_back(weights.effective);
            std::vector<int> earliest, latest;
            for (int m = 0; m < members; ++m) {
                const MemberWindow& window = windows_[(start + m) % pool_.members];
                earliest.push_back(window.earliest), latest.push_back(window.latest);
            }
            const std::vector<double>& weight = weights.weight;
            for (std::size_t k = 0; k < Coverage::nominal.size(); ++k) {
                found.earliest[k] += inside(earliest, weight, truths_[c].earliest, Coverage::nominal[k]);
                found.latest[k] += inside(latest, weight, truths_[c].latest, Coverage::nominal[k]);
            }
            for (const int k : {0, 1}) {
                found.earliest_told[k] += told(earliest, weight, truths_[c].earliest, k ? .8 : .5);
                found.latest_told[k] += told(latest, weight, truths_[c].latest, k ? .8 : .5);
            }
            const std::vector<double> even(weight.size(), 1. / double(weight.size()));
            narrowing.push_back(1 - double(band(latest, weight)) / band(latest, even));
        }
        for (auto* shares : {&found.earliest, &found.latest})
            for (double& share : *shares) share /= found.clients;
        for (auto* shares : {&found.earliest_told, &found.latest_told})
            for (double& share : *shares) share /= found.clients;
        found.grown /= found.clients, found.tempered /= found.clients;
        std::sort(narrowing.begin(), narrowing.end());
        std::sort(effective.begin(), effective.end());
        const auto at = [&](const std::vector<double>& sorted, double share) {
            return sorted[std::size_t(share * double(sorted.size() - 1))];
        };
        found.narrowing = at(narrowing, .5);
        found.wider = double(std::lower_bound(narrowing.begin(), narrowing.end(), 0.) - narrowing.begin()) /
                      found.clients;
        found.effective = {at(effective, .05), at(effective, .5), at(effective, .95)};
        return found;
    }

private:
    std::vector<double> run_of(const std::vector<double>& of_pool, int start, int members) const {
        std::vector<double> run(members);
        for (int m = 0; m < members; ++m) run[m] = of_pool[(start + m) % pool_.members];
        return run;
    }

    /// Readings of one client with their errors; those of colour share a gain.
    void observe(const Arm& arm, int client, const std::vector<Predicted>& truth,
                 std::vector<Observation>& observations) const {
        Random random(client_.forecast.seed, Purpose::observation, 1000000u + std::uint32_t(client));
        const auto normal = [&] { return standard_normal(random); };
        const double gain = std::exp(.4 * normal());
        for (std::size_t k = 0; k < observations.size(); ++k) {
            const double contrast = truth[k].contrast[client] + arm.true_sd * normal();
            if (arm.kind == ObservationKind::contrast) observations[k].value = contrast;
            if (arm.kind == ObservationKind::grade)
                observations[k].value = double(std::count_if(grade_edges.begin(), grade_edges.end(),
                                                             [&](double edge) { return contrast < edge; }));
            if (arm.kind == ObservationKind::colour)
                observations[k].value =
                    std::max(0., gain * truth[k].difference[client] + arm.true_sd * normal());
        }
    }

    /// Of the weight at a client's own month, the part that lies in the central band of this chance.
    static double inside(const std::vector<int>& months, const std::vector<double>& weight, int truth,
                         double chance) {
        double below = 0, at = 0;
        for (std::size_t m = 0; m < months.size(); ++m) {
            if (months[m] < truth) below += weight[m];
            if (months[m] == truth) at += weight[m];
        }
        const double low = (1 - chance) / 2, high = (1 + chance) / 2;
        if (at == 0) return below > low && below < high;
        return std::max(0., std::min(high, below + at) - std::max(low, below)) / at;
    }
    static bool told(const std::vector<int>& months, const std::vector<double>& weight, int truth,
                     double chance) {
        return weighted_month(months, weight, (1 - chance) / 2) <= truth &&
               truth <= weighted_month(months, weight, (1 + chance) / 2);
    }
    static int band(const std::vector<int>& months, const std::vector<double>& weight) {
        return weighted_month(months, weight, .9) - weighted_month(months, weight, .1);
    }

    Case client_;
    Ensemble pool_, truth_;
    Months months_;
    std::vector<MemberWindow> windows_, truths_;
    int done_ = 0;
};

}  // namespace fadecast::test
