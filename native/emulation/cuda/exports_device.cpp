// Initialisation, devices and contexts.

#include "nativebench_emulation.h"
#include "stream.h"

#include <cstdio>
#include <cstring>
#include <dlfcn.h>

using namespace emulation;

extern "C" {
__attribute__((visibility("default"))) extern const int nb_emulated;
const int nb_emulated = 1;
}

namespace {

Device* device_of(CUdevice device) {
    World& world = World::get();
    return device >= 0 && static_cast<std::size_t>(device) < world.devices.size()
               ? world.devices[static_cast<std::size_t>(device)].get()
               : nullptr;
}

Context* as_context(CUcontext context) {
    return reinterpret_cast<Context*>(context);
}

CUcontext as_handle(Context* context) {
    return reinterpret_cast<CUcontext>(context);
}

} // namespace

__attribute__((visibility("default"))) int nb_emu_configure(const char* settings) {
    std::string complaint;
    if (World::get().configure(settings, complaint))
        return 0;
    std::fprintf(stderr, "%s\n", complaint.c_str());
    return -1;
}

__attribute__((visibility("default"))) uint64_t nb_emu_report(char* buffer, std::size_t capacity) {
    return World::get().report(buffer, capacity);
}

__attribute__((visibility("default"))) uint64_t nb_emu_call_ns(void) {
    return t_call_ns;
}

__attribute__((visibility("default"))) uint64_t nb_emu_word_ns(void) {
    return World::get().last_word_ns.load(std::memory_order_relaxed);
}

__attribute__((visibility("default"))) uint64_t nb_emu_faults_met(void) {
    return World::get().faults_met.load(std::memory_order_relaxed);
}

NB_EMU_EXPORT CUresult cuInit(unsigned flags) {
    return flags == 0 ? World::get().initialise() : InvalidValue;
}

NB_EMU_EXPORT CUresult cuDriverGetVersion(int* version) {
    *version = World::get().settings().driver;
    return Success;
}

NB_EMU_EXPORT CUresult cuGetErrorName(CUresult error, const char** text) {
    switch (error) {
    case Success:
        *text = "CUDA_SUCCESS";
        break;
    case InvalidValue:
        *text = "CUDA_ERROR_INVALID_VALUE";
        break;
    case OutOfMemory:
        *text = "CUDA_ERROR_OUT_OF_MEMORY";
        break;
    case NotInitialized:
        *text = "CUDA_ERROR_NOT_INITIALIZED";
        break;
    case NoDevice:
        *text = "CUDA_ERROR_NO_DEVICE";
        break;
    case InvalidContext:
        *text = "CUDA_ERROR_INVALID_CONTEXT";
        break;
    case InvalidHandle:
        *text = "CUDA_ERROR_INVALID_HANDLE";
        break;
    case NotReady:
        *text = "CUDA_ERROR_NOT_READY";
        break;
    case IllegalAddress:
        *text = "CUDA_ERROR_ILLEGAL_ADDRESS";
        break;
    case ContextIsDestroyed:
        *text = "CUDA_ERROR_CONTEXT_IS_DESTROYED";
        break;
    case LaunchFailed:
        *text = "CUDA_ERROR_LAUNCH_FAILED";
        break;
    case NotPermitted:
        *text = "CUDA_ERROR_NOT_PERMITTED";
        break;
    case NotSupported:
        *text = "CUDA_ERROR_NOT_SUPPORTED";
        break;
    case CaptureUnsupported:
        *text = "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED";
        break;
    case CaptureInvalidated:
        *text = "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED";
        break;
    default:
        *text = "CUDA_ERROR (emulated)";
        break;
    }
    return Success;
}

NB_EMU_EXPORT CUresult cuGetErrorString(CUresult error, const char** text) {
    *text = error == Success ? "no error" : "an error of the emulated driver";
    return Success;
}

NB_EMU_EXPORT CUresult cuDeviceGetCount(int* count) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDeviceGetCount);
    *count = static_cast<int>(World::get().devices.size());
    return Success;
}

NB_EMU_EXPORT CUresult cuDeviceGet(CUdevice* device, int ordinal) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDeviceGet);
    if (device_of(ordinal) == nullptr)
        return InvalidDevice;
    *device = ordinal;
    return Success;
}

NB_EMU_EXPORT CUresult cuDeviceGetName(char* name, int capacity, CUdevice device) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDeviceGetName);
    const Device* one = device_of(device);
    if (one == nullptr)
        return InvalidDevice;
    std::snprintf(name, static_cast<std::size_t>(capacity), "%s", one->name.c_str());
    return Success;
}

NB_EMU_EXPORT CUresult cuDeviceGetUuid_v2(CUuuid* uuid, CUdevice device) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDeviceGetUuid_v2);
    if (device_of(device) == nullptr)
        return InvalidDevice;
    std::memcpy(uuid->bytes, "emulated-device", 15);
    uuid->bytes[15] = static_cast<uint8_t>(device);
    return Success;
}

