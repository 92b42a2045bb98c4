/* The header must do alone, in C; and what it promises to C callers must link. */
#include "nativebench_trt_shim.h"

#include <stdio.h>
#include <string.h>

static int failures = 0;

static void check(int condition, const char* text) {
    if (!condition) {
        fprintf(stderr, "failed: %s\n", text);
        ++failures;
    }
}
#define CHECK(condition) check((condition), #condition)

int main(void) {
    nb_probe_options by_macro = NB_PROBE_OPTIONS_INIT;
    nb_probe_options by_function;
    nb_library_info library;
    nb_device_info device;
    nb_probe* probe = NULL;
    char text[512];
    uint32_t required = 0;

    CHECK(nb_abi_version() >> 16 == NB_ABI_VERSION_MAJOR);
    CHECK((nb_abi_version() & 0xFFFFu) == NB_ABI_VERSION_MINOR);
    CHECK(strlen(nb_version()) > 0);
    CHECK(nb_struct_size(NB_STRUCT_PROBE_OPTIONS) == sizeof(nb_probe_options));
    CHECK(nb_struct_size(NB_STRUCT_LIBRARY_INFO) == sizeof(nb_library_info));
    CHECK(nb_struct_size(NB_STRUCT_DEVICE_INFO) == sizeof(nb_device_info));
    CHECK(nb_struct_size(NB_STRUCT_RUNTIME_OPTIONS) == sizeof(nb_runtime_options));
    CHECK(nb_struct_size(NB_STRUCT_RUNTIME_INFO) == sizeof(nb_runtime_info));
    CHECK(nb_struct_size(NB_STRUCT_DEVICE_PROPERTIES) == sizeof(nb_device_properties));
    CHECK(nb_struct_size(NB_STRUCT_ARENA_OPTIONS) == sizeof(nb_arena_options));
    CHECK(nb_struct_size(NB_STRUCT_ARENA_INFO) == sizeof(nb_arena_info));
    CHECK(nb_struct_size(NB_STRUCT_SHAPE_RANGE) == sizeof(nb_shape_range));
    CHECK(nb_struct_size(NB_STRUCT_BUILD_OPTIONS) == sizeof(nb_build_options));
    CHECK(nb_struct_size(NB_STRUCT_BUILD_PROGRESS) == sizeof(nb_build_progress));
    CHECK(nb_struct_size(NB_STRUCT_BUILD_RESULT) == sizeof(nb_build_result));
    CHECK(nb_struct_size(NB_STRUCT_ENGINE_INFO) == sizeof(nb_engine_info));
    CHECK(nb_struct_size(NB_STRUCT_TENSOR_INFO) == sizeof(nb_tensor_info));
    CHECK(nb_struct_size(NB_STRUCT_LAYER_INFO) == sizeof(nb_layer_info));
    CHECK(nb_struct_size(NB_STRUCT_INPUT_SHAPE) == sizeof(nb_input_shape));
    CHECK(nb_struct_size(NB_STRUCT_SESSION_OPTIONS) == sizeof(nb_session_options));
    CHECK(nb_struct_size(NB_STRUCT_SESSION_INFO) == sizeof(nb_session_info));
    CHECK(nb_struct_size(NB_STRUCT_LANE) == sizeof(nb_lane));
    CHECK(nb_struct_size(NB_STRUCT_COUNTERS) == sizeof(nb_counters));
    CHECK(nb_struct_size(NB_STRUCT_FAULT) == sizeof(nb_fault));
    CHECK(nb_struct_size(4711) == 0);

    memset(&by_function, 0xAB, sizeof by_function);
    CHECK(nb_probe_options_init(&by_function, (uint32_t)sizeof by_function) == NB_OK);
    CHECK(memcmp(&by_macro, &by_function, sizeof by_macro) == 0);

    /* The build names the emulated driver with two devices in the environment. */
    CHECK(nb_probe_create(&probe, NULL) == NB_OK);
    memset(&library, 0, sizeof library);
    library.size = (uint32_t)sizeof library;
    CHECK(nb_probe_library(&library, probe, NB_CUDA) == NB_OK);
    CHECK(library.state == NB_LIBRARY_USABLE);
    CHECK(library.device_count == 2);
    memset(&device, 0, sizeof device);
    device.size = (uint32_t)sizeof device;
    CHECK(nb_probe_device(&device, probe, 1) == NB_OK);
    CHECK(device.integrated == 1);
    CHECK(nb_probe_text(text, (uint32_t)sizeof text, &required, probe, NB_CUDA, NB_TEXT_ATTEMPT_NAME, 0) == NB_OK);
    CHECK(required == strlen(text) + 1);
    CHECK(strcmp(nb_last_error(), "") == 0);
    nb_probe_destroy(probe);
    nb_probe_destroy(NULL);
    return failures == 0 ? 0 : 1;
}
