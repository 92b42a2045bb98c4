#include "build_options.h"

#include "guard.h"

#include <algorithm>
#include <cstring>

namespace nativebench {

namespace {

constexpr uint32_t BuildOptionsSizeV1 = 136;
constexpr uint32_t ShapeRangeSizeV1 = 216;
constexpr uint32_t MostProfiles = 8;
constexpr uint32_t KnownFlags = NB_BUILD_STRONGLY_TYPED | NB_BUILD_SPARSE_WEIGHTS | NB_BUILD_NO_TF32 |
                                NB_BUILD_DLA_GPU_FALLBACK | NB_BUILD_VERSION_COMPATIBLE | NB_BUILD_HARDWARE_COMPATIBLE |
                                NB_BUILD_DETAILED | NB_BUILD_REBUILD;
constexpr uint32_t KnownPrecisions = NB_PRECISION_FP16 | NB_PRECISION_BF16 | NB_PRECISION_INT8 | NB_PRECISION_FP8;
static_assert(sizeof(nb_build_options) >= BuildOptionsSizeV1);
static_assert(sizeof(nb_shape_range) >= ShapeRangeSizeV1);

[[noreturn]] void wrong(const std::string& text) {
    throw ShimError(NB_E_INVALID_ARGUMENT, text);
}

[[noreturn]] void unsupported(const std::string& text) {
    throw ShimError(NB_E_UNSUPPORTED, text);
}

const char* text_or_empty(const char* text) {
    return text != nullptr ? text : "";
}

std::string version_text(int32_t version) {
    const int32_t unit = version >= 100000 ? 10000 : 1000;
    return std::to_string(version / unit) + "." + std::to_string(version % unit / 100) + "." +
           std::to_string(version % 100);
}

} // namespace

BuildOptions::BuildOptions(const nb_build_options& given) : values_(NB_BUILD_OPTIONS_INIT) {
    if (given.size < BuildOptionsSizeV1)
        throw ShimError(NB_E_STRUCT_SIZE, "nb_build_options.size is " + std::to_string(given.size) + ", but must be " +
                                              std::to_string(BuildOptionsSizeV1) + " or more.");
    std::memcpy(&values_, &given, std::min<std::size_t>(given.size, sizeof values_));
    onnx_path_ = text_or_empty(values_.onnx_path);
    cache_directory_ = text_or_empty(values_.cache_directory);
    timing_cache_path_ = text_or_empty(values_.timing_cache_path);
    if (values_.onnx != nullptr)
        onnx.assign(static_cast<const char*>(values_.onnx), values_.onnx_bytes);
    if (onnx.empty() && onnx_path_.empty())
        wrong("There is no model: neither `onnx` nor `onnx_path` is given.");
    if ((values_.flags & ~KnownFlags) != 0)
        wrong("`flags` holds bits that are no NB_BUILD_....");
    if ((values_.precisions & ~KnownPrecisions) != 0)
        wrong("`precisions` holds bits that are no NB_PRECISION_....");
    if (values_.optimization_level < -1 || values_.optimization_level > 5)
        wrong("optimization_level is " + std::to_string(values_.optimization_level) +
              ", but must be 0 to 5, or -1 for TensorRT's own choice.");
    if (values_.batch_min < 1 || values_.batch_opt < values_.batch_min || values_.batch_max < values_.batch_opt)
        wrong("The batch sizes are " + std::to_string(values_.batch_min) + ", " + std::to_string(values_.batch_opt) +
              " and " + std::to_string(values_.batch_max) + ", but must grow from 1 on: smallest, best, largest.");
    if (values_.dla_core < 0 && (values_.flags & NB_BUILD_DLA_GPU_FALLBACK) != 0)
        wrong("NB_BUILD_DLA_GPU_FALLBACK is for a DLA core, but dla_core is -1.");
    copy_ranges(given);

    // What these pointed to may go away.
    values_.onnx = nullptr;
    values_.onnx_path = nullptr;
    values_.cache_directory = nullptr;
    values_.timing_cache_path = nullptr;
    values_.ranges = ranges_.data();
}

void BuildOptions::copy_ranges(const nb_build_options& given) {
    if (values_.range_count == 0)
        return;
    if (given.ranges == nullptr)
        wrong("`ranges` is NULL, but range_count isn't 0.");
    if (values_.range_bytes < ShapeRangeSizeV1)
        throw ShimError(NB_E_STRUCT_SIZE, "nb_build_options.range_bytes is " + std::to_string(values_.range_bytes) +
                                              ", but must be " + std::to_string(ShapeRangeSizeV1) + " or more.");
    names_.reserve(values_.range_count); // so that the texts stay where they are
    uint32_t profiles = 0;
    for (uint32_t i = 0; i < values_.range_count; ++i) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(given.ranges) + std::size_t{i} * values_.range_bytes;
        nb_shape_range range{};
        std::memcpy(&range, bytes, std::min<std::size_t>(values_.range_bytes, sizeof range));
        if (range.tensor == nullptr || range.tensor[0] == '\0')
            wrong("Range " + std::to_string(i) + " names no tensor.");
        names_.emplace_back(range.tensor);
        range.tensor = names_.back().c_str();
        const std::string what = "The range of '" + names_.back() + "' in profile " + std::to_string(range.profile);
        if (range.profile >= MostProfiles)
            wrong(what + ": profiles are 0 to " + std::to_string(MostProfiles - 1) + ".");
        if (range.rank < 0 || range.rank > NB_MAX_RANK)
            wrong(what + " has " + std::to_string(range.rank) + " dimensions, but 0 to " + std::to_string(NB_MAX_RANK) +
                  " are possible.");
        for (int32_t d = 0; d < range.rank; ++d) {
            if (range.min[d] < 1 || range.opt[d] < range.min[d] || range.max[d] < range.opt[d])
                wrong(what + ": dimension " + std::to_string(d) + " is " + std::to_string(range.min[d]) + ", " +
                      std::to_string(range.opt[d]) + " and " + std::to_string(range.max[d]) +
                      ", but must grow from 1 on: smallest, best, largest.");
        }
        for (const nb_shape_range& other : ranges_) {
            if (other.profile == range.profile && names_.back() == other.tensor)
                wrong(what + " is given twice.");
        }
        profiles = std::max(profiles, range.profile + 1);
        ranges_.push_back(range);
    }
    for (uint32_t profile = 0; profile < profiles; ++profile) {
        const bool exists = std::any_of(ranges_.begin(), ranges_.end(),
                                        [profile](const nb_shape_range& range) { return range.profile == profile; });
        if (!exists)
            wrong("Profile " + std::to_string(profile) + " has no range, but profile " + std::to_string(profiles - 1) +
                  " has: profiles are numbered without gaps.");
    }
}

