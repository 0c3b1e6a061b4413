#include "cli/terminal.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace fadecast::cli {
namespace {
volatile std::sig_atomic_t interrupted_by_signal = 0;
extern "C" void remember_interrupt(int) { interrupted_by_signal = 1; }
}  // namespace

void catch_interrupts() {
    struct sigaction action {};
    action.sa_handler = remember_interrupt;
    action.sa_flags = SA_RESETHAND | SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGUSR1, &action, nullptr);
}

bool interrupt_came() { return interrupted_by_signal; }

void stop_if_interrupted() {
    if (interrupt_came()) throw Interrupted{};
}

bool stderr_is_terminal() {
    const char* terminal = std::getenv("TERM");
    return isatty(STDERR_FILENO) && terminal && std::string_view(terminal) != "dumb";
}

bool stderr_has_colour() {
    const char* no_colour = std::getenv("NO_COLOR");
    return stderr_is_terminal() && (!no_colour || !*no_colour);
}

void ProgressLine::operator()(double share_done) {
    stop_if_interrupted();
    const auto now = std::chrono::steady_clock::now();
    if (!visible_ || share_done <= 0 || now - shown_ < std::chrono::milliseconds(200)) return;
    shown_ = now;
    const double left_s = std::chrono::duration<double>(now - start_).count() * (1 - share_done) / share_done;
    fmt::print(stderr, "\r{:3.0f} %, about {:.0f} s left   ", 100 * share_done, left_s);
    std::fflush(stderr);
}

ProgressLine::~ProgressLine() {
    if (shown_ != decltype(shown_){}) fmt::print(stderr, "\r{:30}\r", "");
}

bool LogLine::due() const {
    using namespace std::chrono_literals;
    const auto since = std::chrono::steady_clock::now() - shown_;
    return in_place_ ? since >= 200ms : since >= 1min;
}

void LogLine::show(const std::string& text) {
    shown_ = std::chrono::steady_clock::now();
    written_ = true;
    in_place_ ? fmt::print(stderr, "\r{:<78}", text) : fmt::print(stderr, "fadecast: {}\n", text);
    std::fflush(stderr);
}

LogLine::~LogLine() {
    if (in_place_ && written_) fmt::print(stderr, "\r{:78}\r", "");
}

std::string duration_words(double seconds) {
    constexpr double minute = 60, hour = 60 * minute, day = 24 * hour;
    if (seconds < 2 * minute) return fmt::format("{:.0f} s", seconds);
    if (seconds < 2 * hour) return fmt::format("{:.0f} min", seconds / minute);
    return seconds < 2 * day ? fmt::format("{:.1f} h", seconds / hour)
                             : fmt::format("{:.1f} days", seconds / day);
}

}  // namespace fadecast::cli
