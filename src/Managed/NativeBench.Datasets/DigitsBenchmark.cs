using System.Text.Json;

namespace NativeBench.Datasets;

/// <summary>The embedded benchmark: a small network for handwritten digits and 360 labelled digits, all inside this assembly.</summary>
public static class DigitsBenchmark
{
    /// <summary>The benchmark's id.</summary>
    public const string Id = "digits";

    /// <summary>The model's name in reports.</summary>
    public const string ModelName = "digits_resnet8.onnx";

    /// <summary>The bytes of the ONNX model: float32 [N,1,32,32] to float32 [N,10].</summary>
    public static ReadOnlyMemory<byte> ReadModel() => ReadBytes(ModelName);

    /// <summary>The text of one of the embedded files: <c>digits.json</c>, <c>labels.txt</c>, <c>names.txt</c>, …</summary>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public static string ReadText(string fileName)
    {
        using var reader = new StreamReader(Open(fileName));
        return reader.ReadToEnd();
    }

    /// <summary>SHA-256 of the embedded pictures, 64 lower-case hex digits.</summary>
    public static string InputsSha256
    {
        get
        {
            using var facts = JsonDocument.Parse(ReadText("digits.json"));
            return facts.RootElement.GetProperty("files").GetProperty("inputs").GetProperty("sha256").GetString()!;
        }
    }

    internal static byte[] ReadBytes(string fileName)
    {
        using var stream = Open(fileName);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    internal static Stream Open(string fileName)
        => typeof(DigitsBenchmark).Assembly.GetManifestResourceStream("digits/" + fileName)
            ?? throw new ArgumentException($"There is no embedded file '{fileName}'.", nameof(fileName));
}
