using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Datasets.Coco;
using NativeBench.Inference;

namespace NativeBench.Datasets.Detection;

/// <summary>
/// Boxes as MLPerf's detection benchmarks log them: seven float32 a box, sample index, ymin, xmin, ymax, xmax (0 to 1 of the
/// picture), score, class. What a network leaves to its caller (cells to pixels, suppression of overlapping boxes) is done here, as a
/// part of the measured time, as in the official programs.
/// </summary>
public sealed record DetectionResponses : IResponseFormat
{
    /// <summary>What the outputs are.</summary>
    public required DetectionForm Form { get; init; }

    /// <summary>
    /// Boxes below this score are left out. Sorted outputs are cut at the first of them: 0.5 for ssd-resnet34's onnx graph, 0.05 for
    /// retinanet. Default 0: none is.
    /// </summary>
    public float ScoreCut { get; init; }

    /// <summary>What box coordinates are divided by where a network gives pixels of its input: width and height. Default 1, 1.</summary>
    public (int Width, int Height) Pixels { get; init; } = (1, 1);

    /// <summary>Added to the class: 1 for TensorFlow Lite's graphs.</summary>
    public int ClassOffset { get; init; }

    /// <summary>What class k stands for, for networks that count 0, 1, 2, …; empty: the class itself.</summary>
    public ImmutableArray<int> Categories { get; init; } = [];

    /// <summary>Pictures in the order of the samples; needed where boxes lie in a letterbox (YOLOX, YOLO).</summary>
    public ImmutableArray<CocoImage> Pictures { get; init; } = [];

    /// <summary>Of two boxes of a class that overlap by more (IoU), the lower score goes. YOLOX 0.65, YOLO 0.7.</summary>
    public float MaxOverlap { get; init; } = 0.65f;

    /// <summary>Boxes kept of a picture: YOLO 300. Default: all.</summary>
    public int MaxBoxes { get; init; } = int.MaxValue;

    /// <summary>Cells of YOLOX's grids in pixels.</summary>
    public ImmutableArray<int> Strides { get; init; } = [8, 16, 32];

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"boxes of {Form}, score {ScoreCut} and up");

    /// <inheritdoc/>
    public IResponseWriter CreateWriter(ModelInfo model, int maxBatchSize)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Form switch
        {
            DetectionForm.TensorFlow => new ListedBoxesWriter(
                this, maxBatchSize, BoxOutputs.ByName(model, "boxes", "scores", "classes", "num"), isTopLeftFirst: true),
            DetectionForm.BoxesLabelsScores => new ListedBoxesWriter(
                this, maxBatchSize, BoxOutputs.ByName(model, "boxes", "scores", "labels", null), isTopLeftFirst: false),
            DetectionForm.TfLite => new ListedBoxesWriter(this, maxBatchSize, BoxOutputs.ByPosition(model, 0, 2, 1, 3), isTopLeftFirst: true),
            DetectionForm.Yolox => new YoloxWriter(this, model, maxBatchSize),
            _ => new YoloWriter(this, model, maxBatchSize),
        };
    }

    /// <summary>A picture's size; boxes of a letterbox can't be mapped back without it.</summary>
    internal CocoImage PictureOf(long sample) => (ulong)sample < (ulong)Pictures.Length
        ? Pictures[(int)sample]
        : throw new InferenceException(string.Create(CultureInfo.InvariantCulture, $"Sample {sample} has no picture to map its boxes to; there are {Pictures.Length}."));

    /// <summary>The class that is logged.</summary>
    internal float LoggedClass(int index) => Categories.IsDefaultOrEmpty || (uint)index >= (uint)Categories.Length ? index + ClassOffset : Categories[index];
}
