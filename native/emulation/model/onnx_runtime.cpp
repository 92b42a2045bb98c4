#include "onnx_runtime.h"

#include <cstdlib>
#include <dlfcn.h>
#include <link.h>
#include <mutex>
#include <string>

namespace emulation {

namespace {

struct ApiBase {
    void* const* (*get_api)(uint32_t version);
    const char* (*get_version)();
};

std::string loaded_already() {
    std::string found;
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* result) {
            const std::string name = info->dlpi_name;
            if (name.find("libonnxruntime.so") == std::string::npos)
                return 0;
            *static_cast<std::string*>(result) = name;
            return 1;
        },
        &found);
    return found;
}

} // namespace

const OnnxRuntime* OnnxRuntime::open(const char* file, std::string& why) {
    static std::mutex mutex;
    static OnnxRuntime* opened = nullptr;
    const std::lock_guard lock(mutex);
    if (opened != nullptr)
        return opened;

    std::string name = file != nullptr ? file : "";
    if (const char* variable = std::getenv("NATIVEBENCH_EMULATION_ONNXRUNTIME"); name.empty() && variable != nullptr)
        name = variable;
    if (name.empty())
        name = loaded_already();
    if (name.empty())
        name = "libonnxruntime.so";

    void* library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr) {
        const char* reason = dlerror();
        why = "The emulated engine computes with ONNX Runtime, which can't be opened: " +
              std::string(reason != nullptr ? reason : name) + ". Set NATIVEBENCH_EMULATION_ONNXRUNTIME to its file.";
        return nullptr;
    }
    auto* const get_base = reinterpret_cast<const ApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
    void* const* api = get_base != nullptr ? get_base()->get_api(OrtApiVersion) : nullptr;
    if (api == nullptr) {
        why = name + " is no ONNX Runtime that the emulated engine can compute with.";
        return nullptr;
    }
    auto* candidate = new OnnxRuntime;
    candidate->api_ = api;
    constexpr int LogErrors = 3;
    constexpr int ArenaAllocator = 1;
    constexpr int DefaultMemory = 0;
    if (!candidate->call(why, OrtSlot::CreateEnv, LogErrors, "nativebench-emulation", &candidate->environment_) ||
        !candidate->call(why, OrtSlot::CreateCpuMemoryInfo, ArenaAllocator, DefaultMemory, &candidate->memory_info_)) {
        delete candidate;
        return nullptr;
    }
    opened = candidate;
    return opened;
}

} // namespace emulation
