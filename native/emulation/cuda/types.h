#pragma once

// CUDA's driver API as far as it is emulated: types and numbers, which are the same in all versions.

#include <cstddef>
#include <cstdint>

#define NB_EMU_EXPORT extern "C" __attribute__((visibility("default")))

using CUresult = int;
using CUdevice = int;
using CUdeviceptr = unsigned long long;
using CUcontext = struct CUctx_st*;
using CUstream = struct CUstream_st*;
using CUevent = struct CUevent_st*;
using CUgraph = struct CUgraph_st*;
using CUgraphExec = struct CUgraphExec_st*;
using CUhostFn = void (*)(void*);

struct CUuuid {
    uint8_t bytes[16];
};

struct CUmemLocation {
    int type;
    int id;
};

struct CUmemcpyAttributes {
    int srcAccessOrder;
    CUmemLocation srcLocHint;
    CUmemLocation dstLocHint;
    unsigned flags;
};

namespace emulation {

enum Result : int {
    Success = 0,
    InvalidValue = 1,
    OutOfMemory = 2,
    NotInitialized = 3,
    NoDevice = 100,
    InvalidDevice = 101,
    InvalidContext = 201,
    InvalidHandle = 400,
    NotFound = 500,
    NotReady = 600,
    IllegalAddress = 700,
    ContextIsDestroyed = 709,
    AlreadyRegistered = 712,
    NotRegistered = 713,
    LaunchFailed = 719,
    NotPermitted = 800,
    NotSupported = 801,
    CaptureUnsupported = 900,
    CaptureInvalidated = 901,
    CaptureWrongThread = 908,
};

enum Attribute : int {
    AttributeMultiprocessors = 16,
    AttributeIntegrated = 18,
    AttributeCanMapHostMemory = 19,
    AttributePciBus = 33,
    AttributePciDevice = 34,
    AttributeAsyncEngines = 40,
    AttributeUnifiedAddressing = 41,
    AttributePciDomain = 50,
    AttributeComputeMajor = 75,
    AttributeComputeMinor = 76,
    AttributeStreamMemOps64 = 122,
};

constexpr unsigned HostAllocMapped = 2;
constexpr unsigned EventDisableTiming = 2;

} // namespace emulation
