#pragma once
// The person at the terminal: a line of progress, and Ctrl-C.

#include <chrono>
#include <string>

namespace fadecast::cli {

/// Thrown where a run stops after Ctrl-C; exit code 75.
struct Interrupted {};

/// From now on the first Ctrl-C (or SIGTERM, or SIGUSR1, by which batch systems warn) is remembered, the
/// second one kills.
void catch_interrupts();
bool interrupt_came();
/// Throws Interrupted when one came.
void stop_if_interrupted();

/// True when stderr is a terminal that may be written over and wants colour.
bool stderr_is_terminal();
bool stderr_has_colour();  ///< also needs NO_COLOR to be unset

/// "43 %, about 5 s left" on stderr, rewritten in place; nothing unless stderr is a terminal. Every call also
/// stops an interrupted run.
class ProgressLine {
public:
    ~ProgressLine();
    void operator()(double share_done);

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), shown_{};
    bool visible_ = stderr_is_terminal();
};

/// Of runs of hours: on a terminal rewritten in place, otherwise a line a minute for a log.
class LogLine {
public:
    ~LogLine();
    /// @returns true when it is time for a text.
    bool due() const;
    void show(const std::string& text);

private:
    std::chrono::steady_clock::time_point shown_ = std::chrono::steady_clock::now();
    bool in_place_ = stderr_is_terminal(), written_ = false;
};

/// "40 s", "12 min", "3.5 h", "2.1 days"
std::string duration_words(double seconds);

}  // namespace fadecast::cli
