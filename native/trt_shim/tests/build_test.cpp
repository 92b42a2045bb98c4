// Building, caching, loading and inspecting engines over the emulation.

#include "emulated.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace emulated;

namespace {

// A folder of the test's own, removed with all that is in it (nothing nested).
class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / "nativebench-XXXXXX") {
        CHECK(mkdtemp(path_.data()) != nullptr);
    }
    ~Folder() { (void)std::system(("rm -rf '" + path_ + "'").c_str()); }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

struct Outcome {
    nb_build_result result;
    std::string warnings;
    std::string file;
};

Outcome run(nb_runtime* runtime, const nb_build_options& options) {
    BuildHandle build;
    OK(nb_build_create(&build, runtime, &options));
    OK(nb_build_run(build));
    Outcome outcome{};
    outcome.result.size = sizeof outcome.result;
    OK(nb_build_outcome(&outcome.result, build));
    const auto text = [&](nb_build_text_id which) {
        return text_of([&](char* buffer, uint32_t capacity, uint32_t* required) {
            return nb_build_text(buffer, capacity, required, build, which);
        });
    };
    outcome.warnings = text(NB_BUILD_TEXT_WARNINGS);
    outcome.file = text(NB_BUILD_TEXT_CACHE_FILE);
    EngineHandle engine;
    OK(nb_build_engine(&engine, build));
    return outcome;
}

