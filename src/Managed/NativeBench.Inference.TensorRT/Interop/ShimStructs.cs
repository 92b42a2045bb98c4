namespace NativeBench.Inference.TensorRT.Interop;

/// <summary>The structs that cross the boundary, with the numbers under which nb_struct_size knows them.</summary>
internal static unsafe class ShimStructs
{
    public static IReadOnlyList<(int Number, string Name, int Size)> All { get; } =
    [
        (1, nameof(ShimNative.nb_probe_options), sizeof(ShimNative.nb_probe_options)),
        (2, nameof(ShimNative.nb_library_info), sizeof(ShimNative.nb_library_info)),
        (3, nameof(ShimNative.nb_device_info), sizeof(ShimNative.nb_device_info)),
        (4, nameof(ShimNative.nb_runtime_options), sizeof(ShimNative.nb_runtime_options)),
        (5, nameof(ShimNative.nb_runtime_info), sizeof(ShimNative.nb_runtime_info)),
        (6, nameof(ShimNative.nb_device_properties), sizeof(ShimNative.nb_device_properties)),
        (7, nameof(ShimNative.nb_arena_options), sizeof(ShimNative.nb_arena_options)),
        (9, nameof(ShimNative.nb_shape_range), sizeof(ShimNative.nb_shape_range)),
        (10, nameof(ShimNative.nb_build_options), sizeof(ShimNative.nb_build_options)),
        (11, nameof(ShimNative.nb_build_progress), sizeof(ShimNative.nb_build_progress)),
        (12, nameof(ShimNative.nb_build_result), sizeof(ShimNative.nb_build_result)),
        (13, nameof(ShimNative.nb_engine_info), sizeof(ShimNative.nb_engine_info)),
        (14, nameof(ShimNative.nb_tensor_info), sizeof(ShimNative.nb_tensor_info)),
        (15, nameof(ShimNative.nb_layer_info), sizeof(ShimNative.nb_layer_info)),
        (16, nameof(ShimNative.nb_input_shape), sizeof(ShimNative.nb_input_shape)),
        (17, nameof(ShimNative.nb_session_options), sizeof(ShimNative.nb_session_options)),
        (18, nameof(ShimNative.nb_session_info), sizeof(ShimNative.nb_session_info)),
        (19, nameof(ShimNative.nb_lane), sizeof(ShimNative.nb_lane)),
        (20, nameof(ShimNative.nb_counters), sizeof(ShimNative.nb_counters)),
    ];
}
