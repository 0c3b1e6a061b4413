// A study's samples: their numbers, values and clients.

#include "config/lay_over.hpp"
#include "config/read_case.hpp"
#include "sweep/study_client.hpp"

#include <algorithm>

namespace fadecast {
namespace {

constexpr std::int64_t block_of_members = 32;  // a pack

std::vector<int> levels_of(const std::vector<Factor>& factors) {
    std::vector<int> levels;
    for (const Factor& factor : factors) levels.push_back(int(factor.levels.size()));
    return levels;
}

/// Members of one block of a study's samples, the same for all points.
std::int64_t members_at_once(const Study& study) {
    const std::int64_t members = std::max(1, study.members);
    return study.kind == DesignKind::grid ? std::min(members, block_of_members) : members;
}

/// A sample as a point and the number of its member there.
std::pair<std::int64_t, std::int64_t> point_and_member(const Study& study, std::int64_t sample) {
    const std::int64_t points = study.points(), at_once = members_at_once(study);
    const std::int64_t block = sample / (points * at_once), within = sample % (points * at_once);
    return {within / at_once, block * at_once + within % at_once};
}

}  // namespace

std::int64_t Study::points() const { return Design(kind, amount, seed, levels_of(factors)).points(); }

std::int64_t Study::samples() const { return points() * std::max(1, members); }

std::int64_t Study::point_of(std::int64_t sample) const { return point_and_member(*this, sample).first; }

int Study::member_of(std::int64_t sample) const {
    return members == 0 ? -1 : int(point_and_member(*this, sample).second);
}

std::vector<double> Study::values_at(std::int64_t point) const {
    if (kind == DesignKind::points) return client->listed.at(std::size_t(point));
    std::vector<double> values = Design(kind, amount, seed, levels_of(factors)).place(point);
    for (std::size_t k = 0; k < factors.size(); ++k) values[k] = factors[k].at(values[k]);
    return values;
}

Case Study::case_at(std::int64_t point) const {
    Case at = client->at(values_at(point));
    at.forecast.seed = seed;
    at.forecast.members = std::max(1, members);
    if (members == 0) at.forecast.dots = 1;
    return at;
}

std::string Study::resolved() const { return client->resolved; }

std::shared_ptr<const Case> Study::Client::read(const std::vector<double>& values) const {
    Node changed = document;
    for (std::size_t k = 0; k < factors.size(); ++k) {
        if (!through_document[k]) continue;
        const Factor& factor = factors[k].factor;
        const std::string key = factor.parameter ? "parameters." + factor.name : factor.key;
        changed = laid_over(std::move(changed), at_key(key, factors[k].node_of(values[k])));
    }
    const std::lock_guard lock(files_mutex_);
    const FilesInMemory kept(files_);
    return std::make_shared<const Case>(read_case(changed, file));
}

Case Study::Client::at(const std::vector<double>& values) const {
    std::vector<double> of_document;
    bool keep = true;
    for (std::size_t k = 0; k < factors.size(); ++k)
        if (through_document[k]) {
            of_document.push_back(values[k]);
            keep &= !factors[k].factor.levels.empty();
        }
    std::shared_ptr<const Case> found;
    if (keep) {
        const std::lock_guard lock(cases_mutex_);
        if (const auto entry = cases_.find(of_document); entry != cases_.end()) found = entry->second;
    }
    if (!found) {
        found = read(values);
        constexpr std::size_t most = 4096;  // some 20 kB each
        const std::lock_guard lock(cases_mutex_);
        if (keep && cases_.size() < most) cases_.emplace(of_document, found);
    }
    Case client = *found;
    for (std::size_t k = 0; k < factors.size(); ++k)
        if (!through_document[k]) client.fixed[*factors[k].factor.parameter] = values[k];
    return client;
}

}  // namespace fadecast
