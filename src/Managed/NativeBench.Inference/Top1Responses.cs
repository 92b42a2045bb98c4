using System.Globalization;
using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>
/// The class with the highest score in the first output (the lowest index among equals), as one little-endian number. An
/// output with one integer a sample is taken as the class itself. MLPerf's image classification logs float32 by default;
/// its script takes int32 and int64 by option.
/// </summary>
public sealed class Top1Responses : IResponseFormat
{
    private const int ImageNetClasses = 1000;

    /// <summary>Makes the format.</summary>
    /// <param name="labelType">Float32 (default), Int32 or Int64.</param>
    /// <param name="firstClass">Index of the output that is class 0: 1 for models whose output 0 is "background".</param>
    public Top1Responses(ElementType labelType = ElementType.Float32, int firstClass = 0)
    {
        if (labelType is not (ElementType.Float32 or ElementType.Int32 or ElementType.Int64))
            throw new ArgumentOutOfRangeException(nameof(labelType), labelType, "Classes are logged as float32, int32 or int64.");
        LabelType = labelType;
        FirstClass = firstClass;
    }

    /// <summary>
    /// The format that suits a model and its labels. A model with 1001 scores whose labels stay below 1000 is taken to follow
    /// TensorFlow's ImageNet models: score 0 is "background" and class 0 comes after it.
    /// </summary>
    /// <param name="model">Whose outputs are logged.</param>
    /// <param name="labels">The class of every sample.</param>
    /// <param name="labelType">Float32 (default), Int32 or Int64.</param>
    public static Top1Responses For(ModelInfo model, ReadOnlySpan<int> labels, ElementType labelType = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(model);
        var scores = model.Outputs[0];
        var hasBackground = scores.IsStatic
            && scores.ElementsPerSample == ImageNetClasses + 1
            && !labels.ContainsAnyExceptInRange(0, ImageNetClasses - 1);
        return new Top1Responses(labelType, hasBackground ? 1 : 0);
    }

    /// <summary>Format of the number that is logged.</summary>
    public ElementType LabelType { get; }

    /// <summary>What is subtracted from the index of the highest score.</summary>
    public int FirstClass { get; }

    /// <inheritdoc/>
    public string Description
        => FirstClass == 0
            ? $"top-1 class as {LabelType.Name()}"
            : string.Create(CultureInfo.InvariantCulture, $"top-1 class as {LabelType.Name()}, class 0 at output {FirstClass}");

    /// <inheritdoc/>
    public IResponseWriter CreateWriter(ModelInfo model, int maxBatchSize)
    {
        var scores = model.Outputs[0];
        if (scores.IsStatic && scores.ElementsPerSample == 0)
            throw new InvalidInputException($"The first output of '{model.Name}', {scores}, has no elements to take the highest of.");
        return new Writer(LabelType, FirstClass, maxBatchSize);
    }

    private sealed unsafe class Writer(ElementType labelType, int firstClass, int maxBatchSize) : IResponseWriter
    {
        private readonly int _bytes = labelType.SizeInBytes();
        private readonly NativeBuffer _labels = NativeBuffer.Allocate((long)maxBatchSize * labelType.SizeInBytes());

        public void Write(ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses)
        {
            var scores = outputs[0];
            var target = (byte*)_labels.Address;
            for (var i = 0; i < responses.Length; i++, target += _bytes)
            {
                var label = ArgMax.ClassOf(scores.Row(i), scores.ElementType) - firstClass;
                switch (labelType)
                {
                    case ElementType.Float32: *(float*)target = label; break;
                    case ElementType.Int32: *(int*)target = checked((int)label); break;
                    default: *(long*)target = label; break;
                }
                responses[i] = responses[i] with { Data = (nint)target, Size = _bytes };
            }
        }

        public void Dispose() => _labels.Dispose();
    }
}
