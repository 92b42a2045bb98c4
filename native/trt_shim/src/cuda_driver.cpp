#include "cuda_driver.h"

#include "cuda_api.h"

#include <cstddef>
#include <utility>

namespace nativebench {

namespace {

constexpr CuResult CudaErrorNoDevice = 100;

// 11.4 is what the oldest supported platform, JetPack 5, has.
constexpr int OldestDriverVersion = 11040;

// One line per function: loading it, and naming it when it is missing, follow from the list.
#define NB_CUDA_REQUIRED(X)                                                                                            \
    X(cuInit, CuResult(unsigned))                                                                                      \
    X(cuDriverGetVersion, CuResult(int*))                                                                              \
    X(cuDeviceGetCount, CuResult(int*))                                                                                \
    X(cuDeviceGet, CuResult(CuDevice*, int))                                                                           \
    X(cuDeviceGetName, CuResult(char*, int, CuDevice))                                                                 \
    X(cuDeviceGetAttribute, CuResult(int*, int, CuDevice))                                                             \
    X(cuDeviceTotalMem_v2, CuResult(std::size_t*, CuDevice))                                                           \
    X(cuDeviceGetPCIBusId, CuResult(char*, int, CuDevice))
#define NB_CUDA_LIGHT_UP(X)                                                                                            \
    X(cuGetErrorName, CuResult(CuResult, const char**))                                                                \
    X(cuGetErrorString, CuResult(CuResult, const char**))

struct CudaFunctions {
#define NB_DECLARE(name, ...)                                                                                          \
    using name##_t = __VA_ARGS__;                                                                                      \
    name##_t* name = nullptr;
    NB_CUDA_REQUIRED(NB_DECLARE)
    NB_CUDA_LIGHT_UP(NB_DECLARE)
#undef NB_DECLARE

    // Returns the names of required functions that are missing.
    [[nodiscard]] std::string load(const DynamicLibrary& library) {
        std::string missing;
#define NB_LOAD(name, ...) name = library.find<name##_t>(#name);
        NB_CUDA_REQUIRED(NB_LOAD)
        NB_CUDA_LIGHT_UP(NB_LOAD)
#undef NB_LOAD
#define NB_REQUIRE(name, ...)                                                                                          \
    if (name == nullptr)                                                                                               \
        missing += std::string(missing.empty() ? "" : ", ") + #name;
        NB_CUDA_REQUIRED(NB_REQUIRE)
#undef NB_REQUIRE
        return missing;
    }

