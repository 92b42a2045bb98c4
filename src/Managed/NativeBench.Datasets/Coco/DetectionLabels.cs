namespace NativeBench.Datasets.Coco;

/// <summary>What the class in a logged box means.</summary>
public enum DetectionLabels
{
    /// <summary>A category id (ssd-mobilenet, yolo, ssd-resnet34's onnx graph).</summary>
    CategoryId,

    /// <summary>
    /// The position of the category in the annotation file, from 1 on; the official scripts' <c>--use-inv-map</c> (retinanet,
    /// ssd-resnet34's pytorch and tensorflow graphs).
    /// </summary>
    PositionFromOne,
}
