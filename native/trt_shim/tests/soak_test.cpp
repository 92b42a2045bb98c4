// Batches with random device times in 8 lanes: none is lost, none completes twice. And what a batch costs.
//
//     soak_test BATCHES        e.g. 10000000, for some minutes
//     soak_test --cost N       prints the cost of N batches of one sample, device time zero

#include "emulated.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <thread>
#include <time.h>

using namespace emulated;

namespace {

constexpr uint32_t SampleCount = 256;
constexpr uint32_t WaitMs = 20000;
constexpr uint32_t BeatMs = 50;

uint64_t now_ns() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1000000000u + static_cast<uint64_t>(time.tv_nsec);
}

// Beats while the process runs: a stopped one (SIGSTOP, a frozen container) has lost no time of its own.
class Heart {
public:
    Heart() : thread_([this] { beat(); }) {}
    Heart(const Heart&) = delete;
    Heart& operator=(const Heart&) = delete;
    ~Heart() {
        stop_ = true;
        thread_.join();
    }
    [[nodiscard]] uint32_t beats() const { return beats_; }

private:
    void beat() {
        for (; !stop_; ++beats_)
            std::this_thread::sleep_for(std::chrono::milliseconds(BeatMs));
    }

    std::atomic<uint32_t> beats_{0};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

// A lost wake-up, or a lost batch, uses up the time-out while the process runs, whatever nb_wait answers at its end. That
// a time-out is over after the process was stopped says nothing.
void wait_for_one(Reaper& reaper, const Heart& heart, nb_session* session) {
    const uint32_t beats = heart.beats();
    const uint64_t entered = now_ns();
    const nb_status status = reaper.wait(WaitMs);
    if (status != NB_TIMEOUT)
        OK(status);
    if (now_ns() - entered < WaitMs * uint64_t{1000000} || heart.beats() - beats < WaitMs / BeatMs / 2)
        return;
    throw check::Failure("nb_wait wasn't woken for " + std::to_string(WaitMs) + " ms and answered " +
                         std::to_string(status) + ". In flight: " +
                         text_of([&](char* buffer, uint32_t capacity, uint32_t* required) {
                             return nb_session_text(buffer, capacity, required, session, NB_SESSION_TEXT_IN_FLIGHT);
                         }));
}

void soak(uint32_t batch_count) {
    {
        configure("kernel_random_us=5");
        RuntimeHandle runtime;
        open(runtime);
        EngineHandle engine;
        build(engine, runtime, affine());
        const Samples samples(runtime, SampleCount);
        nb_session_options options = NB_SESSION_OPTIONS_INIT;
        options.lanes = 8;
        options.max_batch = 8;
        options.flags = NB_SESSION_GRAPHS;
        SessionHandle session;
        nb_lane* lanes = nullptr;
        OK(nb_session_create(&session, &lanes, engine, &options));
        const uint32_t sizes[] = {1, 2, 3, 4, 5, 6, 7, 8};
        OK(nb_warm_up(session, sizes, 8, 1));
        const auto size_of = [](uint64_t token) { return static_cast<uint32_t>(1 + token * 2654435761u % 8); };
        const auto first_of = [](uint64_t token) { return static_cast<uint32_t>(token * 40503u % (SampleCount - 8)); };

        std::vector<uint8_t> seen(batch_count);
        std::atomic<uint32_t> taken{0};
        std::string failure;
        const Heart heart;
        std::thread reaping([&] {
            try {
                Reaper reaper(session, lanes, options.lanes);
                while (taken < batch_count) {
                    const uint32_t now =
                        reaper.poll([&](uint64_t token, uint32_t count, nb_status status, const float* out) {
                            CHECK_EQUAL(NB_OK, status);
                            CHECK_EQUAL(size_of(token), count);
                            CHECK_EQUAL(0, int{seen[token]});
                            seen[token] = 1;
                            CHECK_EQUAL(2 * samples.values[first_of(token) * Width] + 1, out[0]);
                        });
                    taken += now;
                    if (now == 0 && taken < batch_count)
                        wait_for_one(reaper, heart, session);
                }
            } catch (const std::exception& error) {
                failure = error.what();
                taken = UINT32_MAX;
            }
        });
        std::vector<const void*> addresses;
        for (uint64_t token = 0; token < batch_count && taken != UINT32_MAX;) {
            addresses.clear();
            for (uint32_t i = 0; i < size_of(token); ++i)
                addresses.push_back(samples.at(first_of(token) + i));
            uint32_t lane = 0;
            const nb_status status = nb_submit(&lane, session, addresses.data(), size_of(token), token);
            if (status == NB_OK)
                ++token;
            else if (status == NB_BUSY)
                std::this_thread::yield();
            else
                throw check::Failure(nb_last_error());
        }
        reaping.join();
        CHECK_EQUAL(std::string(), failure);
        CHECK_EQUAL(batch_count, static_cast<uint32_t>(std::count(seen.begin(), seen.end(), 1)));
    }
    check_clean();
    std::cout << batch_count << " batches, none lost, none twice\n";
}

uint64_t median(std::vector<uint64_t>& values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

// The same calls of the driver as one batch makes, without the shim: what of a batch's cost is the emulation's.
uint64_t cost_of_the_driver_alone(nb_session* session, const void* sample, uint32_t count) {
    using Stream = void*;
    const std::string file = cuda_file();
    auto* get_current = symbol<int(void**)>(file, "cuCtxGetCurrent");
    auto* copy_in = symbol<int(uint64_t, const void*, std::size_t, Stream)>(file, "cuMemcpyHtoDAsync_v2");
    auto* allocate = symbol<int(uint64_t*, std::size_t)>(file, "cuMemAlloc_v2");
    auto* release = symbol<int(uint64_t)>(file, "cuMemFree_v2");
    auto* allocate_host = symbol<int(void**, std::size_t, unsigned)>(file, "cuMemHostAlloc");
    auto* release_host = symbol<int(void*)>(file, "cuMemFreeHost");
    auto* write_value = symbol<int(Stream, uint64_t, uint64_t, unsigned)>(file, "cuStreamWriteValue64_v2");
    auto* create_event = symbol<int(void**, unsigned)>(file, "cuEventCreate");
    auto* destroy_event = symbol<int(void*)>(file, "cuEventDestroy_v2");
    auto* record = symbol<int(void*, Stream)>(file, "cuEventRecord");
    auto* begin = symbol<int(Stream, int)>(file, "cuStreamBeginCapture_v2");
    auto* end = symbol<int(Stream, void**)>(file, "cuStreamEndCapture");
    auto* instantiate = symbol<int(void**, void*, unsigned long long)>(file, "cuGraphInstantiateWithFlags");
    auto* launch = symbol<int(void*, Stream)>(file, "cuGraphLaunch");
    auto* destroy_graph = symbol<int(void*)>(file, "cuGraphDestroy");
    auto* destroy_exec = symbol<int(void*)>(file, "cuGraphExecDestroy");
    auto* copy_out = symbol<int(void*, uint64_t, std::size_t, Stream)>(file, "cuMemcpyDtoHAsync_v2");
    auto* compute = symbol<int(Stream, int (*)(void*), void*, void (*)(void*))>(file, "nb_emu_launch");
    Stream stream = nullptr;
    OK(nb_session_stream(&stream, session, 0));
    uint64_t memory = 0;
    void* host = nullptr;
    void* event = nullptr;
    void* graph = nullptr;
    void* exec = nullptr;
    CHECK_EQUAL(0, allocate(&memory, 256) | allocate_host(&host, 4096, 3) | create_event(&event, 3));
    CHECK_EQUAL(0, begin(stream, 1));
    CHECK_EQUAL(0, compute(
                       stream, [](void*) { return 0; }, nullptr, [](void*) {}));
    CHECK_EQUAL(0, copy_out(static_cast<char*>(host) + 256, memory, SampleBytes, stream));
    CHECK_EQUAL(0, end(stream, &graph) | instantiate(&exec, graph, 0));
    auto* word = static_cast<uint64_t*>(host);
    std::vector<uint64_t> times;
    for (uint64_t i = 1; i <= count; ++i) {
        const uint64_t entered = now_ns();
        void* context = nullptr;
        const int result = get_current(&context) | copy_in(memory, sample, SampleBytes, stream) | launch(exec, stream) |
                           write_value(stream, reinterpret_cast<uint64_t>(word), i, 0) | record(event, stream);
        times.push_back(now_ns() - entered);
        CHECK_EQUAL(0, result);
        while (acquire(*word) != i)
            std::this_thread::yield();
    }
    CHECK_EQUAL(0, destroy_exec(exec) | destroy_graph(graph) | destroy_event(event) | release_host(host) |
                       release(memory));
    return median(times);
}

void cost(uint32_t batch_count) {
    RuntimeHandle runtime;
    open(runtime);
    EngineHandle engine;
    build(engine, runtime, affine());
    const Samples samples(runtime, SampleCount);
    nb_session_options options = NB_SESSION_OPTIONS_INIT;
    options.lanes = 1;
    options.flags = NB_SESSION_GRAPHS;
    SessionHandle session;
    nb_lane* lanes = nullptr;
    OK(nb_session_create(&session, &lanes, engine, &options));
    const uint32_t one = 1;
    OK(nb_warm_up(session, &one, 1, 1));
    Reaper reaper(session, lanes, 1);
    std::vector<uint64_t> submits, completions, polls;
    for (uint64_t i = 0; i < batch_count; ++i) {
        const void* address = samples.at(static_cast<uint32_t>(i % SampleCount));
        uint32_t lane = 0;
        const uint64_t entered = now_ns();
        OK(nb_submit(&lane, session, &address, 1, i));
        const uint64_t submitted = now_ns();
        uint64_t before = now_ns();
        while (reaper.poll([](uint64_t, uint32_t, nb_status, const float*) {}) == 0) {
            std::this_thread::yield();
            before = now_ns();
        }
        const uint64_t seen = now_ns();
        submits.push_back(submitted - entered);
        completions.push_back(seen - entered);
        polls.push_back(seen - before);
    }
    const uint64_t submit = median(submits);
    const uint64_t driver = cost_of_the_driver_alone(session, samples.at(0), batch_count);
    const uint64_t poll = median(polls);
    std::cout << "median of " << batch_count << " batches of one sample, emulated, device time zero, in ns\n"
              << "  nb_submit                       " << submit << "\n"
              << "  the same driver calls alone     " << driver << "\n"
              << "  taking the completion           " << poll << "\n"
              << "  the shim's own, submit and take " << (submit > driver ? submit - driver : 0) + poll << "\n"
              << "  submit to seen, all included    " << median(completions) << "\n";
}

} // namespace

int main(int argc, char** argv) {
    const std::string first = argc > 1 ? argv[1] : "";
    const bool is_cost = first == "--cost";
    const char* number = is_cost ? (argc > 2 ? argv[2] : "") : first.c_str();
    const auto count = static_cast<uint32_t>(std::strtoul(number, nullptr, 10));
    if (count == 0) {
        std::cerr << "usage: soak_test BATCHES | soak_test --cost N\n";
        return 2;
    }
    try {
        (is_cost ? cost : soak)(count);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
