#pragma once

#include "engine.h"
#include "lane.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace nativebench {

// A number that one thread writes and any may read.
class Count {
public:
    void add(uint64_t more = 1) noexcept {
        value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }
    [[nodiscard]] uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<uint64_t> value_{0};
};

struct Counts {
    Count batches, samples, busy, graph_launches, enqueues, h2d_copies, h2d_bytes, d2h_copies, d2h_bytes, batch_copies,
        gathered_samples, gathered_bytes, bound_in_place, device_words, host_words, failed_submits; // the submitter's
    Count submit_calls;                        // the submitter's
    Count waits, failed_batches, wait_calls;   // the waiting thread's
    Count graphs, failed_captures; // of warm-up
};

// See nb_session.
class Session {
public:
    Session(std::shared_ptr<Engine> engine, const nb_session_options& options);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] nb_lane* lanes() const { return states_; }
    [[nodiscard]] nb_session_info info() const;
    [[nodiscard]] uint64_t input_bytes(uint32_t input) const;
    [[nodiscard]] const Buffer& output(uint32_t lane, uint32_t output) const;
    [[nodiscard]] CuStream stream(uint32_t lane) const;

    void warm_up(const uint32_t* sizes, uint32_t count, uint32_t rounds);
    void time_layers(uint32_t batch, uint32_t runs, adapter::LayerTimes& times);
    nb_status submit(uint32_t& lane, const void* const* addresses, uint32_t count, uint64_t token);
    nb_status wait(const uint64_t* seen, uint32_t timeout_ms);
    nb_status drain(uint32_t timeout_ms);
    void wake();

    [[nodiscard]] nb_counters counters() const;
    void count_call() noexcept { other_calls_.fetch_add(1, std::memory_order_relaxed); }
    [[nodiscard]] nb_fault fault() const;
    [[nodiscard]] std::string text(nb_session_text_id text) const;

    // Waits for batches in flight. False if they don't end: the session must then be kept for ever, not destroyed.
    [[nodiscard]] bool close();

private:
    // ---- session.cpp ----
    void read_shapes();
    void make_states();
    void make_lane(uint32_t index);
    void make_buffer(Lane& lane, const adapter::Tensor& tensor, bool needs_host, std::vector<Buffer>& buffers);
    [[nodiscard]] adapter::Shape shape_for(uint32_t input, uint32_t batch) const;
    [[noreturn]] void fail_tensorrt(const std::string& what) const;

    // ---- session_submit.cpp ----
    void require_submittable(const void* const* addresses, uint32_t count) const;
    Lane* free_lane();
    void issue(Lane& lane, const void* const* addresses, uint32_t count, uint64_t token, uint64_t entered_ns);
    uint32_t count_runs(const unsigned char* const* at, uint64_t sample_bytes, uint32_t input, uint32_t count);
    bool place_input(Lane& lane, uint32_t input, const void* const* addresses, uint32_t count);
    bool place_in_host_memory(Buffer& buffer, const void* const* addresses, uint32_t input, uint32_t count,
                              uint32_t runs);
    void copy_runs(Lane& lane, Buffer& buffer, const void* const* addresses, uint32_t input, uint32_t count);
    bool copy_batch(Lane& lane, Buffer& buffer, const void* const* addresses, uint32_t input, uint32_t count);
    void gather(Buffer& buffer, const void* const* addresses, uint32_t input, uint32_t count);
    void bind(Lane& lane, Buffer& buffer, void* address);
    void set_shapes(Lane& lane, uint32_t batch);
    void enqueue(Lane& lane, uint32_t batch);
    void write_word(Lane& lane, uint64_t number);
    [[nodiscard]] uint32_t batch_of(uint32_t count) const;
    [[nodiscard]] const unsigned char* sample(const void* const* addresses, uint32_t input, uint32_t index) const {
        return static_cast<const unsigned char*>(addresses[std::size_t{index} * input_count_ + input]);
    }

    // ---- session_warm_up.cpp ----
    void warm_lane(Lane& lane, uint32_t batch, uint32_t rounds);
    void capture(Lane& lane, uint32_t batch);
    void wait_for(Lane& lane);
    void settle(Lane& lane);
    void warn(const std::string& text);

    // ---- session_wait.cpp ----
    using Condition = std::function<bool()>;
    nb_status block_until(const Condition& condition, uint32_t timeout_ms);
    void watch(uint32_t lane);
    void arm_watchers();
    void note_fault(CuResult result, int32_t lane, const std::string& text);
    void note_fault_locked(CuResult result, int32_t lane, const std::string& text);
    void complete_failed();
    void stop_watchers(bool wait_for_them);
    [[nodiscard]] bool is_at_rest() const;
    [[noreturn]] void throw_fault() const;

    std::shared_ptr<Engine> engine_;
    Cuda& cuda_;
    nb_session_options options_;
    std::vector<nb_input_shape> shapes_;
    std::vector<std::string> shape_names_;
    bool is_zero_copy_ = false;
    bool has_device_words_ = false;
    nb_batch_copy batch_copy_ = NB_BATCH_COPY_NONE;
    uint32_t fixed_batch_ = 0;
    uint32_t least_batch_ = 1; // that the profile allows: smaller ones run with that many
    uint32_t input_count_ = 0;
    std::vector<adapter::Tensor> inputs_;
    std::vector<adapter::Tensor> outputs_;
    uint64_t device_bytes_ = 0;
    uint64_t pinned_bytes_ = 0;
    OwnedPinnedMemory state_memory_;
    nb_lane* states_ = nullptr;
    std::vector<Lane> lanes_;

    // The submitter's.
    uint32_t next_lane_ = 0;
    std::vector<Runtime::Span> arenas_;
    uint64_t arena_generation_ = 0;

    Counts counts_;
    std::atomic<uint64_t> other_calls_{0}; // any thread's

    // A watcher sleeps on its lane's event while somebody waits.
    struct Watcher {
        std::thread thread;
        std::condition_variable armed_changed;
        bool is_armed = false;
    };
    mutable std::mutex mutex_; // all below
    std::condition_variable signalled_;
    std::vector<std::unique_ptr<Watcher>> watchers_;
    bool stop_ = false;
    bool is_interrupted_ = false;
    nb_fault fault_{};
    std::string fault_text_;
    std::string warnings_;
    std::atomic<bool> has_fault_{false};
    std::atomic<bool> is_waited_for_{false};
};

} // namespace nativebench

struct nb_session {
    std::shared_ptr<nativebench::Session> session;
};