    [[nodiscard]] std::string describe(CuResult result) const {
        const char* name = nullptr;
        const char* text = nullptr;
        std::string description = "error";
        if (cuGetErrorName != nullptr && cuGetErrorName(result, &name) == cu::Success && name != nullptr)
            description = name;
        description += " (" + std::to_string(result) + ")";
        if (cuGetErrorString != nullptr && cuGetErrorString(result, &text) == cu::Success && text != nullptr)
            description += std::string(": ") + text;
        return description;
    }
};

std::string version_text(int version) {
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

class DeviceQuery {
public:
    DeviceQuery(const CudaFunctions& cuda, DeviceReport& report) : cuda_(cuda), report_(report) {}

    // One property that can't be read doesn't hide the others; the first failure is kept.
    void check(const char* function, CuResult result) {
        if (result == cu::Success || report_.info.query_result != cu::Success)
            return;
        report_.info.query_result = result;
        report_.problem = std::string(function) + " answered " + cuda_.describe(result) + ".";
    }

    void attribute(int32_t& value, int attribute, CuDevice device) {
        int read = 0;
        check("cuDeviceGetAttribute", cuda_.cuDeviceGetAttribute(&read, attribute, device));
        value = read;
    }

private:
    const CudaFunctions& cuda_;
    DeviceReport& report_;
};

DeviceReport read_device(const CudaFunctions& cuda, int ordinal) {
    DeviceReport report;
    nb_device_info& info = report.info;
    info.size = sizeof info;
    info.ordinal = ordinal;

    DeviceQuery query(cuda, report);
    CuDevice device = 0;
    query.check("cuDeviceGet", cuda.cuDeviceGet(&device, ordinal));
    if (info.query_result != cu::Success)
        return report;

    // The last byte of each text stays NUL, whatever the driver writes.
    query.check("cuDeviceGetName", cuda.cuDeviceGetName(info.name, sizeof info.name - 1, device));
    query.check("cuDeviceGetPCIBusId", cuda.cuDeviceGetPCIBusId(info.pci_bus_id, sizeof info.pci_bus_id - 1, device));
    std::size_t memory_bytes = 0;
    query.check("cuDeviceTotalMem", cuda.cuDeviceTotalMem_v2(&memory_bytes, device));
    info.memory_bytes = memory_bytes;
    query.attribute(info.compute_capability_major, cu::AttributeComputeCapabilityMajor, device);
    query.attribute(info.compute_capability_minor, cu::AttributeComputeCapabilityMinor, device);
    query.attribute(info.integrated, cu::AttributeIntegrated, device);
    return report;
}

void inspect(const DynamicLibrary& library, LibraryReport& report, std::vector<DeviceReport>& devices) {
    nb_library_info& info = report.info;
    const auto named = [&report](const std::string& rest) { return "The CUDA driver " + report.path + " " + rest; };

    CudaFunctions cuda;
    if (const std::string missing = cuda.load(library); !missing.empty())
        return report.refuse(NB_LIBRARY_INCOMPLETE, named("lacks " + missing + "."));

    int version = 0;
    if (const CuResult result = cuda.cuDriverGetVersion(&version); result != cu::Success)
        return report.refuse(NB_LIBRARY_FAILED, named("doesn't tell its version: " + cuda.describe(result) + "."));
    info.version = version;
    info.version_major = version / 1000;
    info.version_minor = version % 1000 / 10;
    if (version < OldestDriverVersion)
        return report.refuse(NB_LIBRARY_UNSUPPORTED, named("is for CUDA " + version_text(version) + ", but " +
                                                           version_text(OldestDriverVersion) +
                                                           " or newer is needed. Update the NVIDIA driver."));

    info.init_result = cuda.cuInit(0);
    report.init_result = cuda.describe(info.init_result);
    if (info.init_result == CudaErrorNoDevice)
        return report.refuse(NB_LIBRARY_NO_DEVICE,
                             named("sees no device: cuInit answered " + report.init_result + "."));
    if (info.init_result != cu::Success)
        return report.refuse(NB_LIBRARY_FAILED, named("doesn't start: cuInit answered " + report.init_result + "."));

    int count = 0;
    if (const CuResult result = cuda.cuDeviceGetCount(&count); result != cu::Success)
        return report.refuse(NB_LIBRARY_FAILED, named("doesn't count its devices: " + cuda.describe(result) + "."));
    if (count <= 0)
        return report.refuse(NB_LIBRARY_NO_DEVICE, named("started, but sees no device."));

    for (int ordinal = 0; ordinal < count; ++ordinal)
        devices.push_back(read_device(cuda, ordinal));
    info.device_count = static_cast<uint32_t>(count);
    info.state = NB_LIBRARY_USABLE;
}

} // namespace

CudaReport probe_cuda(const char* explicit_file) {
    // By soname only: the driver belongs to the system, which says through its loader where it is (on Jetson and WSL
    // too).
    const LibrarySearch what{"CUDA driver", "NATIVEBENCH_CUDA_LIBRARY", "Install the NVIDIA driver", {"libcuda.so.1"}};
    CudaReport report;
    report.library = search(what, explicit_file, [&report](const DynamicLibrary& library, LibraryReport& found) {
        inspect(library, found, report.devices);
    });
    return report;
}

} // namespace nativebench
