namespace NativeBench.Datasets.Coco;

/// <summary>A box that a model found.</summary>
/// <param name="ImageId">The picture.</param>
/// <param name="CategoryId">What it is said to be.</param>
/// <param name="Box">Where.</param>
/// <param name="Score">How sure the model is; only the order matters.</param>
public readonly record struct CocoDetection(long ImageId, int CategoryId, CocoBox Box, double Score);
