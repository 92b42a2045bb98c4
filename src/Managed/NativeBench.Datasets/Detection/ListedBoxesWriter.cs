using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Detection;

/// <summary>Networks that end in a list of boxes.</summary>
internal sealed class ListedBoxesWriter(DetectionResponses format, int maxBatchSize, BoxOutputs where, bool isTopLeftFirst)
    : BoxWriter(format, maxBatchSize, ExpectedBoxes)
{
    private const int ExpectedBoxes = 256;

    private readonly FloatRow _boxes = new();
    private readonly FloatRow _scores = new();

    protected override int MostBoxes(ReadOnlySpan<OutputRows> outputs) => (int)outputs[where.Scores].ElementsPerRow;

    protected override int WriteBoxes(long sample, ReadOnlySpan<OutputRows> outputs, int row, Span<float> target)
    {
        var boxes = _boxes.Of(outputs[where.Boxes], row);
        var scores = _scores.Of(outputs[where.Scores], row);
        var count = Math.Min(scores.Length, boxes.Length / 4);
        if (where.Count >= 0)
            count = Math.Min(count, (int)Number(outputs[where.Count], row, 0));
        count = Math.Min(count, Format.MaxBoxes);
        for (var i = 0; i < count; i++)
        {
            // The official programs stop at the first score below the cut: the outputs are sorted.
            if (scores[i] < Format.ScoreCut)
                return i;
            var box = boxes.Slice(4 * i, 4);
            var (top, left, bottom, right) = isTopLeftFirst ? (box[0], box[1], box[2], box[3]) : (box[1], box[0], box[3], box[2]);
            Put(
                target, i, sample, top / Format.Pixels.Height, left / Format.Pixels.Width, bottom / Format.Pixels.Height, right / Format.Pixels.Width,
                scores[i], Format.LoggedClass((int)Number(outputs[where.Classes], row, i)));
        }
        return count;
    }

    private static double Number(OutputRows rows, int row, int index) => rows.ElementType switch
    {
        ElementType.Float32 => MemoryMarshal.Cast<byte, float>(rows.Row(row))[index],
        ElementType.Float16 => (double)MemoryMarshal.Cast<byte, Half>(rows.Row(row))[index],
        ElementType.Int64 => MemoryMarshal.Cast<byte, long>(rows.Row(row))[index],
        ElementType.Int32 => MemoryMarshal.Cast<byte, int>(rows.Row(row))[index],
        _ => throw new InferenceException($"Classes are {rows.ElementType.Name()}; expected float32, float16, int32 or int64."),
    };
}
