using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Detection;

/// <summary>
/// YOLOX: a cell of each grid says where its box's centre is, relative to itself, and the logarithm of the size; score = objectness ×
/// best class. The picture lies in the upper left corner of the input.
/// </summary>
internal sealed class YoloxWriter : BoxWriter
{
    private readonly Cell[] _cells;
    private readonly FloatRow _row = new();
    private readonly Suppression _suppression;
    private readonly int _values;
    private readonly long _width;
    private readonly long _height;

    public YoloxWriter(DetectionResponses format, ModelInfo model, int maxBatchSize)
        : base(format, maxBatchSize, CellsOf(format.Strides, model).Length)
    {
        (_width, _height) = InputSize(model);
        _cells = CellsOf(format.Strides, model);
        var output = model.Outputs[0];
        if (output is not { IsStatic: true, ElementType: ElementType.Float32 or ElementType.Float16, SampleShape: [var anchors, > 5 and var values] } || anchors != _cells.Length)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"The output of '{model.Name}' is {output}; expected float32 or float16 [N,{_cells.Length},5 + classes] for an input of {_width}x{_height}."));
        _values = (int)values;
        _suppression = new Suppression(_cells.Length);
    }

    protected override int MostBoxes(ReadOnlySpan<OutputRows> outputs) => _cells.Length;

    protected override int WriteBoxes(long sample, ReadOnlySpan<OutputRows> outputs, int row, Span<float> target)
    {
        var anchors = _row.Of(outputs[0], row);
        _suppression.Clear();
        for (var a = 0; a < _cells.Length; a++)
        {
            var values = anchors.Slice(a * _values, _values);
            var best = ArgMax(values[5..]);
            var score = values[4] * values[5 + best];
            if (!(score >= Format.ScoreCut))
                continue;
            var cell = _cells[a];
            float x = (values[0] + cell.X) * cell.Stride, y = (values[1] + cell.Y) * cell.Stride;
            float width = MathF.Exp(values[2]) * cell.Stride, height = MathF.Exp(values[3]) * cell.Stride;
            _suppression.Add(new Suppression.Box(x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2), score, best));
        }
        var picture = Format.PictureOf(sample);
        var ratio = Math.Min((double)_height / picture.Height, (double)_width / picture.Width);
        float scaleX = (float)(1 / (ratio * picture.Width)), scaleY = (float)(1 / (ratio * picture.Height));
        var count = _suppression.Run(Format.MaxOverlap, Format.MaxBoxes);
        for (var i = 0; i < count; i++)
        {
            ref readonly var box = ref _suppression.Kept(i);
            Put(
                target, i, sample, box.Top * scaleY, box.Left * scaleX, box.Bottom * scaleY, box.Right * scaleX, box.Score,
                Format.LoggedClass(box.Class));
        }
        return count;
    }

    private static int ArgMax(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }

    private static Cell[] CellsOf(ImmutableArray<int> strides, ModelInfo model)
    {
        var (width, height) = InputSize(model);
        var cells = new List<Cell>();
        foreach (var stride in strides)
            for (var y = 0; y < height / stride; y++)
                for (var x = 0; x < width / stride; x++)
                    cells.Add(new Cell(x, y, stride));
        return [.. cells];
    }

    internal static (long Width, long Height) InputSize(ModelInfo model)
        => model.Inputs[0].SampleShape is [3, var height, var width]
            ? (width, height)
            : throw new InvalidInputException($"'{model.Name}' takes {model.Inputs[0]}; expected pictures as [N,3,height,width].");

    private readonly record struct Cell(int X, int Y, int Stride);
}
