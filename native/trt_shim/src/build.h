#pragma once

#include "build_options.h"
#include "engine.h"
#include "plan_cache.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace nativebench {

// From options over a plan to a loaded engine; see nb_build.
class Build final : private adapter::Monitor {
public:
    Build(std::shared_ptr<Runtime> runtime, const nb_build_options& options);
    ~Build() = default;
    Build(const Build&) = delete;
    Build& operator=(const Build&) = delete;

    nb_status run();
    void cancel() { is_cancelled_ = true; }

    // Returns when no run is in progress.
    void wait() { const std::lock_guard lock(running_); }

    [[nodiscard]] nb_build_progress progress() const;
    [[nodiscard]] const nb_build_result& result() const;
    [[nodiscard]] const std::string& plan() const;
    [[nodiscard]] std::shared_ptr<Engine> engine() const;
    [[nodiscard]] std::string text(nb_build_text_id text) const;

private:
    nb_status run_once();
    nb_status find_or_build();
    nb_status build_plan();
    void load();
    void read_model();
    void open_cache();
    bool take_from_cache();
    void warn(const std::string& text);
    void enter(nb_build_phase phase);
    void stage(const char* name, int32_t steps) noexcept override;
    bool step(int32_t done) noexcept override;

    std::shared_ptr<Runtime> runtime_;
    BuildOptions options_;
    std::string model_;
    std::string folder_; // of the model, with a slash; "" without a path
    std::optional<PlanCache> cache_;
    std::string plan_;
    std::shared_ptr<Engine> engine_;
    nb_build_result result_{};
    std::string warnings_;
    std::string unlocked_; // why the cache can be read only; empty: it can be written
    bool succeeded_ = false;

    std::mutex running_;
    bool has_run_ = false;
    std::atomic<bool> is_cancelled_{false};
    mutable std::mutex progress_mutex_;
    nb_build_progress progress_{};
    uint64_t begin_ns_ = 0;
};

} // namespace nativebench

struct nb_build {
    std::shared_ptr<nativebench::Build> build;
};
