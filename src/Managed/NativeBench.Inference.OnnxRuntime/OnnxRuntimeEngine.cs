using System.Collections.Immutable;

namespace NativeBench.Inference.OnnxRuntime;

/// <summary>A model in ONNX Runtime on the CPU, over our own memory.</summary>
public sealed class OnnxRuntimeEngine : IInferenceEngine
{
    private OnnxRuntimeEngine() { }

    /// <summary>ONNX Runtime's version, without loading a model.</summary>
    public static string LibraryVersion => throw new NotSupportedException();

    /// <inheritdoc/>
    public string BackendName => "ort-cpu";

    /// <inheritdoc/>
    public string Version => throw new NotSupportedException();

    /// <inheritdoc/>
    public ModelInfo Model => throw new NotSupportedException();

    /// <inheritdoc/>
    public ImmutableArray<KeyValuePair<string, string>> Settings => throw new NotSupportedException();

    /// <summary>Loads a model from a file.</summary>
    /// <exception cref="InvalidInputException">
    /// No such file, not an ONNX model, an input whose shape isn't fully known or whose type no tensor has, or an option out of range.
    /// </exception>
    public static OnnxRuntimeEngine Load(string path, OnnxRuntimeOptions? options = null) => throw new NotSupportedException();

    /// <summary>Loads a model from memory.</summary>
    /// <param name="model">The bytes of an .onnx file.</param>
    /// <param name="name">What messages and reports call it.</param>
    /// <param name="options">How to load it; null for the defaults.</param>
    /// <exception cref="InvalidInputException">As for a file.</exception>
    public static OnnxRuntimeEngine Load(ReadOnlyMemory<byte> model, string name, OnnxRuntimeOptions? options = null)
        => throw new NotSupportedException();

    /// <inheritdoc/>
    public IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() { }
}