NB_EMU_EXPORT CUresult cuDeviceGetAttribute(int* value, int attribute, CUdevice device) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDeviceGetAttribute);
    const Device* one = device_of(device);
    if (one == nullptr)
        return InvalidDevice;
    switch (attribute) {
    case AttributeIntegrated:
        *value = one->integrated;
        break;
    case AttributeCanMapHostMemory:
    case AttributeUnifiedAddressing:
        *value = 1;
        break;
    case AttributeAsyncEngines:
        *value = one->integrated ? 1 : 3;
        break;
    case AttributeComputeMajor:
        *value = one->integrated ? 8 : 9;
        break;
    case AttributeComputeMinor:
        *value = one->integrated ? 7 : 0;
        break;
    case AttributeMultiprocessors:
        *value = one->integrated ? 16 : 132;
        break;
    case AttributeStreamMemOps64:
        *value = World::get().settings().memops;
        break;
    case AttributePciBus:
        *value = 0x3b + device;
        break;
    default:
        *value = 0;
        break;
    }
    return Success;
}

NB_EMU_EXPORT CUresult cuDeviceTotalMem_v2(std::size_t* bytes, CUdevice device) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDeviceTotalMem_v2);
    if (device_of(device) == nullptr)
        return InvalidDevice;
    *bytes = World::get().settings().memory_mb << 20;
    return Success;
}

NB_EMU_EXPORT CUresult cuDeviceGetPCIBusId(char* id, int capacity, CUdevice device) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDeviceGetPCIBusId);
    if (device_of(device) == nullptr)
        return InvalidDevice;
    // A domain that no machine has: nobody shall find a real device's node under it.
    std::snprintf(id, static_cast<std::size_t>(capacity), "ffff:%02x:00.0", 0x3b + device);
    return Success;
}

NB_EMU_EXPORT CUresult cuDevicePrimaryCtxSetFlags_v2(CUdevice device, unsigned) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDevicePrimaryCtxSetFlags_v2);
    return device_of(device) == nullptr ? InvalidDevice : Success;
}

NB_EMU_EXPORT CUresult cuDevicePrimaryCtxGetState(CUdevice device, unsigned* flags, int* active) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDevicePrimaryCtxGetState);
    Device* one = device_of(device);
    if (one == nullptr)
        return InvalidDevice;
    const std::lock_guard lock(World::get().mutex);
    *flags = 0;
    *active = one->primary->references > 0;
    return Success;
}

NB_EMU_EXPORT CUresult cuDevicePrimaryCtxRetain(CUcontext* context, CUdevice device) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDevicePrimaryCtxRetain);
    Device* one = device_of(device);
    if (one == nullptr)
        return InvalidDevice;
    const std::lock_guard lock(World::get().mutex);
    ++one->primary->references;
    *context = as_handle(one->primary);
    return Success;
}

NB_EMU_EXPORT CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDevicePrimaryCtxRelease_v2);
    Device* one = device_of(device);
    if (one == nullptr)
        return InvalidDevice;
    const std::lock_guard lock(World::get().mutex);
    if (one->primary->references <= 0) {
        World::get().misuse("primary context released more often than retained");
        return InvalidContext;
    }
    --one->primary->references;
    return Success;
}

NB_EMU_EXPORT CUresult cuDevicePrimaryCtxReset_v2(CUdevice device) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuDevicePrimaryCtxReset_v2);
    Device* one = device_of(device);
    if (one == nullptr)
        return InvalidDevice;
    if (!World::get().settings().reset && one->primary->sticky != 0)
        return one->primary->sticky;
    World::get().reset(*one);
    return Success;
}

NB_EMU_EXPORT CUresult cuCtxSetCurrent(CUcontext context) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuCtxSetCurrent);
    t_context = as_context(context);
    return Success;
}

NB_EMU_EXPORT CUresult cuCtxGetCurrent(CUcontext* context) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuCtxGetCurrent);
    *context = as_handle(t_context);
    return Success;
}

NB_EMU_EXPORT CUresult cuCtxGetDevice(CUdevice* device) {
    NB_EMU_ENTER(cuCtxGetDevice);
    *device = t_context->device;
    return Success;
}

NB_EMU_EXPORT CUresult cuCtxSynchronize() {
    NB_EMU_ENTER(cuCtxSynchronize);
    if (const CUresult result = forbid_in_capture("cuCtxSynchronize"); result != Success)
        return result;
    synchronise_all(*t_context);
    return t_context->sticky;
}

// Which version of a function a driver of some age gives; only the batch copy has two here.
NB_EMU_EXPORT CUresult cuGetProcAddress_v2(const char* symbol, void** function, int version, uint64_t,
                                           int* symbol_status) {
    NB_EMU_ENTER_WITHOUT_CONTEXT(cuGetProcAddress_v2);
    std::string name = symbol;
    const int driver = World::get().settings().driver;
    if (name == "cuMemcpyBatchAsync") {
        if (version < 12080 || driver < 12080) {
            *function = nullptr;
            if (symbol_status != nullptr)
                *symbol_status = version < 12080 ? 2 : 1;
            return NotFound;
        }
        if (version >= 13000 && driver >= 13000)
            name += "_v2";
    }
    Dl_info self{};
    dladdr(reinterpret_cast<void*>(&cuInit), &self);
    void* library = dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD);
    *function = library != nullptr ? dlsym(library, name.c_str()) : nullptr;
    if (library != nullptr)
        dlclose(library);
    if (symbol_status != nullptr)
        *symbol_status = *function != nullptr ? 0 : 1;
    return *function != nullptr ? Success : NotFound;
}
