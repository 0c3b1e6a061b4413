#include "config/did_you_mean.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace fadecast {
namespace {

/// Levenshtein distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string>& allowed) {
    const std::string* nearest = nullptr;
    std::size_t least = word.size() / 3 + 2;
    for (const std::string& each : allowed) {
        const std::string last_part = each.substr(each.rfind('.') + 1);
        if (const std::size_t distance = edit_distance(word, last_part); distance < least) {
            least = distance;
            nearest = &each;
        }
    }
    if (nearest) return fmt::format("; did you mean \"{}\"?", *nearest);
    constexpr std::size_t most_listed = 16;
    const auto end = allowed.begin() + std::ptrdiff_t(std::min(allowed.size(), most_listed));
    return fmt::format("; allowed: {}{}", fmt::join(allowed.begin(), end, ", "),
                       end == allowed.end() ? "" : ", ...");
}

}  // namespace fadecast
