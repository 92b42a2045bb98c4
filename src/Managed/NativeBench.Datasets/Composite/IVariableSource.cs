using NativeBench.Inference;

namespace NativeBench.Datasets.Composite;

/// <summary>A dataset whose samples differ in size: volumes, groups of user-item pairs. Thread-safe.</summary>
public interface IVariableSource : IDisposable
{
    /// <summary>What it is, for reports.</summary>
    string Description { get; }

    /// <summary>Samples, 1 or more.</summary>
    long Count { get; }

    /// <summary>Whether making a sample takes seconds, so that it's worth keeping between runs. Default: no.</summary>
    bool IsCostly => false;

    /// <summary>Reads a sample into memory that becomes the caller's.</summary>
    /// <exception cref="InvalidInputException">The record can't be read; the message names its file.</exception>
    NativeBuffer Load(long sample);
}
