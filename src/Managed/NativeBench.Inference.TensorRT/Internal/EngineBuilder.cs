using NativeBench.Inference.TensorRT.Interop;

namespace NativeBench.Inference.TensorRT.Internal;

/// <summary>From a model to a loaded engine: built, or taken from the cache.</summary>
internal sealed unsafe class EngineBuilder(TensorRtRuntime runtime, TensorRtOptions options)
{
    private const uint LockTimeoutMs = 3_600_000;
    private const int OwnChoice = -1;

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>What came out.</summary>
    /// <param name="Engine">Loaded.</param>
    /// <param name="Origin">How it came to be, for reports.</param>
    /// <param name="Warnings">Of the shim and TensorRT, a line each.</param>
    public sealed record Result(EngineHandle Engine, string Origin, IReadOnlyList<string> Warnings);

    /// <summary>A DLA core runs one shape only; a shorter batch is filled up.</summary>
    private int SmallestBatch => options.DlaCore is null ? 1 : options.MaxBatchSize;

    private int BestBatch => options.DlaCore is null ? options.BestBatchSize ?? options.MaxBatchSize : options.MaxBatchSize;

    /// <summary>Builds from a file or from bytes; the calling thread works, another one reports.</summary>
    public Result Build(string path, ReadOnlySpan<byte> bytes, OnnxHeader header, IProgress<TensorRtBuildProgress>? progress, CancellationToken cancellation)
    {
        using var build = Create(path, bytes, header.Resolve(Path.GetFileName(path), options.Dimensions));
        using var stop = cancellation.Register(() => ShimNative.nb_build_cancel(build));
        int status;
        using (progress is null ? null : new Timer(_ => Report(build, progress), null, s_progressInterval, s_progressInterval))
            status = ShimNative.nb_build_run(build);
        if (status == ShimNative.NB_CANCELLED)
            throw new OperationCanceledException(cancellation);
        if (status == ShimNative.NB_TIMEOUT)
            throw new InferenceException($"'{Path.GetFileName(path)}' is being built by another process, which hasn't finished within an hour.");
        ShimText.CheckFor(status, $"'{Path.GetFileName(path)}' can't be built for {runtime.DeviceName(options.Device)}");

        ShimText.Check(ShimNative.nb_build_engine(out var engine, build));
        engine.Hold(runtime.Handle);
        return new Result(engine, Origin(build), Lines(build, ShimNative.NB_BUILD_TEXT_WARNINGS));
    }

    private BuildHandle Create(string path, ReadOnlySpan<byte> bytes, IReadOnlyList<(OnnxHeader.Value Input, long[] Shape)> shapes)
    {
        // The shim asks for a range only where more than the batch is open.
        var open = shapes.Where(static s => s.Input.Dimensions!.Skip(1).Any(static d => d.Size < 0)).ToArray();
        var names = open.Select(static s => NativeText.Of(s.Input.Name)).ToArray();
        var ranges = open.Select((s, i) => Range(names[i].Address, s.Shape)).ToArray();
        var (precisions, flags) = PrecisionOf(options.Precision);
        if (options.DlaCore is not null)
            flags |= ShimNative.NB_BUILD_DLA_GPU_FALLBACK;
        if (options.Rebuild)
            flags |= ShimNative.NB_BUILD_REBUILD;
        if (options.StronglyTyped)
            flags |= ShimNative.NB_BUILD_STRONGLY_TYPED;
        if (options.SparseWeights)
            flags |= ShimNative.NB_BUILD_SPARSE_WEIGHTS;
        if (options.VersionCompatible)
            flags |= ShimNative.NB_BUILD_VERSION_COMPATIBLE;
        if (options.HardwareCompatible)
            flags |= ShimNative.NB_BUILD_HARDWARE_COMPATIBLE;
        fixed (byte* onnx = bytes)
        fixed (byte* onnxPath = ShimText.NullTerminated(bytes.IsEmpty ? path : null))
        fixed (ShimNative.nb_shape_range* range = ranges)
        fixed (byte* cache = ShimText.NullTerminated(options.CacheDirectory))
        fixed (byte* timing = ShimText.NullTerminated(TimingCache()))
        {
            var native = new ShimNative.nb_build_options
            {
                size = (uint)sizeof(ShimNative.nb_build_options),
                flags = flags,
                device = options.Device,
                dla_core = options.DlaCore ?? OwnChoice,
                precisions = precisions,
                optimization_level = options.OptimizationLevel ?? OwnChoice,
                max_aux_streams = options.AuxiliaryStreams ?? OwnChoice,
                onnx_path = onnxPath,
                onnx = onnx,
                onnx_bytes = (ulong)bytes.Length,
                batch_min = SmallestBatch,
                batch_opt = BestBatch,
                batch_max = options.MaxBatchSize,
                range_count = (uint)ranges.Length,
                range_bytes = (uint)sizeof(ShimNative.nb_shape_range),
                ranges = range,
                workspace_bytes = (ulong)(options.WorkspaceBytes ?? 0),
                cache_directory = cache,
                timing_cache_path = timing,
                lock_timeout_ms = LockTimeoutMs,
            };
            var status = ShimNative.nb_build_create(out var build, runtime.Handle, native);
            foreach (var name in names)
                name.Dispose();
            if (status == ShimNative.NB_OK)
            {
                build.Hold(runtime.Handle);
                return build;
            }
            build.Dispose();
            ShimText.CheckFor(status, $"'{Path.GetFileName(path)}' can't be built");
            throw new InvalidOperationException();
        }
    }

