using System.Collections.Immutable;

namespace NativeBench.Datasets.Detection;

/// <summary>COCO's category ids: 80 of the numbers 1 to 90 are in use, and networks count them 0 to 79.</summary>
public static class CocoCategories
{
    private static readonly int[] s_unused = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];

    /// <summary>The id of class k.</summary>
    public static ImmutableArray<int> OfClass { get; } = [.. Enumerable.Range(1, 90).Except(s_unused)];
}
