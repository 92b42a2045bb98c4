namespace NativeBench.Datasets.Medical;

/// <summary>A network over one window of a volume. Belongs to one thread.</summary>
public abstract class WindowInference
{
    /// <summary>The window's voxels, to be filled.</summary>
    public abstract Span<float> Input { get; }

    /// <summary>Runs.</summary>
    /// <returns>Scores of each class, class by class; valid until the next call.</returns>
    public abstract ReadOnlySpan<float> Run();
}
