using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference.TensorRT.Internal;
using NativeBench.Inference.TensorRT.Interop;

namespace NativeBench.Inference.TensorRT;

/// <summary>
/// A model in TensorRT on one device. Batches are submitted to lanes and found done by looking at memory that the device
/// writes. Emulated where the libraries are: then its answers are the CPU's and its times mean nothing.
/// </summary>
public sealed unsafe class TensorRtEngine : IAsynchronousEngine
{
    private const int OnGpu = -1;

    private readonly TensorRtRuntime _runtime;
    private readonly TensorRtOptions _options;
    private readonly EngineHandle _handle;
    private readonly EngineSignature _signature;
    private readonly ISampleMemory _memory;
    private readonly Lock _turn = new();
    private readonly List<TensorRtLanes> _lanes = [];
    private TensorRtCounters _closedLanes = new();

    private TensorRtEngine(
        TensorRtRuntime runtime, TensorRtOptions options, EngineBuilder.Result built, ModelFile file)
    {
        _runtime = runtime;
        _options = options;
        _handle = built.Engine;
        var near = options.SamplesNear ?? options.Device;
        _memory = options.PinnedMemory is { } provider ? new PinnedSampleMemory(runtime, near, provider) : runtime.SampleMemoryNear(near);
        Warnings = built.Warnings;
        _signature = EngineSignature.Read(_handle, file.Name, file.IsPlan ? options.Dimensions : []);
        Model = new ModelInfo
        {
            Path = file.Path,
            Sha256 = file.Sha256,
            FileBytes = file.Bytes,
            Inputs = _signature.Inputs,
            Outputs = _signature.Outputs,
            FixedBatch = _signature.FixedBatch,
            WeightsNote = file.WeightsNote,
        };
        Settings = Describe(built.Origin);
    }

    /// <inheritdoc/>
    public string BackendName => "tensorrt";

    /// <inheritdoc/>
    public string Version => _runtime.Description;

    /// <inheritdoc/>
    public string DeviceName => _runtime.DeviceName(_options.Device) + (_runtime.IsEmulated ? ", emulated" : "");

    /// <summary>It is a stand-in for tests, or runs on one: nothing measured with it is a result.</summary>
    public bool IsEmulated => _runtime.IsEmulated;

    /// <inheritdoc/>
    public ModelInfo Model { get; }

    /// <inheritdoc/>
    public ImmutableArray<KeyValuePair<string, string>> Settings { get; }

    /// <summary>What the builder had to say, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>What its lanes had to say while they warmed up, a sentence each: which batches run without a CUDA graph, and why.</summary>
    public IReadOnlyList<string> LaneWarnings
    {
        get
        {
            lock (_turn)
                return [.. _lanes.SelectMany(static lanes => lanes.ReadWarnings())];
        }
    }

    /// <summary>The largest batch that it takes.</summary>
    public int MaxBatchSize => _signature.MaxBatchSize;

    /// <summary>What all lanes did, those included that are disposed; warm-ups don't count.</summary>
    public TensorRtCounters Counters
    {
        get
        {
            lock (_turn)
                return _lanes.Aggregate(_closedLanes, static (sum, lanes) => sum + lanes.ReadCounters());
        }
    }

