#pragma once

// CUDA's driver API as far as it is used, declared here: its headers aren't needed, and its ABI doesn't change. Names
// carry the suffix of the version that is meant.

#include "dynamic_library.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace nativebench {

using CuResult = int;
using CuDevice = int;
using CuDevicePointer = unsigned long long;
using CuContext = struct CuContextTag*;
using CuStream = struct CuStreamTag*;
using CuEvent = struct CuEventTag*;
using CuGraph = struct CuGraphTag*;
using CuGraphExec = struct CuGraphExecTag*;
using CuHostFunction = void(void*);

struct CuUuid {
    uint8_t bytes[16];
};

struct CuMemoryLocation {
    int type;
    int id;
};

struct CuCopyAttributes {
    int source_access_order;
    CuMemoryLocation source_hint;
    CuMemoryLocation destination_hint;
    unsigned flags;
};

namespace cu {

enum : CuResult {
    Success = 0,
    OutOfMemory = 2,
    NotReady = 600,
    NotSupported = 801,
};

enum : int {
    AttributeMultiprocessors = 16,
    AttributeIntegrated = 18,
    AttributeCanMapHostMemory = 19,
    AttributeAsyncEngines = 40,
    AttributeComputeCapabilityMajor = 75,
    AttributeComputeCapabilityMinor = 76,
    AttributeStreamMemOps64 = 122,
};

constexpr unsigned HostAllocPortable = 1;
constexpr unsigned HostAllocMapped = 2;
constexpr unsigned HostRegisterPortable = 1;
constexpr unsigned HostRegisterMapped = 2;
constexpr unsigned StreamNonBlocking = 1;
constexpr unsigned EventBlockingSync = 1;
constexpr unsigned EventDisableTiming = 2;
constexpr int CaptureThreadLocal = 1;
constexpr int SourceAccessInStreamOrder = 1;

// 12.8 and 13.0: the versions that brought the batch copy and changed it.
constexpr int BatchCopyVersion1 = 12080;
constexpr int BatchCopyVersion2 = 13000;

} // namespace cu

// One line per function: loading it, and naming it when it is missing, follow from the list. All of these are in every
// driver from 11.4 on, the oldest that is supported.
#define NB_CUDA_FUNCTIONS(X)                                                                                           \
    X(cuInit, unsigned)                                                                                                \
    X(cuDriverGetVersion, int*)                                                                                        \
    X(cuGetErrorName, CuResult, const char**)                                                                          \
    X(cuGetErrorString, CuResult, const char**)                                                                        \
    X(cuDeviceGetCount, int*)                                                                                          \
    X(cuDeviceGet, CuDevice*, int)                                                                                     \
    X(cuDeviceGetName, char*, int, CuDevice)                                                                           \
    X(cuDeviceGetUuid_v2, CuUuid*, CuDevice)                                                                           \
    X(cuDeviceGetAttribute, int*, int, CuDevice)                                                                       \
    X(cuDeviceTotalMem_v2, std::size_t*, CuDevice)                                                                     \
    X(cuDeviceGetPCIBusId, char*, int, CuDevice)                                                                       \
    X(cuDevicePrimaryCtxRetain, CuContext*, CuDevice)                                                                  \
    X(cuDevicePrimaryCtxRelease_v2, CuDevice)                                                                          \
    X(cuDevicePrimaryCtxReset_v2, CuDevice)                                                                            \
    X(cuDevicePrimaryCtxSetFlags_v2, CuDevice, unsigned)                                                               \
    X(cuDevicePrimaryCtxGetState, CuDevice, unsigned*, int*)                                                           \
    X(cuCtxSetCurrent, CuContext)                                                                                      \
    X(cuCtxGetCurrent, CuContext*)                                                                                     \
    X(cuCtxSynchronize, void)                                                                                          \
    X(cuMemAlloc_v2, CuDevicePointer*, std::size_t)                                                                    \
    X(cuMemFree_v2, CuDevicePointer)                                                                                   \
    X(cuMemGetInfo_v2, std::size_t*, std::size_t*)                                                                     \
    X(cuMemHostAlloc, void**, std::size_t, unsigned)                                                                   \
    X(cuMemFreeHost, void*)                                                                                            \
    X(cuMemHostRegister_v2, void*, std::size_t, unsigned)                                                              \
    X(cuMemHostUnregister, void*)                                                                                      \
    X(cuMemHostGetDevicePointer_v2, CuDevicePointer*, void*, unsigned)                                                 \
    X(cuMemcpyHtoDAsync_v2, CuDevicePointer, const void*, std::size_t, CuStream)                                       \
    X(cuMemcpyDtoHAsync_v2, void*, CuDevicePointer, std::size_t, CuStream)                                             \
    X(cuMemsetD8Async, CuDevicePointer, unsigned char, std::size_t, CuStream)                                          \
    X(cuStreamCreate, CuStream*, unsigned)                                                                             \
    X(cuStreamDestroy_v2, CuStream)                                                                                    \
    X(cuStreamSynchronize, CuStream)                                                                                   \
    X(cuStreamQuery, CuStream)                                                                                         \
    X(cuStreamBeginCapture_v2, CuStream, int)                                                                          \
    X(cuStreamEndCapture, CuStream, CuGraph*)                                                                          \
    X(cuEventCreate, CuEvent*, unsigned)                                                                               \
    X(cuEventDestroy_v2, CuEvent)                                                                                      \
    X(cuEventRecord, CuEvent, CuStream)                                                                                \
    X(cuEventSynchronize, CuEvent)                                                                                     \
    X(cuLaunchHostFunc, CuStream, CuHostFunction*, void*)                                                              \
    X(cuGraphInstantiateWithFlags, CuGraphExec*, CuGraph, unsigned long long)                                          \
    X(cuGraphUpload, CuGraphExec, CuStream)                                                                            \
    X(cuGraphLaunch, CuGraphExec, CuStream)                                                                            \
    X(cuGraphExecDestroy, CuGraphExec)                                                                                 \
    X(cuGraphDestroy, CuGraph)

// These may be missing: an old driver, or a name that came later.
#define NB_CUDA_LIGHT_UP_FUNCTIONS(X)                                                                                  \
    X(cuStreamWriteValue64_v2, CuStream, CuDevicePointer, uint64_t, unsigned)                                          \
    X(cuGetProcAddress_v2, const char*, void**, int, uint64_t, int*)

struct CudaApi {
#define NB_DECLARE(name, ...) CuResult (*name)(__VA_ARGS__) = nullptr;
    NB_CUDA_FUNCTIONS(NB_DECLARE)
    NB_CUDA_LIGHT_UP_FUNCTIONS(NB_DECLARE)
#undef NB_DECLARE

    CuResult (*batch_copy_v1)(CuDevicePointer*, CuDevicePointer*, std::size_t*, std::size_t, CuCopyAttributes*,
                              std::size_t*, std::size_t, std::size_t* failed, CuStream) = nullptr;
    CuResult (*batch_copy_v2)(CuDevicePointer*, CuDevicePointer*, std::size_t*, std::size_t, CuCopyAttributes*,
                              std::size_t*, std::size_t, CuStream) = nullptr;

    // Returns the names of functions that are missing, separated by commas.
    [[nodiscard]] std::string load(const DynamicLibrary& library);

    // After cuInit: asks the driver for the batch copy in the form that this shim knows.
    void load_batch_copy(int driver_version);
};

} // namespace nativebench
