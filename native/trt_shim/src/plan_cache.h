#pragma once

#include "build_options.h"
#include "files.h"
#include "runtime.h"

#include <string>

namespace nativebench {

// The name of a plan: SHA-256 over all that it depends on. `external` are the files that hold weights of the model,
// read from the model's folder.
[[nodiscard]] std::string plan_key(const BuildOptions& options, const std::string& model, const std::string& folder,
                                   Runtime& runtime);

// Plans in a folder, one file each, with its checksum beside it as `sha256sum --check` reads it.
class PlanCache {
public:
    // Makes the folder if need be. Throws NB_E_FILE.
    PlanCache(const std::string& folder, const std::string& key);

    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] std::string lock_file() const { return file_ + ".lock"; }

    enum class Found { Nothing, Plan, Damaged };
    [[nodiscard]] Found read(std::string& plan, std::string& why) const;

    // Throws NB_E_FILE.
    void write(const std::string& plan) const;

private:
    [[nodiscard]] std::string checksum_line(const std::string& plan) const;

    std::string name_;
    std::string file_;
};

} // namespace nativebench
