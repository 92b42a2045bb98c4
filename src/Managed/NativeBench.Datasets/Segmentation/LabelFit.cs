namespace NativeBench.Datasets.Segmentation;

/// <summary>How a label map comes to the size that a network answers in.</summary>
public enum LabelFit
{
    /// <summary>It has that size.</summary>
    Exact,

    /// <summary>Each side is scaled by itself, a pixel taking the class at its centre.</summary>
    Stretch,

    /// <summary>As DeepLab's evaluation does it: <see cref="DeepLabScaling"/>.</summary>
    DeepLab,
}
