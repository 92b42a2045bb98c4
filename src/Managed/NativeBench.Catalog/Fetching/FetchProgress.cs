namespace NativeBench.Catalog.Fetching;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">Bytes on disk, those of earlier tries included.</param>
/// <param name="Total">Bytes of the whole file; null while nobody has said.</param>
/// <param name="BytesPerSecond">Of the last seconds; 0 at the start.</param>
public readonly record struct FetchProgress(string File, long Bytes, long? Total, double BytesPerSecond)
{
    /// <summary>How long it will take at this rate; null while that can't be told.</summary>
    public TimeSpan? Remaining => Total is { } total && BytesPerSecond > 0 ? TimeSpan.FromSeconds((total - Bytes) / BytesPerSecond) : null;
}
