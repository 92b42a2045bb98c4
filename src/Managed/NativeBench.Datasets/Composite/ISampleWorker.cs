using NativeBench.Inference;

namespace NativeBench.Datasets.Composite;

/// <summary>
/// Answers one sample with as many inferences as it takes: the windows of a volume, the steps of a transcript. Belongs to one thread;
/// its memory is made beforehand.
/// </summary>
public interface ISampleWorker : IDisposable
{
    /// <summary>Answers a sample.</summary>
    /// <param name="sample">A loaded sample.</param>
    /// <param name="cancellation">Looked at between inferences, since a sample may take minutes.</param>
    /// <returns>The response; its memory is valid until the next call.</returns>
    /// <exception cref="InferenceException">The backend failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    SampleResponse Run(long sample, CancellationToken cancellation = default);
}
