#pragma once

#include "adapter.h"

#include <mutex>
#include <string>

namespace nativebench {

// Keeps what TensorRT says until somebody asks; the latest part of it, if nobody does.
class LogCollector final : public adapter::Log {
public:
    void write(int severity, const char* text) noexcept override;

    // In one line, and then forgotten. "" if there was nothing.
    [[nodiscard]] std::string take_errors();

    // A line each.
    [[nodiscard]] std::string take_warnings();

private:
    std::mutex mutex_;
    std::string errors_;
    std::string warnings_;
};

} // namespace nativebench
