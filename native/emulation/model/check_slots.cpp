// Compiled where ONNX Runtime's header is at hand: the slots are where the header has them.

#include "onnx_runtime.h"

#include <cstddef>
#include <onnxruntime_c_api.h>

#define NB_CHECK_SLOT(name)                                                                                            \
    static_assert(offsetof(OrtApi, name) == static_cast<std::size_t>(emulation::OrtSlot::name) * sizeof(void*), #name)

NB_CHECK_SLOT(GetErrorMessage);
NB_CHECK_SLOT(CreateEnv);
NB_CHECK_SLOT(CreateSession);
NB_CHECK_SLOT(CreateSessionFromArray);
NB_CHECK_SLOT(Run);
NB_CHECK_SLOT(CreateSessionOptions);
NB_CHECK_SLOT(SetIntraOpNumThreads);
NB_CHECK_SLOT(SessionGetInputCount);
NB_CHECK_SLOT(SessionGetOutputCount);
NB_CHECK_SLOT(SessionGetInputTypeInfo);
NB_CHECK_SLOT(SessionGetOutputTypeInfo);
NB_CHECK_SLOT(SessionGetInputName);
NB_CHECK_SLOT(SessionGetOutputName);
NB_CHECK_SLOT(CreateTensorWithDataAsOrtValue);
NB_CHECK_SLOT(CastTypeInfoToTensorInfo);
NB_CHECK_SLOT(GetTensorElementType);
NB_CHECK_SLOT(GetDimensionsCount);
NB_CHECK_SLOT(GetDimensions);
NB_CHECK_SLOT(CreateCpuMemoryInfo);
NB_CHECK_SLOT(AllocatorFree);
NB_CHECK_SLOT(GetAllocatorWithDefaultOptions);
NB_CHECK_SLOT(ReleaseStatus);
NB_CHECK_SLOT(ReleaseSession);
NB_CHECK_SLOT(ReleaseValue);
NB_CHECK_SLOT(ReleaseTypeInfo);
NB_CHECK_SLOT(ReleaseSessionOptions);
