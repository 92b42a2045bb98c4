using System.Runtime.InteropServices;

namespace NativeBench.LoadGen.Official.Interop;

// native/loadgen_bridge/include/nativebench_loadgen_bridge.h, one to one and under its names. The library is the user's, so its
// functions are looked up in the one that was named, not by the runtime's search.
internal static class BridgeNative
{
    public const uint NBLG_ABI_VERSION = 1;

    public const int NBLG_OK = 0;
    public const int NBLG_ERROR_ARGUMENT = 1;
    public const int NBLG_ERROR_BUSY = 2;
    public const int NBLG_ERROR_EXCEPTION = 3;
    public const int NBLG_ERROR_UNSUPPORTED = 4;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct nblg_callbacks
{
    public uint struct_size;
    public uint reserved;
    public nint context;
    public byte* system_name;
    public byte* library_name;
    public ulong total_sample_count;
    public ulong performance_sample_count;
    public delegate* unmanaged[Cdecl]<nint, QuerySample*, ulong, void> issue_query;
    public delegate* unmanaged[Cdecl]<nint, void> flush_queries;
    public delegate* unmanaged[Cdecl]<nint, long*, ulong, void> load_samples;
    public delegate* unmanaged[Cdecl]<nint, long*, ulong, void> unload_samples;
}

[StructLayout(LayoutKind.Sequential)]
internal struct nblg_settings
{
    public uint struct_size;
    public int scenario;
    public int mode;
    public int server_find_peak_qps_decimals_of_precision;
    public double single_stream_expected_latency_ns;
    public double single_stream_target_latency_percentile;
    public double multi_stream_expected_latency_ns;
    public double multi_stream_target_latency_percentile;
    public ulong multi_stream_samples_per_query;
    public double server_target_qps;
    public ulong server_target_latency_ns;
    public double server_target_latency_percentile;
    public double server_find_peak_qps_boundary_step_size;
    public ulong server_max_async_queries;
    public double offline_expected_qps;
    public ulong min_duration_ms;
    public ulong max_duration_ms;
    public ulong min_query_count;
    public ulong max_query_count;
    public ulong qsl_rng_seed;
    public ulong sample_index_rng_seed;
    public ulong schedule_rng_seed;
    public ulong accuracy_log_rng_seed;
    public double accuracy_log_probability;
    public ulong accuracy_log_sampling_target;
    public ulong test05_qsl_rng_seed;
    public ulong test05_sample_index_rng_seed;
    public ulong test05_schedule_rng_seed;
    public ulong performance_issue_same_index;
    public ulong performance_sample_count_override;
    public ulong accuracy_sample_count_override;
    public ulong server_ttft_latency;
    public ulong server_tpot_latency;
    public ulong token_latency_scaling_factor;
    public uint server_coalesce_queries;
    public uint sample_concatenate_permutation;
    public uint test05;
    public uint print_timestamps;
    public uint performance_issue_unique;
    public uint performance_issue_same;
    public uint use_token_latencies;
    public uint infer_token_latencies;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct nblg_log_settings
{
    public uint struct_size;
    public uint enable_trace;
    public byte* output_folder;
    public byte* audit_config;
}
