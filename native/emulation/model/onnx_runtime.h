#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace emulation {

// The slots of ONNX Runtime's OrtApi that are used. The struct is a list of functions that only ever grows at its end,
// so that its header isn't needed; where the header is at hand, the build checks these numbers against it.
enum class OrtSlot : std::size_t {
    GetErrorMessage = 2,
    CreateEnv = 3,
    CreateSession = 7,
    CreateSessionFromArray = 8,
    Run = 9,
    CreateSessionOptions = 10,
    SetIntraOpNumThreads = 24,
    SessionGetInputCount = 30,
    SessionGetOutputCount = 31,
    SessionGetInputTypeInfo = 33,
    SessionGetOutputTypeInfo = 34,
    SessionGetInputName = 36,
    SessionGetOutputName = 37,
    CreateTensorWithDataAsOrtValue = 49,
    CastTypeInfoToTensorInfo = 55,
    GetTensorElementType = 60,
    GetDimensionsCount = 61,
    GetDimensions = 62,
    CreateCpuMemoryInfo = 69,
    AllocatorFree = 76,
    GetAllocatorWithDefaultOptions = 78,
    ReleaseStatus = 93,
    ReleaseSession = 95,
    ReleaseValue = 96,
    ReleaseTypeInfo = 98,
    ReleaseSessionOptions = 100,
};

constexpr uint32_t OrtApiVersion = 8; // old enough for every library in use

// ONNX Runtime, opened when the first model needs it. Never closed.
class OnnxRuntime {
public:
    // Null, with the reason, if it can't be opened. `file` null or empty: NATIVEBENCH_EMULATION_ONNXRUNTIME, else what
    // the process has loaded, else the loader's own search.
    static const OnnxRuntime* open(const char* file, std::string& why);

    // Calls a function that returns an OrtStatus*; false, with its message, if it failed.
    template <typename... Arguments>
    bool call(std::string& why, OrtSlot slot, Arguments... arguments) const {
        void* status = function<void*(Arguments...)>(slot)(arguments...);
        if (status == nullptr)
            return true;
        why = function<const char*(const void*)>(OrtSlot::GetErrorMessage)(status);
        release(OrtSlot::ReleaseStatus, status);
        return false;
    }

    void release(OrtSlot slot, void* object) const { function<void(void*)>(slot)(object); }

    [[nodiscard]] void* environment() const { return environment_; }
    [[nodiscard]] void* memory_info() const { return memory_info_; }

private:
    template <typename Signature>
    [[nodiscard]] Signature* function(OrtSlot slot) const {
        return reinterpret_cast<Signature*>(api_[static_cast<std::size_t>(slot)]);
    }

    void* const* api_ = nullptr;
    void* environment_ = nullptr;
    void* memory_info_ = nullptr; // plain CPU memory
};

} // namespace emulation
