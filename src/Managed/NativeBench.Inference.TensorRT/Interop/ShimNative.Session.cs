using System.Runtime.InteropServices;

namespace NativeBench.Inference.TensorRT.Interop;

// session.h
internal static unsafe partial class ShimNative
{
    public const uint NB_SESSION_GRAPHS = 1;
    public const uint NB_SESSION_HOST_FUNCTION = 2;

    public const int NB_GATHER_AUTO = 0;
    public const int NB_GATHER_RUNS = 1;
    public const int NB_GATHER_BATCH_COPY = 2;
    public const int NB_GATHER_CPU = 3;

    public const int NB_SESSION_TEXT_FAULT = 1;
    public const int NB_SESSION_TEXT_WARNINGS = 2;
    public const int NB_SESSION_TEXT_IN_FLIGHT = 3;

    [LibraryImport(Library)]
    public static partial int nb_session_create(out SessionHandle session, out nb_lane* lanes, EngineHandle engine, in nb_session_options options);

    [LibraryImport(Library)]
    public static partial void nb_session_destroy(nint session);

    [LibraryImport(Library)]
    public static partial int nb_session_query(ref nb_session_info info, SessionHandle session);

    [LibraryImport(Library)]
    public static partial int nb_session_input(out ulong sample_bytes, SessionHandle session, uint input);

    [LibraryImport(Library)]
    public static partial int nb_session_output(out nint data, out ulong sample_bytes, SessionHandle session, uint lane, uint output);

    [LibraryImport(Library)]
    public static partial int nb_warm_up(SessionHandle session, ReadOnlySpan<uint> batch_sizes, uint size_count, uint rounds);

    // Called for every batch, so without a SafeHandle's counting: whoever calls keeps the session alive.
    [LibraryImport(Library)]
    public static partial int nb_submit(out uint lane, nint session, void** addresses, uint count, ulong token);

    [LibraryImport(Library)]
    public static partial int nb_wait(nint session, ulong* seen, uint timeout_ms);

    [LibraryImport(Library)]
    public static partial int nb_session_wake(SessionHandle session);

    [LibraryImport(Library)]
    public static partial int nb_drain(SessionHandle session, uint timeout_ms);

    [LibraryImport(Library)]
    public static partial int nb_session_counters(ref nb_counters counters, SessionHandle session);

    [LibraryImport(Library)]
    public static partial int nb_session_text(Span<byte> buffer, uint capacity, out uint required, SessionHandle session, int text);

    /// <summary>Three cache lines: the device's, the submitter's, the reaper's.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct nb_lane
    {
        public ulong done;
        public fixed ulong reserved_done[7];
        public ulong issued;
        public ulong token;
        public uint count;
        public int status;
        public ulong submit_ns;
        public ulong queued_ns;
        public fixed ulong reserved_issued[3];
        public ulong released;
        public fixed ulong reserved_released[7];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_input_shape
    {
        public uint size;
        public int rank;
        public byte* tensor;
        public fixed long dims[NB_MAX_RANK];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_session_options
    {
        public uint size;
        public uint flags;
        public uint lanes;
        public uint max_batch;
        public uint profile;
        public int gather;
        public uint auto_runs;
        public uint drain_timeout_ms;
        public uint shape_count;
        public uint shape_bytes;
        public nb_input_shape* shapes;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_session_info
    {
        public uint size;
        public uint lanes;
        public uint max_batch;
        public uint fixed_batch;
        public uint input_count;
        public uint output_count;
        public int zero_copy;
        public int device_words;
        public int gather;
        public int batch_copy;
        public ulong device_bytes;
        public ulong pinned_bytes;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct nb_counters
    {
        public uint size;
        public uint reserved;
        public ulong batches;
        public ulong samples;
        public ulong busy;
        public ulong graph_launches;
        public ulong enqueues;
        public ulong h2d_copies;
        public ulong h2d_bytes;
        public ulong d2h_copies;
        public ulong d2h_bytes;
        public ulong batch_copies;
        public ulong gathered_samples;
        public ulong gathered_bytes;
        public ulong bound_in_place;
        public ulong device_words;
        public ulong host_words;
        public ulong waits;
        public ulong failed_submits;
        public ulong failed_batches;
        public ulong graphs;
        public ulong failed_captures;
        public ulong submit_calls;
        public ulong wait_calls;
        public ulong other_calls;
    }
}
