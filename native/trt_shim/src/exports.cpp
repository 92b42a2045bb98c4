// The exported functions of base.h and probe.h: arguments are checked here, and nothing else is done here.

#include "cuda_driver.h"
#include "exports_common.h"
#include "tensorrt_library.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

using nativebench::Attempt;
using nativebench::copy_out;
using nativebench::copy_text;
using nativebench::guarded;
using nativebench::LibraryReport;
using nativebench::require;
using nativebench::require_size;
using nativebench::ShimError;

struct nb_probe {
    nativebench::CudaReport cuda;
    LibraryReport tensorrt;
};

namespace {

// The sizes of the structs' first versions; never to change.
constexpr uint32_t LibraryInfoSizeV1 = 40;
constexpr uint32_t DeviceInfoSizeV1 = 320;
constexpr uint32_t ProbeOptionsSizeV1 = 8 + 2 * sizeof(void*);
static_assert(sizeof(nb_library_info) >= LibraryInfoSizeV1);
static_assert(sizeof(nb_device_info) >= DeviceInfoSizeV1);
static_assert(sizeof(nb_probe_options) >= ProbeOptionsSizeV1);

const LibraryReport& library_of(const nb_probe& probe, nb_library which) {
    require(which == NB_CUDA || which == NB_TENSORRT, "`which` must be NB_CUDA or NB_TENSORRT.");
    return which == NB_CUDA ? probe.cuda.library : probe.tensorrt;
}

template <typename Item>
const Item& item_at(const std::vector<Item>& items, uint32_t index) {
    require(index < items.size(), "`index` is out of range.");
    return items[index];
}

const std::string& text_of(const nb_probe& probe, nb_library which, nb_text text, uint32_t index) {
    const LibraryReport& library = library_of(probe, which);
    switch (text) {
    case NB_TEXT_ATTEMPT_NAME:
        return item_at(library.attempts, index).name;
    case NB_TEXT_ATTEMPT_FAILURE:
        return item_at(library.attempts, index).failure;
    case NB_TEXT_DEVICE_PROBLEM:
        require(which == NB_CUDA, "Only CUDA has devices.");
        return item_at(probe.cuda.devices, index).problem;
    default:
        break;
    }
    require(index == 0, "`index` must be 0 for this text.");
    switch (text) {
    case NB_TEXT_PATH:
        return library.path;
    case NB_TEXT_REASON:
        return library.reason;
    case NB_TEXT_INIT_RESULT:
        return library.init_result;
    default:
        throw ShimError(NB_E_INVALID_ARGUMENT, "`text` is no nb_text.");
    }
}

} // namespace

uint32_t nb_abi_version(void) {
    return NB_ABI_VERSION_MAJOR << 16 | NB_ABI_VERSION_MINOR;
}

const char* nb_version(void) {
    return NB_VERSION_TEXT;
}

uint32_t nb_struct_size(nb_struct which) {
    switch (which) {
    case NB_STRUCT_PROBE_OPTIONS:
        return sizeof(nb_probe_options);
    case NB_STRUCT_LIBRARY_INFO:
        return sizeof(nb_library_info);
    case NB_STRUCT_DEVICE_INFO:
        return sizeof(nb_device_info);
    case NB_STRUCT_RUNTIME_OPTIONS:
        return sizeof(nb_runtime_options);
    case NB_STRUCT_RUNTIME_INFO:
        return sizeof(nb_runtime_info);
    case NB_STRUCT_DEVICE_PROPERTIES:
        return sizeof(nb_device_properties);
    case NB_STRUCT_ARENA_OPTIONS:
        return sizeof(nb_arena_options);
    case NB_STRUCT_ARENA_INFO:
        return sizeof(nb_arena_info);
    case NB_STRUCT_SHAPE_RANGE:
        return sizeof(nb_shape_range);
    case NB_STRUCT_BUILD_OPTIONS:
        return sizeof(nb_build_options);
    case NB_STRUCT_BUILD_PROGRESS:
        return sizeof(nb_build_progress);
    case NB_STRUCT_BUILD_RESULT:
        return sizeof(nb_build_result);
    case NB_STRUCT_ENGINE_INFO:
        return sizeof(nb_engine_info);
    case NB_STRUCT_TENSOR_INFO:
        return sizeof(nb_tensor_info);
    case NB_STRUCT_LAYER_INFO:
        return sizeof(nb_layer_info);
    case NB_STRUCT_INPUT_SHAPE:
        return sizeof(nb_input_shape);
    case NB_STRUCT_SESSION_OPTIONS:
        return sizeof(nb_session_options);
    case NB_STRUCT_SESSION_INFO:
        return sizeof(nb_session_info);
    case NB_STRUCT_LANE:
        return sizeof(nb_lane);
    case NB_STRUCT_COUNTERS:
        return sizeof(nb_counters);
    case NB_STRUCT_FAULT:
        return sizeof(nb_fault);
    default:
        return 0;
    }
}

const char* nb_last_error(void) {
    return nativebench::last_error();
}

nb_status nb_probe_options_init(nb_probe_options* options, uint32_t size) {
    return guarded([&] {
        require(options != nullptr, "`options` is NULL.");
        require_size(size, ProbeOptionsSizeV1, "nb_probe_options");
        const nb_probe_options initial = NB_PROBE_OPTIONS_INIT;
        options->size = size;
        copy_out(*options, initial);
    });
}

nb_status nb_probe_create(nb_probe** out, const nb_probe_options* options) {
    return guarded([&] {
        require(out != nullptr, "`out` is NULL.");
        nb_probe_options known = NB_PROBE_OPTIONS_INIT;
        if (options != nullptr) {
            require_size(options->size, ProbeOptionsSizeV1, "nb_probe_options");
            std::memcpy(&known, options, std::min<std::size_t>(options->size, sizeof known));
            require(known.reserved == 0, "`options->reserved` isn't 0.");
        }
        auto probe = std::make_unique<nb_probe>();
        probe->cuda = nativebench::probe_cuda(known.cuda_library);
        probe->tensorrt = nativebench::probe_tensorrt(known.tensorrt_library);
        *out = probe.release();
    });
}

void nb_probe_destroy(nb_probe* probe) {
    delete probe;
}

nb_status nb_probe_library(nb_library_info* info, const nb_probe* probe, nb_library which) {
    return guarded([&] {
        require(info != nullptr && probe != nullptr, "`info` or `probe` is NULL.");
        require_size(info->size, LibraryInfoSizeV1, "nb_library_info");
        copy_out(*info, library_of(*probe, which).info);
    });
}

nb_status nb_probe_device(nb_device_info* info, const nb_probe* probe, uint32_t index) {
    return guarded([&] {
        require(info != nullptr && probe != nullptr, "`info` or `probe` is NULL.");
        require_size(info->size, DeviceInfoSizeV1, "nb_device_info");
        copy_out(*info, item_at(probe->cuda.devices, index).info);
    });
}

nb_status nb_probe_text(char* buffer, uint32_t capacity, uint32_t* required, const nb_probe* probe, nb_library which,
                        nb_text text, uint32_t index) {
    return guarded([&] {
        require(probe != nullptr, "`probe` is NULL.");
        copy_text(buffer, capacity, required, text_of(*probe, which, text, index));
    });
}
