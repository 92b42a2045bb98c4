#include "cuda.h"

#include "cuda_driver.h"

#include <algorithm>
#include <cstddef>

namespace nativebench {

Cuda::Cuda(const char* explicit_file, nb_scheduling scheduling) : scheduling_(scheduling) {
    const CudaReport found = probe_cuda(explicit_file);
    if (found.library.info.state != NB_LIBRARY_USABLE)
        throw ShimError(NB_E_LIBRARY, found.library.reason);

    // By the path that was found: the same file, even if the variables change in between.
    path_ = found.library.path;
    is_emulated_ = (found.library.info.flags & NB_LIBRARY_EMULATED) != 0;
    std::string failure;
    library_ = DynamicLibrary::open(path_, failure);
    if (!library_)
        throw ShimError(NB_E_LIBRARY, "The CUDA driver " + path_ + " can't be opened again: " + failure + ".");
    if (const std::string missing = api.load(library_); !missing.empty())
        throw ShimError(NB_E_LIBRARY, "The CUDA driver " + path_ + " lacks " + missing + ". Update the NVIDIA driver.");
    check(api.cuInit(0), "cuInit");
    check(api.cuDriverGetVersion(&version_), "cuDriverGetVersion");
    api.load_batch_copy(version_);
    contexts_ = std::vector<std::atomic<CuContext>>(found.library.info.device_count);
    hanging_ = std::vector<std::atomic<bool>>(found.library.info.device_count);
}

Cuda::~Cuda() {
    for (std::size_t i = 0; i < contexts_.size(); ++i) {
        CuDevice device = 0;
        if (contexts_[i].load() != nullptr && api.cuDeviceGet(&device, static_cast<int>(i)) == cu::Success)
            (void)api.cuDevicePrimaryCtxRelease_v2(device);
    }
}

nb_batch_copy Cuda::batch_copy() const {
    if (api.batch_copy_v2 != nullptr)
        return NB_BATCH_COPY_V2;
    return api.batch_copy_v1 != nullptr ? NB_BATCH_COPY_V1 : NB_BATCH_COPY_NONE;
}

CuDevice Cuda::device(int32_t ordinal) const {
    if (ordinal < 0 || static_cast<uint32_t>(ordinal) >= device_count())
        throw ShimError(NB_E_INVALID_ARGUMENT, "There is no CUDA device " + std::to_string(ordinal) + ": " +
                                                   std::to_string(device_count()) + " found, counted from 0.");
    CuDevice device = 0;
    check(api.cuDeviceGet(&device, ordinal), "cuDeviceGet");
    return device;
}

int Cuda::attribute(int attribute, int32_t ordinal) const {
    int value = 0;
    check(api.cuDeviceGetAttribute(&value, attribute, device(ordinal)), "cuDeviceGetAttribute");
    return value;
}

CuContext Cuda::context(int32_t ordinal) {
    const CuDevice one = device(ordinal);
    std::atomic<CuContext>& context = contexts_[static_cast<std::size_t>(ordinal)];
    if (context.load() != nullptr)
        return context.load();
    const std::lock_guard lock(mutex_);
    if (context.load() == nullptr) {
        // Only a wish: a context that somebody in the process has made already keeps its flags.
        (void)api.cuDevicePrimaryCtxSetFlags_v2(one, static_cast<unsigned>(scheduling_));
        CuContext retained = nullptr;
        check(api.cuDevicePrimaryCtxRetain(&retained, one), "cuDevicePrimaryCtxRetain");
        context.store(retained);
    }
    return context.load();
}

void Cuda::make_current(int32_t ordinal) {
    const bool is_known = ordinal >= 0 && static_cast<uint32_t>(ordinal) < device_count();
    CuContext wanted =
        is_known ? contexts_[static_cast<std::size_t>(ordinal)].load(std::memory_order_acquire) : nullptr;
    if (wanted == nullptr)
        wanted = context(ordinal);
    CuContext current = nullptr;
    check(api.cuCtxGetCurrent(&current), "cuCtxGetCurrent");
    if (current != wanted)
        check(api.cuCtxSetCurrent(wanted), "cuCtxSetCurrent");
}

bool Cuda::any_hangs() const {
    return std::any_of(hanging_.begin(), hanging_.end(), [](const std::atomic<bool>& hangs) { return hangs.load(); });
}

void Cuda::reset(int32_t ordinal) {
    const CuDevice one = device(ordinal);
    const std::lock_guard lock(mutex_);
    std::atomic<CuContext>& context = contexts_[static_cast<std::size_t>(ordinal)];
    (void)api.cuCtxSetCurrent(nullptr);
    context.store(nullptr);
    CuResult result = api.cuDevicePrimaryCtxReset_v2(one);
    CuContext retained = nullptr;
    if (result == cu::Success)
        result = api.cuDevicePrimaryCtxRetain(&retained, one);
    if (result == cu::Success) {
        context.store(retained);
        result = api.cuCtxSetCurrent(retained);
    }
    std::size_t free_bytes = 0;
    std::size_t total_bytes = 0;
    if (result == cu::Success) // a first call that needs a healthy context
        result = api.cuMemGetInfo_v2(&free_bytes, &total_bytes);
    if (result != cu::Success)
        throw CudaError(NB_E_DEVICE_LOST,
                        "Device " + std::to_string(ordinal) +
                            " can't be recovered in this process: " + describe(result) + ". Start the program anew.",
                        result);
    hanging_[static_cast<std::size_t>(ordinal)] = false;
}

std::string Cuda::describe(CuResult result) const {
    const char* name = nullptr;
    const char* text = nullptr;
    std::string description = "error";
    if (api.cuGetErrorName(result, &name) == cu::Success && name != nullptr)
        description = name;
    description += " (" + std::to_string(result) + ")";
    if (api.cuGetErrorString(result, &text) == cu::Success && text != nullptr)
        description += std::string(": ") + text;
    return description;
}

bool Cuda::is_sticky(CuResult result) {
    switch (result) {
    case 214: // ECC uncorrectable
    case 220: // NVLink uncorrectable
    case 226: // contained
    case 700: // illegal address
    case 702: // launch timeout
    case 709: // context is destroyed
    case 710: // assert
    case 714: // hardware stack
    case 715: // illegal instruction
    case 716: // misaligned address
    case 717: // invalid address space
    case 718: // invalid program counter
    case 719: // launch failed
        return true;
    default:
        return false;
    }
}

void Cuda::fail(CuResult result, const char* function) const {
    const nb_status status = result == cu::OutOfMemory ? NB_E_OUT_OF_MEMORY
                             : is_sticky(result)       ? NB_E_DEVICE_LOST
                                                       : NB_E_CUDA;
    throw CudaError(status, std::string(function) + " answered " + describe(result) + ".", result);
}

} // namespace nativebench
