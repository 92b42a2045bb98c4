// The runtime, devices and arenas over the emulation; and what is said when a library is missing.

#include "emulated.h"

#include <cstring>

using namespace emulated;

namespace {

void what_is_there_is_told() {
    {
        configure("devices=H100,Orin");
        RuntimeHandle runtime;
        open(runtime);
        nb_runtime_info info{};
        info.size = sizeof info;
        OK(nb_runtime_query(&info, runtime));
        CHECK_EQUAL(2u, info.device_count);
        CHECK_EQUAL(13000, info.driver_version);
        const uint32_t expected =
            NB_RUNTIME_CUDA_EMULATED | NB_RUNTIME_TENSORRT_EMULATED | NB_RUNTIME_TENSORRT | NB_RUNTIME_BUILDER;
        CHECK_EQUAL(expected, info.flags & ~NB_RUNTIME_ENGINE_EMULATED);
        CHECK(info.tensorrt_major >= 8);
        const auto text = [&](nb_runtime_text_id which) {
            return text_of([&](char* buffer, uint32_t capacity, uint32_t* required) {
                return nb_runtime_text(buffer, capacity, required, runtime, which);
            });
        };
        CHECK_EQUAL(cuda_file(), text(NB_RUNTIME_TEXT_CUDA_PATH));
        CHECK_EQUAL(engine_file(), text(NB_RUNTIME_TEXT_TENSORRT_PATH));
        CHECK_EQUAL(std::string(), text(NB_RUNTIME_TEXT_TENSORRT_REASON));
        CHECK_EQUAL(std::string(), text(NB_RUNTIME_TEXT_BUILDER_REASON));

        nb_device_properties device{};
        device.size = sizeof device;
        OK(nb_device_query(&device, runtime, 1));
        CHECK_EQUAL(std::string("Emulated Orin"), device.name);
        CHECK_EQUAL(1, device.integrated);
        CHECK_EQUAL(8, device.compute_capability_major);
        CHECK_EQUAL(16, device.multiprocessors);
        CHECK_EQUAL(2, device.dla_cores);
        CHECK_EQUAL(NB_BATCH_COPY_V2, device.batch_copy);
        CHECK_EQUAL(-1, device.numa_node);
        CHECK_EQUAL(0, std::memcmp(device.uuid, "emulated-device\1", 16));
        REFUSED(NB_E_INVALID_ARGUMENT, "There is no CUDA device 2: 2 found", nb_device_query(&device, runtime, 2));
        REFUSED(NB_E_UNSUPPORTED, "which CPUs are close", nb_thread_bind(runtime, 0, -1));
        uint64_t free_bytes = 0;
        uint64_t total_bytes = 0;
        OK(nb_device_memory(&free_bytes, &total_bytes, runtime, 0));
        CHECK_EQUAL(total_bytes, free_bytes);
        void* context = nullptr;
        OK(nb_device_context(&context, runtime, 0));
        CHECK(context != nullptr);
    }
    check_clean();
}

void arenas_allocate_register_and_borrow() {
    {
        RuntimeHandle runtime;
        open(runtime);
        nb_arena_options options = NB_ARENA_OPTIONS_INIT;
        options.bytes = 100000;
        ArenaHandle own;
        void* data = nullptr;
        OK(nb_arena_create(&own, &data, runtime, &options));
        CHECK_EQUAL(uintptr_t{0}, reinterpret_cast<uintptr_t>(data) % 4096);
        CHECK_EQUAL(0, static_cast<char*>(data)[99999]);
        nb_arena_info info{};
        info.size = sizeof info;
        OK(nb_arena_query(&info, own));
        CHECK_EQUAL(uint64_t{100000}, info.bytes);
        CHECK_EQUAL(uint32_t{NB_ARENA_SURVIVES}, info.flags);
        CHECK_EQUAL(uint64_t{1}, report().value("registered_blocks"));

        options.flags = NB_ARENA_BORROW; // what is page-locked already
        options.data = data;
        ArenaHandle borrowed;
        void* same = nullptr;
        OK(nb_arena_create(&borrowed, &same, runtime, &options));
        CHECK(same == data);
        CHECK_EQUAL(uint64_t{1}, report().value("registered_blocks"));

        std::vector<char> memory(8192);
        options.flags = NB_ARENA_REGISTER;
        options.bytes = memory.size();
        options.data = memory.data();
        ArenaHandle registered;
        OK(nb_arena_create(&registered, &same, runtime, &options));
        CHECK(same == memory.data());
        ArenaHandle twice;
        REFUSED(NB_E_CUDA, "cuMemHostRegister answered", nb_arena_create(&twice, &same, runtime, &options));
        registered.reset();
        OK(nb_arena_create(&twice, &same, runtime, &options));

        options = NB_ARENA_OPTIONS_INIT;
        REFUSED(NB_E_INVALID_ARGUMENT, "`bytes` is 0", nb_arena_create(&registered, &same, runtime, &options));
        options.bytes = 1;
        options.flags = NB_ARENA_REGISTER;
        REFUSED(NB_E_INVALID_ARGUMENT, "`data` must be given", nb_arena_create(&registered, &same, runtime, &options));
    }
    check_clean();
}

void without_registering_the_driver_allocates() {
    {
        RuntimeHandle runtime;
        open(runtime);
        configure("faults=cuMemHostRegister_v2@1=801");
        const Samples samples(runtime, 4);
        nb_arena_info info{};
        info.size = sizeof info;
        OK(nb_arena_query(&info, samples.arena));
        CHECK_EQUAL(0u, info.flags);
        CHECK_EQUAL(uint64_t{1}, report().value("pinned_blocks"));
    }
    check_clean();
}

void an_arena_larger_than_memory_is_refused() {
    {
        configure("pinned_mb=64");
        RuntimeHandle runtime;
        open(runtime);
        nb_arena_options options = NB_ARENA_OPTIONS_INIT;
        options.bytes = uint64_t{1} << 46;
        ArenaHandle arena;
        void* data = nullptr;
        REFUSED(NB_E_OUT_OF_MEMORY,
                "An arena of 67108864 MiB can't be page-locked: that is more than there is. This machine has",
                nb_arena_create(&arena, &data, runtime, &options));
        options.bytes = uint64_t{65} << 20;
        REFUSED(NB_E_OUT_OF_MEMORY, "An arena of 65 MiB can't be page-locked: the driver has no more",
                nb_arena_create(&arena, &data, runtime, &options));
        options.bytes = uint64_t{32} << 20;
        OK(nb_arena_create(&arena, &data, runtime, &options));
    }
    check_clean();
}

void a_device_without_room_refuses_the_session() {
    {
        configure("memory_mb=1");
        RuntimeHandle runtime;
        open(runtime);
        EngineHandle engine;
        build(engine, runtime, affine(8192));
        nb_session_options options = NB_SESSION_OPTIONS_INIT;
        options.max_batch = 8192; // half a megabyte for each input and output
        SessionHandle session;
        nb_lane* lanes = nullptr;
        REFUSED(NB_E_OUT_OF_MEMORY, "cuMemAlloc answered CUDA_ERROR_OUT_OF_MEMORY",
                nb_session_create(&session, &lanes, engine, &options));
        options.lanes = 1;
        OK(nb_session_create(&session, &lanes, engine, &options));
    }
    check_clean();
}

nb_status open_with(RuntimeHandle& runtime, const std::string& cuda, const std::string& tensorrt) {
    nb_runtime_options options = NB_RUNTIME_OPTIONS_INIT;
    options.cuda_library = cuda.c_str();
    options.tensorrt_library = tensorrt.c_str();
    return nb_runtime_create(&runtime, &options);
}

void missing_libraries_are_named() {
    RuntimeHandle runtime;
    REFUSED(NB_E_LIBRARY, "The file given for the CUDA driver can't be opened: /no/libcuda.so",
            open_with(runtime, "/no/libcuda.so", engine_file()));
    REFUSED(NB_E_LIBRARY, "is for CUDA 10.2, but 11.4 or newer is needed",
            open_with(runtime, std::string(FAKES_DIRECTORY) + "/libfake_cuda_old.so", engine_file()));
    REFUSED(NB_E_LIBRARY, "lacks cuDeviceGetUuid_v2, cuDevicePrimaryCtxRetain",
            open_with(runtime, std::string(FAKES_DIRECTORY) + "/libfake_cuda.so", engine_file()));

    // Without TensorRT: devices and memory, but no engines.
    OK(open_with(runtime, cuda_file(), "/no/libnvinfer.so"));
    nb_runtime_info info{};
    info.size = sizeof info;
    OK(nb_runtime_query(&info, runtime));
    CHECK_EQUAL(uint32_t{NB_RUNTIME_CUDA_EMULATED}, info.flags);
    { const Samples samples(runtime, 1); }
    EngineHandle engine;
    REFUSED(NB_E_LIBRARY, "/no/libnvinfer.so", nb_engine_load(&engine, runtime, 0, -1, "x", 1));
    const nb_build_options options = affine();
    BuildHandle build;
    REFUSED(NB_E_LIBRARY, "/no/libnvinfer.so", nb_build_create(&build, runtime, &options));
    runtime.reset();

    const uint32_t majors = nb_tensorrt_majors();
    if ((majors & 1u << 10) == 0) {
        OK(open_with(runtime, cuda_file(), std::string(FAKES_DIRECTORY) + "/libfake_nvinfer_10.so"));
        REFUSED(NB_E_LIBRARY, "of version 10, but this shim was built without",
                nb_engine_load(&engine, runtime, 0, -1, "x", 1));
    } else {
        OK(open_with(runtime, cuda_file(), std::string(FAKES_DIRECTORY) + "/libfake_nvinfer_10.so"));
        REFUSED(NB_E_LIBRARY, "It lacks createInferRuntime_INTERNAL", nb_engine_load(&engine, runtime, 0, -1, "x", 1));
    }
    runtime.reset();
    check_clean();
}

} // namespace

int main(int argc, char** argv) {
    return check::run(argc, argv,
                      {
                          {"arenas_allocate_register_and_borrow", arenas_allocate_register_and_borrow},
                          {"without_registering_the_driver_allocates", without_registering_the_driver_allocates},
                          {"an_arena_larger_than_memory_is_refused", an_arena_larger_than_memory_is_refused},
                          {"a_device_without_room_refuses_the_session", a_device_without_room_refuses_the_session},
                          {"what_is_there_is_told", what_is_there_is_told},
                          {"missing_libraries_are_named", missing_libraries_are_named},
                      });
}
