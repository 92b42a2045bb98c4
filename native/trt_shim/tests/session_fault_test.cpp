// Sessions over the emulation when something goes wrong: lost and hanging devices, no memory, the end in the middle.

#include "session_setup.h"

using namespace emulated;

namespace {

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
                          {"a_sticky_error_completes_what_is_in_flight", a_sticky_error_completes_what_is_in_flight},
                          {"a_device_that_cannot_be_recovered_says_so", a_device_that_cannot_be_recovered_says_so},
                          {"a_hang_leaves_the_other_lanes_and_is_told", a_hang_leaves_the_other_lanes_and_is_told},
                          {"out_of_memory_unwinds", out_of_memory_unwinds},
                          {"shutdown_in_the_middle_of_work", shutdown_in_the_middle_of_work},
                      });
}
