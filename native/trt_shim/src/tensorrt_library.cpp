#include "tensorrt_library.h"

#include <string>

namespace nativebench {

namespace {

// The version number's scheme changed with 10: 8601 is 8.6.1, 100301 is 10.3.1.
constexpr int FirstOfNewScheme = 100000;

void set_version(nb_library_info& info, int version) {
    const int major_unit = version >= FirstOfNewScheme ? 10000 : 1000;
    info.version = version;
    info.version_major = version / major_unit;
    info.version_minor = version % major_unit / 100;
    info.version_patch = version % 100;
}

// 8.5 is what the oldest supported platform, JetPack 5, has; 9 was never released for general use.
bool is_supported(const nb_library_info& info) {
    return (info.version_major == 8 && info.version_minor >= 5) || info.version_major == 10 || info.version_major == 11;
}

void inspect(const DynamicLibrary& library, LibraryReport& report) {
    nb_library_info& info = report.info;
    const std::string named = "The TensorRT library " + report.path + " ";

    auto* const get_version = library.find<int32_t()>("getInferLibVersion");
    if (get_version == nullptr)
        return report.refuse(NB_LIBRARY_INCOMPLETE, named + "lacks getInferLibVersion.");

    const int version = get_version();
    if (version <= 0)
        return report.refuse(NB_LIBRARY_FAILED,
                             named + "calls itself version " + std::to_string(version) + ", which is none.");
    set_version(info, version);
    if (!is_supported(info))
        return report.refuse(NB_LIBRARY_UNSUPPORTED, named + "is version " + std::to_string(info.version_major) + "." +
                                                         std::to_string(info.version_minor) + "." +
                                                         std::to_string(info.version_patch) +
                                                         "; supported are 8.5 and 8.6, 10.x and 11.x.");
    info.state = NB_LIBRARY_USABLE;
}

} // namespace

LibraryReport probe_tensorrt(const char* explicit_file) {
    const LibrarySearch what{"TensorRT library",
                             "NATIVEBENCH_TENSORRT_LIBRARY",
                             "Install TensorRT",
                             {"libnvinfer.so.11", "libnvinfer.so.10", "libnvinfer.so.8"}};
    return search(what, explicit_file, inspect);
}

} // namespace nativebench
