// The exported functions of session.h.

#include "exports_common.h"
#include "session.h"

using namespace nativebench;

namespace {

constexpr uint32_t SessionInfoSizeV1 = 56;
constexpr uint32_t CountersSizeV1 = 168;
constexpr uint32_t FaultSizeV1 = 24;
static_assert(sizeof(nb_session_info) >= SessionInfoSizeV1 && sizeof(nb_counters) >= CountersSizeV1 &&
              sizeof(nb_fault) >= FaultSizeV1);

Session& uncounted(const nb_session* session) {
    require(session != nullptr, "`session` is NULL.");
    return *session->session;
}

Session& of(const nb_session* session) {
    Session& found = uncounted(session);
    found.count_call();
    return found;
}

} // namespace

nb_status nb_session_create(nb_session** out, nb_lane** lanes, nb_engine* engine, const nb_session_options* options) {
    return guarded([&] {
        require(out != nullptr && lanes != nullptr && engine != nullptr && options != nullptr,
                "`out`, `lanes`, `engine` or `options` is NULL.");
        auto session = std::make_unique<nb_session>();
        session->session = std::make_shared<Session>(engine->engine, *options);
        *lanes = session->session->lanes();
        *out = session.release();
    });
}

void nb_session_destroy(nb_session* session) {
    if (session == nullptr)
        return;
    if (!session->session->close()) {
        keep_for_ever(session); // a hung device may still write to it
        return;
    }
    delete session;
}

nb_status nb_session_query(nb_session_info* info, const nb_session* session) {
    return guarded([&] {
        require(info != nullptr, "`info` is NULL.");
        require_size(info->size, SessionInfoSizeV1, "nb_session_info");
        copy_out(*info, of(session).info());
    });
}

nb_status nb_session_input(uint64_t* sample_bytes, const nb_session* session, uint32_t input) {
    return guarded([&] {
        require(sample_bytes != nullptr, "`sample_bytes` is NULL.");
        *sample_bytes = of(session).input_bytes(input);
    });
}

nb_status nb_session_output(const void** data, uint64_t* sample_bytes, const nb_session* session, uint32_t lane,
                            uint32_t output) {
    return guarded([&] {
        require(data != nullptr && sample_bytes != nullptr, "`data` or `sample_bytes` is NULL.");
        const Buffer& buffer = of(session).output(lane, output);
        *data = buffer.host.get();
        *sample_bytes = buffer.sample_bytes;
    });
}

nb_status nb_session_stream(void** stream, const nb_session* session, uint32_t lane) {
    return guarded([&] {
        require(stream != nullptr, "`stream` is NULL.");
        *stream = of(session).stream(lane);
    });
}

nb_status nb_warm_up(nb_session* session, const uint32_t* batch_sizes, uint32_t size_count, uint32_t rounds) {
    return guarded([&] { of(session).warm_up(batch_sizes, size_count, rounds); });
}

nb_status nb_submit(uint32_t* lane, nb_session* session, const void* const* addresses, uint32_t count, uint64_t token) {
    return guarded([&] {
        require(lane != nullptr, "`lane` is NULL.");
        return uncounted(session).submit(*lane, addresses, count, token);
    });
}

nb_status nb_wait(nb_session* session, const uint64_t* seen, uint32_t timeout_ms) {
    return guarded([&] { return uncounted(session).wait(seen, timeout_ms); });
}

nb_status nb_session_wake(nb_session* session) {
    return guarded([&] { of(session).wake(); });
}

nb_status nb_drain(nb_session* session, uint32_t timeout_ms) {
    return guarded([&] { return uncounted(session).drain(timeout_ms); });
}

nb_status nb_session_counters(nb_counters* counters, const nb_session* session) {
    return guarded([&] {
        require(counters != nullptr, "`counters` is NULL.");
        require_size(counters->size, CountersSizeV1, "nb_counters");
        copy_out(*counters, uncounted(session).counters());
    });
}

nb_status nb_session_fault(nb_fault* fault, const nb_session* session) {
    return guarded([&] {
        require(fault != nullptr, "`fault` is NULL.");
        require_size(fault->size, FaultSizeV1, "nb_fault");
        copy_out(*fault, of(session).fault());
    });
}

nb_status nb_session_text(char* buffer, uint32_t capacity, uint32_t* required, const nb_session* session,
                          nb_session_text_id text) {
    return guarded([&] { copy_text(buffer, capacity, required, of(session).text(text)); });
}
