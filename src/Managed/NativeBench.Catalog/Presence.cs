using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>What of a benchmark is on this machine.</summary>
/// <param name="IsEmbedded">Whether everything is inside the program.</param>
/// <param name="ModelPath">A model file that can be run, or null.</param>
/// <param name="DataFolder">The folder with the data, or null.</param>
/// <param name="Missing">What isn't here, in words.</param>
public sealed record Presence(bool IsEmbedded, string? ModelPath, string? DataFolder, ImmutableArray<string> Missing)
{
    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete => Missing.IsEmpty;
}
