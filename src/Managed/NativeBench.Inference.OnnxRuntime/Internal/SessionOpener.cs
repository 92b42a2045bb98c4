using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>Opens sessions of one model, all of them with the same prepacked weights. Thread-safe.</summary>
/// <param name="path">The file, or a name for messages if the bytes are given.</param>
/// <param name="sha256">The model's hash.</param>
/// <param name="bytes">The model if it's in memory.</param>
internal sealed class SessionOpener(string path, string sha256, byte[]? bytes = null) : IDisposable
{
    private readonly PrePackedWeightsContainer _weights = new();

    /// <summary>What became of the cache at the last opening, for the report; null if there is none.</summary>
    public string? CacheState { get; private set; }

    /// <summary>Opens a session; from the cache of rewritten models if there is one.</summary>
    /// <exception cref="InvalidInputException">ONNX Runtime doesn't take the model.</exception>
    public InferenceSession Open(OnnxRuntimeOptions options)
    {
        if (options.CacheFolder is not { } folder || options.Optimization == GraphOptimization.None)
            return OpenOrExplain(options);
        var cache = new RewrittenModelCache(folder, sha256, options);
        if (cache.Find() is { } found)
        {
            try
            {
                var session = OpenFile(found, options with { Optimization = GraphOptimization.None });
                CacheState = "read";
                return session;
            }
            catch (OnnxRuntimeException)
            {
                cache.Remove(); // Not what we wrote: made anew below.
            }
        }
        if (cache.Begin() is not { } target)
        {
            CacheState = cache.Problem;
            return OpenOrExplain(options);
        }
        InferenceSession opened;
        try
        {
            opened = OpenModel(options, target);
        }
        catch (OnnxRuntimeException error)
        {
            // The model or the writing of the other one: only the first is the user's concern.
            cache.GiveUp(target);
            CacheState = $"not written: {OrtLibrary.Explain(error)}";
            return OpenOrExplain(options);
        }
        CacheState = cache.Complete(target) ? "written" : cache.Problem;
        return opened;
    }

    public void Dispose() => _weights.Dispose();

    private InferenceSession OpenOrExplain(OnnxRuntimeOptions options)
    {
        try
        {
            return OpenModel(options, rewrittenTo: null);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidInputException(
                $"'{path}' can't be loaded as an ONNX model (.onnx). ONNX Runtime says: {OrtLibrary.Explain(error)}.", error);
        }
    }

    private InferenceSession OpenModel(OnnxRuntimeOptions options, string? rewrittenTo)
    {
        if (bytes is null)
            return OpenFile(path, options, rewrittenTo);
        using var session = MakeOptions(options, rewrittenTo);
        return new InferenceSession(bytes, session, _weights);
    }

    private InferenceSession OpenFile(string file, OnnxRuntimeOptions options, string? rewrittenTo = null)
    {
        using var session = MakeOptions(options, rewrittenTo);
        return new InferenceSession(file, session, _weights);
    }

    private static SessionOptions MakeOptions(OnnxRuntimeOptions options, string? rewrittenTo)
    {
        var session = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogId = "nativebench",
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            EnableCpuMemArena = options.UseArena,
            EnableMemoryPattern = options.UseMemoryPattern,
            GraphOptimizationLevel = options.Optimization switch
            {
                GraphOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
                GraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                GraphOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
            },
        };
        try
        {
            session.AddSessionConfigEntry("session.intra_op.allow_spinning", options.AllowSpinning ? "1" : "0");
            if (options.FlushDenormals)
                session.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
            if (options.DynamicBlockBase > 0)
                session.AddSessionConfigEntry("session.dynamic_block_base", options.DynamicBlockBase.ToString(CultureInfo.InvariantCulture));
            // The one with buckets stays open: it changes from run to run.
            foreach (var (name, value) in options.Dimensions.Where(d => d.Key != options.Buckets?.Dimension))
                session.AddFreeDimensionOverrideByName(name, value);
            foreach (var (key, value) in options.SessionEntries.Values)
                session.AddSessionConfigEntry(key, value);
            if (rewrittenTo is not null)
                session.OptimizedModelFilePath = rewrittenTo;
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
