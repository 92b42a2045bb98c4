// Random faults of the driver through a whole life: open, build, load, warm up, run, end. Each plan must end in right
// results or in a clean, explained failure: every batch that was issued completes once, with its results or with an
// error, nothing is left behind, and nothing is misused.
//
//     fault_test FIRST_SEED COUNT
//
// Not among the faults: refusing to give something back, after which it can't but be left.

#include "emulated.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <random>

using namespace emulated;

namespace {

constexpr uint32_t SampleCount = 32;
constexpr uint32_t BatchCount = 30;
constexpr uint32_t LeastMetPercent = 40; // of the plans, whose call must be reached

struct Plan {
    std::string fault;
    int32_t device;
    bool hangs;
    nb_session_options options;
};

Plan plan_of(uint32_t seed) {
    std::mt19937 random(seed);
    static const char* const functions[] = {"cuDeviceGetCount",
                                            "cuDeviceGet",
                                            "cuDeviceGetAttribute",
                                            "cuDeviceGetPCIBusId",
                                            "cuDevicePrimaryCtxRetain",
                                            "cuCtxGetCurrent",
                                            "cuCtxSetCurrent",
                                            "cuMemAlloc_v2",
                                            "cuMemHostAlloc",
                                            "cuMemHostRegister_v2",
                                            "cuMemHostGetDevicePointer_v2",
                                            "cuMemcpyHtoDAsync_v2",
                                            "cuMemcpyDtoHAsync_v2",
                                            "cuMemcpyBatchAsync_v2",
                                            "cuMemsetD8Async",
                                            "cuStreamCreate",
                                            "cuStreamQuery",
                                            "cuStreamWriteValue64_v2",
                                            "cuStreamBeginCapture_v2",
                                            "cuStreamEndCapture",
                                            "cuEventCreate",
                                            "cuEventRecord",
                                            "cuEventSynchronize",
                                            "cuLaunchHostFunc",
                                            "cuGraphInstantiateWithFlags",
                                            "cuGraphUpload",
                                            "cuGraphLaunch",
                                            "cuLaunchKernel",
                                            "kernel",
                                            "kernel"};
    static const int results[] = {1, 2, 400, 700, 719, 801, 999};
    Plan plan{};
    const std::string function = functions[random() % std::size(functions)];
    const auto call = static_cast<uint32_t>(1 + random() % (random() % 2 == 0 ? 4 : 40));
    plan.hangs = function == "kernel" && random() % 4 == 0;
    plan.fault = function + "@" + std::to_string(call) + "=" +
                 (plan.hangs ? "hang" : std::to_string(results[random() % std::size(results)]));
    plan.device = static_cast<int32_t>(random() % 2);
    plan.options = NB_SESSION_OPTIONS_INIT;
    plan.options.flags =
        (random() % 2 != 0 ? NB_SESSION_GRAPHS : 0u) | (random() % 3 == 0 ? NB_SESSION_HOST_FUNCTION : 0u);
    plan.options.lanes = static_cast<uint32_t>(1 + random() % 4);
    plan.options.max_batch = 4;
    plan.options.auto_runs = 1;
    plan.options.gather = random() % 3 == 0 ? NB_GATHER_CPU : NB_GATHER_AUTO;
    plan.options.drain_timeout_ms = plan.hangs ? 5 : 20000;
    return plan;
}

// A call failed: it must have said so, and why.
bool failed(nb_status status) {
    if (status >= 0)
        return false;
    CHECK(std::string(nb_last_error()).size() > 10);
    return true;
}

struct Batches {
    uint32_t issued = 0;
    uint32_t good = 0;
    uint32_t bad = 0;
};

// Runs until the end, a failure or a hang. Returns whether it hung.
bool run(nb_session* session, nb_lane* lanes, const Plan& plan, const Samples& samples, Batches& batches) {
    std::mt19937 random(3);
    std::map<uint64_t, std::vector<uint32_t>> in_flight;
    Reaper reaper(session, lanes, plan.options.lanes);
    const auto take = [&](uint64_t token, uint32_t count, nb_status status, const float* out) {
        const auto batch = in_flight.find(token);
        CHECK(batch != in_flight.end()); // else it completes twice, or was never issued
        CHECK_EQUAL(batch->second.size(), std::size_t{count});
        if (status == NB_OK)
            check_outputs(samples, batch->second, out);
        else
            CHECK_EQUAL(NB_E_DEVICE_LOST, status);
        ++(status == NB_OK ? batches.good : batches.bad);
        in_flight.erase(batch);
    };
    std::vector<const void*> addresses;
    bool stopped = false;
    for (uint64_t token = 1; !stopped && batches.issued < BatchCount; ++token) {
        std::vector<uint32_t> batch(1 + random() % 4);
        std::generate(batch.begin(), batch.end(), [&random] { return static_cast<uint32_t>(random() % SampleCount); });
        addresses.clear();
        for (const uint32_t sample : batch)
            addresses.push_back(samples.at(sample));
        for (;;) {
            uint32_t lane = 0;
            in_flight[token] = batch;
            const nb_status status =
                nb_submit(&lane, session, addresses.data(), static_cast<uint32_t>(batch.size()), token);
            if (status == NB_OK) {
                ++batches.issued;
                break;
            }
            in_flight.erase(token);
            if (failed(status)) {
                stopped = status == NB_E_DEVICE_LOST;
                break; // a batch that couldn't be issued; the next may
            }
            CHECK_EQUAL(NB_BUSY, status);
            const nb_status waited = reaper.wait(plan.hangs ? 100 : 20000);
            if (waited == NB_TIMEOUT) {
                CHECK(plan.hangs);
                return true;
            }
            stopped = failed(waited);
            reaper.poll(take);
            if (stopped)
                break;
        }
    }
    const nb_status drained = nb_drain(session, plan.hangs ? 100 : 20000);
    reaper.poll(take);
    if (drained == NB_TIMEOUT) {
        CHECK(plan.hangs);
        return true;
    }
    (void)failed(drained);
    CHECK_EQUAL(std::size_t{0}, in_flight.size());
    CHECK_EQUAL(batches.issued, batches.good + batches.bad);
    return false;
}

// True if everything went well.
bool live(const Plan& plan) {
    const std::string cuda = cuda_file();
    const std::string engine_library = engine_file();
    nb_runtime_options runtime_options = NB_RUNTIME_OPTIONS_INIT;
    runtime_options.cuda_library = cuda.c_str();
    runtime_options.tensorrt_library = engine_library.c_str();
    runtime_options.parser_library = engine_library.c_str();
    RuntimeHandle runtime;
    if (failed(nb_runtime_create(&runtime, &runtime_options)))
        return false;
    nb_arena_options arena_options = NB_ARENA_OPTIONS_INIT;
    arena_options.bytes = SampleCount * SampleBytes;
    arena_options.device = plan.device;
    nb_build_options build_options = affine(4);
    build_options.device = plan.device;

    Batches batches;
    bool all_well = false;
    {
        ArenaHandle probe;
        void* data = nullptr;
        std::unique_ptr<Samples> samples;
        if (!failed(nb_arena_create(&probe, &data, runtime, &arena_options))) {
            probe.reset();
            try {
                samples = std::make_unique<Samples>(runtime, SampleCount, plan.device);
            } catch (const check::Failure&) {
                CHECK(std::string(nb_last_error()).size() > 10);
            }
        }
        BuildHandle build;
        EngineHandle engine;
        SessionHandle session;
        nb_lane* lanes = nullptr;
        const uint32_t sizes[] = {1, 2, 3, 4};
        if (samples != nullptr && !failed(nb_build_create(&build, runtime, &build_options)) &&
            !failed(nb_build_run(build)) && !failed(nb_build_engine(&engine, build)) &&
            !failed(nb_session_create(&session, &lanes, engine, &plan.options)) &&
            !failed(nb_warm_up(session, sizes, 4, 1)))
            all_well = !run(session, lanes, plan, *samples, batches) && batches.good == BatchCount;
    }
    configure("faults=");
    // Only a lost or hanging device may keep something, and only until it is recovered.
    uint64_t free_bytes = 0;
    uint64_t total_bytes = 0;
    if (plan.hangs || nb_device_memory(&free_bytes, &total_bytes, runtime, plan.device) != NB_OK)
        OK(nb_device_recover(runtime, plan.device));
    return all_well;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: fault_test FIRST_SEED COUNT\n";
        return 2;
    }
    const auto first = static_cast<uint32_t>(std::strtoul(argv[1], nullptr, 10));
    const auto count = static_cast<uint32_t>(std::strtoul(argv[2], nullptr, 10));
    uint32_t well = 0;
    uint32_t met = 0;
    auto* const faults_met = symbol<uint64_t()>(cuda_file(), "nb_emu_faults_met");
    configure("devices=H100,Orin");
    for (uint32_t seed = first; seed < first + count; ++seed) {
        const Plan plan = plan_of(seed);
        try {
            configure("faults=" + plan.fault);
            const uint64_t before = faults_met();
            well += live(plan) ? 1u : 0u;
            met += faults_met() > before ? 1u : 0u;
            check_clean();
        } catch (const std::exception& error) {
            std::cerr << "seed " << seed << ", " << plan.fault << " on device " << plan.device << ":\n"
                      << error.what() << "\n";
            return 1;
        }
    }
    std::cout << count << " plans: the fault of " << met << " happened; " << well << " ran to their end, "
              << count - well << " failed and said why\n";
    // Else the faults hit nothing, or everything.
    return met * 100 >= count * LeastMetPercent && well > 0 && well < count ? 0 : 1;
}
