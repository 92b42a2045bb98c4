#pragma once

#include "nativebench_trt_shim.h"

#include <string>
#include <vector>

namespace nativebench {

// nb_build_options with everything that its pointers point to, checked as far as that needs no model.
class BuildOptions {
public:
    // Throws NB_E_INVALID_ARGUMENT or NB_E_STRUCT_SIZE naming what is wrong.
    explicit BuildOptions(const nb_build_options& given);
    BuildOptions(const BuildOptions&) = delete;
    BuildOptions& operator=(const BuildOptions&) = delete;

    [[nodiscard]] const nb_build_options& values() const { return values_; }
    [[nodiscard]] const std::vector<nb_shape_range>& ranges() const { return ranges_; }
    [[nodiscard]] const std::string& onnx_path() const { return onnx_path_; }
    [[nodiscard]] const std::string& cache_directory() const { return cache_directory_; }
    [[nodiscard]] const std::string& timing_cache_path() const { return timing_cache_path_; }

    // The model's bytes where the caller gave them; empty otherwise. They may be taken away.
    std::string onnx;

    // Throws NB_E_UNSUPPORTED where this version of TensorRT can't do what is asked for. `version` as
    // getInferLibVersion.
    void require_possible_with(int32_t major, int32_t version) const;

    // What an engine depends on of all this, as text for the key of the cache.
    [[nodiscard]] std::string key_text() const;

private:
    void copy_ranges(const nb_build_options& given);

    nb_build_options values_;
    std::vector<nb_shape_range> ranges_;
    std::vector<std::string> names_;
    std::string onnx_path_;
    std::string cache_directory_;
    std::string timing_cache_path_;
};

} // namespace nativebench
