using System.Collections.Immutable;

namespace NativeBench.Inference;

/// <summary>A model loaded into a backend. Thread-safe.</summary>
public interface IInferenceEngine : IDisposable
{
    /// <summary>The backend as the command line names it, such as <c>ort-cpu</c>.</summary>
    string BackendName { get; }

    /// <summary>Library and version, such as <c>ONNX Runtime 1.31.1</c>.</summary>
    string Version { get; }

    /// <summary>What was loaded.</summary>
    ModelInfo Model { get; }

    /// <summary>How the backend executes, in the order in which a report lists it: name and value.</summary>
    ImmutableArray<KeyValuePair<string, string>> Settings { get; }

    /// <summary>
    /// Makes an instance with its own buffers and bindings, to be used by one thread at a time. It follows the slab when
    /// the slab's memory changes, and must be disposed before the slab and the engine.
    /// </summary>
    /// <param name="slab">Where the samples of all runs are.</param>
    /// <param name="maxBatchSize">Samples of the largest run, 1 or more; not above <see cref="ModelInfo.FixedBatch"/>.</param>
    /// <exception cref="InvalidInputException">The model can't run with this batch size.</exception>
    IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize);
}
