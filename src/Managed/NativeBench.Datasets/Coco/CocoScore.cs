using System.Collections.Immutable;

namespace NativeBench.Datasets.Coco;

/// <summary>
/// The twelve figures that pycocotools prints for boxes, all 0 to 1; -1 where nothing of that size is in the ground truth.
/// </summary>
public sealed record CocoScore
{
    /// <summary>Mean average precision over IoU 0.50 to 0.95, all sizes, 100 detections a picture: the metric's own figure.</summary>
    public required double Map { get; init; }

    /// <summary>At IoU 0.50.</summary>
    public required double Ap50 { get; init; }

    /// <summary>At IoU 0.75.</summary>
    public required double Ap75 { get; init; }

    /// <summary>Of objects up to 32² square pixels.</summary>
    public required double MapSmall { get; init; }

    /// <summary>Of objects of 32² to 96² square pixels.</summary>
    public required double MapMedium { get; init; }

    /// <summary>Of objects of 96² square pixels and more.</summary>
    public required double MapLarge { get; init; }

    /// <summary>Average recall with one detection a picture and category.</summary>
    public required double Ar1 { get; init; }

    /// <summary>Average recall with 10.</summary>
    public required double Ar10 { get; init; }

    /// <summary>Average recall with 100.</summary>
    public required double Ar100 { get; init; }

    /// <summary>Average recall of small objects.</summary>
    public required double ArSmall { get; init; }

    /// <summary>Average recall of medium objects.</summary>
    public required double ArMedium { get; init; }

    /// <summary>Average recall of large objects.</summary>
    public required double ArLarge { get; init; }

    /// <summary>Mean average precision of each category with ground truth, by category id.</summary>
    public required ImmutableSortedDictionary<int, double> MapOfCategory { get; init; }

    /// <summary>The figures in pycocotools' order.</summary>
    public ImmutableArray<double> Stats =>
        [Map, Ap50, Ap75, MapSmall, MapMedium, MapLarge, Ar1, Ar10, Ar100, ArSmall, ArMedium, ArLarge];
}
