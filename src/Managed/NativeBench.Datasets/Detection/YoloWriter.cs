using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Detection;

/// <summary>
/// Ultralytics' networks: column a of the output is anchor a, with centre and size in pixels of the input and a score a class. The
/// picture lies in the middle of the input; boxes are clipped to it.
/// </summary>
internal sealed class YoloWriter : BoxWriter
{
    private readonly FloatRow _row = new();
    private readonly Suppression _suppression;
    private readonly float[] _bestScores;
    private readonly int[] _bestClasses;
    private readonly int _anchors;
    private readonly int _classes;
    private readonly long _width;
    private readonly long _height;

    public YoloWriter(DetectionResponses format, ModelInfo model, int maxBatchSize)
        : base(format, maxBatchSize, Math.Min(format.MaxBoxes, Anchors(model)))
    {
        (_width, _height) = YoloxWriter.InputSize(model);
        _anchors = Anchors(model);
        _classes = (int)model.Outputs[0].SampleShape[0] - 4;
        _suppression = new Suppression(_anchors);
        _bestScores = new float[_anchors];
        _bestClasses = new int[_anchors];
    }

    protected override int MostBoxes(ReadOnlySpan<OutputRows> outputs) => Math.Min(Format.MaxBoxes, _anchors);

    protected override int WriteBoxes(long sample, ReadOnlySpan<OutputRows> outputs, int row, Span<float> target)
    {
        var values = _row.Of(outputs[0], row);
        FindBestClasses(values[(4 * _anchors)..]);
        _suppression.Clear();
        for (var a = 0; a < _anchors; a++)
        {
            if (!(_bestScores[a] > Format.ScoreCut))
                continue;
            float x = values[a], y = values[_anchors + a], width = values[(2 * _anchors) + a] / 2, height = values[(3 * _anchors) + a] / 2;
            _suppression.Add(new Suppression.Box(x - width, y - height, x + width, y + height, _bestScores[a], _bestClasses[a]));
        }
        var picture = Format.PictureOf(sample);
        var ratio = Math.Min((double)_height / picture.Height, (double)_width / picture.Width);
        var left = (float)Math.Round(((_width - Math.Round(picture.Width * ratio)) / 2) - 0.1);
        var top = (float)Math.Round(((_height - Math.Round(picture.Height * ratio)) / 2) - 0.1);
        float scaleX = (float)(1 / (ratio * picture.Width)), scaleY = (float)(1 / (ratio * picture.Height));
        var count = _suppression.Run(Format.MaxOverlap, Format.MaxBoxes);
        for (var i = 0; i < count; i++)
        {
            ref readonly var box = ref _suppression.Kept(i);
            Put(
                target, i, sample, Clip((box.Top - top) * scaleY), Clip((box.Left - left) * scaleX), Clip((box.Bottom - top) * scaleY),
                Clip((box.Right - left) * scaleX), box.Score, Format.LoggedClass(box.Class));
        }
        return count;
    }

    private static float Clip(float value) => Math.Clamp(value, 0, 1);

    /// <summary>Row by row, as the scores lie in memory.</summary>
    private void FindBestClasses(ReadOnlySpan<float> scores)
    {
        scores[.._anchors].CopyTo(_bestScores);
        _bestClasses.AsSpan().Clear();
        for (var c = 1; c < _classes; c++)
        {
            var ofClass = scores.Slice(c * _anchors, _anchors);
            for (var a = 0; a < ofClass.Length; a++)
                if (ofClass[a] > _bestScores[a])
                    (_bestScores[a], _bestClasses[a]) = (ofClass[a], c);
        }
    }

    private static int Anchors(ModelInfo model)
        => model.Outputs[0] is { IsStatic: true, ElementType: ElementType.Float32 or ElementType.Float16, SampleShape: [> 4, var anchors] }
            ? checked((int)anchors)
            : throw new InvalidInputException($"The output of '{model.Name}' is {model.Outputs[0]}; expected float32 or float16 [N,4 + classes,anchors].");
}
