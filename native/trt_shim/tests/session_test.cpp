// Sessions over the emulation: results, ordering, back-pressure, waiting, faults, shutdown.

#include "emulated.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <thread>

using namespace emulated;

namespace {

constexpr uint32_t SampleCount = 64;

struct Setup {
    explicit Setup(const std::string& settings = "", nb_session_options options = defaults()) {
        if (!settings.empty())
            configure(settings);
        open(runtime);
        build(engine, runtime, affine());
        samples = std::make_unique<Samples>(runtime, SampleCount);
        OK(nb_session_create(&session, &lanes, engine, &options));
        lane_count = options.lanes;
    }

    static nb_session_options defaults() {
        nb_session_options options = NB_SESSION_OPTIONS_INIT;
        options.max_batch = 8;
        options.drain_timeout_ms = 300;
        return options;
    }

    [[nodiscard]] nb_status submit(const std::vector<uint32_t>& batch, uint64_t token) {
        addresses.clear();
        for (const uint32_t sample : batch)
            addresses.push_back(samples->at(sample));
        uint32_t lane = 0;
        return nb_submit(&lane, session, addresses.data(), static_cast<uint32_t>(batch.size()), token);
    }

    [[nodiscard]] nb_counters counters() const {
        nb_counters counters{};
        counters.size = sizeof counters;
        OK(nb_session_counters(&counters, session));
        return counters;
    }

