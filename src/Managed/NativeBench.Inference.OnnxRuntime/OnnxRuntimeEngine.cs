using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using NativeBench.Inference.OnnxRuntime.Internal;

namespace NativeBench.Inference.OnnxRuntime;

/// <summary>
/// A model in ONNX Runtime, on the CPU or by a provider of a GPU, over our own memory. Instances of one thread can share a session, since a run then takes
/// place on the calling thread (<see cref="SessionSharing"/>); instances of several threads have a session, and with it a thread
/// pool, each.
/// </summary>
public sealed class OnnxRuntimeEngine : IInferenceEngine
{
    private readonly OnnxRuntimeOptions _options;
    private readonly SessionOpener _opener;
    private readonly InferenceSession _session;
    private readonly ModelReader.Signature _signature;
    private readonly Lock _turn = new();
    private bool _sessionTaken;

    private OnnxRuntimeEngine(
        OnnxRuntimeOptions options, SessionOpener opener, InferenceSession session, ModelReader.Signature signature, ModelInfo model)
    {
        _options = options;
        _opener = opener;
        _session = session;
        _signature = signature;
        Model = model;
        Settings = Describe(options, model.FileBytes, opener.CacheState, signature.LeftOut);
    }

    /// <summary>ONNX Runtime's version, without loading a model.</summary>
    /// <exception cref="InvalidInputException">The native library can't be loaded on this machine.</exception>
    public static string LibraryVersion => OrtLibrary.Initialize();

    /// <inheritdoc/>
    public string BackendName => OnnxRuntimeDevice.BackendName(_options.Provider);

    /// <inheritdoc/>
    public string Version => $"ONNX Runtime {LibraryVersion}";

    /// <inheritdoc/>
    public ModelInfo Model { get; }

    /// <inheritdoc/>
    public ImmutableArray<KeyValuePair<string, string>> Settings { get; }

