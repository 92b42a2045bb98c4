namespace NativeBench.Datasets.Coco;

/// <summary>One object of the ground truth.</summary>
/// <param name="Id">Its id in the file.</param>
/// <param name="ImageId">The picture.</param>
/// <param name="CategoryId">What it is.</param>
/// <param name="Box">Where it is.</param>
/// <param name="Area">Area of its mask in square pixels, which area ranges go by; not the box's.</param>
/// <param name="IsCrowd">Whether it stands for many objects; such a region is never missed and never wrong to find.</param>
public sealed record CocoAnnotation(long Id, long ImageId, int CategoryId, CocoBox Box, double Area, bool IsCrowd);