    RuntimeHandle runtime;
    EngineHandle engine;
    std::unique_ptr<Samples> samples;
    SessionHandle session;
    nb_lane* lanes = nullptr;
    uint32_t lane_count = 0;
    std::vector<const void*> addresses;
};

std::vector<uint32_t> random_batch(std::mt19937& random) {
    std::vector<uint32_t> batch(1 + random() % 8);
    uint32_t sample = random() % SampleCount;
    for (uint32_t& one : batch) {
        one = sample;
        sample = random() % 3 != 0 ? (sample + 1) % SampleCount : random() % SampleCount;
    }
    return batch;
}

// One thread submits, another takes; every batch comes back once, with the right results.
void run_batches(Setup& setup, uint32_t batch_count) {
    std::mt19937 random(7);
    std::vector<std::vector<uint32_t>> batches(batch_count);
    std::generate(batches.begin(), batches.end(), [&random] { return random_batch(random); });
    std::vector<uint8_t> seen(batch_count);
    std::atomic<uint32_t> taken{0};
    std::string failure;
    Reaper reaper(setup.session, setup.lanes, setup.lane_count);
    std::thread reaping([&] {
        try {
            while (taken < batch_count) {
                const uint32_t now =
                    reaper.poll([&](uint64_t token, uint32_t count, nb_status status, const float* out) {
                        CHECK_EQUAL(NB_OK, status);
                        CHECK_EQUAL(0, int{seen[token]});
                        seen[token] = 1;
                        CHECK_EQUAL(batches[token].size(), std::size_t{count});
                        check_outputs(*setup.samples, batches[token], out);
                    });
                taken += now;
                if (now == 0 && taken < batch_count)
                    OK(reaper.wait(20000));
            }
        } catch (const std::exception& error) {
            failure = error.what();
            taken = UINT32_MAX;
        }
    });
    for (uint32_t i = 0; i < batch_count && taken != UINT32_MAX;) {
        const nb_status status = setup.submit(batches[i], i);
        if (status == NB_BUSY) {
            std::this_thread::yield();
            continue;
        }
        if (status != NB_OK) {
            failure = nb_last_error();
            taken = UINT32_MAX;
            break;
        }
        ++i;
    }
    if (!failure.empty())
        (void)nb_session_wake(setup.session);
    reaping.join();
    CHECK_EQUAL(std::string(), failure);
    CHECK_EQUAL(batch_count, taken.load());
    const nb_counters counters = setup.counters();
    CHECK_EQUAL(uint64_t{batch_count}, counters.batches);
    CHECK_EQUAL(uint64_t{0}, counters.failed_submits + counters.failed_batches);
}

std::vector<uint32_t> all_sizes() {
    return {1, 2, 3, 4, 5, 6, 7, 8};
}

void warm_up_all(Setup& setup) {
    const std::vector<uint32_t> sizes = all_sizes();
    OK(nb_warm_up(setup.session, sizes.data(), static_cast<uint32_t>(sizes.size()), 1));
}

void results_are_right() {
    {
        Setup setup;
        run_batches(setup, 2000);
        const nb_counters counters = setup.counters();
        CHECK_EQUAL(uint64_t{2000}, counters.enqueues);
        CHECK_EQUAL(uint64_t{2000}, counters.device_words);
        CHECK_EQUAL(uint64_t{2000}, counters.d2h_copies);
        CHECK_EQUAL(uint64_t{0}, report().value("pageable"));
    }
    check_clean();
}

void graphs_are_captured_in_warm_up_only() {
    {
        nb_session_options options = Setup::defaults();
        options.flags = NB_SESSION_GRAPHS;
        Setup setup("", options);
        warm_up_all(setup);
        const uint64_t captured = setup.counters().graphs;
        CHECK_EQUAL(uint64_t{4 * 8}, captured);
        CHECK_EQUAL(uint64_t{0}, setup.counters().batches);
        run_batches(setup, 2000);
        CHECK_EQUAL(uint64_t{2000}, setup.counters().graph_launches);
        CHECK_EQUAL(uint64_t{0}, setup.counters().enqueues);
        CHECK_EQUAL(captured, setup.counters().graphs);
    }
    check_clean();
}

void sizes_without_a_graph_run_without() {
    nb_session_options options = Setup::defaults();
    options.flags = NB_SESSION_GRAPHS;
    Setup setup("", options);
    const uint32_t sizes[] = {4};
    OK(nb_warm_up(setup.session, sizes, 1, 1));
    run_batches(setup, 500);
    const nb_counters counters = setup.counters();
    CHECK(counters.graph_launches > 0);
    CHECK(counters.enqueues > 0);
    CHECK_EQUAL(uint64_t{500}, counters.graph_launches + counters.enqueues);
}

void a_failed_capture_is_a_warning() {
    nb_session_options options = Setup::defaults();
    options.flags = NB_SESSION_GRAPHS;
    options.lanes = 1;
    Setup setup("", options);
    configure("faults=cuStreamEndCapture@1=900");
    warm_up_all(setup);
    CHECK_EQUAL(uint64_t{1}, setup.counters().failed_captures);
    CHECK_EQUAL(uint64_t{7}, setup.counters().graphs);
    const std::string warnings = text_of([&](char* buffer, uint32_t capacity, uint32_t* required) {
        return nb_session_text(buffer, capacity, required, setup.session, NB_SESSION_TEXT_WARNINGS);
    });
    CHECK_CONTAINS("batches of 1 without a CUDA graph", warnings);
    run_batches(setup, 300);
}

void words_by_a_host_function() {
    {
        nb_session_options options = Setup::defaults();
        options.flags = NB_SESSION_HOST_FUNCTION | NB_SESSION_TIMES;
        Setup setup("", options);
        run_batches(setup, 1000);
        CHECK_EQUAL(uint64_t{1000}, setup.counters().host_words);
        CHECK(setup.lanes[0].submit_ns != 0 && setup.lanes[0].queued_ns >= setup.lanes[0].submit_ns);
    }
    {
        Setup setup("");
        nb_session_info info{};
        info.size = sizeof info;
        OK(nb_session_query(&info, setup.session));
        CHECK_EQUAL(1, info.device_words);
    }
    check_clean();
}

void a_device_without_memory_operations() {
    Setup setup("memops=0");
    run_batches(setup, 500);
    CHECK_EQUAL(uint64_t{500}, setup.counters().host_words);
    CHECK_EQUAL(uint64_t{0}, report().value("write_values"));
}

void gathers_give_the_same() {
    for (const nb_gather gather : {NB_GATHER_AUTO, NB_GATHER_RUNS, NB_GATHER_BATCH_COPY, NB_GATHER_CPU}) {
        nb_session_options options = Setup::defaults();
        options.gather = gather;
        options.auto_runs = 2;
        Setup setup("", options);
        run_batches(setup, 500);
        const nb_counters counters = setup.counters();
        CHECK_EQUAL(gather == NB_GATHER_BATCH_COPY || gather == NB_GATHER_AUTO, counters.batch_copies > 0);
        CHECK_EQUAL(gather == NB_GATHER_CPU, counters.gathered_samples > 0);
        CHECK_EQUAL(counters.samples * SampleBytes, counters.h2d_bytes);
    }
    check_clean();
}

void batch_copy_of_cuda_12_8() {
    Setup setup("driver=12080");
    nb_device_properties device{};
    device.size = sizeof device;
    OK(nb_device_query(&device, setup.runtime, 0));
    CHECK_EQUAL(NB_BATCH_COPY_V1, device.batch_copy);
    setup.session.reset();
    nb_session_options options = Setup::defaults();
    options.gather = NB_GATHER_BATCH_COPY;
    OK(nb_session_create(&setup.session, &setup.lanes, setup.engine, &options));
    run_batches(setup, 500);
    CHECK(setup.counters().batch_copies > 0);
}

void without_a_batch_copy_the_cpu_gathers() {
    Setup setup("driver=12040");
    run_batches(setup, 500);
    CHECK(setup.counters().gathered_samples > 0);
    CHECK_EQUAL(uint64_t{0}, setup.counters().batch_copies);
    setup.session.reset();
    nb_session_options options = Setup::defaults();
    options.gather = NB_GATHER_BATCH_COPY;
    REFUSED(NB_E_UNSUPPORTED, "CUDA 12.8", nb_session_create(&setup.session, &setup.lanes, setup.engine, &options));
}

void integrated_devices_copy_nothing() {
    {
        for (const uint32_t flags : {0u, NB_SESSION_GRAPHS}) {
            nb_session_options options = Setup::defaults();
            options.flags = flags;
            Setup setup("devices=Orin", options);
            warm_up_all(setup);
            run_batches(setup, 500);
            const nb_counters counters = setup.counters();
            CHECK_EQUAL(uint64_t{0}, counters.h2d_copies + counters.d2h_copies);
            CHECK(counters.bound_in_place > 0);
            CHECK(counters.gathered_samples > 0);
            CHECK_EQUAL(flags != 0, counters.graph_launches > 0);
        }
        CHECK_EQUAL(uint64_t{0}, report().value("h2d") + report().value("d2h"));
    }
    check_clean();
}

void several_devices_run_at_once() {
    {
        configure("devices=H100,H100,Orin");
        RuntimeHandle runtime;
        open(runtime);
        EngineHandle engines[3];
        SessionHandle sessions[3];
        nb_lane* lanes[3] = {};
        Samples samples(runtime, SampleCount);
        const nb_session_options options = Setup::defaults();
        for (int32_t device = 0; device < 3; ++device) {
            nb_build_options how = affine();
            how.device = device;
            build(engines[device], runtime, how);
            OK(nb_session_create(&sessions[device], &lanes[device], engines[device], &options));
        }
        std::vector<uint32_t> batch{5, 6, 7, 40};
        std::vector<const void*> addresses;
        for (const uint32_t sample : batch)
            addresses.push_back(samples.at(sample));
        for (uint64_t round = 0; round < 50; ++round) {
            for (int device = 0; device < 3; ++device) {
                uint32_t lane = 0;
                OK(nb_submit(&lane, sessions[device], addresses.data(), 4, round));
                OK(nb_wait(sessions[device], nullptr, 10000));
                Reaper reaper(sessions[device], lanes[device], options.lanes);
                uint32_t found = 0;
                reaper.poll([&](uint64_t token, uint32_t, nb_status, const float* out) {
                    if (token != round)
                        return;
                    ++found;
                    check_outputs(samples, batch, out);
                });
                CHECK_EQUAL(1u, found);
            }
        }
    }
    check_clean();
}

void busy_is_the_back_pressure() {
    Setup setup("kernel_us=20000");
    for (uint32_t i = 0; i < setup.lane_count; ++i)
        OK(setup.submit({i}, i));
    CHECK_EQUAL(NB_BUSY, setup.submit({9}, 9));
    CHECK_EQUAL(std::string(), nb_last_error());
    OK(nb_drain(setup.session, 10000));
    CHECK_EQUAL(NB_BUSY, setup.submit({9}, 9)); // done, but not taken
    Reaper reaper(setup.session, setup.lanes, setup.lane_count);
    CHECK_EQUAL(setup.lane_count, reaper.poll([](uint64_t, uint32_t, nb_status, const float*) {}));
    OK(setup.submit({9}, 9));
    CHECK_EQUAL(uint64_t{2}, setup.counters().busy);
}

void wait_times_out_wakes_and_is_woken() {
    Setup setup;
    Reaper reaper(setup.session, setup.lanes, setup.lane_count);
    CHECK_EQUAL(NB_TIMEOUT, reaper.wait(10));
    OK(nb_session_wake(setup.session)); // before the wait: the next one ends
    CHECK_EQUAL(NB_INTERRUPTED, reaper.wait(60000));
    CHECK_EQUAL(NB_TIMEOUT, reaper.wait(10));

    std::atomic<nb_status> answer{99};
    std::thread waiting([&] { answer = reaper.wait(60000); });
    while (setup.counters().waits < 4)
        std::this_thread::yield();
    OK(nb_session_wake(setup.session));
    waiting.join();
    CHECK_EQUAL(NB_INTERRUPTED, answer.load());

    // Issued while somebody waits already.
    answer = 99;
    std::thread waiting_for_batch([&] { answer = reaper.wait(60000); });
    while (setup.counters().waits < 5)
        std::this_thread::yield();
    OK(setup.submit({1, 2, 3}, 5));
    waiting_for_batch.join();
    CHECK_EQUAL(NB_OK, answer.load());
    CHECK_EQUAL(1u, reaper.poll([](uint64_t token, uint32_t count, nb_status, const float*) {
        CHECK_EQUAL(uint64_t{5}, token);
        CHECK_EQUAL(3u, count);
    }));
}

void bad_batches_are_refused() {
    Setup setup;
    uint32_t lane = 0;
    const void* good = setup.samples->at(0);
    REFUSED(NB_E_INVALID_ARGUMENT, "0 samples, but the session takes 1 to 8",
            nb_submit(&lane, setup.session, &good, 0, 0));
    const std::vector<const void*> nine(9, good);
    REFUSED(NB_E_INVALID_ARGUMENT, "9 samples, but the session takes 1 to 8",
            nb_submit(&lane, setup.session, nine.data(), 9, 0));
    std::vector<float> pageable(Width);
    const void* outside = pageable.data();
    REFUSED(NB_E_INVALID_ARGUMENT, "isn't in an arena: input 'x' wants 64 bytes",
            nb_submit(&lane, setup.session, &outside, 1, 0));
    const void* half = static_cast<const char*>(setup.samples->at(SampleCount - 1)) + 32;
    REFUSED(NB_E_INVALID_ARGUMENT, "isn't in an arena", nb_submit(&lane, setup.session, &half, 1, 0));
    REFUSED(NB_E_INVALID_ARGUMENT, "`addresses` is NULL", nb_submit(&lane, setup.session, nullptr, 1, 0));
    REFUSED(NB_E_INVALID_ARGUMENT, "`session` is NULL", nb_submit(&lane, nullptr, &good, 1, 0));
    run_batches(setup, 100); // none of that did harm
}

void bad_sessions_are_refused() {
    Setup setup;
    setup.session.reset();
    const auto refused = [&](nb_status status, const char* part,
                             const std::function<void(nb_session_options&)>& change) {
        nb_session_options options = Setup::defaults();
        change(options);
        REFUSED(status, part, nb_session_create(&setup.session, &setup.lanes, setup.engine, &options));
    };
    refused(NB_E_INVALID_ARGUMENT, "lanes is 0", [](nb_session_options& o) { o.lanes = 0; });
    refused(NB_E_INVALID_ARGUMENT, "lanes is 65", [](nb_session_options& o) { o.lanes = 65; });
    refused(NB_E_INVALID_ARGUMENT, "max_batch is 9, but the engine takes 1 to 8",
            [](nb_session_options& o) { o.max_batch = 9; });
    refused(NB_E_INVALID_ARGUMENT, "max_batch is 0", [](nb_session_options& o) { o.max_batch = 0; });
    refused(NB_E_INVALID_ARGUMENT, "no optimisation profile 1", [](nb_session_options& o) { o.profile = 1; });
    refused(NB_E_INVALID_ARGUMENT, "flags", [](nb_session_options& o) { o.flags = 1u << 20; });
    refused(NB_E_STRUCT_SIZE, "nb_session_options.size is 8", [](nb_session_options& o) { o.size = 8; });
    nb_input_shape shape{};
    shape.size = sizeof shape;
    shape.tensor = "z";
    shape.rank = 2;
    refused(NB_E_INVALID_ARGUMENT, "'z', which is no input",
            [&](nb_session_options& o) { o.shape_count = 1, o.shapes = &shape; });
    shape.tensor = "x";
    shape.dims[1] = 17;
    refused(NB_E_INVALID_ARGUMENT, "has 17 as dimension 1, but that is fixed to 16",
            [&](nb_session_options& o) { o.shape_count = 1, o.shapes = &shape; });
    shape.rank = 3;
    refused(NB_E_INVALID_ARGUMENT, "has 3 dimensions, but the input has 2",
            [&](nb_session_options& o) { o.shape_count = 1, o.shapes = &shape; });
}

void a_sticky_error_completes_what_is_in_flight() {
    {
        Setup setup("kernel_us=3000");
        configure("faults=kernel@6=700");
        Reaper reaper(setup.session, setup.lanes, setup.lane_count);
        uint32_t good = 0;
        uint32_t bad = 0;
        uint32_t issued = 0;
        const auto take = [&](uint64_t, uint32_t, nb_status status, const float*) {
            CHECK(status == NB_OK || status == NB_E_DEVICE_LOST);
            ++(status == NB_OK ? good : bad);
        };
        nb_status status = NB_OK;
        while (status != NB_E_DEVICE_LOST) {
            status = setup.submit({1, 2}, issued);
            issued += status == NB_OK ? 1u : 0u;
            reaper.poll(take);
            if (status == NB_BUSY) {
                if (const nb_status waited = reaper.wait(10000); waited != NB_OK)
                    status = waited;
            }
        }
        CHECK_EQUAL(NB_E_DEVICE_LOST, reaper.wait(0));
        CHECK_CONTAINS("Device 0 is lost", std::string(nb_last_error()));
        reaper.poll(take);
        CHECK_EQUAL(issued, good + bad);
        CHECK(good <= 5 && bad >= 1);
        CHECK_EQUAL(uint64_t{bad}, setup.counters().failed_batches);
        nb_fault fault{};
        fault.size = sizeof fault;
        OK(nb_session_fault(&fault, setup.session));
        CHECK_EQUAL(700, fault.cuda_result);
        CHECK_EQUAL(NB_E_DEVICE_LOST, setup.submit({1}, 0));

        REFUSED(NB_E_STATE, "while 1 of its engines", nb_device_recover(setup.runtime, 0));
        setup.session.reset();
        setup.engine.reset();
        configure("faults=;kernel_us=0");
        OK(nb_device_recover(setup.runtime, 0));
        build(setup.engine, setup.runtime, affine());
        const nb_session_options options = Setup::defaults();
        OK(nb_session_create(&setup.session, &setup.lanes, setup.engine, &options));
        run_batches(setup, 200); // the samples are where they were
    }
    check_clean();
}

void a_device_that_cannot_be_recovered_says_so() {
    Setup setup("reset=0");
    configure("faults=kernel@1=719");
    const nb_status submitted = setup.submit({1}, 1); // the error may be there before submit is done
    CHECK(submitted == NB_OK || submitted == NB_E_DEVICE_LOST);
    CHECK_EQUAL(NB_E_DEVICE_LOST, nb_wait(setup.session, nullptr, 10000));
    setup.session.reset();
    setup.engine.reset();
    REFUSED(NB_E_DEVICE_LOST, "Start the program anew", nb_device_recover(setup.runtime, 0));
}

void a_hang_leaves_the_other_lanes_and_is_told() {
    {
        Setup setup;
        configure("faults=kernel@3=hang");
        Reaper reaper(setup.session, setup.lanes, setup.lane_count);
        uint32_t taken = 0;
        for (uint32_t issued = 0; issued < 50;) {
            const nb_status status = setup.submit({issued}, 1000 + issued);
            if (status == NB_OK)
                ++issued;
            else
                CHECK_EQUAL(NB_BUSY, status);
            const uint32_t now =
                reaper.poll([](uint64_t, uint32_t, nb_status batch, const float*) { CHECK_EQUAL(NB_OK, batch); });
            taken += now;
            if (status == NB_BUSY && now == 0)
                OK(reaper.wait(10000));
        }
        while (taken < 49) {
            OK(reaper.wait(10000));
            taken += reaper.poll([](uint64_t, uint32_t, nb_status, const float*) {});
        }
        CHECK_EQUAL(NB_TIMEOUT, reaper.wait(20));
        CHECK_EQUAL(NB_TIMEOUT, nb_drain(setup.session, 20));
        const std::string hanging = text_of([&](char* buffer, uint32_t capacity, uint32_t* required) {
            return nb_session_text(buffer, capacity, required, setup.session, NB_SESSION_TEXT_IN_FLIGHT);
        });
        CHECK_CONTAINS("1 samples, token 10", hanging);
        CHECK_EQUAL(std::string::npos, hanging.find('\n'));
        setup.session.reset(); // returns, although the device doesn't
        const nb_session_options options = Setup::defaults();
        REFUSED(NB_E_STATE, "hung", nb_session_create(&setup.session, &setup.lanes, setup.engine, &options));
        setup.engine.reset();
        configure("faults=");
        OK(nb_device_recover(setup.runtime, 0));
        build(setup.engine, setup.runtime, affine());
        OK(nb_session_create(&setup.session, &setup.lanes, setup.engine, &options));
        run_batches(setup, 100);
    }
    check_clean();
}

void out_of_memory_unwinds() {
    // Every call that creates something, one after the other.
    for (const char* function : {"cuMemAlloc_v2", "cuMemHostAlloc", "cuStreamCreate", "cuEventCreate"}) {
        for (int call = 1; call <= 3; ++call) {
            {
                RuntimeHandle runtime;
                EngineHandle engine;
                open(runtime);
                build(engine, runtime, affine());
                configure("faults=" + std::string(function) + "@" + std::to_string(call) + "=2");
                SessionHandle session;
                nb_lane* lanes = nullptr;
                const nb_session_options options = Setup::defaults();
                REFUSED(NB_E_OUT_OF_MEMORY, "answered CUDA_ERROR_OUT_OF_MEMORY (2)",
                        nb_session_create(&session, &lanes, engine, &options));
                configure("faults=");
            }
            check_clean();
        }
    }
}

void shutdown_in_the_middle_of_work() {
    for (int round = 0; round < 20; ++round) {
        {
            Setup setup(round == 0 ? "kernel_us=300;kernel_random_us=500" : "");
            for (uint32_t i = 0; i < setup.lane_count; ++i)
                OK(setup.submit({i, i + 1, i + 9}, i));
            if (round % 2 != 0)
                setup.engine.reset(); // children keep their parents
            if (round % 3 != 0)
                setup.runtime.reset();
        }
        check_clean();
    }
}

} // namespace

