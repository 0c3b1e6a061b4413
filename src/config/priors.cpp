// Quantile functions of the priors.

#include <fadecast/parameters.hpp>

#include <algorithm>
#include <cmath>

namespace fadecast {
namespace {

template <typename Cdf>
double invert(const Cdf& cdf, double probability, double low, double high) {
    for (int k = 0; k < 60; ++k) {
        const double middle = 0.5 * (low + high);
        (cdf(middle) < probability ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

double standard_normal_quantile(double probability) {
    return invert([](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }, probability, -9, 9);
}

// For whole numbers a, b: the chance of at least a successes in a + b - 1 trials, each term from the one
// before.
double beta_cdf(double x, double a, double b) {
    if (x > a / (a + b)) return 1 - beta_cdf(1 - x, b, a);  // so that the first term is the largest
    const double n = a + b - 1, odds = x / (1 - x);
    double term = std::exp(std::lgamma(n + 1) - std::lgamma(a + 1) - std::lgamma(n - a + 1) +
                           a * std::log(x) + (n - a) * std::log1p(-x));
    double sum = term;
    for (double j = a; j < n; ++j) sum += term *= (n - j) / (j + 1) * odds;
    return sum;
}

double triangular_quantile(double u, double low, double mode, double high) {
    const double split = (mode - low) / (high - low);
    return u < split ? low + std::sqrt(u * (high - low) * (mode - low))
                     : high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

}  // namespace

double quantile(const Prior& prior, double low, double high, double probability) {
    const auto [law, a, b, c] = prior;
    const double u = std::clamp(probability, 1e-9, 1 - 1e-9);
    const auto value = [&, law = law, a = a, b = b, c = c] {
        switch (law) {
            case Prior::Law::lognormal:
                return a * std::pow(b, standard_normal_quantile(u));
            case Prior::Law::normal:
                return a + b * standard_normal_quantile(u);
            case Prior::Law::triangular:
                return triangular_quantile(u, a, b, c);
            case Prior::Law::uniform:
                return a + (b - a) * u;
            case Prior::Law::loguniform:
                return a * std::pow(b / a, u);
            case Prior::Law::beta:
                return invert([&](double x) { return beta_cdf(x, a, b); }, u, 0, 1);
            default:
                return a;
        }
    };
    return std::clamp(value(), low, high);
}

double quantile(const ParameterInfo& parameter, double probability) {
    return quantile(parameter.prior, parameter.low, parameter.high, probability);
}

}  // namespace fadecast
