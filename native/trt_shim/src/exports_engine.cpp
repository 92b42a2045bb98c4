// The exported functions of engine.h.

#include "build.h"
#include "exports_common.h"
#include "session.h"

#include <map>

using namespace nativebench;

namespace {

constexpr uint32_t BuildProgressSizeV1 = 152;
constexpr uint32_t BuildResultSizeV1 = 112;
constexpr uint32_t EngineInfoSizeV1 = 56;
constexpr uint32_t TensorInfoSizeV1 = 88;
constexpr uint32_t ShapeRangeSizeV1 = 216;
constexpr uint32_t LayerInfoSizeV1 = 16;
static_assert(sizeof(nb_build_progress) >= BuildProgressSizeV1 && sizeof(nb_build_result) >= BuildResultSizeV1 &&
              sizeof(nb_engine_info) >= EngineInfoSizeV1 && sizeof(nb_tensor_info) >= TensorInfoSizeV1 &&
              sizeof(nb_layer_info) >= LayerInfoSizeV1);

Build& of(const nb_build* build) {
    require(build != nullptr, "`build` is NULL.");
    return *build->build;
}

Engine& of(const nb_engine* engine) {
    require(engine != nullptr, "`engine` is NULL.");
    return *engine->engine;
}

nb_status load(nb_engine** out, nb_runtime* runtime, int32_t device, int32_t dla_core, const void* plan,
               uint64_t bytes) {
    require(out != nullptr && runtime != nullptr, "`out` or `runtime` is NULL.");
    require(plan != nullptr && bytes > 0, "`plan` is NULL or empty.");
    require(dla_core >= -1, "`dla_core` must be -1 or more.");
    *out = new nb_engine{std::make_shared<Engine>(runtime->runtime, device, dla_core, plan, bytes)};
    return NB_OK;
}

} // namespace

// Layers in the order in which they came first.
struct nb_layer_profile final : adapter::LayerTimes {
    struct Layer {
        std::string name;
        uint32_t runs;
        double milliseconds;
    };
    std::vector<Layer> layers;
    std::map<std::string, std::size_t> places;

    void add(const char* layer, double milliseconds) noexcept override {
        try {
            const auto [place, is_new] = places.emplace(layer, layers.size());
            if (is_new)
                layers.push_back({layer, 0, 0});
            ++layers[place->second].runs;
            layers[place->second].milliseconds += milliseconds;
        } catch (const std::exception&) {
            // Out of memory: the layer is missing.
        }
    }

    [[nodiscard]] const Layer& at(uint32_t index) const {
        require(index < layers.size(), "`index` is out of range.");
        return layers[index];
    }
};

nb_status nb_build_create(nb_build** out, nb_runtime* runtime, const nb_build_options* options) {
    return guarded([&] {
        require(out != nullptr && runtime != nullptr && options != nullptr, "`out`, `runtime` or `options` is NULL.");
        *out = new nb_build{std::make_shared<Build>(runtime->runtime, *options)};
    });
}

void nb_build_destroy(nb_build* build) {
    if (build != nullptr) {
        build->build->cancel();
        build->build->wait();
    }
    delete build;
}

nb_status nb_build_run(nb_build* build) {
    return guarded([&] {
        require(build != nullptr, "`build` is NULL.");
        const std::shared_ptr<Build> running = build->build; // the handle may be destroyed meanwhile
        return running->run();
    });
}

nb_status nb_build_query(nb_build_progress* progress, const nb_build* build) {
    return guarded([&] {
        require(progress != nullptr, "`progress` is NULL.");
        require_size(progress->size, BuildProgressSizeV1, "nb_build_progress");
        copy_out(*progress, of(build).progress());
    });
}

nb_status nb_build_cancel(nb_build* build) {
    return guarded([&] { of(build).cancel(); });
}

nb_status nb_build_outcome(nb_build_result* result, const nb_build* build) {
    return guarded([&] {
        require(result != nullptr, "`result` is NULL.");
        require_size(result->size, BuildResultSizeV1, "nb_build_result");
        copy_out(*result, of(build).result());
    });
}

nb_status nb_build_text(char* buffer, uint32_t capacity, uint32_t* required, const nb_build* build,
                        nb_build_text_id text) {
    return guarded([&] { copy_text(buffer, capacity, required, of(build).text(text)); });
}

