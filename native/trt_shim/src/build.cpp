#include "build.h"

#include "onnx_files.h"
#include "system.h"

#include <cstring>

namespace nativebench {

namespace {

struct StringSink final : adapter::Sink {
    explicit StringSink(std::string& to) : text(to) {}
    void take(const void* bytes, std::size_t count) override { text.assign(static_cast<const char*>(bytes), count); }
    std::string& text;
};

} // namespace

Build::Build(std::shared_ptr<Runtime> runtime, const nb_build_options& options)
    : runtime_(std::move(runtime)), options_(options) {
    runtime_->require_builder();
    adapter::Adapter& tensorrt = runtime_->tensorrt();
    (void)runtime_->cuda().device(options_.values().device);
    options_.require_possible_with(tensorrt.major(), runtime_->tensorrt_version());
    const int32_t core = options_.values().dla_core;
    if (core >= 0 && core >= tensorrt.dla_cores(options_.values().device))
        throw ShimError(NB_E_UNSUPPORTED, "Device " + std::to_string(options_.values().device) + " has no DLA core " +
                                              std::to_string(core) + ".");
    progress_.size = sizeof progress_;
    progress_.step = progress_.step_count = -1;
    result_.size = sizeof result_;
}

nb_status Build::run() {
    const std::lock_guard lock(running_);
    if (has_run_)
        throw ShimError(NB_E_STATE, "This build has run already: a handle is for one.");
    has_run_ = true;
    {
        const std::lock_guard progress_lock(progress_mutex_);
        begin_ns_ = now_ns();
    }
    try {
        const nb_status status = run_once();
        succeeded_ = status == NB_OK;
        enter(NB_BUILD_DONE);
        return status;
    } catch (...) {
        enter(NB_BUILD_DONE);
        throw;
    }
}

nb_status Build::run_once() {
    (void)runtime_->log().take_errors();
    (void)runtime_->log().take_warnings();
    runtime_->cuda().make_current(options_.values().device);
    read_model();
    open_cache();
    FileLock lock; // until the plan is written: whoever waits for it then finds it
    if (cache_) {
        enter(NB_BUILD_WAITING);
        const uint64_t begin = now_ns();
        bool locked = true;
        try {
            locked = lock.acquire(cache_->lock_file(), options_.values().lock_timeout_ms,
                                  [this] { return is_cancelled_.load(); });
        } catch (const ShimError& error) {
            unlocked_ = error.what(); // a folder that can only be read may have the plan all the same
        }
        result_.waited_ns = now_ns() - begin;
        if (!locked)
            return is_cancelled_ ? NB_CANCELLED : NB_TIMEOUT;
    }
    return find_or_build();
}

void Build::read_model() {
    enter(NB_BUILD_PARSING);
    model_ = std::move(options_.onnx);
    const std::string& path = options_.onnx_path();
    if (model_.empty())
        model_ = read_file(path);
    if (const std::size_t slash = path.rfind('/'); slash != std::string::npos)
        folder_ = path.substr(0, slash + 1);
}

void Build::open_cache() {
    if (options_.cache_directory().empty())
        return;
    // Weights that can't be read are the model's problem, a folder that can't be made only the cache's.
    const std::string key = plan_key(options_, model_, folder_, *runtime_);
    try {
        cache_.emplace(options_.cache_directory(), key);
        std::memcpy(result_.key, key.c_str(), sizeof result_.key);
    } catch (const ShimError& error) {
        result_.flags |= NB_BUILD_CACHE_FAILED;
        warn(std::string("The engine isn't cached: ") + error.what());
    }
}

// True with the engine loaded. A plan that is there and doesn't load is dropped, with a warning.
bool Build::take_from_cache() {
    if (!cache_ || (options_.values().flags & NB_BUILD_REBUILD) != 0)
        return false;
    enter(NB_BUILD_LOADING);
    std::string why;
    PlanCache::Found found = PlanCache::Found::Damaged;
    try {
        found = cache_->read(plan_, why);
    } catch (const ShimError& error) {
        why = error.what();
    }
    if (found == PlanCache::Found::Nothing)
        return false;
    if (found == PlanCache::Found::Plan) {
        try {
            load();
            result_.flags |= NB_BUILD_FROM_CACHE;
            return true;
        } catch (const ShimError& error) {
            if (error.status() != NB_E_PLAN)
                throw;
            why = error.what();
        }
    }
    result_.flags |= NB_BUILD_REPLACED_PLAN;
    warn("The engine is built anew, because the one in the cache can't be used: " + why);
    return false;
}

nb_status Build::find_or_build() {
    if (take_from_cache())
        return NB_OK;
    if (is_cancelled_)
        return NB_CANCELLED;
    if (const nb_status status = build_plan(); status != NB_OK)
        return status;
    enter(NB_BUILD_LOADING);
    load();
    if (cache_) {
        try {
            if (!unlocked_.empty())
                throw ShimError(NB_E_FILE, unlocked_);
            cache_->write(plan_);
            result_.flags |= NB_BUILD_CACHE_WRITTEN;
        } catch (const ShimError& error) {
            result_.flags |= NB_BUILD_CACHE_FAILED;
            warn(std::string("The engine isn't cached: ") + error.what());
        }
    }
    return NB_OK;
}

nb_status Build::build_plan() {
    enter(NB_BUILD_BUILDING);
    std::string timing_before;
    std::string timing_after;
    const std::string& timing_path = options_.timing_cache_path();
    if (!timing_path.empty() && read_file_if_there(timing_path, timing_before))
        result_.flags |= NB_BUILD_TIMING_CACHED;

    adapter::BuildRequest request{};
    request.options = &options_.values();
    request.ranges = options_.ranges().data();
    request.onnx = model_.data();
    request.onnx_bytes = model_.size();
    // The path only where there are files beside it: a plan then depends on nothing else.
    request.onnx_path = onnx_external_files(model_).empty() ? nullptr : options_.onnx_path().c_str();
    request.timing_cache = timing_before.data();
    request.timing_cache_bytes = timing_before.size();

    StringSink plan(plan_);
    StringSink timing(timing_after);
    const uint64_t begin = now_ns();
    const nb_status status = runtime_->tensorrt().build(request, *this, plan, timing);
    result_.built_ns = now_ns() - begin;
    const std::string errors = runtime_->log().take_errors();
    if (const std::string warnings = runtime_->log().take_warnings(); !warnings.empty())
        warn(warnings);
    if (status < 0)
        throw ShimError(status, (status == NB_E_MODEL ? "The model can't be built: " : "") +
                                    (errors.empty() ? "TensorRT gave no reason." : errors));
    if (status != NB_OK)
        return status;
    if (!timing_path.empty() && !timing_after.empty()) {
        try {
            write_file_atomically(timing_path, timing_after);
        } catch (const ShimError& error) {
            warn(std::string("The timing cache isn't kept: ") + error.what());
        }
    }
    return NB_OK;
}

void Build::load() {
    const uint64_t begin = now_ns();
    engine_ = std::make_shared<Engine>(runtime_, options_.values().device, options_.values().dla_core, plan_.data(),
                                       plan_.size());
    result_.loaded_ns = now_ns() - begin;
    result_.plan_bytes = plan_.size();
}

void Build::warn(const std::string& text) {
    warnings_ += (warnings_.empty() ? "" : "\n") + text;
}

void Build::enter(nb_build_phase phase) {
    const std::lock_guard lock(progress_mutex_);
    progress_.phase = phase;
    progress_.step = progress_.step_count = -1;
    progress_.stage[0] = '\0';
    if (phase == NB_BUILD_DONE)
        progress_.elapsed_ns = now_ns() - begin_ns_;
}

void Build::stage(const char* name, int32_t steps) noexcept {
    const std::lock_guard lock(progress_mutex_);
    progress_.step = 0;
    progress_.step_count = steps;
    std::strncpy(progress_.stage, name, sizeof progress_.stage - 1);
}

bool Build::step(int32_t done) noexcept {
    const std::lock_guard lock(progress_mutex_);
    progress_.step = done;
    return !is_cancelled_;
}

nb_build_progress Build::progress() const {
    const std::lock_guard lock(progress_mutex_);
    nb_build_progress progress = progress_;
    if (progress.phase != NB_BUILD_NOT_STARTED && progress.phase != NB_BUILD_DONE)
        progress.elapsed_ns = now_ns() - begin_ns_;
    return progress;
}

const nb_build_result& Build::result() const {
    if (!succeeded_)
        throw ShimError(NB_E_STATE, "This build hasn't succeeded: call nb_build_run first.");
    return result_;
}

const std::string& Build::plan() const {
    (void)result();
    return plan_;
}

std::shared_ptr<Engine> Build::engine() const {
    (void)result();
    return engine_;
}

std::string Build::text(nb_build_text_id text) const {
    if (text == NB_BUILD_TEXT_WARNINGS)
        return warnings_;
    if (text != NB_BUILD_TEXT_CACHE_FILE)
        throw ShimError(NB_E_INVALID_ARGUMENT, "`text` is no nb_build_text_id.");
    return cache_ ? cache_->file() : std::string();
}

} // namespace nativebench
