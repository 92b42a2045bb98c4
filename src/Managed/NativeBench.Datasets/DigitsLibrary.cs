using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>
/// The embedded digits, 8x8 pixels of 0 to 16, as the model takes them: every pixel four times in both directions, divided
/// by 16, float32 or float16 [1,32,32]. Every value is a multiple of 1/16, so the result is exact.
/// </summary>
public sealed class DigitsLibrary : TensorLibrary
{
    private const int Side = 8;
    private const int Upscale = 4;
    private const int PixelsPerDigit = Side * Side;

    private readonly byte[] _pixels;

    /// <summary>Opens the embedded samples.</summary>
    /// <param name="model">The digits model, or one with the same input.</param>
    /// <exception cref="InvalidInputException">The model takes another input.</exception>
    public DigitsLibrary(ModelInfo model)
        : this(CheckInput(model), ReadPixels(), ReadLabels())
    {
    }

    private DigitsLibrary(ImmutableArray<TensorSpec> inputs, byte[] pixels, ImmutableArray<int> labels)
        : base(inputs, pixels.Length / PixelsPerDigit)
    {
        _pixels = pixels;
        Labels = labels;
    }

    /// <inheritdoc/>
    public override string Name => DigitsBenchmark.Id;

    /// <inheritdoc/>
    public override string Description => "embedded digits";

    /// <inheritdoc/>
    public override ImmutableArray<int>? Labels { get; }

    private protected override void ReadSamples(int input, long firstSample, int count, Span<byte> rows)
    {
        const int PixelsPerRow = PixelsPerDigit * Upscale * Upscale;
        Span<float> picture = stackalloc float[PixelsPerRow];
        var bytesPerRow = rows.Length / count;
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * bytesPerRow, bytesPerRow);
            Enlarge(_pixels.AsSpan((int)(firstSample + i) * PixelsPerDigit, PixelsPerDigit), picture);
            if (bytesPerRow == PixelsPerRow * sizeof(float))
                MemoryMarshal.AsBytes(picture).CopyTo(row);
            else
                HalfNumbers.Round(picture, MemoryMarshal.Cast<byte, Half>(row));
        }
    }

    private static void Enlarge(ReadOnlySpan<byte> digit, Span<float> picture)
    {
        const int Width = Side * Upscale;
        for (var y = 0; y < Side; y++)
        {
            var line = picture.Slice(y * Upscale * Width, Width);
            for (var x = 0; x < Side; x++)
                line.Slice(x * Upscale, Upscale).Fill(digit[(y * Side) + x] / 16f);
            for (var copy = 1; copy < Upscale; copy++)
                line.CopyTo(picture.Slice(((y * Upscale) + copy) * Width, Width));
        }
    }

    private static ImmutableArray<TensorSpec> CheckInput(ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ImmutableArray<long> shape = [1, Side * Upscale, Side * Upscale];
        var takesDigits = model.Inputs is [{ ElementType: ElementType.Float32 or ElementType.Float16 } input] && input.SampleShape.SequenceEqual(shape);
        return takesDigits
            ? model.Inputs
            : throw new InvalidInputException(
                $"The embedded digits are float32 or float16 [N,1,32,32]; '{model.Name}' takes {string.Join(", ", model.Inputs)}.");
    }

    private static byte[] ReadPixels()
    {
        const string FileName = "inputs_u8.npy";
        using var stream = DigitsBenchmark.Open(FileName);
        var header = NpyHeader.Read(stream, FileName);
        if (header.ElementType != ElementType.UInt8 || header.Shape is not [_, Side, Side])
            throw new InvalidInputException($"The embedded '{FileName}' is {header.ElementType.Name()} {header.ShapeText}; expected uint8 [N,8,8].");
        var pixels = new byte[header.DataBytes];
        stream.ReadExactly(pixels);
        return pixels;
    }

    private static ImmutableArray<int> ReadLabels()
    {
        using var reader = new StreamReader(DigitsBenchmark.Open(TensorFolderLibrary.LabelFileName));
        return LabelFile.Read(reader, TensorFolderLibrary.LabelFileName);
    }
}
