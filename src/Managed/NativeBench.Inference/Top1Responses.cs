namespace NativeBench.Inference;

/// <summary>
/// The class with the highest score in the first output (the lowest index among equals), as one little-endian number.
/// MLPerf's image classification logs float32 by default; its script takes int32 and int64 by option.
/// </summary>
public sealed class Top1Responses : IResponseFormat
{
    /// <summary>Makes the format.</summary>
    /// <param name="labelType">Float32 (default), Int32 or Int64.</param>
    /// <param name="firstClass">Index of the output that is class 0: 1 for models whose output 0 is "background".</param>
    public Top1Responses(ElementType labelType = ElementType.Float32, int firstClass = 0)
    {
        LabelType = labelType;
        FirstClass = firstClass;
    }

    /// <summary>Format of the number that is logged.</summary>
    public ElementType LabelType { get; }

    /// <summary>What is subtracted from the index of the highest score.</summary>
    public int FirstClass { get; }

    /// <inheritdoc/>
    public string Description => $"top-1 class as {LabelType.Name()}";

    /// <inheritdoc/>
    public IResponseWriter CreateWriter(ModelInfo model, int maxBatchSize) => throw new NotSupportedException();
}
