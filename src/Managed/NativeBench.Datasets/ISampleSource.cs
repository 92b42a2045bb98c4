using System.Collections.Immutable;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>
/// A dataset's records turned into a model's input tensors, one sample at a time: reader and preprocessing of one benchmark.
/// Samples are numbered from 0, as the accuracy log's <c>qsl_idx</c> is. Thread-safe: preparation runs on several threads.
/// </summary>
public interface ISampleSource : IDisposable
{
    /// <summary>What it is, for reports: the dataset and its folder.</summary>
    string Description { get; }

    /// <summary>Samples, 1 or more.</summary>
    long Count { get; }

    /// <summary>The tensors of one sample, all static, in the order of the model's inputs.</summary>
    ImmutableArray<TensorSpec> Tensors { get; }

    /// <summary>
    /// Everything that decides the tensors' bytes as text: reader, preprocessing with its version and parameters, the files with
    /// size and time. Equal text means equal bytes; a cache of prepared samples is valid as long as it's equal.
    /// </summary>
    string Fingerprint { get; }

    /// <summary>Makes one sample.</summary>
    /// <param name="sample">0 to <see cref="Count"/> - 1.</param>
    /// <param name="tensors">
    /// Receives the sample's tensors one behind the other, little-endian, without gaps: the sum of their
    /// <see cref="TensorSpec.BytesPerSample"/>. Not cleared before.
    /// </param>
    /// <exception cref="InvalidInputException">The record can't be read; the message names its file.</exception>
    void Prepare(long sample, Span<byte> tensors);
}
