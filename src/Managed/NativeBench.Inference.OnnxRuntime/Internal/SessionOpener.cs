using Microsoft.ML.OnnxRuntime;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>Opens sessions of one model, all of them with the same prepacked weights.</summary>
/// <param name="path">The file, or a name for messages if the bytes are given.</param>
/// <param name="bytes">The model if it's in memory.</param>
internal sealed class SessionOpener(string path, byte[]? bytes = null) : IDisposable
{
    private readonly PrePackedWeightsContainer _weights = new();

    /// <summary>Opens a session.</summary>
    /// <exception cref="InvalidInputException">ONNX Runtime doesn't take the model.</exception>
    public InferenceSession Open(OnnxRuntimeOptions options)
    {
        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogId = "nativebench",
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = options.Optimization switch
            {
                GraphOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
                GraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                GraphOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
            },
        };
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", options.AllowSpinning ? "1" : "0");
        foreach (var (name, value) in options.Dimensions)
            session.AddFreeDimensionOverrideByName(name, value);
        try
        {
            return bytes is null ? new InferenceSession(path, session, _weights) : new InferenceSession(bytes, session, _weights);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidInputException(
                $"'{path}' can't be loaded as an ONNX model (.onnx). ONNX Runtime says: {OrtLibrary.Explain(error)}.", error);
        }
    }

    public void Dispose() => _weights.Dispose();
}
