#pragma once

namespace nativebench {

// The calling thread's error text. A fixed buffer, so that reporting "out of memory" needs none; a longer text is cut.
// Never written on the path of a query.
void set_last_error(const char* text) noexcept;
void clear_last_error() noexcept;
[[nodiscard]] const char* last_error() noexcept;

} // namespace nativebench
