#pragma once

// A session of the built-in model over the emulation, and a run that checks every result.

#include "emulated.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <thread>

namespace emulated {

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

inline std::vector<uint32_t> random_batch(std::mt19937& random) {
    std::vector<uint32_t> batch(1 + random() % 8);
    uint32_t sample = random() % SampleCount;
    for (uint32_t& one : batch) {
        one = sample;
        sample = random() % 3 != 0 ? (sample + 1) % SampleCount : random() % SampleCount;
    }
    return batch;
}

// One thread submits, another takes; every batch comes back once, with the right results.
inline void run_batches(Setup& setup, uint32_t batch_count) {
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

inline std::vector<uint32_t> all_sizes() {
    return {1, 2, 3, 4, 5, 6, 7, 8};
}

inline void warm_up_all(Setup& setup) {
    const std::vector<uint32_t> sizes = all_sizes();
    OK(nb_warm_up(setup.session, sizes.data(), static_cast<uint32_t>(sizes.size()), 1));
}

} // namespace emulated