nb_status nb_build_engine(nb_engine** out, nb_build* build) {
    return guarded([&] {
        require(out != nullptr, "`out` is NULL.");
        *out = new nb_engine{of(build).engine()};
    });
}

nb_status nb_build_plan(const void** plan, uint64_t* bytes, const nb_build* build) {
    return guarded([&] {
        require(plan != nullptr && bytes != nullptr, "`plan` or `bytes` is NULL.");
        const std::string& built = of(build).plan();
        *plan = built.data();
        *bytes = built.size();
    });
}

nb_status nb_engine_load(nb_engine** out, nb_runtime* runtime, int32_t device, int32_t dla_core, const void* plan,
                         uint64_t bytes) {
    return guarded([&] { return load(out, runtime, device, dla_core, plan, bytes); });
}

nb_status nb_engine_load_file(nb_engine** out, nb_runtime* runtime, int32_t device, int32_t dla_core,
                              const char* path) {
    return guarded([&] {
        require(path != nullptr, "`path` is NULL.");
        const std::string plan = read_file(path);
        return load(out, runtime, device, dla_core, plan.data(), plan.size());
    });
}

void nb_engine_destroy(nb_engine* engine) {
    delete engine;
}

nb_status nb_engine_query(nb_engine_info* info, const nb_engine* engine) {
    return guarded([&] {
        require(info != nullptr, "`info` is NULL.");
        require_size(info->size, EngineInfoSizeV1, "nb_engine_info");
        copy_out(*info, of(engine).info());
    });
}

nb_status nb_engine_tensor(nb_tensor_info* info, const nb_engine* engine, uint32_t index) {
    return guarded([&] {
        require(info != nullptr, "`info` is NULL.");
        require_size(info->size, TensorInfoSizeV1, "nb_tensor_info");
        copy_out(*info, of(engine).tensor_info(index));
    });
}

nb_status nb_engine_profile(nb_shape_range* range, const nb_engine* engine, uint32_t tensor, uint32_t profile) {
    return guarded([&] {
        require(range != nullptr, "`range` is NULL.");
        require_size(range->size, ShapeRangeSizeV1, "nb_shape_range");
        copy_out(*range, of(engine).profile(tensor, profile));
    });
}

nb_status nb_engine_text(char* buffer, uint32_t capacity, uint32_t* required, const nb_engine* engine,
                         nb_engine_text_id text, uint32_t index) {
    return guarded([&] { copy_text(buffer, capacity, required, of(engine).text(text, index)); });
}

nb_status nb_layer_profile_create(nb_layer_profile** out, nb_engine* engine, uint32_t profile, uint32_t batch,
                                  uint32_t runs) {
    return guarded([&] {
        require(out != nullptr && engine != nullptr, "`out` or `engine` is NULL.");
        require(runs > 0, "`runs` is 0.");
        nb_session_options options = NB_SESSION_OPTIONS_INIT;
        options.lanes = 1;
        options.max_batch = batch;
        options.profile = profile;
        Session session(engine->engine, options);
        session.warm_up(&batch, 1, 1);
        auto times = std::make_unique<nb_layer_profile>();
        session.time_layers(batch, runs, *times);
        *out = times.release();
    });
}

void nb_layer_profile_destroy(nb_layer_profile* profile) {
    delete profile;
}

nb_status nb_layer_profile_count(uint32_t* count, const nb_layer_profile* profile) {
    return guarded([&] {
        require(count != nullptr && profile != nullptr, "`count` or `profile` is NULL.");
        *count = static_cast<uint32_t>(profile->layers.size());
    });
}

nb_status nb_layer_profile_layer(nb_layer_info* info, const nb_layer_profile* profile, uint32_t index) {
    return guarded([&] {
        require(info != nullptr && profile != nullptr, "`info` or `profile` is NULL.");
        require_size(info->size, LayerInfoSizeV1, "nb_layer_info");
        const nb_layer_profile::Layer& layer = profile->at(index);
        nb_layer_info known{};
        known.size = sizeof known;
        known.runs = layer.runs;
        known.mean_ns = static_cast<uint64_t>(layer.milliseconds * 1e6 / layer.runs);
        copy_out(*info, known);
    });
}

nb_status nb_layer_profile_name(char* buffer, uint32_t capacity, uint32_t* required, const nb_layer_profile* profile,
                                uint32_t index) {
    return guarded([&] {
        require(profile != nullptr, "`profile` is NULL.");
        copy_text(buffer, capacity, required, profile->at(index).name);
    });
}