std::string contents(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

void write(const std::string& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string large_model() {
    return "affine\n" + std::string(60000, '.');
}

void a_second_build_comes_from_the_cache() {
    {
        const Folder folder;
        RuntimeHandle runtime;
        open(runtime);
        const std::string cache = folder.path() + "/a/b";
        nb_build_options options = affine();
        options.cache_directory = cache.c_str();
        const Outcome first = run(runtime, options);
        CHECK_EQUAL(uint32_t{NB_BUILD_CACHE_WRITTEN}, first.result.flags);
        CHECK_EQUAL(cache + "/" + first.result.key + ".plan", first.file);
        CHECK_EQUAL(std::size_t{64}, std::string(first.result.key).size());
        const Outcome second = run(runtime, options);
        CHECK_EQUAL(uint32_t{NB_BUILD_FROM_CACHE}, second.result.flags);
        CHECK_EQUAL(std::string(first.result.key), second.result.key);
        CHECK_EQUAL(first.result.plan_bytes, second.result.plan_bytes);
        CHECK_EQUAL(0, std::system(("cd '" + cache + "' && sha256sum --status --check *.sha256").c_str()));

        options.flags = NB_BUILD_REBUILD;
        CHECK_EQUAL(uint32_t{NB_BUILD_CACHE_WRITTEN}, run(runtime, options).result.flags);

        // Whatever matters gives another engine.
        options.flags = NB_BUILD_DETAILED;
        CHECK(std::string(first.result.key) != run(runtime, options).result.key);
        options.flags = 0;
        options.batch_max = 16;
        CHECK(std::string(first.result.key) != run(runtime, options).result.key);
        options = affine();
        const std::string model = large_model();
        options.onnx = model.data();
        options.onnx_bytes = model.size();
        options.cache_directory = cache.c_str();
        CHECK(std::string(first.result.key) != run(runtime, options).result.key);
    }
    check_clean();
}

void a_truncated_plan_is_refused() {
    {
        RuntimeHandle runtime;
        open(runtime);
        const std::string model = large_model();
        nb_build_options options = affine();
        options.onnx = model.data();
        options.onnx_bytes = model.size();
        BuildHandle build;
        OK(nb_build_create(&build, runtime, &options));
        OK(nb_build_run(build));
        const void* plan = nullptr;
        uint64_t bytes = 0;
        OK(nb_build_plan(&plan, &bytes, build));
        EngineHandle engine;
        OK(nb_engine_load(&engine, runtime, 0, -1, plan, bytes));
        CHECK(bytes > 60000);
        EngineHandle none;
        for (uint64_t length = 4096; length < bytes; length += 4096)
            REFUSED(NB_E_PLAN, "can't be loaded: The plan is truncated",
                    nb_engine_load(&none, runtime, 0, -1, plan, length));
        REFUSED(NB_E_PLAN, "truncated", nb_engine_load(&none, runtime, 0, -1, plan, bytes - 1));
        REFUSED(NB_E_PLAN, "is no plan", nb_engine_load(&none, runtime, 0, -1, "#!/bin/sh", 9));
        REFUSED(NB_E_FILE, "'/does-not-exist/x.plan' can't be read: No such file",
                nb_engine_load_file(&none, runtime, 0, -1, "/does-not-exist/x.plan"));
        REFUSED(NB_E_FILE, "Is a directory", nb_engine_load_file(&none, runtime, 0, -1, "/tmp"));
    }
    check_clean();
}

void a_damaged_plan_in_the_cache_is_built_anew() {
    {
        const Folder folder;
        RuntimeHandle runtime;
        open(runtime);
        const std::string model = large_model();
        nb_build_options options = affine();
        options.onnx = model.data();
        options.onnx_bytes = model.size();
        options.cache_directory = folder.path().c_str();
        const Outcome first = run(runtime, options);
        const std::string plan = contents(first.file);
        CHECK_EQUAL(first.result.plan_bytes, uint64_t{plan.size()});
        for (std::size_t length = 0; length < plan.size(); length += 4096) {
            write(first.file, plan.substr(0, length));
            const Outcome outcome = run(runtime, options);
            CHECK_EQUAL(uint32_t{NB_BUILD_REPLACED_PLAN | NB_BUILD_CACHE_WRITTEN}, outcome.result.flags);
            CHECK_CONTAINS("its checksum differs", outcome.warnings);
            CHECK(contents(first.file) == plan);
        }
        (void)std::remove((first.file + ".sha256").c_str());
        CHECK_CONTAINS("has no checksum", run(runtime, options).warnings);

        // One that is whole, but of another version: only loading tells.
        std::string foreign = plan;
        foreign[29] = static_cast<char>(foreign[29] ^ 1);
        write(first.file, foreign);
        CHECK_EQUAL(0, std::system(("cd '" + folder.path() + "' && sha256sum *.plan > $(ls *.plan).sha256").c_str()));
        const Outcome outcome = run(runtime, options);
        CHECK_EQUAL(uint32_t{NB_BUILD_REPLACED_PLAN | NB_BUILD_CACHE_WRITTEN}, outcome.result.flags);
        CHECK_CONTAINS("was written by version", outcome.warnings);
        CHECK_EQUAL(uint32_t{NB_BUILD_FROM_CACHE}, run(runtime, options).result.flags);
    }
    check_clean();
}

// One builds, the other waits and takes what it built.
void two_processes_build_one_engine() {
    const Folder folder;
    int gate[2];
    int answers[2];
    CHECK(pipe(gate) == 0 && pipe(answers) == 0);
    pid_t children[2];
    for (pid_t& child : children) {
        child = fork(); // before anything of the emulation runs
        CHECK(child >= 0);
        if (child != 0)
            continue;
        try {
            configure("build_ms=300");
            RuntimeHandle runtime;
            open(runtime);
            nb_build_options options = affine();
            options.cache_directory = folder.path().c_str();
            char go = 0;
            CHECK(read(gate[0], &go, 1) == 1);
            const Outcome outcome = run(runtime, options);
            const char built = (outcome.result.flags & NB_BUILD_FROM_CACHE) != 0 ? 'c' : 'b';
            CHECK(::write(answers[1], &built, 1) == 1);
        } catch (const std::exception& error) {
            std::cerr << error.what() << "\n";
            _exit(1);
        }
        _exit(0);
    }
    CHECK(::write(gate[1], "gg", 2) == 2);
    for (const pid_t child : children) {
        int status = 0;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK_EQUAL(0, status);
    }
    char answer[2] = {};
    CHECK(read(answers[0], &answer[0], 1) == 1 && read(answers[0], &answer[1], 1) == 1);
    CHECK_EQUAL('b' + 'c', answer[0] + answer[1]);
}

void waiting_for_another_builder_ends() {
    {
        const Folder folder;
        configure("build_ms=60000");
        RuntimeHandle runtime;
        open(runtime);
        nb_build_options options = affine();
        options.cache_directory = folder.path().c_str();
        BuildHandle slow;
        OK(nb_build_create(&slow, runtime, &options));
        nb_status slow_status = 99;
        std::thread building([&] { slow_status = nb_build_run(slow); });
        nb_build_progress progress{};
        do {
            progress.size = sizeof progress;
            OK(nb_build_query(&progress, slow));
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        } while (progress.phase != NB_BUILD_BUILDING || progress.step_count <= 1);
        CHECK_CONTAINS("emulated", std::string(progress.stage));
        CHECK_EQUAL(20, progress.step_count);

        options.lock_timeout_ms = 50;
        BuildHandle other;
        OK(nb_build_create(&other, runtime, &options));
        CHECK_EQUAL(NB_TIMEOUT, nb_build_run(other));
        nb_build_result result{};
        result.size = sizeof result;
        REFUSED(NB_E_STATE, "hasn't succeeded", nb_build_outcome(&result, other));
        REFUSED(NB_E_STATE, "has run already", nb_build_run(other));

        OK(nb_build_cancel(slow));
        building.join();
        CHECK_EQUAL(NB_CANCELLED, slow_status);
        OK(nb_build_query(&progress, slow));
        CHECK_EQUAL(NB_BUILD_DONE, progress.phase);
        CHECK_EQUAL(0, std::system(("test -z \"$(ls '" + folder.path() + "' | grep -v lock)\"").c_str()));
        configure("build_ms=0");
        CHECK_EQUAL(uint32_t{NB_BUILD_CACHE_WRITTEN}, run(runtime, options).result.flags);
    }
    check_clean();
}

void destroying_cancels_and_waits() {
    {
        configure("build_ms=60000");
        RuntimeHandle runtime;
        open(runtime);
        const nb_build_options options = affine();
        nb_build* build = nullptr;
        OK(nb_build_create(&build, runtime, &options));
        nb_status status = 99;
        std::thread building([&] { status = nb_build_run(build); });
        nb_build_progress progress{};
        do {
            progress.size = sizeof progress;
            OK(nb_build_query(&progress, build));
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        } while (progress.phase != NB_BUILD_BUILDING);
        nb_build_destroy(build);
        building.join();
        CHECK_EQUAL(NB_CANCELLED, status);
    }
    check_clean();
}

void a_cache_that_cannot_be_written_is_a_warning() {
    {
        const Folder folder;
        RuntimeHandle runtime;
        open(runtime);
        const std::string file = folder.path() + "/file";
        write(file, "");
        const std::string below = file + "/cache";
        nb_build_options options = affine();
        options.cache_directory = below.c_str();
        const Outcome outcome = run(runtime, options);
        CHECK_EQUAL(uint32_t{NB_BUILD_CACHE_FAILED}, outcome.result.flags);
        CHECK_CONTAINS("isn't cached: '" + file, outcome.warnings);
        CHECK_EQUAL(std::string(), outcome.file);
    }
    check_clean();
}

// Root may write everywhere, so a folder in the place of the lock stands for a cache that can only be read.
void a_cache_that_can_only_be_read_is_read() {
    {
        const Folder folder;
        RuntimeHandle runtime;
        open(runtime);
        nb_build_options options = affine();
        options.cache_directory = folder.path().c_str();
        const Outcome first = run(runtime, options);
        const std::string lock = first.file + ".lock";
        CHECK(std::remove(lock.c_str()) == 0);
        CHECK(mkdir(lock.c_str(), 0777) == 0);
        const Outcome second = run(runtime, options);
        CHECK_EQUAL(uint32_t{NB_BUILD_FROM_CACHE}, second.result.flags);
        CHECK_EQUAL(std::string(), second.warnings);
        options.flags = NB_BUILD_REBUILD;
        const Outcome third = run(runtime, options);
        CHECK_EQUAL(uint32_t{NB_BUILD_CACHE_FAILED}, third.result.flags);
        CHECK_CONTAINS("isn't cached: '" + lock, third.warnings);
        options.flags = 0;
        CHECK(std::remove(first.file.c_str()) == 0);
        CHECK(mkdir(first.file.c_str(), 0777) == 0);
        const Outcome fourth = run(runtime, options);
        CHECK_EQUAL(uint32_t{NB_BUILD_REPLACED_PLAN | NB_BUILD_CACHE_FAILED}, fourth.result.flags);
        CHECK_CONTAINS("can't be read", fourth.warnings);
    }
    check_clean();
}

void a_timing_cache_is_kept() {
    {
        const Folder folder;
        RuntimeHandle runtime;
        open(runtime);
        const std::string file = folder.path() + "/timing.cache";
        nb_build_options options = affine();
        options.timing_cache_path = file.c_str();
        CHECK_EQUAL(0u, run(runtime, options).result.flags);
        const std::size_t once = contents(file).size();
        CHECK(once > 0);
        CHECK_EQUAL(uint32_t{NB_BUILD_TIMING_CACHED}, run(runtime, options).result.flags);
        CHECK_EQUAL(2 * once, contents(file).size());
    }
    check_clean();
}

// With TensorRT's adapter it loads only where code for the host is allowed.
void a_version_compatible_plan_loads() {
    {
        RuntimeHandle runtime;
        open(runtime);
        nb_build_options options = affine();
        options.flags = NB_BUILD_VERSION_COMPATIBLE;
        CHECK(run(runtime, options).result.plan_bytes > 0);
    }
    check_clean();
}

void bad_options_are_refused() {
    RuntimeHandle runtime;
    open(runtime);
    const auto refused = [&](nb_status status, const char* part, const std::function<void(nb_build_options&)>& change) {
        nb_build_options options = affine();
        change(options);
        BuildHandle build;
        REFUSED(status, part, nb_build_create(&build, runtime, &options));
    };
    refused(NB_E_INVALID_ARGUMENT, "There is no model", [](nb_build_options& o) { o.onnx = nullptr; });
    refused(NB_E_INVALID_ARGUMENT, "no CUDA device 7: 1 found", [](nb_build_options& o) { o.device = 7; });
    refused(NB_E_INVALID_ARGUMENT, "batch sizes are 4, 8 and 2",
            [](nb_build_options& o) { o.batch_min = 4, o.batch_max = 2; });
    refused(NB_E_INVALID_ARGUMENT, "optimization_level is 6", [](nb_build_options& o) { o.optimization_level = 6; });
    refused(NB_E_INVALID_ARGUMENT, "NB_PRECISION", [](nb_build_options& o) { o.precisions = 256; });
    refused(NB_E_INVALID_ARGUMENT, "NB_BUILD_", [](nb_build_options& o) { o.flags = 1u << 30; });
    refused(NB_E_INVALID_ARGUMENT, "dla_core is -1", [](nb_build_options& o) { o.flags = NB_BUILD_DLA_GPU_FALLBACK; });
    refused(NB_E_STRUCT_SIZE, "nb_build_options.size is 4", [](nb_build_options& o) { o.size = 4; });
    nb_shape_range range{};
    range.size = sizeof range;
    range.tensor = "x";
    range.rank = 2;
    const auto with_range = [&range](nb_build_options& o) { o.ranges = &range, o.range_count = 1; };
    refused(NB_E_INVALID_ARGUMENT, "'x' in profile 0: dimension 0 is 0, 0 and 0", with_range);
    range.rank = 9;
    refused(NB_E_INVALID_ARGUMENT, "has 9 dimensions", with_range);
    range.rank = 2;
    range.profile = 1;
    std::fill_n(range.min, 2, 16), std::fill_n(range.opt, 2, 16), std::fill_n(range.max, 2, 16);
    refused(NB_E_INVALID_ARGUMENT, "Profile 0 has no range", with_range);

    // What only the model tells.
    range.profile = 0;
    const auto fails = [&](nb_status status, const char* part, const std::function<void(nb_build_options&)>& change) {
        nb_build_options options = affine();
        change(options);
        BuildHandle build;
        OK(nb_build_create(&build, runtime, &options));
        REFUSED(status, part, nb_build_run(build));
        EngineHandle engine;
        REFUSED(NB_E_STATE, "hasn't succeeded", nb_build_engine(&engine, build));
    };
    range.tensor = "z";
    fails(NB_E_INVALID_ARGUMENT, "'z', which is no input of the model", with_range);
    range.tensor = "x";
    range.rank = 1;
    fails(NB_E_INVALID_ARGUMENT, "'x' has 1 dimensions, but the input has 2", with_range);
    fails(NB_E_FILE, "'/does-not-exist.onnx' can't be read",
          [](nb_build_options& o) { o.onnx = nullptr, o.onnx_path = "/does-not-exist.onnx"; });
}

} // namespace

int main(int argc, char** argv) {
    return check::run(argc, argv,
                      {
                          {"a_second_build_comes_from_the_cache", a_second_build_comes_from_the_cache},
                          {"a_truncated_plan_is_refused", a_truncated_plan_is_refused},
                          {"a_damaged_plan_in_the_cache_is_built_anew", a_damaged_plan_in_the_cache_is_built_anew},
                          {"two_processes_build_one_engine", two_processes_build_one_engine},
                          {"waiting_for_another_builder_ends", waiting_for_another_builder_ends},
                          {"destroying_cancels_and_waits", destroying_cancels_and_waits},
                          {"a_cache_that_cannot_be_written_is_a_warning", a_cache_that_cannot_be_written_is_a_warning},
                          {"a_cache_that_can_only_be_read_is_read", a_cache_that_can_only_be_read_is_read},
                          {"a_timing_cache_is_kept", a_timing_cache_is_kept},
                          {"a_version_compatible_plan_loads", a_version_compatible_plan_loads},
                          {"bad_options_are_refused", bad_options_are_refused},
                      });
}
