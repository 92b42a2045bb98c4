#pragma once

#include "library_search.h"

#include <string>
#include <vector>

namespace nativebench {

struct DeviceReport {
    nb_device_info info{};
    std::string problem;
};

struct CudaReport {
    LibraryReport library;
    std::vector<DeviceReport> devices;
};

[[nodiscard]] CudaReport probe_cuda(const char* explicit_file);

} // namespace nativebench
