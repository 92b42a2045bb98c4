using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
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

    private static readonly string[] s_planExtensions = [".plan", ".engine", ".trt"];

    private readonly TensorRtRuntime _runtime;
    private readonly TensorRtOptions _options;
    private readonly EngineHandle _handle;
    private readonly EngineSignature _signature;
    private readonly ISampleMemory _memory;
    private readonly Lock _turn = new();
    private readonly List<TensorRtLanes> _lanes = [];
    private TensorRtCounters _closedLanes = new();

    private TensorRtEngine(
        TensorRtRuntime runtime, TensorRtOptions options, EngineHandle handle, string path, string sha256, long fileBytes, string origin,
        IReadOnlyList<string> warnings)
    {
        _runtime = runtime;
        _options = options;
        _handle = handle;
        _memory = options.PinnedMemory is { } provider ? new PinnedSampleMemory(runtime, provider) : runtime.SampleMemory;
        Warnings = warnings;
        var name = Path.GetFileName(path);
        _signature = EngineSignature.Read(handle, name, options.Dimensions);
        Model = new ModelInfo
        {
            Path = path,
            Sha256 = sha256,
            FileBytes = fileBytes,
            Inputs = _signature.Inputs,
            Outputs = _signature.Outputs,
            FixedBatch = _signature.FixedBatch,
        };
        Settings = Describe(origin);
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

    /// <summary>Whether a file is a plan by its name, to be loaded as it is and not to be built.</summary>
    public static bool IsPlan(string path) => s_planExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Builds a model from a file (or takes it from the cache), or loads a plan.</summary>
    /// <param name="runtime">Where to.</param>
    /// <param name="path">An .onnx file; or a .plan, .engine or .trt file.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told how far the building is, twice a second, from another thread.</param>
    /// <param name="cancellation">Ends the building.</param>
    /// <exception cref="InvalidInputException">The file, the model, or what is asked of it, can't be used.</exception>
    /// <exception cref="InferenceException">TensorRT isn't there, or the device failed.</exception>
    public static TensorRtEngine Load(
        TensorRtRuntime runtime, string path, TensorRtOptions? options = null, IProgress<TensorRtBuildProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(path);
        options = Check(runtime, options, path);
        if (Directory.Exists(path))
            throw new InvalidInputException($"'{path}' is a folder; expected an ONNX model (.onnx) or a TensorRT plan ({string.Join(", ", s_planExtensions)}).");
        if (!File.Exists(path))
            throw new InvalidInputException($"There is no file '{path}'; expected an ONNX model (.onnx) or a TensorRT plan ({string.Join(", ", s_planExtensions)}).");
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length == 0)
                throw new InvalidInputException($"'{path}' is empty; expected an ONNX model (.onnx) or a TensorRT plan ({string.Join(", ", s_planExtensions)}).");
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
            var built = IsPlan(path) ? LoadPlan(runtime, options, path) : new EngineBuilder(runtime, options).Build(path, [], progress, cancellation);
            return Create(runtime, options, built, path, sha256, file.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    /// <summary>Builds a model from memory, or takes it from the cache.</summary>
    /// <param name="runtime">Where to.</param>
    /// <param name="model">The bytes of an .onnx file.</param>
    /// <param name="name">What messages and reports call it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told how far the building is, twice a second, from another thread.</param>
    /// <param name="cancellation">Ends the building.</param>
    /// <exception cref="InvalidInputException">As for a file.</exception>
    /// <exception cref="InferenceException">As for a file.</exception>
    public static TensorRtEngine Load(
        TensorRtRuntime runtime, ReadOnlyMemory<byte> model, string name, TensorRtOptions? options = null,
        IProgress<TensorRtBuildProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(name);
        options = Check(runtime, options, name);
        if (model.IsEmpty)
            throw new InvalidInputException($"'{name}' is empty; expected an ONNX model (.onnx).");
        var built = new EngineBuilder(runtime, options).Build(name, model.Span, progress, cancellation);
        return Create(runtime, options, built, name, Convert.ToHexStringLower(SHA256.HashData(model.Span)), model.Length);
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

    private static TensorRtOptions Check(TensorRtRuntime runtime, TensorRtOptions? options, string model)
    {
        options ??= new TensorRtOptions();
        if (options.Device < 0 || options.Device >= runtime.Devices.Count)
            throw new InferenceException(string.Create(
                CultureInfo.InvariantCulture, $"There is no GPU {options.Device}: the driver shows {runtime.Devices.Count}, numbered from 0."));
        new ExecutionPlan { BatchSize = options.MaxBatchSize }.Validate();
        if (options.DlaCore is { } core && runtime.Devices[options.Device].DlaCores is { } cores && core >= cores)
            throw new InferenceException(string.Create(
                CultureInfo.InvariantCulture, $"{runtime.DeviceName(options.Device)} has no DLA core {core}: it has {cores}."));
        if (!runtime.CanRun)
            throw new InferenceException(runtime.RunReason ?? "TensorRT can't be used.");
        if (!IsPlan(model) && !runtime.CanBuild)
            throw new InferenceException(runtime.BuildReason ?? "Engines can't be built here.");
        return options;
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

    private static TensorRtEngine Create(
        TensorRtRuntime runtime, TensorRtOptions options, EngineBuilder.Result built, string path, string sha256, long fileBytes)
    {
        try
        {
            return new TensorRtEngine(runtime, options, built.Engine, path, sha256, fileBytes, built.Origin, built.Warnings);
        }
        catch
        {
            built.Engine.Dispose();
            throw;
        }
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
            var other => other.ToString().ToLowerInvariant(),
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
