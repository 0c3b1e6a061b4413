// Escaping, base64 and dates as people write them.

#include "report/html.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace fadecast::report {

std::string escape(std::string_view text) {
    std::string safe;
    for (const char letter : text) switch (letter) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            default:
                safe += letter;
        }
    return safe;
}

std::string shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    while (most > 0 && (std::uint8_t(text[most]) & 0xC0) == 0x80) --most;
    return std::string(text.substr(0, most)) + "…";
}

std::string unbroken(std::string_view text) {
    const auto is_digit = [&](std::size_t at) {
        return at < text.size() && text[at] >= '0' && text[at] <= '9';
    };
    std::string joined;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool year = is_digit(i + 1) && is_digit(i + 2) && is_digit(i + 3) && is_digit(i + 4);
        const bool percent = i + 1 < text.size() && text[i + 1] == '%';
        joined += text[i] == ' ' && (year || percent) ? std::string("\u00a0") : std::string(1, text[i]);
    }
    return joined;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        for (std::size_t j = 0; j < 3; ++j)
            three = three << 8 | (i + j < bytes.size() ? std::uint8_t(bytes[i + j]) : 0);
        for (std::size_t j = 0; j < 4; ++j)
            text += i + j <= bytes.size() ? alphabet[three >> (18 - 6 * j) & 63] : '=';
    }
    return text;
}

std::string day_name(Date date) {
    return fmt::format("{} {}", unsigned(std::chrono::year_month_day{date}.day()), month_name(date));
}

}  // namespace fadecast::report
