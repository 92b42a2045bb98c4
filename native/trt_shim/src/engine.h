#pragma once

#include "runtime.h"

#include <memory>
#include <string>
#include <vector>

namespace nativebench {

// A loaded engine with what is known about it. Shared by handles and sessions.
class Engine {
public:
    // Throws NB_E_PLAN with TensorRT's words.
    Engine(std::shared_ptr<Runtime> runtime, int32_t device, int32_t dla_core, const void* plan, uint64_t bytes);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    [[nodiscard]] Runtime& runtime() const { return *runtime_; }
    [[nodiscard]] int32_t device() const { return device_; }
    // Throws NB_E_STATE if it was abandoned.
    [[nodiscard]] adapter::Engine& engine() const;
    [[nodiscard]] const std::vector<adapter::Tensor>& tensors() const { return tensors_; }
    [[nodiscard]] const adapter::Tensor& tensor(uint32_t index) const;
    [[nodiscard]] nb_engine_info info() const;
    [[nodiscard]] nb_tensor_info tensor_info(uint32_t index) const;
    [[nodiscard]] nb_shape_range profile(uint32_t tensor, uint32_t profile) const;
    [[nodiscard]] std::string text(nb_engine_text_id text, uint32_t index) const;

    // The device hangs: what is left of the engine on it is never touched again.
    void abandon();

private:
    std::shared_ptr<Runtime> runtime_;
    int32_t device_;
    int32_t dla_core_;
    uint64_t plan_bytes_;
    bool is_abandoned_ = false;
    std::unique_ptr<adapter::Engine> engine_;
    std::vector<adapter::Tensor> tensors_;
};

// Keeps what must not be destroyed reachable, so that a leak checker sees that it is meant.
void keep_for_ever(void* object);

} // namespace nativebench

struct nb_runtime {
    std::shared_ptr<nativebench::Runtime> runtime;
};

struct nb_engine {
    std::shared_ptr<nativebench::Engine> engine;
};
