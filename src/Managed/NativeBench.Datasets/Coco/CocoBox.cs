namespace NativeBench.Datasets.Coco;

/// <summary>A box in pixels, as COCO files have it: upper left corner, width and height. Nothing is clipped.</summary>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct CocoBox(double X, double Y, double Width, double Height)
{
    /// <summary>Width × height.</summary>
    public double Area => Width * Height;

    /// <summary>
    /// Intersection over union with a box of the ground truth; over this box's own area if that one is a crowd, because a
    /// crowd's box covers many objects (pycocotools, <c>bbIou</c>).
    /// </summary>
    public double IntersectionOverUnion(CocoBox truth, bool truthIsCrowd)
    {
        var width = Math.Min(X + Width, truth.X + truth.Width) - Math.Max(X, truth.X);
        if (!(width > 0))
            return 0;
        var height = Math.Min(Y + Height, truth.Y + truth.Height) - Math.Max(Y, truth.Y);
        if (!(height > 0))
            return 0;
        var intersection = width * height;
        return intersection / (truthIsCrowd ? Area : Area + truth.Area - intersection);
    }
}
