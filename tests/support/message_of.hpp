#pragma once
// What an action that is refused says.

#include <fadecast/backend.hpp>

#include <functional>
#include <string>

namespace fadecast::test {

/// The message of the Error that is thrown; empty when none is.
inline std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

}  // namespace fadecast::test
