#pragma once

#include "model.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace emulation {

using ProfileShapes = std::map<std::string, std::array<Dims, 3>>; // input: smallest, best, largest

// What an emulated engine is made from.
struct Plan {
    int32_t tensorrt = 0; // version of the library that wrote it; only the same one reads it
    std::vector<ProfileShapes> profiles;
    std::string onnx;
    std::string path;
    bool has_host_code = false; // as version-compatible plans have

    [[nodiscard]] std::string write() const;
    [[nodiscard]] bool read(const void* bytes, std::size_t count, std::string& why);

    // Why `dims` can't be this input's shape in a profile; empty if it can.
    [[nodiscard]] std::string refusal(const ModelTensor& input, std::size_t profile, const Dims& dims) const;
};

} // namespace emulation
