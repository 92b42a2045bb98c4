// Real ONNX models through the whole path, computed by ONNX Runtime.

#include "emulated.h"

#include <algorithm>

using namespace emulated;

namespace {

// An ONNX model of one node from x to y, [batch, 4] floats each, written by hand: field numbers of onnx.proto.
std::string field(int number, const std::string& bytes) {
    return std::string(1, static_cast<char>(number << 3 | 2)) + static_cast<char>(bytes.size()) + bytes;
}

std::string number(int field_number, int value) {
    return std::string(1, static_cast<char>(field_number << 3)) + static_cast<char>(value);
}

std::string value_info(const char* name) {
    const std::string batch = field(1, field(2, "batch"));
    const std::string shape = field(2, batch + field(1, number(1, 4)));
    return field(1, name) + field(2, field(1, number(1, 1) + shape));
}

std::string model_of(const char* operation) {
    const std::string node = field(1, "x") + field(2, "y") + field(3, "the node") + field(4, operation);
    const std::string graph = field(1, node) + field(2, "g") + field(11, value_info("x")) + field(12, value_info("y"));
    return number(1, 8) + field(7, graph) + field(8, number(2, 13));
}

nb_build_options options_of(const std::string& model) {
    nb_build_options options = affine();
    options.onnx = model.data();
    options.onnx_bytes = model.size();
    return options;
}

void a_model_runs() {
    {
        RuntimeHandle runtime;
        open(runtime);
        const std::string model = model_of("Neg");
        EngineHandle engine;
        build(engine, runtime, options_of(model));
        nb_session_options how = NB_SESSION_OPTIONS_INIT;
        how.max_batch = 8;
        how.flags = NB_SESSION_GRAPHS;
        SessionHandle session;
        nb_lane* lanes = nullptr;
        OK(nb_session_create(&session, &lanes, engine, &how));
        const uint32_t sizes[] = {1, 3, 8};
        OK(nb_warm_up(session, sizes, 3, 1));
        const Samples samples(runtime, 8);
        for (const uint32_t count : {1u, 3u, 5u, 8u}) {
            std::vector<const void*> addresses;
            for (uint32_t i = 0; i < count; ++i)
                addresses.push_back(samples.values + 4 * ((i * 5) % 32));
            uint32_t lane = 0;
            OK(nb_submit(&lane, session, addresses.data(), count, count));
            OK(nb_wait(session, nullptr, 20000));
            const void* data = nullptr;
            uint64_t bytes = 0;
            OK(nb_session_output(&data, &bytes, session, lane, 0));
            CHECK_EQUAL(uint64_t{16}, bytes);
            for (uint32_t i = 0; i < 4 * count; ++i)
                CHECK_EQUAL(-samples.values[4 * ((i / 4 * 5) % 32) + i % 4], static_cast<const float*>(data)[i]);
            lanes[lane].released = lanes[lane].done;
        }
    }
    check_clean();
}

void an_unsupported_operator_is_named() {
    RuntimeHandle runtime;
    open(runtime);
    for (const auto& [bytes, part] : {std::pair<std::string, const char*>{model_of("NoSuchOperator"), "NoSuchOperator"},
                                      std::pair<std::string, const char*>{"this is no model", "can't be built"}}) {
        const nb_build_options options = options_of(bytes);
        BuildHandle build;
        OK(nb_build_create(&build, runtime, &options));
        REFUSED(NB_E_MODEL, part, nb_build_run(build));
    }
    check_clean();
}

} // namespace

int main(int argc, char** argv) {
    return check::run(argc, argv,
                      {
                          {"a_model_runs", a_model_runs},
                          {"an_unsupported_operator_is_named", an_unsupported_operator_is_named},
                      });
}
