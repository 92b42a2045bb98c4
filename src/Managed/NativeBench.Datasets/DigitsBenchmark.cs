namespace NativeBench.Datasets;

/// <summary>The embedded benchmark: a small network for handwritten digits and 360 labelled digits, all inside this assembly.</summary>
public static class DigitsBenchmark
{
    /// <summary>The benchmark's id.</summary>
    public const string Id = "digits";

    /// <summary>The model's name in reports.</summary>
    public const string ModelName = "digits_resnet8.onnx";

    /// <summary>The bytes of the ONNX model: float32 [N,1,32,32] to float32 [N,10].</summary>
    public static ReadOnlyMemory<byte> ReadModel() => throw new NotSupportedException();

    /// <summary>The text of one of the embedded files, such as <c>digits.json</c>.</summary>
    public static string ReadText(string fileName) => throw new NotSupportedException();
}
