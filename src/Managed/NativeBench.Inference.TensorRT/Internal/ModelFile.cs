using System.Collections.Immutable;
using System.Security.Cryptography;

namespace NativeBench.Inference.TensorRT.Internal;

/// <summary>The file that a model or a plan is, or the bytes that stand for one; opened, hashed, and its header read.</summary>
internal sealed record ModelFile
{
    private const string Expected = "an ONNX model (.onnx) or a TensorRT plan (.plan, .engine, .trt)";

    private static readonly string[] s_planExtensions = [".plan", ".engine", ".trt"];

    public required string Path { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    /// <summary>What the model says of itself; null for a plan.</summary>
    public required OnnxHeader? Header { get; init; }

    public bool IsPlan => Header is null;

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>What the file says about weights that don't come from training.</summary>
    public string? WeightsNote => Header?.Metadata.GetValueOrDefault(ModelInfo.WeightsNoteKey);

    public static bool IsPlanName(string path) => s_planExtensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Opens a file, or takes bytes.</summary>
    /// <exception cref="InvalidInputException">There is no such file, or it is neither model nor plan.</exception>
    public static ModelFile Open(string path, ReadOnlyMemory<byte>? bytes)
    {
        if (bytes is { } content)
            return Read(path, new MemoryStream(content.ToArray(), writable: false), isPlan: false);
        if (Directory.Exists(path))
            throw new InvalidInputException($"'{path}' is a folder; expected {Expected}.");
        if (!File.Exists(path))
            throw new InvalidInputException($"There is no file '{path}'; expected {Expected}.");
        try
        {
            return Read(path, File.OpenRead(path), IsPlanName(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    /// <summary>The model as a workload needs it, without building it.</summary>
    /// <exception cref="InvalidInputException">It can't be run, or is a plan.</exception>
    public ModelInfo Inspect(IReadOnlyDictionary<string, long> dimensions)
    {
        if (Header is not { } header)
            throw new InvalidInputException($"'{Path}' is a plan, which only the device that it was built for can open.");
        var shapes = header.Resolve(Name, dimensions);
        return new ModelInfo
        {
            Path = Path,
            Sha256 = Sha256,
            FileBytes = Bytes,
            Inputs = [.. shapes.Select(s => new TensorSpec(s.Input.Name, TypeOf(s.Input), [.. s.Shape[1..]]))],
            Outputs = [.. header.Outputs.Select(output => new TensorSpec(output.Name, TypeOf(output), SampleShape(output)))],
            FixedBatch = FixedBatch(shapes),
            WeightsNote = WeightsNote,
        };
    }

    private static ModelFile Read(string path, Stream stream, bool isPlan)
    {
        using (stream)
        {
            if (stream.Length == 0)
                throw new InvalidInputException($"'{path}' is empty; expected {Expected}.");
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
            stream.Position = 0;
            return new ModelFile { Path = path, Sha256 = sha256, Bytes = stream.Length, Header = isPlan ? null : OnnxHeader.Read(stream, path) };
        }
    }

    private ElementType TypeOf(OnnxHeader.Value value) => EngineSignature.TypeOf(value.ElementType)
        ?? throw new InvalidInputException(FormattableString.Invariant(
            $"'{value.Name}' of '{Name}' has an element type (ONNX number {value.ElementType}) that TensorRT can't run here; expected a number format of whole bytes."));

    private static ImmutableArray<long> SampleShape(OnnxHeader.Value output) =>
        output.Dimensions is { Count: > 0 } dimensions ? [.. dimensions.Skip(1).Select(static d => d.Size)] : [-1];

    private int? FixedBatch(IReadOnlyList<(OnnxHeader.Value Input, long[] Shape)> shapes)
    {
        var limited = shapes.Where(static s => s.Shape[0] >= 0).ToArray();
        if (limited.Length == 0)
            return null;
        var batch = limited[0].Shape[0];
        foreach (var (input, shape) in limited)
            if (shape[0] != batch)
                throw new InvalidInputException(FormattableString.Invariant(
                    $"The inputs of '{Name}' have different first dimensions: {batch} for '{limited[0].Input.Name}', {shape[0]} for '{input.Name}'; expected the same batch everywhere."));
        return (int)batch;
    }
}
