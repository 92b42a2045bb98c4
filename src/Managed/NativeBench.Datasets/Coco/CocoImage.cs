namespace NativeBench.Datasets.Coco;

/// <summary>A picture of an annotation file.</summary>
/// <param name="Id">Its id in the file.</param>
/// <param name="FileName">Its name, without a folder.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record CocoImage(long Id, string FileName, int Width, int Height);
