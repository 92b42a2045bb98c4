#include "last_error.h"

#include <cstddef>
#include <cstring>

namespace nativebench {

namespace {

thread_local char t_last_error[1024];

} // namespace

void set_last_error(const char* text) noexcept {
    std::size_t length = std::strlen(text);
    if (length >= sizeof t_last_error) {
        length = sizeof t_last_error - 1;
        // Cut before a whole UTF-8 sequence, not inside one.
        while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0u) == 0x80u)
            --length;
    }
    std::memcpy(t_last_error, text, length);
    t_last_error[length] = '\0';
}

void clear_last_error() noexcept {
    t_last_error[0] = '\0';
}

const char* last_error() noexcept {
    return t_last_error;
}

} // namespace nativebench