    /// <summary>What a model takes and gives, read from its file without building it.</summary>
    /// <param name="path">An .onnx file, or with <paramref name="bytes"/> what messages and reports call it.</param>
    /// <param name="bytes">The bytes of an .onnx file; null for a file.</param>
    /// <param name="dimensions">Values of dynamic dimensions other than the batch.</param>
    /// <exception cref="InvalidInputException">The file or the model can't be used, or it is a plan, which only the device can open.</exception>
    public static ModelInfo Inspect(string path, ReadOnlyMemory<byte>? bytes, IReadOnlyDictionary<string, long> dimensions)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(dimensions);
        return ModelFile.Open(path, bytes).Inspect(dimensions);
    }

    /// <summary>Whether a file is a plan by its name, to be loaded as it is and not to be built.</summary>
    public static bool IsPlan(string path) => ModelFile.IsPlanName(path);

    /// <summary>Builds a model (or takes it from the cache), or loads a plan.</summary>
    /// <param name="runtime">Where to.</param>
    /// <param name="path">An .onnx file; or a .plan, .engine or .trt file; or with <paramref name="bytes"/> what messages and reports call it.</param>
    /// <param name="bytes">The bytes of an .onnx file; null for a file.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told how far the building is, twice a second, from another thread.</param>
    /// <param name="cancellation">Ends the building.</param>
    /// <exception cref="InvalidInputException">The file, the model, or what is asked of it, can't be used.</exception>
    /// <exception cref="InferenceException">TensorRT isn't there, or the device failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TensorRtEngine Load(
        TensorRtRuntime runtime, string path, ReadOnlyMemory<byte>? bytes = null, TensorRtOptions? options = null,
        IProgress<TensorRtBuildProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(path);
        options ??= new TensorRtOptions();
        Check(runtime, options, bytes is null && IsPlan(path));
        var file = ModelFile.Open(path, bytes);
        var built = file.IsPlan
            ? LoadPlan(runtime, options, path)
            : new EngineBuilder(runtime, options).Build(path, bytes is { } content ? content.Span : [], file.Header!, progress, cancellation);
        try
        {
            return new TensorRtEngine(runtime, options, built, file);
        }
        catch
        {
            built.Engine.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IInferenceLanes CreateLanes(SampleSlab slab, int maxBatchSize, int laneCount)
    {
        ArgumentNullException.ThrowIfNull(slab);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(laneCount, 1);
        new ExecutionPlan { BatchSize = maxBatchSize }.Validate(Model);
        if (maxBatchSize > MaxBatchSize)
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture, $"--batch {maxBatchSize} is more than the engine of '{Model.Name}' was built for: {MaxBatchSize}."));
        if (!slab.Inputs.SequenceEqual(Model.Inputs))
            throw new InvalidInputException(
                $"The samples are {string.Join(", ", slab.Inputs)}; '{Model.Name}' takes {string.Join(", ", Model.Inputs)}.");
        slab.UseMemory(_memory);
        var lanes = new TensorRtLanes(this, _handle, _signature, _runtime, _options, slab, maxBatchSize, laneCount);
        lock (_turn)
            _lanes.Add(lanes);
        return lanes;
    }

    /// <inheritdoc/>
    public IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize) => new LaneInstance(CreateLanes(slab, maxBatchSize, 1));

    /// <summary>Mean time of each layer in ns, from a run of its own: measuring layers slows an engine down.</summary>
    /// <param name="batchSize">1 to <see cref="MaxBatchSize"/>.</param>
    /// <param name="runs">How often, 1 or more.</param>
    public IReadOnlyList<KeyValuePair<string, long>> MeasureLayers(int batchSize, int runs)
    {
        ShimText.CheckFor(
            ShimNative.nb_layer_profile_create(out var profile, _handle, 0, (uint)batchSize, (uint)runs), $"The layers of '{Model.Name}' can't be measured");
        using (profile)
        {
            ShimText.Check(ShimNative.nb_layer_profile_count(out var count, profile));
            return [.. Enumerable.Range(0, (int)count).Select(i => ReadLayer(profile, (uint)i))];
        }
    }

    /// <summary>Frees it. Lanes keep what they need.</summary>
    public void Dispose() => _handle.Dispose();

    internal void Closed(TensorRtLanes lanes)
    {
        lock (_turn)
        {
            if (_lanes.Remove(lanes))
                _closedLanes += lanes.ReadCounters();
        }
    }

    private static void Check(TensorRtRuntime runtime, TensorRtOptions options, bool isPlan)
    {
        foreach (var device in new[] { options.Device, options.SamplesNear ?? options.Device })
        {
            if (device < 0 || device >= runtime.Devices.Count)
                throw new InferenceException(string.Create(
                    CultureInfo.InvariantCulture, $"There is no GPU {device}: the driver shows {runtime.Devices.Count}, numbered from 0."));
        }
        new ExecutionPlan { BatchSize = options.MaxBatchSize }.Validate();
        if (options.DlaCore is { } core && runtime.Devices[options.Device].DlaCores is { } cores && core >= cores)
            throw new InferenceException(string.Create(
                CultureInfo.InvariantCulture, $"{runtime.DeviceName(options.Device)} has no DLA core {core}: it has {cores}."));
        if (!runtime.CanRun)
            throw new InferenceException(runtime.RunReason ?? "TensorRT can't be used.");
        if (!isPlan && !runtime.CanBuild)
            throw new InferenceException(runtime.BuildReason ?? "Engines can't be built here.");
    }

    private static EngineBuilder.Result LoadPlan(TensorRtRuntime runtime, TensorRtOptions options, string path)
    {
        var status = ShimNative.nb_engine_load_file(
            out var engine, runtime.Handle, options.Device, options.DlaCore ?? OnGpu, ShimText.NullTerminated(path));
        if (status != ShimNative.NB_OK)
        {
            engine.Dispose();
            ShimText.CheckFor(status, $"The plan '{path}' can't be loaded");
        }
        engine.Hold(runtime.Handle);
        return new EngineBuilder.Result(engine, "a plan, as it is", []);
    }

    private static KeyValuePair<string, long> ReadLayer(LayerProfileHandle profile, uint index)
    {
        var info = new ShimNative.nb_layer_info { size = (uint)sizeof(ShimNative.nb_layer_info) };
        ShimText.Check(ShimNative.nb_layer_profile_layer(ref info, profile, index));
        var name = ShimText.Read((Span<byte> buffer, uint capacity, out uint required) =>
            ShimNative.nb_layer_profile_name(buffer, capacity, out required, profile, index));
        return new(name ?? "", (long)info.mean_ns);
    }

    private ImmutableArray<KeyValuePair<string, string>> Describe(string origin)
    {
        var settings = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        Add("device", DeviceName);
        if (_options.DlaCore is { } core)
            Add("DLA core", core.ToString(CultureInfo.InvariantCulture));
        Add("precision", _options.Precision switch
        {
            TensorRtPrecision.Default or TensorRtPrecision.Tf32 => "as TensorRT chooses (fp32, tf32 where the device has it)",
            // Which layers take it is the builder's choice; int8 and fp8 only those with Q/DQ nodes around them.
            TensorRtPrecision.Fp32 => "fp32",
            var other => $"{other.ToString().ToLowerInvariant()} allowed",
        });
        Add("engine", origin);
        Add("largest batch of the engine", MaxBatchSize.ToString(CultureInfo.InvariantCulture));
        Add("CUDA graphs", _options.Graphs ? "yes" : "no");
        Add("scattered samples", _options.Gather.ToString().ToLowerInvariant());
        Add("completion", _options.CompleteByHostFunction || !_runtime.Devices[_options.Device].WritesCompletionWords ? "host function" : "written by the device");
        foreach (var (tensor, shape) in _signature.Shapes)
            Add($"shape of {tensor}", "[N," + string.Join(",", shape.Skip(1)) + "]");
        return settings.ToImmutable();

        void Add(string name, string value) => settings.Add(new(name, value));
    }
}
