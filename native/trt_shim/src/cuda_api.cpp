#include "cuda_api.h"

namespace nativebench {

std::string CudaApi::load(const DynamicLibrary& library) {
    std::string missing;
    const auto require = [&missing](const void* function, const char* name) {
        if (function == nullptr)
            missing += std::string(missing.empty() ? "" : ", ") + name;
    };
#define NB_LOAD(name, ...) name = library.find<CuResult(__VA_ARGS__)>(#name);
    NB_CUDA_FUNCTIONS(NB_LOAD)
    NB_CUDA_LIGHT_UP_FUNCTIONS(NB_LOAD)
#undef NB_LOAD
#define NB_REQUIRE(name, ...) require(reinterpret_cast<const void*>(name), #name);
    NB_CUDA_FUNCTIONS(NB_REQUIRE)
#undef NB_REQUIRE
    return missing;
}

void CudaApi::load_batch_copy(int driver_version) {
    if (cuGetProcAddress_v2 == nullptr)
        return;
    const auto ask = [this](int version) -> void* {
        void* function = nullptr;
        int status = 0;
        const CuResult result = cuGetProcAddress_v2("cuMemcpyBatchAsync", &function, version, 0, &status);
        return result == cu::Success ? function : nullptr;
    };
    if (driver_version >= cu::BatchCopyVersion2)
        batch_copy_v2 = reinterpret_cast<decltype(batch_copy_v2)>(ask(cu::BatchCopyVersion2));
    else if (driver_version >= cu::BatchCopyVersion1)
        batch_copy_v1 = reinterpret_cast<decltype(batch_copy_v1)>(ask(cu::BatchCopyVersion1));
}

} // namespace nativebench
