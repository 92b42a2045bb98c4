// Sessions over the emulation: results, order, graphs, gathering, back-pressure, waiting.

#include "session_setup.h"

using namespace emulated;

namespace {

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
                      });
}
