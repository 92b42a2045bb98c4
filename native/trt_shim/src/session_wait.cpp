// Waiting without polling, and what becomes of batches on a lost device.
//
// Only the waiting thread completes batches after a fault: two threads doing so would race for `status`. A watcher per
// lane sleeps in cuEventSynchronize while somebody waits, and wakes him, so that the wait can also time out.

#include "session.h"

#include <chrono>

namespace nativebench {

bool Session::is_at_rest() const {
    for (const Lane& lane : lanes_) {
        // A submit that failed half-way may leave a number above: that batch was never issued.
        if (load_acquire(lane.state->done) < __atomic_load_n(&lane.state->issued, __ATOMIC_SEQ_CST))
            return false;
    }
    return true;
}

nb_status Session::wait(const uint64_t* seen, uint32_t timeout_ms) {
    const auto has_news = [this, seen] {
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            const nb_lane& state = *lanes_[i].state;
            const uint64_t done = load_acquire(state.done);
            const uint64_t issued = __atomic_load_n(&state.issued, __ATOMIC_SEQ_CST);
            if (done == issued && done != (seen != nullptr ? seen[i] : load_acquire(state.released)))
                return true;
        }
        return false;
    };
    return block_until(has_news, timeout_ms);
}

nb_status Session::drain(uint32_t timeout_ms) {
    return block_until([this] { return is_at_rest(); }, timeout_ms);
}

nb_status Session::block_until(const Condition& condition, uint32_t timeout_ms) {
    counts_.wait_calls.add();
    if (has_fault_.load(std::memory_order_acquire)) {
        complete_failed();
        throw_fault();
    }
    if (condition())
        return NB_OK;
    counts_.waits.add();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    nb_status outcome = NB_OK;
    {
        std::unique_lock lock(mutex_);
        is_waited_for_.store(true, std::memory_order_seq_cst);
        for (;;) {
            // In this order: a batch that the watchers needn't watch any more is one that the condition sees.
            arm_watchers();
            if (has_fault_.load(std::memory_order_acquire) || condition())
                break;
            if (is_interrupted_) {
                is_interrupted_ = false;
                outcome = NB_INTERRUPTED;
                break;
            }
            if (signalled_.wait_until(lock, deadline) == std::cv_status::timeout) {
                outcome = condition() ? NB_OK : NB_TIMEOUT;
                break;
            }
        }
        is_waited_for_.store(false, std::memory_order_seq_cst);
    }
    if (has_fault_.load(std::memory_order_acquire)) {
        complete_failed();
        throw_fault();
    }
    return outcome;
}

void Session::wake() {
    const std::lock_guard lock(mutex_);
    is_interrupted_ = true;
    signalled_.notify_all();
}

// With the mutex held.
void Session::arm_watchers() {
    if (watchers_.empty()) {
        for (std::size_t i = 0; i < lanes_.size(); ++i)
            watchers_.push_back(std::make_unique<Watcher>());
        for (std::size_t i = 0; i < lanes_.size(); ++i)
            watchers_[i]->thread = std::thread([this, i] { watch(static_cast<uint32_t>(i)); });
    }
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        const nb_lane& state = *lanes_[i].state;
        const bool in_flight = load_acquire(state.done) < __atomic_load_n(&state.issued, __ATOMIC_SEQ_CST);
        if (in_flight && !watchers_[i]->is_armed) {
            watchers_[i]->is_armed = true;
            watchers_[i]->armed_changed.notify_one();
        }
    }
}

void Session::watch(uint32_t index) {
    Watcher& watcher = *watchers_[index];
    Lane& lane = lanes_[index];
    std::unique_lock lock(mutex_);
    for (;;) {
        watcher.armed_changed.wait(lock, [&] { return stop_ || watcher.is_armed; });
        if (stop_)
            return;
        lock.unlock();
        CuResult result = cu::Success;
        std::string failure;
        try {
            cuda_.make_current(engine_->device());
            result = cuda_.api.cuEventSynchronize(lane.event.get());
            if (result != cu::Success)
                failure = "cuEventSynchronize answered " + cuda_.describe(result) + ".";
        } catch (const CudaError& error) {
            result = error.result();
            failure = error.what();
        }
        lock.lock();
        watcher.is_armed = false;
        if (stop_) // the session may be abandoned, and the memory of its lanes gone with the context
            return;
        if (result != cu::Success)
            note_fault_locked(result, static_cast<int32_t>(index), failure);
        signalled_.notify_all();
    }
}

void Session::note_fault(CuResult result, int32_t lane, const std::string& text) {
    const std::lock_guard lock(mutex_);
    note_fault_locked(result, lane, text);
}

void Session::note_fault_locked(CuResult result, int32_t lane, const std::string& text) {
    if (has_fault_.load(std::memory_order_relaxed))
        return;
    fault_.size = sizeof fault_;
    fault_.status = NB_E_DEVICE_LOST;
    fault_.cuda_result = result;
    fault_.lane = lane;
    if (lane >= 0)
        fault_.token = __atomic_load_n(&lanes_[static_cast<std::size_t>(lane)].state->token, __ATOMIC_RELAXED);
    fault_text_ = "Device " + std::to_string(engine_->device()) + " is lost: " + text;
    has_fault_.store(true, std::memory_order_release);
    signalled_.notify_all();
}

void Session::complete_failed() {
    for (Lane& lane : lanes_) {
        nb_lane& state = *lane.state;
        const uint64_t issued = __atomic_load_n(&state.issued, __ATOMIC_SEQ_CST);
        if (load_acquire(state.done) >= issued)
            continue;
        __atomic_store_n(&state.status, NB_E_DEVICE_LOST, __ATOMIC_RELAXED);
        store_release(state.done, issued);
        counts_.failed_batches.add();
    }
}

void Session::throw_fault() const {
    const std::lock_guard lock(mutex_);
    throw ShimError(NB_E_DEVICE_LOST, fault_text_);
}

void Session::stop_watchers(bool wait_for_them) {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        for (const auto& watcher : watchers_)
            watcher->armed_changed.notify_one();
    }
    for (const auto& watcher : watchers_) {
        if (wait_for_them && watcher->thread.joinable())
            watcher->thread.join();
        else if (watcher->thread.joinable())
            watcher->thread.detach();
    }
}

nb_fault Session::fault() const {
    const std::lock_guard lock(mutex_);
    nb_fault fault = fault_;
    fault.size = sizeof fault;
    if (fault.status == NB_OK)
        fault.lane = -1;
    return fault;
}

std::string Session::text(nb_session_text_id text) const {
    const std::lock_guard lock(mutex_);
    if (text == NB_SESSION_TEXT_FAULT)
        return fault_text_;
    if (text == NB_SESSION_TEXT_WARNINGS)
        return warnings_;
    if (text != NB_SESSION_TEXT_IN_FLIGHT)
        throw ShimError(NB_E_INVALID_ARGUMENT, "`text` is no nb_session_text_id.");
    std::string lines;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        const nb_lane& state = *lanes_[i].state;
        const uint64_t issued = load_acquire(state.issued);
        if (load_acquire(state.done) < issued)
            lines += (lines.empty() ? "lane " : "\nlane ") + std::to_string(i) + ": batch " + std::to_string(issued) +
                     ", " + std::to_string(__atomic_load_n(&state.count, __ATOMIC_RELAXED)) + " samples, token " +
                     std::to_string(__atomic_load_n(&state.token, __ATOMIC_RELAXED));
    }
    return lines;
}

} // namespace nativebench
