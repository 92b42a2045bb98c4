namespace NativeBench.Datasets.Detection;

/// <summary>What a detection network's outputs are.</summary>
public enum DetectionForm
{
    /// <summary>
    /// TensorFlow's object detection graphs (ssd-mobilenet): number of boxes, boxes [n,4] as ymin, xmin, ymax, xmax in 0..1, scores,
    /// classes that are category ids. Found by name.
    /// </summary>
    TensorFlow,

    /// <summary>
    /// ssd-resnet34 and retinanet: boxes [n,4] as xmin, ymin, xmax, ymax, labels, scores in falling order. Found by name.
    /// </summary>
    BoxesLabelsScores,

    /// <summary>TensorFlow Lite's detection operator (MobileDETs): boxes as ymin, xmin, ymax, xmax, classes from 0, scores, count, in this order.</summary>
    TfLite,

    /// <summary>YOLOX: [anchors, 5 + classes] with centre in cells, log size, objectness, class scores.</summary>
    Yolox,

    /// <summary>Ultralytics' YOLO from 8 on: [4 + classes, anchors] with centre and size in pixels, class scores.</summary>
    Yolo,
}