int main(int argc, char** argv) {
    return check::run(argc, argv,
                      {
                          {"results_are_right", results_are_right},
                          {"graphs_are_captured_in_warm_up_only", graphs_are_captured_in_warm_up_only},
                          {"sizes_without_a_graph_run_without", sizes_without_a_graph_run_without},
                          {"a_failed_capture_is_a_warning", a_failed_capture_is_a_warning},
                          {"words_by_a_host_function", words_by_a_host_function},
                          {"a_device_without_memory_operations", a_device_without_memory_operations},
                          {"gathers_give_the_same", gathers_give_the_same},
                          {"batch_copy_of_cuda_12_8", batch_copy_of_cuda_12_8},
                          {"without_a_batch_copy_the_cpu_gathers", without_a_batch_copy_the_cpu_gathers},
                          {"integrated_devices_copy_nothing", integrated_devices_copy_nothing},
                          {"several_devices_run_at_once", several_devices_run_at_once},
                          {"busy_is_the_back_pressure", busy_is_the_back_pressure},
                          {"wait_times_out_wakes_and_is_woken", wait_times_out_wakes_and_is_woken},
                          {"bad_batches_are_refused", bad_batches_are_refused},
                          {"bad_sessions_are_refused", bad_sessions_are_refused},
                          {"a_sticky_error_completes_what_is_in_flight", a_sticky_error_completes_what_is_in_flight},
                          {"a_device_that_cannot_be_recovered_says_so", a_device_that_cannot_be_recovered_says_so},
                          {"a_hang_leaves_the_other_lanes_and_is_told", a_hang_leaves_the_other_lanes_and_is_told},
                          {"out_of_memory_unwinds", out_of_memory_unwinds},
                          {"shutdown_in_the_middle_of_work", shutdown_in_the_middle_of_work},
                      });
}