    private ShimNative.nb_shape_range Range(nint tensor, long[] shape)
    {
        var range = new ShimNative.nb_shape_range
        {
            size = (uint)sizeof(ShimNative.nb_shape_range),
            tensor = (byte*)tensor,
            rank = shape.Length,
        };
        for (var axis = 0; axis < Math.Min(shape.Length, ShimNative.NB_MAX_RANK); axis++)
        {
            var batch = axis == 0 && shape[0] < 0;
            range.min[axis] = batch ? SmallestBatch : shape[axis];
            range.opt[axis] = batch ? BestBatch : shape[axis];
            range.max[axis] = batch ? options.MaxBatchSize : shape[axis];
        }
        return range;
    }

    /// <summary>Beside the engines: what the builder measured of one kind of device; null without a cache.</summary>
    private string? TimingCache()
    {
        if (options.CacheDirectory is not { } folder)
            return null;
        var kind = string.Concat($"{runtime.Description} {runtime.Devices[options.Device].Name}".Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return Path.Combine(folder, kind + ".timing");
    }

    private static (uint Precisions, uint Flags) PrecisionOf(TensorRtPrecision precision) => precision switch
    {
        TensorRtPrecision.Fp32 => (0, ShimNative.NB_BUILD_NO_TF32),
        TensorRtPrecision.Fp16 => (ShimNative.NB_PRECISION_FP16, 0),
        TensorRtPrecision.Bf16 => (ShimNative.NB_PRECISION_BF16, 0),
        TensorRtPrecision.Int8 => (ShimNative.NB_PRECISION_INT8 | ShimNative.NB_PRECISION_FP16, 0),
        TensorRtPrecision.Fp8 => (ShimNative.NB_PRECISION_FP8 | ShimNative.NB_PRECISION_FP16, 0),
        _ => (0, 0),
    };

    private static void Report(BuildHandle build, IProgress<TensorRtBuildProgress> progress)
    {
        var native = new ShimNative.nb_build_progress { size = (uint)sizeof(ShimNative.nb_build_progress) };
        if (ShimNative.nb_build_query(ref native, build) != ShimNative.NB_OK)
            return;
        progress.Report(new TensorRtBuildProgress(
            ShimText.Fixed(native.stage), native.step < 0 ? null : native.step, native.step_count < 0 ? null : native.step_count,
            TimeSpan.FromMicroseconds(native.elapsed_ns / 1e3), native.phase == ShimNative.NB_BUILD_PHASE_WAITING));
    }

    private static string Origin(BuildHandle build)
    {
        var result = new ShimNative.nb_build_result { size = (uint)sizeof(ShimNative.nb_build_result) };
        ShimText.Check(ShimNative.nb_build_outcome(ref result, build));
        var loaded = FormattableString.Invariant($"loaded in {result.loaded_ns / 1e9:0.000} s");
        if ((result.flags & ShimNative.NB_BUILD_FROM_CACHE) != 0)
            return $"from the cache, {loaded}";
        var built = FormattableString.Invariant($"built in {result.built_ns / 1e9:0.000} s, {loaded}");
        return (result.flags & ShimNative.NB_BUILD_REPLACED_PLAN) != 0 ? $"{built}; the cache's plan didn't load" : built;
    }

    private static string[] Lines(BuildHandle build, int which)
    {
        var text = ShimText.Read((Span<byte> buffer, uint capacity, out uint required) =>
            ShimNative.nb_build_text(buffer, capacity, out required, build, which));
        return text?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
    }
}
