#include "log_collector.h"

#include <cstddef>
#include <utility>

namespace nativebench {

namespace {

constexpr std::size_t Capacity = 64 * 1024;
constexpr int Error = 1;

void append(std::string& to, const char* separator, const char* text) {
    if (!to.empty())
        to += separator;
    to += text;
    while (!to.empty() && (to.back() == '\n' || to.back() == ' '))
        to.pop_back();
    if (to.size() > Capacity)
        to.erase(0, to.size() - Capacity);
}

} // namespace

void LogCollector::write(int severity, const char* text) noexcept {
    try {
        const std::lock_guard lock(mutex_);
        if (severity <= Error)
            append(errors_, " ", text);
        else
            append(warnings_, "\n", text);
    } catch (const std::exception&) {
        // Out of memory: the call that is being explained fails all the same.
    }
}

std::string LogCollector::take_errors() {
    const std::lock_guard lock(mutex_);
    return std::exchange(errors_, {});
}

std::string LogCollector::take_warnings() {
    const std::lock_guard lock(mutex_);
    return std::exchange(warnings_, {});
}

} // namespace nativebench
