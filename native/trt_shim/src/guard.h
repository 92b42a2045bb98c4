#pragma once

#include "last_error.h"
#include "nativebench_trt_shim.h"

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace nativebench {

// A failure with the status that the caller shall see.
class ShimError : public std::runtime_error {
public:
    ShimError(nb_status status, const std::string& text) : std::runtime_error(text), status_(status) {}
    [[nodiscard]] nb_status status() const noexcept { return status_; }

private:
    nb_status status_;
};

// Every export that can fail runs its body in here: nothing escapes into the frames of another language.
template <typename Body>
[[nodiscard]] nb_status guarded(Body&& body) noexcept {
    clear_last_error();
    try {
        if constexpr (std::is_same_v<decltype(body()), nb_status>) {
            return body(); // an outcome that is no failure
        } else {
            body();
            return NB_OK;
        }
    } catch (const ShimError& error) {
        set_last_error(error.what());
        return error.status();
    } catch (const std::bad_alloc&) {
        set_last_error("Out of memory.");
        return NB_E_OUT_OF_MEMORY;
    } catch (const std::exception& error) {
        set_last_error(error.what());
        return NB_E_INTERNAL;
    } catch (...) {
        set_last_error("An exception of unknown type.");
        return NB_E_INTERNAL;
    }
}

} // namespace nativebench
