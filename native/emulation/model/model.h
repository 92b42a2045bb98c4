#pragma once

#include "onnx_runtime.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace emulation {

struct ModelTensor {
    std::string name;
    bool is_input;
    int type;                  // ONNX's number
    std::vector<int64_t> dims; // -1: open
};

using Dims = std::vector<int64_t>;

// What an emulated engine computes. Immutable, for any number of threads.
class Model {
public:
    // From the bytes of an ONNX file, or "affine": y = 2 x + 1 on [batch, 16] floats. `path`, if not empty, is where
    // weights in files of their own are looked for. Null, with the reason, if that's no model that can be run.
    static std::shared_ptr<const Model> create(const std::string& bytes, const std::string& path,
                                               const char* onnxruntime, std::string& why);
    ~Model();
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;

    [[nodiscard]] const std::vector<ModelTensor>& tensors() const { return tensors_; }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] const ModelTensor* find(const std::string& name) const;

    // An output's shape for the inputs' shapes, which come in the order of tensors(), empty for outputs. An open
    // dimension is that of the first input at the same place; -1 stays if there is none.
    [[nodiscard]] Dims output_shape(const ModelTensor& output, const std::vector<Dims>& shapes) const;

    // Memory and shape for each of tensors(). False, with the reason, if it failed.
    bool run(const std::vector<void*>& memory, const std::vector<Dims>& shapes, std::string& why) const;

    static std::size_t element_bytes(int type); // 0: not one that is emulated
    static std::size_t count(const Dims& dims);

private:
    Model() = default;
    bool load(const char* onnxruntime, std::string& why);
    bool read_tensor(std::size_t index, bool is_input, std::string& why);

    std::string bytes_;
    std::string path_;
    std::vector<ModelTensor> tensors_;
    const OnnxRuntime* runtime_ = nullptr; // null: the built-in model
    void* session_ = nullptr;
};

} // namespace emulation
