#pragma once

// What all exported functions do with arguments.

#include "guard.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

namespace nativebench {

inline void require(bool condition, const char* complaint) {
    if (!condition)
        throw ShimError(NB_E_INVALID_ARGUMENT, complaint);
}

inline void require_size(uint32_t size, uint32_t at_least, const char* name) {
    if (size < at_least)
        throw ShimError(NB_E_STRUCT_SIZE, std::string(name) + ".size is " + std::to_string(size) + ", but must be " +
                                              std::to_string(at_least) + " or more.");
}

// Fills what both sides know of the struct, and no byte behind it.
template <typename Info>
void copy_out(Info& to, const Info& from) {
    const uint32_t filled = std::min<uint32_t>(to.size, sizeof(Info));
    std::memcpy(&to, &from, filled);
    to.size = filled;
}

// As nb_probe_text promises it.
inline void copy_text(char* buffer, uint32_t capacity, uint32_t* required, const std::string& value) {
    require(required != nullptr, "`required` is NULL.");
    require(buffer != nullptr || capacity == 0, "`buffer` is NULL, but `capacity` isn't 0.");
    *required = static_cast<uint32_t>(value.size() + 1);
    if (capacity < *required)
        throw ShimError(NB_E_BUFFER_TOO_SMALL, "The text needs " + std::to_string(*required) +
                                                   " bytes, but the buffer has " + std::to_string(capacity) + ".");
    std::memcpy(buffer, value.c_str(), *required);
}

} // namespace nativebench
