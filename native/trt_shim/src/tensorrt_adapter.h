#pragma once

#include "adapter.h"
#include "dynamic_library.h"

#include <memory>
#include <string>

namespace nativebench {

// Each in an object of its own, compiled from tensorrt_adapter.cpp against that major's headers. Null, with the reason
// in the log, if the library doesn't give a runtime. `parser` may be empty: engines can then be loaded, not built.
using AdapterFactory = std::unique_ptr<adapter::Adapter>(const DynamicLibrary& nvinfer, const DynamicLibrary& parser,
                                                         adapter::Log& log);

AdapterFactory make_tensorrt_adapter_8;
AdapterFactory make_tensorrt_adapter_10;
AdapterFactory make_tensorrt_adapter_11;

} // namespace nativebench
