#pragma once

// The two names that TensorRT's headers need of CUDA's header of this name, for builds without the CUDA toolkit. The
// handles are the driver's own, so that it makes no difference.

typedef struct CUstream_st* cudaStream_t;
typedef struct CUevent_st* cudaEvent_t;
