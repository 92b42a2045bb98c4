// The exported functions of runtime.h.

#include "engine.h"
#include "exports_common.h"

using namespace nativebench;

namespace {

// The sizes of the structs' first versions; never to change.
constexpr uint32_t RuntimeOptionsSizeV1 = 48;
constexpr uint32_t RuntimeInfoSizeV1 = 24;
constexpr uint32_t DevicePropertiesSizeV1 = 616;
constexpr uint32_t ArenaOptionsSizeV1 = 32;
constexpr uint32_t ArenaInfoSizeV1 = 32;
constexpr uint32_t KnownArenaFlags = NB_ARENA_REGISTER | NB_ARENA_BORROW | NB_ARENA_ANY_NODE;
static_assert(sizeof(nb_runtime_options) >= RuntimeOptionsSizeV1 && sizeof(nb_runtime_info) >= RuntimeInfoSizeV1 &&
              sizeof(nb_device_properties) >= DevicePropertiesSizeV1 &&
              sizeof(nb_arena_options) >= ArenaOptionsSizeV1 && sizeof(nb_arena_info) >= ArenaInfoSizeV1);

Runtime& of(const nb_runtime* runtime) {
    require(runtime != nullptr, "`runtime` is NULL.");
    return *runtime->runtime;
}

} // namespace

struct nb_arena {
    std::unique_ptr<Arena> arena;
};

uint32_t nb_tensorrt_majors(void) {
    return compiled_majors();
}

nb_status nb_runtime_create(nb_runtime** out, const nb_runtime_options* options) {
    return guarded([&] {
        require(out != nullptr, "`out` is NULL.");
        nb_runtime_options known = NB_RUNTIME_OPTIONS_INIT;
        if (options != nullptr) {
            require_size(options->size, RuntimeOptionsSizeV1, "nb_runtime_options");
            std::memcpy(&known, options, std::min<std::size_t>(options->size, sizeof known));
        }
        require(known.scheduling == NB_SCHEDULE_AUTO || known.scheduling == NB_SCHEDULE_SPIN ||
                    known.scheduling == NB_SCHEDULE_YIELD || known.scheduling == NB_SCHEDULE_BLOCK,
                "`scheduling` is no nb_scheduling.");
        *out = new nb_runtime{std::make_shared<Runtime>(known)};
    });
}

void nb_runtime_destroy(nb_runtime* runtime) {
    delete runtime;
}

nb_status nb_runtime_query(nb_runtime_info* info, const nb_runtime* runtime) {
    return guarded([&] {
        require(info != nullptr, "`info` is NULL.");
        require_size(info->size, RuntimeInfoSizeV1, "nb_runtime_info");
        copy_out(*info, of(runtime).info());
    });
}

nb_status nb_runtime_text(char* buffer, uint32_t capacity, uint32_t* required, const nb_runtime* runtime,
                          nb_runtime_text_id text) {
    return guarded([&] { copy_text(buffer, capacity, required, of(runtime).text(text)); });
}

nb_status nb_device_query(nb_device_properties* properties, const nb_runtime* runtime, int32_t device) {
    return guarded([&] {
        require(properties != nullptr, "`properties` is NULL.");
        require_size(properties->size, DevicePropertiesSizeV1, "nb_device_properties");
        copy_out(*properties, of(runtime).device(device));
    });
}

nb_status nb_device_memory(uint64_t* free_bytes, uint64_t* total_bytes, nb_runtime* runtime, int32_t device) {
    return guarded([&] {
        require(free_bytes != nullptr && total_bytes != nullptr, "`free_bytes` or `total_bytes` is NULL.");
        Cuda& cuda = of(runtime).cuda();
        cuda.make_current(device);
        std::size_t available = 0;
        std::size_t total = 0;
        cuda.check(cuda.api.cuMemGetInfo_v2(&available, &total), "cuMemGetInfo");
        *free_bytes = available;
        *total_bytes = total;
    });
}

nb_status nb_device_context(void** context, nb_runtime* runtime, int32_t device) {
    return guarded([&] {
        require(context != nullptr, "`context` is NULL.");
        *context = of(runtime).cuda().context(device);
    });
}

nb_status nb_thread_bind(const nb_runtime* runtime, int32_t device, int32_t index) {
    return guarded([&] {
        require(index >= -1, "`index` must be -1 or more.");
        std::vector<int> cpus = parse_cpu_list(of(runtime).device_place(device).cpu_list);
        if (!cpus.empty() && index >= 0)
            cpus = {cpus[static_cast<std::size_t>(index) % cpus.size()]};
        if (cpus.empty() || !bind_thread(cpus))
            throw ShimError(NB_E_UNSUPPORTED, cpus.empty() ? "The system doesn't tell which CPUs are close to device " +
                                                                 std::to_string(device) + "."
                                                           : "The system doesn't let the thread be bound to them.");
    });
}

nb_status nb_device_recover(nb_runtime* runtime, int32_t device) {
    return guarded([&] { of(runtime).recover(device); });
}

nb_status nb_arena_create(nb_arena** out, void** data, nb_runtime* runtime, const nb_arena_options* options) {
    return guarded([&] {
        require(out != nullptr && data != nullptr && options != nullptr, "`out`, `data` or `options` is NULL.");
        require_size(options->size, ArenaOptionsSizeV1, "nb_arena_options");
        nb_arena_options known = NB_ARENA_OPTIONS_INIT;
        std::memcpy(&known, options, std::min<std::size_t>(options->size, sizeof known));
        require((known.flags & ~KnownArenaFlags) == 0, "`flags` holds bits that are no NB_ARENA_....");
        require(known.bytes > 0, "`bytes` is 0.");
        const bool is_given = (known.flags & (NB_ARENA_REGISTER | NB_ARENA_BORROW)) != 0;
        require(is_given == (known.data != nullptr),
                "`data` must be given with NB_ARENA_REGISTER or NB_ARENA_BORROW, and only then.");
        require((known.flags & NB_ARENA_REGISTER) == 0 || (known.flags & NB_ARENA_BORROW) == 0,
                "NB_ARENA_REGISTER and NB_ARENA_BORROW exclude each other.");
        (void)of(runtime).cuda().device(known.device);
        auto arena = std::make_unique<nb_arena>();
        arena->arena = std::make_unique<Arena>(runtime->runtime, known);
        *data = arena->arena->data();
        *out = arena.release();
    });
}

void nb_arena_destroy(nb_arena* arena) {
    delete arena;
}

nb_status nb_arena_query(nb_arena_info* info, const nb_arena* arena) {
    return guarded([&] {
        require(info != nullptr && arena != nullptr, "`info` or `arena` is NULL.");
        require_size(info->size, ArenaInfoSizeV1, "nb_arena_info");
        copy_out(*info, arena->arena->info());
    });
}
