#pragma once

#include "cuda_api.h"
#include "guard.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace nativebench {

// A driver's refusal, with its number: what is sticky, and what must not be tried again, depends on it.
class CudaError : public ShimError {
public:
    CudaError(nb_status status, const std::string& text, CuResult result) : ShimError(status, text), result_(result) {}
    [[nodiscard]] CuResult result() const noexcept { return result_; }

private:
    CuResult result_;
};

// The driver, initialised, and the primary contexts of its devices.
class Cuda {
public:
    // Throws NB_E_LIBRARY with the whole reason.
    Cuda(const char* explicit_file, nb_scheduling scheduling);
    ~Cuda();
    Cuda(const Cuda&) = delete;
    Cuda& operator=(const Cuda&) = delete;

    CudaApi api;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] bool is_emulated() const { return is_emulated_; }
    [[nodiscard]] int version() const { return version_; }
    [[nodiscard]] uint32_t device_count() const { return static_cast<uint32_t>(contexts_.size()); }
    [[nodiscard]] nb_batch_copy batch_copy() const;
    [[nodiscard]] const DynamicLibrary& library() const { return library_; }

    // Throws NB_E_INVALID_ARGUMENT if there is no such device.
    [[nodiscard]] CuDevice device(int32_t ordinal) const;
    [[nodiscard]] int attribute(int attribute, int32_t ordinal) const;

    // The device's primary context, retained when it is first needed.
    [[nodiscard]] CuContext context(int32_t ordinal);

    // Makes it the thread's current one. The driver is asked each time: others may set theirs on the same thread.
    void make_current(int32_t ordinal);

    // A device that didn't finish its work in time: whatever waits for it, and giving memory back does, may never
    // return.
    [[nodiscard]] std::atomic<bool>& hangs(int32_t ordinal) { return hanging_[static_cast<std::size_t>(ordinal)]; }
    [[nodiscard]] bool any_hangs() const;

    // Destroys and makes anew the device's context. Throws NB_E_DEVICE_LOST if the driver can't.
    void reset(int32_t ordinal);

    // Throws unless `result` is success: NB_E_OUT_OF_MEMORY, NB_E_DEVICE_LOST or NB_E_CUDA.
    void check(CuResult result, const char* function) const {
        if (result != cu::Success)
            fail(result, function);
    }

    [[nodiscard]] std::string describe(CuResult result) const;

    // An error after which nothing works in this context.
    [[nodiscard]] static bool is_sticky(CuResult result);

private:
    [[noreturn]] void fail(CuResult result, const char* function) const;

    DynamicLibrary library_;
    std::string path_;
    bool is_emulated_ = false;
    int version_ = 0;
    nb_scheduling scheduling_;
    std::mutex mutex_;
    std::vector<std::atomic<CuContext>> contexts_;
    std::vector<std::atomic<bool>> hanging_;
};

// Gives a device's object back. What fails then is left: on a lost device nothing can be freed. On one that hangs it
// isn't tried.
template <typename Handle, CuResult (*CudaApi::*Destroy)(Handle)>
class CudaOwned {
public:
    CudaOwned() = default;
    CudaOwned(Cuda& cuda, int32_t device, Handle handle) : cuda_(&cuda), device_(device), handle_(handle) {}
    CudaOwned(CudaOwned&& other) noexcept : cuda_(other.cuda_), device_(other.device_), handle_(other.release()) {}
    CudaOwned& operator=(CudaOwned&& other) noexcept {
        if (this != &other) {
            reset();
            cuda_ = other.cuda_;
            device_ = other.device_;
            handle_ = other.release();
        }
        return *this;
    }
    ~CudaOwned() { reset(); }

    [[nodiscard]] Handle get() const { return handle_; }
    explicit operator bool() const { return handle_ != Handle{}; }

    // Left to whoever may still use it.
    Handle release() {
        const Handle handle = handle_;
        handle_ = Handle{};
        return handle;
    }

    void reset() {
        if (handle_ != Handle{} && !cuda_->hangs(device_))
            (void)(cuda_->api.*Destroy)(handle_);
        handle_ = Handle{};
    }

private:
    Cuda* cuda_ = nullptr;
    int32_t device_ = 0;
    Handle handle_{};
};

using OwnedStream = CudaOwned<CuStream, &CudaApi::cuStreamDestroy_v2>;
using OwnedEvent = CudaOwned<CuEvent, &CudaApi::cuEventDestroy_v2>;
using OwnedGraph = CudaOwned<CuGraph, &CudaApi::cuGraphDestroy>;
using OwnedGraphExec = CudaOwned<CuGraphExec, &CudaApi::cuGraphExecDestroy>;
using OwnedDeviceMemory = CudaOwned<CuDevicePointer, &CudaApi::cuMemFree_v2>;
using OwnedPinnedMemory = CudaOwned<void*, &CudaApi::cuMemFreeHost>;

} // namespace nativebench
