#include "plan_cache.h"

#include "onnx_files.h"
#include "sha256.h"

namespace nativebench {

std::string plan_key(const BuildOptions& options, const std::string& model, const std::string& folder,
                     Runtime& runtime) {
    Sha256 key;
    key.add("nativebench plan 1\n");
    key.add(std::to_string(model.size()) + "\n");
    key.add(model);
    for (const std::string& name : onnx_external_files(model)) {
        const std::string weights = read_file(folder + name);
        key.add("\n" + name + "\n" + std::to_string(weights.size()) + "\n");
        key.add(weights);
    }
    key.add("\n" + options.key_text());
    const nb_device_properties device = runtime.device(options.values().device);
    key.add("TensorRT " + std::to_string(runtime.tensorrt_version()) +
            (runtime.has_emulated_tensorrt() ? " emulated" : "") + "\n");
    key.add("driver " + std::to_string(runtime.cuda().version() / 1000) + "\n");
    key.add(std::string(device.name) + "\n" + std::to_string(device.compute_capability_major) + "." +
            std::to_string(device.compute_capability_minor) + " " + std::to_string(device.multiprocessors) + "\n");
    return key.finish();
}

PlanCache::PlanCache(const std::string& folder, const std::string& key)
    : name_(key + ".plan"), file_(folder + "/" + name_) {
    make_folder(folder);
}

std::string PlanCache::checksum_line(const std::string& plan) const {
    Sha256 sum;
    sum.add(plan);
    return sum.finish() + "  " + name_ + "\n";
}

PlanCache::Found PlanCache::read(std::string& plan, std::string& why) const {
    std::string line;
    if (!read_file_if_there(file_, plan))
        return Found::Nothing;
    if (!read_file_if_there(file_ + ".sha256", line))
        why = "'" + file_ + "' has no checksum beside it.";
    else if (line != checksum_line(plan))
        why = "'" + file_ + "' isn't what was written: its checksum differs.";
    return why.empty() ? Found::Plan : Found::Damaged;
}

void PlanCache::write(const std::string& plan) const {
    // In this order a plan without its own checksum is the worst that an interruption leaves, and that is built anew.
    write_file_atomically(file_, plan);
    write_file_atomically(file_ + ".sha256", checksum_line(plan));
}

} // namespace nativebench