void BuildOptions::require_possible_with(int32_t major, int32_t version) const {
    const std::string name = "TensorRT " + version_text(version);
    const bool is_8_6_or_newer = major >= 10 || version >= 8600;
    const auto wants = [this](uint32_t flag) { return (values_.flags & flag) != 0; };
    const uint32_t precisions = values_.precisions;
    if (wants(NB_BUILD_STRONGLY_TYPED) && major < 10)
        unsupported(name + " has no strongly typed networks. Leave that out and give precisions instead.");
    const bool is_strongly_typed = wants(NB_BUILD_STRONGLY_TYPED) || major >= 11;
    if (precisions != 0 && is_strongly_typed)
        unsupported(
            std::string(major >= 11 ? name + " builds strongly typed networks only" : "The network is strongly typed") +
            ": layers compute in the types that the model gives them, and a precision can't be chosen. Convert the "
            "ONNX model (FP16 or BF16 casts, Q/DQ nodes for INT8 and FP8), and leave the precision out.");
    if ((precisions & NB_PRECISION_BF16) != 0 && major < 10)
        unsupported(name + " can't compute in BF16; 10 and newer can.");
    if ((precisions & NB_PRECISION_FP8) != 0 && major < 10)
        unsupported(name + " can't compute in FP8; 10 and newer can.");
    if (wants(NB_BUILD_VERSION_COMPATIBLE) && !is_8_6_or_newer)
        unsupported(name + " can't build version-compatible plans; 8.6 and newer can.");
    if (wants(NB_BUILD_HARDWARE_COMPATIBLE) && !is_8_6_or_newer)
        unsupported(name + " can't build hardware-compatible plans; 8.6 and newer can.");
    if (values_.optimization_level >= 0 && !is_8_6_or_newer)
        unsupported(name + " has no optimisation levels; 8.6 and newer have.");
    if (values_.max_aux_streams >= 0 && !is_8_6_or_newer)
        unsupported(name + " has no auxiliary streams; 8.6 and newer have.");
    if (values_.dla_core < 0)
        return;
    if (!is_strongly_typed && (precisions & (NB_PRECISION_FP16 | NB_PRECISION_INT8)) == 0)
        unsupported("A DLA core computes in FP16 or INT8 only: give one of them as precision.");
    if ((precisions & (NB_PRECISION_BF16 | NB_PRECISION_FP8)) != 0)
        unsupported("A DLA core computes in FP16 or INT8 only, not in BF16 or FP8.");
    if (values_.batch_min != values_.batch_max ||
        std::any_of(ranges_.begin(), ranges_.end(), [](const nb_shape_range& range) {
            return !std::equal(range.min, range.min + range.rank, range.max);
        }))
        unsupported("A DLA core runs fixed shapes only: smallest, best and largest must be the same.");
}

std::string BuildOptions::key_text() const {
    const nb_build_options& v = values_;
    std::string text = "flags " + std::to_string(v.flags & ~NB_BUILD_REBUILD);
    for (const int64_t number :
         {int64_t{v.dla_core}, int64_t{v.precisions}, int64_t{v.optimization_level}, int64_t{v.max_aux_streams},
          int64_t{v.batch_min}, int64_t{v.batch_opt}, int64_t{v.batch_max}})
        text += " " + std::to_string(number);
    for (const uint64_t bytes :
         {v.workspace_bytes, v.dla_managed_sram_bytes, v.dla_local_dram_bytes, v.dla_global_dram_bytes})
        text += " " + std::to_string(bytes);
    for (const nb_shape_range& range : ranges_) {
        text += "\nrange " + std::to_string(range.profile) + " " + std::to_string(std::strlen(range.tensor)) + " " +
                range.tensor;
        for (int32_t d = 0; d < range.rank; ++d)
            text += " " + std::to_string(range.min[d]) + ":" + std::to_string(range.opt[d]) + ":" +
                    std::to_string(range.max[d]);
    }
    return text + "\n";
}

} // namespace nativebench
