using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Datasets.Segmentation;

/// <summary>
/// The class of every pixel as uint8. An output with a number a pixel is taken as the class map itself; one with a score for each class
/// (the last dimension, or the first) becomes the class of the highest score.
/// </summary>
/// <param name="pixels">Pixels of a sample.</param>
/// <param name="classes">Scores a pixel, where the network gives scores.</param>
public sealed class ClassMapResponses(int pixels, int classes = 32) : IResponseFormat
{
    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"class of each of {pixels} pixels as uint8");

    /// <inheritdoc/>
    public IResponseWriter CreateWriter(ModelInfo model, int maxBatchSize)
    {
        ArgumentNullException.ThrowIfNull(model);
        var output = model.Outputs[0];
        var elements = output.IsStatic ? output.ElementsPerSample : pixels;
        if (elements != pixels && elements != (long)pixels * classes)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"The first output of '{model.Name}' is {output}; expected a class or {classes} scores for each of {pixels} pixels."));
        // Scores come channel last from TensorFlow, channel first from others.
        var isChannelFirst = output.SampleShape.Length == 3 && output.SampleShape[0] == classes && output.SampleShape[2] != classes;
        return new Writer(pixels, elements == pixels ? 1 : classes, isChannelFirst, maxBatchSize);
    }

    private sealed unsafe class Writer(int pixels, int scores, bool isChannelFirst, int maxBatchSize) : IResponseWriter
    {
        private readonly FloatRow _scores = new();
        private readonly NativeBuffer _maps = NativeBuffer.Allocate((long)maxBatchSize * pixels);

        public void Write(ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses)
        {
            for (var i = 0; i < responses.Length; i++)
            {
                var map = _maps.Slice((long)i * pixels, pixels);
                if (scores > 1)
                    FindBest(_scores.Of(outputs[0], i), map);
                else if (FloatRow.Reads(outputs[0].ElementType))
                    Copy(_scores.Of(outputs[0], i), map);
                else
                    Copy(outputs[0].Row(i), outputs[0].ElementType, map);
                responses[i] = responses[i] with { Data = _maps.Address + (nint)((long)i * pixels), Size = pixels };
            }
        }

        public void Dispose() => _maps.Dispose();

        private static void Copy(ReadOnlySpan<float> row, Span<byte> map)
        {
            for (var p = 0; p < map.Length; p++)
                map[p] = (byte)(int)row[p];
        }

        private static void Copy(ReadOnlySpan<byte> row, ElementType type, Span<byte> map)
        {
            switch (type)
            {
                case ElementType.UInt8 or ElementType.Int8:
                    row.CopyTo(map);
                    break;
                case ElementType.Int32:
                    var ints = MemoryMarshal.Cast<byte, int>(row);
                    for (var p = 0; p < map.Length; p++)
                        map[p] = (byte)ints[p];
                    break;
                case ElementType.Int64:
                    var longs = MemoryMarshal.Cast<byte, long>(row);
                    for (var p = 0; p < map.Length; p++)
                        map[p] = (byte)longs[p];
                    break;
                default:
                    throw new InferenceException($"A class map of {type.Name()} can't be read; expected uint8, int8, int32, int64, float16 or float32.");
            }
        }

        private void FindBest(ReadOnlySpan<float> row, Span<byte> map)
        {
            var (pixelStride, classStride) = isChannelFirst ? (1, pixels) : (scores, 1);
            for (var p = 0; p < map.Length; p++)
            {
                var best = 0;
                for (var c = 1; c < scores; c++)
                    if (row[(p * pixelStride) + (c * classStride)] > row[(p * pixelStride) + (best * classStride)])
                        best = c;
                map[p] = (byte)best;
            }
        }
    }
}