    /// <summary>Loads a model from a file.</summary>
    /// <exception cref="InvalidInputException">
    /// No such file, not an ONNX model, an input whose shape isn't fully known or whose type no tensor has, or an option out of range.
    /// </exception>
    public static OnnxRuntimeEngine Load(string path, OnnxRuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var checkedOptions = Check(options);
        if (Directory.Exists(path))
            throw new InvalidInputException($"'{path}' is a folder; expected an ONNX model (.onnx).");
        if (!File.Exists(path))
            throw new InvalidInputException($"There is no file '{path}'; expected an ONNX model (.onnx).");
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length == 0)
                throw new InvalidInputException($"'{path}' is empty; expected an ONNX model (.onnx).");
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
            return Create(checkedOptions, new SessionOpener(path, sha256), path, sha256, file.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    /// <summary>Loads a model from memory.</summary>
    /// <param name="model">The bytes of an .onnx file.</param>
    /// <param name="name">What messages and reports call it.</param>
    /// <param name="options">How to load it; null for the defaults.</param>
    /// <exception cref="InvalidInputException">As for a file.</exception>
    public static OnnxRuntimeEngine Load(ReadOnlyMemory<byte> model, string name, OnnxRuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var checkedOptions = Check(options);
        if (model.IsEmpty)
            throw new InvalidInputException($"'{name}' is empty; expected an ONNX model (.onnx).");
        var bytes = model.ToArray();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return Create(checkedOptions, new SessionOpener(name, sha256, bytes), name, sha256, bytes.Length);
    }

    /// <inheritdoc/>
    public IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize)
    {
        ArgumentNullException.ThrowIfNull(slab);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchSize, 1);
        new ExecutionPlan { BatchSize = maxBatchSize }.Validate(Model);
        if (!slab.Inputs.SequenceEqual(Model.Inputs))
            throw new InvalidInputException(
                $"The samples are {string.Join(", ", slab.Inputs)}; '{Model.Name}' takes {string.Join(", ", Model.Inputs)}.");
        bool share;
        lock (_turn)
        {
            // A thread pool's threads run where the thread that made them may run, so a pinned instance makes its own.
            share = SharesSession(_options, Model.FileBytes) || (!_sessionTaken && (_options.IntraOpThreads == 1 || !_options.OpenOnInstanceThread));
            _sessionTaken = true;
        }
        return new OnnxRuntimeInstance(
            share ? _session : _opener.Open(_options), ownsSession: !share, _signature, Model.Name, Model.Buckets, slab, maxBatchSize);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _opener.Dispose();
    }

    /// <summary>Whether instances with these options, of a model file of this size, run in one session.</summary>
    internal static bool SharesSession(OnnxRuntimeOptions options, long fileBytes) => options.IntraOpThreads == 1
        && (options.Sessions == SessionSharing.Shared
            || (options.Sessions == SessionSharing.Auto && fileBytes > OnnxRuntimeOptions.OwnSessionFileBytes));

    private static OnnxRuntimeEngine Create(OnnxRuntimeOptions options, SessionOpener opener, string path, string sha256, long fileBytes)
    {
        InferenceSession? session = null;
        try
        {
            var reader = new ModelReader(Path.GetFileName(path), options.Dimensions, options.Buckets);
            if (!options.Dimensions.IsEmpty)
            {
                // Given dimensions vanish from a session's metadata, so they are checked against a session without them.
                using var asStored = opener.Open(options with { Optimization = GraphOptimization.None, Dimensions = [], Buckets = null, CacheFolder = null });
                reader.CheckGivenDimensions(asStored);
            }
            session = opener.Open(options);
            if (reader.FindExpected(session, options.ExpectedInputs) is { Count: > 0 } expected)
            {
                // As if they had been given: then the outputs' shapes follow from them, too.
                session.Dispose();
                options = options with { Dimensions = options.Dimensions.AddRange(expected) };
                reader = new ModelReader(Path.GetFileName(path), options.Dimensions, options.Buckets);
                session = opener.Open(options);
            }
            var signature = reader.Read(session);
            var model = new ModelInfo
            {
                Path = path,
                Sha256 = sha256,
                FileBytes = fileBytes,
                Inputs = signature.Inputs,
                Outputs = [.. signature.Outputs.Select(static o => o.Spec)],
                FixedBatch = signature.FixedBatch,
                Buckets = options.Buckets,
                WeightsNote = session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(ModelInfo.WeightsNoteKey),
            };
            return new OnnxRuntimeEngine(options, opener, session, signature, model);
        }
        catch
        {
            session?.Dispose();
            opener.Dispose();
            throw;
        }
    }

    /// <summary>The options, with what follows from them; throws if one is out of range.</summary>
    internal static OnnxRuntimeOptions Check(OnnxRuntimeOptions? options)
    {
        options ??= new OnnxRuntimeOptions();
        if (options.Buckets is { } buckets)
        {
            // A length that was given for all is one more, and all samples have to fit into the largest.
            if (options.Dimensions.TryGetValue(buckets.Dimension, out var all))
                buckets = new ShapeBuckets(buckets.Dimension, [.. buckets.Lengths, checked((int)all)]);
            options = options with { Buckets = buckets, Dimensions = options.Dimensions.SetItem(buckets.Dimension, buckets.Largest) };
        }
        new ExecutionPlan { IntraOpThreads = options.IntraOpThreads }.Validate();
        OrtLibrary.Initialize();
        return options;
    }

    /// <summary>How a model is executed, for reports.</summary>
    internal static ImmutableArray<KeyValuePair<string, string>> Describe(
        OnnxRuntimeOptions options, long fileBytes, string? cacheState, ImmutableArray<string> leftOut)
    {
        var threads = options.IntraOpThreads;
        var settings = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        if (options.Provider != OnnxRuntimeProvider.Cpu)
            Add("device", string.Create(CultureInfo.InvariantCulture, $"GPU {options.Device.Ordinal}; nodes that it lacks on the CPU"));
        Add("intra-op threads", threads.ToString(CultureInfo.InvariantCulture));
        Add("inter-op threads", "1");
        Add("graph optimization", options.Optimization.ToString().ToLowerInvariant());
        Add("sessions", SharesSession(options, fileBytes) ? "one, shared by all instances" : "one per instance");
        if (threads > 1)
            Add("spinning threads", YesNo(options.AllowSpinning));
        Add("arena", YesNo(options.UseArena));
        Add("memory pattern", YesNo(options.UseMemoryPattern));
        if (options.FlushDenormals)
            Add("flush denormals", "yes");
        if (options.DynamicBlockBase > 0)
            Add("dynamic block base", options.DynamicBlockBase.ToString(CultureInfo.InvariantCulture));
        if (cacheState is { } state)
            Add("rewritten model cache", state);
        foreach (var (key, value) in options.SessionEntries.Values)
            Add(key, value);
        foreach (var (name, value) in options.Dimensions.OrderBy(static d => d.Key, StringComparer.Ordinal))
            Add($"dimension {name}", value.ToString(CultureInfo.InvariantCulture));
        if (options.Buckets is { } buckets)
            Add("shape buckets", buckets.ToString());
        if (!leftOut.IsEmpty)
            Add("outputs left out", string.Join(", ", leftOut));
        return settings.ToImmutable();

        void Add(string name, string value) => settings.Add(new(name, value));

        static string YesNo(bool value) => value ? "yes" : "no";
    }
}
