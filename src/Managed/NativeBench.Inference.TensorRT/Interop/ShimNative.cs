using System.Runtime.InteropServices;

namespace NativeBench.Inference.TensorRT.Interop;

// native/trt_shim/include/nativebench_trt_shim.h, one to one and under its names; its comments say what things mean. One
// file for each of its parts; here base.h and probe.h.
internal static unsafe partial class ShimNative
{
    public const string Library = "nativebench_trt_shim";

    public const uint NB_ABI_VERSION_MAJOR = 1;
    public const uint NB_ABI_VERSION_MINOR = 2;

    public const int NB_OK = 0;
    public const int NB_BUSY = 1;
    public const int NB_TIMEOUT = 2;
    public const int NB_INTERRUPTED = 3;
    public const int NB_CANCELLED = 4;

    public const int NB_E_INVALID_ARGUMENT = -1;
    public const int NB_E_BUFFER_TOO_SMALL = -3;
    public const int NB_E_OUT_OF_MEMORY = -4;
    public const int NB_E_LIBRARY = -6;
    public const int NB_E_DEVICE_LOST = -9;
    public const int NB_E_UNSUPPORTED = -10;
    public const int NB_E_MODEL = -11;
    public const int NB_E_PLAN = -12;
    public const int NB_E_FILE = -13;
    public const int NB_E_STATE = -14;

    public const int NB_CUDA = 1;
    public const int NB_TENSORRT = 2;

    public const int NB_LIBRARY_USABLE = 5;

    public const uint NB_LIBRARY_EMULATED = 2;

    public const int NB_TEXT_PATH = 1;
    public const int NB_TEXT_REASON = 2;
    public const int NB_TEXT_INIT_RESULT = 3;
    public const int NB_TEXT_ATTEMPT_NAME = 4;
    public const int NB_TEXT_ATTEMPT_FAILURE = 5;
    public const int NB_TEXT_DEVICE_PROBLEM = 6;

    static ShimNative() => NativeLibrary.SetDllImportResolver(typeof(ShimNative).Assembly, ShimLibrary.Resolve);

    [LibraryImport(Library)]
    public static partial byte* nb_last_error();

    [LibraryImport(Library)]
    public static partial int nb_probe_create(out ProbeHandle probe, in nb_probe_options options);

    [LibraryImport(Library)]
    public static partial void nb_probe_destroy(nint probe);

    [LibraryImport(Library)]
    public static partial int nb_probe_library(ref nb_library_info info, ProbeHandle probe, int which);

    [LibraryImport(Library)]
    public static partial int nb_probe_device(ref nb_device_info info, ProbeHandle probe, uint index);

    [LibraryImport(Library)]
    public static partial int nb_probe_text(Span<byte> buffer, uint capacity, out uint required, ProbeHandle probe, int which, int text, uint index);

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_probe_options
    {
        public uint size;
        public uint reserved;
        public byte* cuda_library;
        public byte* tensorrt_library;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_library_info
    {
        public uint size;
        public int state;
        public uint flags;
        public uint attempt_count;
        public int version;
        public int version_major;
        public int version_minor;
        public int version_patch;
        public int init_result;
        public uint device_count;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_device_info
    {
        public uint size;
        public int ordinal;
        public int compute_capability_major;
        public int compute_capability_minor;
        public int integrated;
        public int query_result;
        public ulong memory_bytes;
        public fixed byte name[256];
        public fixed byte pci_bus_id[32];
    }
}
