namespace NativeBench.Datasets.Imaging;

/// <summary>A part of a picture in pixels.</summary>
/// <param name="X">Left column.</param>
/// <param name="Y">Top row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PixelArea(int X, int Y, int Width, int Height);
