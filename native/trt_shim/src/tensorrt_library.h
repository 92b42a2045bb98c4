#pragma once

#include "library_search.h"

namespace nativebench {

[[nodiscard]] LibraryReport probe_tensorrt(const char* explicit_file);

} // namespace nativebench
