// Engines over the emulation: profiles, inspection, what each version of TensorRT can't do, DLA cores.

#include "emulated.h"

using namespace emulated;

namespace {

void profiles_and_inspection() {
    {
        RuntimeHandle runtime;
        open(runtime);
        nb_shape_range ranges[2] = {};
        const int64_t most[2] = {4, 32};
        for (uint32_t i = 0; i < 2; ++i) {
            ranges[i].size = sizeof ranges[i];
            ranges[i].tensor = "x";
            ranges[i].profile = i;
            ranges[i].rank = 2;
            ranges[i].min[0] = i == 0 ? 1 : 3;
            ranges[i].opt[0] = ranges[i].max[0] = most[i];
            ranges[i].min[1] = ranges[i].opt[1] = ranges[i].max[1] = 16;
        }
        nb_build_options options = affine();
        options.ranges = ranges;
        options.range_count = 2;
        EngineHandle engine;
        build(engine, runtime, options);

        nb_engine_info info{};
        info.size = sizeof info;
        OK(nb_engine_query(&info, engine));
        CHECK_EQUAL(uint32_t{NB_ENGINE_EMULATED}, info.flags);
        CHECK_EQUAL(2u, info.tensor_count);
        CHECK_EQUAL(1u, info.input_count);
        CHECK_EQUAL(2u, info.profile_count);
        CHECK_EQUAL(-1, info.dla_core);
        nb_tensor_info tensor{};
        tensor.size = sizeof tensor;
        OK(nb_engine_tensor(&tensor, engine, 1));
        CHECK_EQUAL(0, tensor.is_input);
        CHECK_EQUAL(NB_TYPE_FLOAT32, tensor.type);
        CHECK_EQUAL(2, tensor.rank);
        CHECK_EQUAL(int64_t{-1}, tensor.dims[0]);
        CHECK_EQUAL(int64_t{16}, tensor.dims[1]);
        CHECK_EQUAL(32u, tensor.element_bits);
        REFUSED(NB_E_INVALID_ARGUMENT, "no tensor 2: the engine has 2", nb_engine_tensor(&tensor, engine, 2));
        const auto text = [&](nb_engine_text_id which, uint32_t index) {
            return text_of([&](char* buffer, uint32_t capacity, uint32_t* required) {
                return nb_engine_text(buffer, capacity, required, engine, which, index);
            });
        };
        CHECK_EQUAL(std::string("x"), text(NB_ENGINE_TEXT_TENSOR, 0));
        CHECK_EQUAL(std::string("y"), text(NB_ENGINE_TEXT_TENSOR, 1));
        CHECK_CONTAINS("Layers", text(NB_ENGINE_TEXT_LAYERS, 0));
        nb_shape_range range{};
        range.size = sizeof range;
        OK(nb_engine_profile(&range, engine, 0, 1));
        CHECK_EQUAL(int64_t{3}, range.min[0]);
        CHECK_EQUAL(int64_t{32}, range.max[0]);
        REFUSED(NB_E_INVALID_ARGUMENT, "'y' is an output", nb_engine_profile(&range, engine, 1, 0));
        REFUSED(NB_E_INVALID_ARGUMENT, "no optimisation profile 2", nb_engine_profile(&range, engine, 0, 2));

        // Each session has one profile; a batch below its smallest runs with that.
        nb_session_options session_options = NB_SESSION_OPTIONS_INIT;
        session_options.max_batch = 5;
        SessionHandle session;
        nb_lane* lanes = nullptr;
        REFUSED(NB_E_INVALID_ARGUMENT, "max_batch is 5, but the engine takes 1 to 4",
                nb_session_create(&session, &lanes, engine, &session_options));
        session_options.profile = 1;
        OK(nb_session_create(&session, &lanes, engine, &session_options));
        const Samples samples(runtime, 8);
        Reaper reaper(session, lanes, session_options.lanes);
        for (uint32_t count = 1; count <= 5; ++count) {
            std::vector<uint32_t> batch;
            std::vector<const void*> addresses;
            for (uint32_t i = 0; i < count; ++i) {
                batch.push_back((i * 3) % 8);
                addresses.push_back(samples.at(batch.back()));
            }
            uint32_t lane = 0;
            OK(nb_submit(&lane, session, addresses.data(), count, count));
            OK(reaper.wait(10000));
            CHECK_EQUAL(1u, reaper.poll([&](uint64_t token, uint32_t, nb_status, const float* out) {
                CHECK_EQUAL(uint64_t{count}, token);
                check_outputs(samples, batch, out);
            }));
        }

        nb_layer_profile* layers = nullptr;
        OK(nb_layer_profile_create(&layers, engine, 0, 4, 3));
        uint32_t layer_count = 0;
        OK(nb_layer_profile_count(&layer_count, layers));
        CHECK_EQUAL(1u, layer_count);
        nb_layer_info layer{};
        layer.size = sizeof layer;
        OK(nb_layer_profile_layer(&layer, layers, 0));
        CHECK_EQUAL(3u, layer.runs);
        CHECK_CONTAINS("emulated", text_of([&](char* buffer, uint32_t capacity, uint32_t* required) {
                           return nb_layer_profile_name(buffer, capacity, required, layers, 0);
                       }));
        nb_layer_profile_destroy(layers);
    }
    check_clean();
}

// The emulated engine behaves like any version; a fake TensorRT is of one.
void each_version_refuses_what_it_cannot() {
    struct Rule {
        const char* version;
        uint32_t flags;
        uint32_t precisions;
        const char* refusal; // null: it can
    };
    const Rule rules[] = {
        {"8601", 0, NB_PRECISION_FP16 | NB_PRECISION_INT8, nullptr},
        {"8601", 0, NB_PRECISION_BF16, "TensorRT 8.6.1 can't compute in BF16"},
        {"8601", 0, NB_PRECISION_FP8, "TensorRT 8.6.1 can't compute in FP8"},
        {"8601", NB_BUILD_STRONGLY_TYPED, 0, "TensorRT 8.6.1 has no strongly typed networks"},
        {"8503", NB_BUILD_VERSION_COMPATIBLE, 0, "TensorRT 8.5.3 can't build version-compatible plans"},
        {"101600", 0, NB_PRECISION_FP16 | NB_PRECISION_BF16 | NB_PRECISION_INT8 | NB_PRECISION_FP8, nullptr},
        {"101600", NB_BUILD_STRONGLY_TYPED, 0, nullptr},
        {"101600", NB_BUILD_STRONGLY_TYPED, NB_PRECISION_FP16, "The network is strongly typed"},
        {"110100", 0, 0, nullptr},
        {"110100", 0, NB_PRECISION_FP16, "TensorRT 11.1.0 builds strongly typed networks only"},
    };
    for (const Rule& rule : rules) {
        configure(std::string("tensorrt=") + rule.version);
        RuntimeHandle runtime;
        open(runtime);
        nb_build_options options = affine();
        options.flags = rule.flags;
        options.precisions = rule.precisions;
        BuildHandle build;
        if (rule.refusal == nullptr)
            OK(nb_build_create(&build, runtime, &options));
        else
            REFUSED(NB_E_UNSUPPORTED, rule.refusal, nb_build_create(&build, runtime, &options));
    }
}

void dla_cores_are_of_integrated_devices() {
    configure("devices=H100,Orin");
    RuntimeHandle runtime;
    open(runtime);
    nb_build_options options = affine(1);
    options.dla_core = 0;
    options.precisions = 0;
    BuildHandle build;
    REFUSED(NB_E_UNSUPPORTED, "has no DLA core 0", nb_build_create(&build, runtime, &options));
    options.device = 1;
    OK(nb_build_create(&build, runtime, &options));
    OK(nb_build_run(build));
    EngineHandle engine;
    OK(nb_build_engine(&engine, build));
    nb_engine_info info{};
    info.size = sizeof info;
    OK(nb_engine_query(&info, engine));
    CHECK_EQUAL(0, info.dla_core);
    build.reset();
    options.dla_core = 2;
    REFUSED(NB_E_UNSUPPORTED, "has no DLA core 2", nb_build_create(&build, runtime, &options));
    options.dla_core = 1;
    options.batch_max = 2;
    REFUSED(NB_E_UNSUPPORTED, "fixed shapes only", nb_build_create(&build, runtime, &options));
}

} // namespace

int main(int argc, char** argv) {
    return check::run(argc, argv,
                      {
                          {"profiles_and_inspection", profiles_and_inspection},
                          {"each_version_refuses_what_it_cannot", each_version_refuses_what_it_cannot},
                          {"dla_cores_are_of_integrated_devices", dla_cores_are_of_integrated_devices},
                      });
}
