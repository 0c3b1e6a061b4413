// From single cases to how often the bands held.

#include <fadecast/score.hpp>

#include <algorithm>
#include <cmath>

namespace fadecast {

double ScoredCase::inside(double probability) const {
    const double from = (1 - probability) / 2, to = 1 - from;
    if (high <= low) return low >= from && low <= to;
    return std::max(0., std::min(high, to) - std::max(low, from)) / (high - low);
}

std::array<double, 2> wilson_interval(double share, double count) {
    constexpr double z = 1.6448536;  // 90 % of a normal lie within
    if (count <= 0) return {0, 1};
    const double shrunk = (share + z * z / (2 * count)) / (1 + z * z / count);
    const double half =
        z / (1 + z * z / count) * std::sqrt(share * (1 - share) / count + z * z / (4 * count * count));
    return {std::max(0., shrunk - half), std::min(1., shrunk + half)};
}

Coverage coverage_of(const std::vector<ScoredCase>& cases, double probability) {
    Coverage coverage;
    if (cases.empty()) return coverage;
    std::map<std::string, double> of_client;
    double told = 0;
    for (const ScoredCase& each : cases) {
        ++of_client[each.client];
        coverage.share += each.inside(probability);
        coverage.width += each.width;
        told += 1 - (each.high - each.low);
    }
    const double count = double(cases.size());
    double squares = 0;
    for (const auto& [client, number] : of_client) squares += number * number;
    coverage.cases = int(cases.size());
    coverage.clients = int(of_client.size());
    coverage.effective = count * count / squares * (told / count);
    coverage.share /= count;
    coverage.width /= count;
    coverage.interval = wilson_interval(coverage.share, coverage.effective);
    return coverage;
}

std::vector<ScoredCase> Scorecard::of(const std::vector<ScoredQuantity>& quantities, double from_year,
                                      double to_year) const {
    std::vector<ScoredCase> found;
    for (const ScoredCase& each : cases) {
        const double years = days_between(each.as_of, each.date) / 365.25;
        if (std::find(quantities.begin(), quantities.end(), each.quantity) != quantities.end() &&
            years >= from_year && years < to_year)
            found.push_back(each);
    }
    return found;
}

}  // namespace fadecast
