// Samples of a study followed: those whose dots can travel together in one population each.

#include <fadecast/config.hpp>
#include <fadecast/ensemble.hpp>
#include <fadecast/pack.hpp>
#include <fadecast/population.hpp>
#include <fadecast/study.hpp>

#include "sweep/columns.hpp"

#include <algorithm>
#include <deque>
#include <limits>

namespace fadecast {
namespace {

/// One sample to follow, and where its row stands.
struct Scenario {
    const Case* client;
    int member;
    std::size_t row;
};

class Evaluation {
public:
    Evaluation(const Study& study, const Backend& backend, std::int64_t first, std::int64_t last,
               const std::function<void(double)>& progress)
        : study_(study), backend_(backend), progress_(progress) {
        const std::size_t count = std::size_t(last - first);
        rows_ = {.first = first, .last = last, .status = std::vector<Status>(count, Status::missing)};
        constexpr float none = std::numeric_limits<float>::quiet_NaN();
        for (const Column& column : study.columns) rows_.values.emplace_back(count * column.width(), none);
    }

    Rows run() {
        for (const std::vector<Scenario>& together : scenarios()) follow(together);
        return std::move(rows_);
    }

private:
    /// Fills in the factors, and puts together what can travel together.
    std::vector<std::vector<Scenario>> scenarios() {
        std::vector<std::vector<Scenario>> groups;
        std::int64_t point = -1;
        const Case* client = nullptr;
        Status status = Status::ok;
        std::string reason;
        for (std::int64_t sample = rows_.first; sample < rows_.last; ++sample) {
            const std::size_t row = std::size_t(sample - rows_.first);
            if (study_.point_of(sample) != point) {
                point = study_.point_of(sample);
                status = Status::ok;
                try {
                    client = &cases_.emplace_back(study_.case_at(point));
                } catch (const DomainError& error) {
                    status = Status::outside_domain, reason = error.what();
                } catch (const ConfigError& error) {
                    status = Status::refused, reason = error.what();
                }
            }
            const std::vector<double> values = study_.values_at(point);
            for (std::size_t f = 0; f < values.size(); ++f) rows_.values[f][row] = float(values[f]);
            if (status != Status::ok) {
                fail(row, status, reason);
                continue;
            }
            const Scenario scenario{client, study_.member_of(sample), row};
            const auto group = std::ranges::find_if(groups, [&](const std::vector<Scenario>& each) {
                return go_together(*each.back().client, *client);
            });
            (group == groups.end() ? groups.emplace_back() : *group).push_back(scenario);
        }
        return groups;
    }

    void follow(const std::vector<Scenario>& together) {
        std::vector<VirtualClient> clients;
        for (const Scenario& each : together) clients.push_back({each.client, each.member});
        const double following = share_of_following(*together.front().client);
        try {
            read(together,
                 simulate_clients(clients, backend_, {.realism = study_.realism},
                                  [&](double share) { tell(share * following * double(together.size())); }),
                 following);
        } catch (const DomainError& error) {  // of which sample is not known: each alone then
            if (together.size() > 1) {
                for (const Scenario& each : together) follow({each});
                return;
            }
            fail(together.front().row, Status::outside_domain, error.what());
        } catch (const ConfigError& error) {  // inks that are too many, for all of them
            for (const Scenario& each : together) fail(each.row, Status::refused, error.what());
        }
        done_ += together.size();
    }

    /// Of the time; the rest goes by with reading, where that follows one dot more of each sample. One dot
    /// alone takes as long as a pack of them.
    double share_of_following(const Case& client) const {
        const auto is_field = [](const Column& column) { return column.axes.size() == 2; };
        if (std::ranges::none_of(study_.columns, is_field)) return 1;
        const bool all_dots = study_.members > 0 || study_.kind == DesignKind::population;
        const double packs = (all_dots ? double(client.forecast.dots) : 1) / pack_width;
        return packs / (packs + 1);
    }

    /// @param samples  of those that travel together now; done_ are behind
    void tell(double samples) const {
        if (progress_) progress_((double(done_) + samples) / double(rows_.status.size()));
    }

    /// @param following  the share of the time that is gone
    void read(const std::vector<Scenario>& together, const Ensemble& ensemble, double following) {
        const std::size_t factors = study_.factors.size();
        OutputReader reader(backend_, ensemble, study_.columns);
        for (std::size_t m = 0; m < together.size(); ++m) {
            tell(following * double(together.size()) + (1 - following) * double(m));
            const std::size_t row = together[m].row;
            if (ensemble.failed(int(m))) {
                fail(row, Status::not_finite,
                     "pigment is not conserved or a colour is not a number; look for extreme values");
                continue;
            }
            rows_.status[row] = Status::ok;
            reader.turn_to({together[m].client, together[m].member}, int(m));
            for (std::size_t c = factors; c < study_.columns.size(); ++c) {
                const std::vector<float> values = reader.values(study_.columns[c]);
                std::ranges::copy(values, rows_.values[c].begin() + std::ptrdiff_t(row * values.size()));
            }
        }
    }

    void fail(std::size_t row, Status status, const std::string& reason) {
        rows_.status[row] = status;
        rows_.failures.emplace_back(rows_.first + std::int64_t(row), reason);
    }

    const Study& study_;
    const Backend& backend_;
    const std::function<void(double)>& progress_;
    std::deque<Case> cases_;  // stay where they are
    Rows rows_;
    std::size_t done_ = 0;
};

}  // namespace

Rows Study::evaluate(const Backend& backend, std::int64_t first, std::int64_t last,
                     const std::function<void(double)>& progress) const {
    Rows rows = Evaluation(*this, backend, first, last, progress).run();
    std::ranges::sort(rows.failures);
    return rows;
}

}  // namespace fadecast
