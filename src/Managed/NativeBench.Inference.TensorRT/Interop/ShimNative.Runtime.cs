using System.Runtime.InteropServices;

namespace NativeBench.Inference.TensorRT.Interop;

// runtime.h
internal static unsafe partial class ShimNative
{
    public const int NB_SCHEDULE_AUTO = 0;
    public const int NB_SCHEDULE_SPIN = 1;
    public const int NB_SCHEDULE_BLOCK = 4;

    public const uint NB_RUNTIME_CUDA_EMULATED = 1;
    public const uint NB_RUNTIME_TENSORRT_EMULATED = 2;
    public const uint NB_RUNTIME_TENSORRT = 4;
    public const uint NB_RUNTIME_BUILDER = 8;
    public const uint NB_RUNTIME_ENGINE_EMULATED = 16;

    public const int NB_RUNTIME_TEXT_CUDA_PATH = 1;
    public const int NB_RUNTIME_TEXT_TENSORRT_PATH = 2;
    public const int NB_RUNTIME_TEXT_TENSORRT_REASON = 3;
    public const int NB_RUNTIME_TEXT_PARSER_PATH = 4;
    public const int NB_RUNTIME_TEXT_BUILDER_REASON = 5;

    public const uint NB_ARENA_BORROW = 2;

    [LibraryImport(Library)]
    public static partial uint nb_tensorrt_majors();

    [LibraryImport(Library)]
    public static partial int nb_runtime_create(out RuntimeHandle runtime, in nb_runtime_options options);

    [LibraryImport(Library)]
    public static partial void nb_runtime_destroy(nint runtime);

    [LibraryImport(Library)]
    public static partial int nb_runtime_query(ref nb_runtime_info info, RuntimeHandle runtime);

    [LibraryImport(Library)]
    public static partial int nb_runtime_text(Span<byte> buffer, uint capacity, out uint required, RuntimeHandle runtime, int text);

    [LibraryImport(Library)]
    public static partial int nb_device_query(ref nb_device_properties properties, RuntimeHandle runtime, int device);

    [LibraryImport(Library)]
    public static partial int nb_device_memory(out ulong free_bytes, out ulong total_bytes, RuntimeHandle runtime, int device);

    [LibraryImport(Library)]
    public static partial int nb_thread_bind(RuntimeHandle runtime, int device, int index);

    [LibraryImport(Library)]
    public static partial int nb_device_recover(RuntimeHandle runtime, int device);

    [LibraryImport(Library)]
    public static partial int nb_arena_create(out ArenaHandle arena, out nint data, RuntimeHandle runtime, in nb_arena_options options);

    [LibraryImport(Library)]
    public static partial void nb_arena_destroy(nint arena);

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_runtime_options
    {
        public uint size;
        public int scheduling;
        public byte* cuda_library;
        public byte* tensorrt_library;
        public byte* parser_library;
        public byte* plugin_library;
        public byte* emulation_onnxruntime;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_runtime_info
    {
        public uint size;
        public uint flags;
        public int driver_version;
        public int tensorrt_version;
        public int tensorrt_major;
        public uint device_count;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_device_properties
    {
        public uint size;
        public int ordinal;
        public int compute_capability_major;
        public int compute_capability_minor;
        public int integrated;
        public int multiprocessors;
        public int copy_engines;
        public int stream_write_value;
        public int batch_copy;
        public int dla_cores;
        public int numa_node;
        public int can_map_host_memory;
        public ulong memory_bytes;
        public fixed byte uuid[16];
        public fixed byte name[256];
        public fixed byte pci_bus_id[32];
        public fixed byte cpu_list[256];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_arena_options
    {
        public uint size;
        public uint flags;
        public int device;
        public uint reserved;
        public ulong bytes;
        public void* data;
    }
}
