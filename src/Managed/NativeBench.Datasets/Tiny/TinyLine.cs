namespace NativeBench.Datasets.Tiny;

/// <summary>A line of <see cref="TinyLabels"/>.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Label">Its class; for anomaly detection 1 is an anomaly.</param>
/// <param name="Number">The line's number, from 1.</param>
public sealed record TinyLine(string Name, int Label, int Number)
{
    /// <summary>Bytes that are sent to the device at a time; 0: the whole file.</summary>
    public int WindowBytes { get; init; }

    /// <summary>Bytes from the start of one window to that of the next; 0 without windows.</summary>
    public int StrideBytes { get; init; }
}
