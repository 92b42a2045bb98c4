#pragma once

// TensorRT's types as the shim knows them. Only for tensorrt_adapter.cpp: what this means depends on the headers that
// are compiled against, so all of it is in a namespace that each major has for itself.

#include "adapter.h"

#include <NvInfer.h>

#include <algorithm>
#include <type_traits>

namespace nativebench {

namespace {

using namespace nvinfer1;
using adapter::Shape;

inline nb_data_type type_of(DataType type) {
    switch (static_cast<int>(type)) { // by number: older headers have fewer names
    case 0:
        return NB_TYPE_FLOAT32;
    case 1:
        return NB_TYPE_FLOAT16;
    case 2:
        return NB_TYPE_INT8;
    case 3:
        return NB_TYPE_INT32;
    case 4:
        return NB_TYPE_BOOL;
    case 5:
        return NB_TYPE_UINT8;
    case 6:
        return NB_TYPE_FLOAT8E4M3;
    case 7:
        return NB_TYPE_BFLOAT16;
    case 8:
        return NB_TYPE_INT64;
    case 9:
        return NB_TYPE_INT4;
    case 10:
        return NB_TYPE_FLOAT4E2M1;
    default:
        return NB_TYPE_UNKNOWN;
    }
}

inline uint32_t bits_of(nb_data_type type) {
    switch (type) {
    case NB_TYPE_FLOAT32:
    case NB_TYPE_INT32:
        return 32;
    case NB_TYPE_FLOAT16:
    case NB_TYPE_BFLOAT16:
        return 16;
    case NB_TYPE_INT64:
        return 64;
    case NB_TYPE_INT4:
    case NB_TYPE_FLOAT4E2M1:
        return 4;
    default:
        return 8;
    }
}

inline Shape shape_of_dims(const Dims& dims) {
    Shape shape{std::max<int32_t>(dims.nbDims, 0), {}};
    std::copy(dims.d, dims.d + shape.rank, shape.dims);
    return shape;
}

inline Dims dims_of(const Shape& shape) {
    Dims dims{};
    dims.nbDims = shape.rank;
    using Dim = std::remove_reference_t<decltype(dims.d[0])>; // 32 bits up to 8
    std::transform(shape.dims, shape.dims + shape.rank, dims.d, [](int64_t dim) { return static_cast<Dim>(dim); });
    return dims;
}

} // namespace

} // namespace nativebench
