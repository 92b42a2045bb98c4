using System.Runtime.InteropServices;

namespace NativeBench.Inference.TensorRT.Interop;

// engine.h
internal static unsafe partial class ShimNative
{
    public const int NB_MAX_RANK = 8;

    public const uint NB_PRECISION_FP16 = 1;
    public const uint NB_PRECISION_BF16 = 2;
    public const uint NB_PRECISION_INT8 = 4;
    public const uint NB_PRECISION_FP8 = 8;

    public const uint NB_BUILD_STRONGLY_TYPED = 1;
    public const uint NB_BUILD_SPARSE_WEIGHTS = 2;
    public const uint NB_BUILD_NO_TF32 = 4;
    public const uint NB_BUILD_DLA_GPU_FALLBACK = 8;
    public const uint NB_BUILD_VERSION_COMPATIBLE = 16;
    public const uint NB_BUILD_HARDWARE_COMPATIBLE = 32;
    public const uint NB_BUILD_DETAILED = 64;
    public const uint NB_BUILD_REBUILD = 128;

    public const uint NB_BUILD_FROM_CACHE = 1;
    public const uint NB_BUILD_REPLACED_PLAN = 2;

    public const int NB_BUILD_PHASE_WAITING = 1;
    public const int NB_BUILD_PHASE_BUILDING = 4;

    public const int NB_BUILD_TEXT_WARNINGS = 1;
    public const int NB_BUILD_TEXT_CACHE_FILE = 2;

    public const uint NB_ENGINE_EMULATED = 1;

    public const int NB_ENGINE_TEXT_NAME = 1;
    public const int NB_ENGINE_TEXT_TENSOR = 2;

    public const int NB_TYPE_FLOAT32 = 1;
    public const int NB_TYPE_UINT8 = 2;
    public const int NB_TYPE_INT8 = 3;
    public const int NB_TYPE_INT32 = 6;
    public const int NB_TYPE_INT64 = 7;
    public const int NB_TYPE_BOOL = 9;
    public const int NB_TYPE_FLOAT16 = 10;
    public const int NB_TYPE_BFLOAT16 = 16;

    [LibraryImport(Library)]
    public static partial int nb_build_create(out BuildHandle build, RuntimeHandle runtime, in nb_build_options options);

    [LibraryImport(Library)]
    public static partial void nb_build_destroy(nint build);

    [LibraryImport(Library)]
    public static partial int nb_build_run(BuildHandle build);

    [LibraryImport(Library)]
    public static partial int nb_build_query(ref nb_build_progress progress, BuildHandle build);

    [LibraryImport(Library)]
    public static partial int nb_build_cancel(BuildHandle build);

    [LibraryImport(Library)]
    public static partial int nb_build_outcome(ref nb_build_result result, BuildHandle build);

    [LibraryImport(Library)]
    public static partial int nb_build_text(Span<byte> buffer, uint capacity, out uint required, BuildHandle build, int text);

    [LibraryImport(Library)]
    public static partial int nb_build_engine(out EngineHandle engine, BuildHandle build);

    [LibraryImport(Library)]
    public static partial int nb_build_plan(out nint plan, out ulong bytes, BuildHandle build);

    [LibraryImport(Library)]
    public static partial int nb_engine_load(
        out EngineHandle engine, RuntimeHandle runtime, int device, int dla_core, ReadOnlySpan<byte> plan, ulong bytes);

    [LibraryImport(Library)]
    public static partial int nb_engine_load_file(
        out EngineHandle engine, RuntimeHandle runtime, int device, int dla_core, ReadOnlySpan<byte> path);

    [LibraryImport(Library)]
    public static partial void nb_engine_destroy(nint engine);

    [LibraryImport(Library)]
    public static partial int nb_engine_query(ref nb_engine_info info, EngineHandle engine);

    [LibraryImport(Library)]
    public static partial int nb_engine_tensor(ref nb_tensor_info info, EngineHandle engine, uint index);

    [LibraryImport(Library)]
    public static partial int nb_engine_profile(ref nb_shape_range range, EngineHandle engine, uint tensor, uint profile);

    [LibraryImport(Library)]
    public static partial int nb_engine_text(Span<byte> buffer, uint capacity, out uint required, EngineHandle engine, int text, uint index);

    [LibraryImport(Library)]
    public static partial int nb_layer_profile_create(out LayerProfileHandle result, EngineHandle engine, uint profile, uint batch, uint runs);

    [LibraryImport(Library)]
    public static partial void nb_layer_profile_destroy(nint profile);

    [LibraryImport(Library)]
    public static partial int nb_layer_profile_count(out uint count, LayerProfileHandle profile);

    [LibraryImport(Library)]
    public static partial int nb_layer_profile_layer(ref nb_layer_info info, LayerProfileHandle profile, uint index);

    [LibraryImport(Library)]
    public static partial int nb_layer_profile_name(Span<byte> buffer, uint capacity, out uint required, LayerProfileHandle profile, uint index);

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_shape_range
    {
        public uint size;
        public uint profile;
        public byte* tensor;
        public int rank;
        public uint reserved;
        public fixed long min[NB_MAX_RANK];
        public fixed long opt[NB_MAX_RANK];
        public fixed long max[NB_MAX_RANK];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_build_options
    {
        public uint size;
        public uint flags;
        public int device;
        public int dla_core;
        public uint precisions;
        public int optimization_level;
        public int max_aux_streams;
        public uint range_count;
        public byte* onnx_path;
        public void* onnx;
        public ulong onnx_bytes;
        public int batch_min;
        public int batch_opt;
        public int batch_max;
        public uint range_bytes;
        public nb_shape_range* ranges;
        public ulong workspace_bytes;
        public ulong dla_managed_sram_bytes;
        public ulong dla_local_dram_bytes;
        public ulong dla_global_dram_bytes;
        public byte* cache_directory;
        public byte* timing_cache_path;
        public uint lock_timeout_ms;
        public uint reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_build_progress
    {
        public uint size;
        public int phase;
        public int step;
        public int step_count;
        public ulong elapsed_ns;
        public fixed byte stage[128];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_build_result
    {
        public uint size;
        public uint flags;
        public ulong plan_bytes;
        public ulong waited_ns;
        public ulong built_ns;
        public ulong loaded_ns;
        public fixed byte key[65];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_engine_info
    {
        public uint size;
        public uint flags;
        public int device;
        public int dla_core;
        public uint tensor_count;
        public uint input_count;
        public uint output_count;
        public uint profile_count;
        public ulong plan_bytes;
        public ulong scratch_bytes;
        public int aux_streams;
        public uint reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_tensor_info
    {
        public uint size;
        public int is_input;
        public int type;
        public int rank;
        public fixed long dims[NB_MAX_RANK];
        public uint element_bits;
        public int on_host;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_layer_info
    {
        public uint size;
        public uint runs;
        public ulong mean_ns;
    }
}
