#pragma once

#include <memory>
#include <string>

namespace nativebench {

// A shared library opened at run time. The handle is closed with the object, but the library stays in the process:
// drivers start threads and register exit handlers, so taking their code away isn't safe.
class DynamicLibrary {
public:
    // Empty when it can't be opened; `failure` then holds the loader's reason.
    [[nodiscard]] static DynamicLibrary open(const std::string& name, std::string& failure);

    explicit operator bool() const noexcept { return handle_ != nullptr; }

    // The file behind the handle, which a bare name doesn't tell.
    [[nodiscard]] std::string path() const;

    template <typename Function>
    [[nodiscard]] Function* find(const char* symbol) const noexcept {
        return reinterpret_cast<Function*>(find_address(symbol));
    }

    [[nodiscard]] bool has(const char* symbol) const noexcept { return find_address(symbol) != nullptr; }

    // As `find`, for those who know the type only later.
    [[nodiscard]] void* address(const char* symbol) const noexcept { return find_address(symbol); }

private:
    struct Close {
        void operator()(void* handle) const noexcept;
    };

    [[nodiscard]] void* find_address(const char* symbol) const noexcept;

    std::unique_ptr<void, Close> handle_;
};

} // namespace nativebench
