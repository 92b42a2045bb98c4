using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Synthetic;

/// <summary>
/// Pictures that show nothing but have the statistics of photographs, normalised as a benchmark's are: brightness varies on all scales
/// alike, colour less than brightness, and each picture is lighter or darker, harder or softer than the next. For speed work; a
/// sample's bytes depend on the seed and its index only.
/// </summary>
public sealed class SyntheticPictures : ISampleSource
{
    private const int Planes = 3;
    private const int Octaves = 6;

    // A photograph's mean and deviation in 8 bits (ImageNet's are about 117 and 60), and those of sums of six octaves of noise.
    private const float Mean = 117;
    private const float Deviation = 60;
    private const float OctaveDeviation = 0.94f;

    private readonly ImagePipeline _pipeline;
    private readonly ulong _seed;

    /// <summary>Makes a source; nothing is computed yet.</summary>
    /// <param name="pipeline">Size, layout, type and normalisation; its fit and filter have nothing to do.</param>
    /// <param name="count">Pictures, 1 or more.</param>
    /// <param name="inputName">The model's input.</param>
    /// <param name="seed">Decides every pixel.</param>
    public SyntheticPictures(ImagePipeline pipeline, long count, string inputName = "input", ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _pipeline = pipeline with { Fit = ImageFit.Exact };
        _seed = seed;
        Count = count;
        Tensors = [new TensorSpec(inputName, pipeline.ElementType, pipeline.Shape)];
        Description = string.Create(CultureInfo.InvariantCulture, $"synthetic pictures {pipeline.Width}x{pipeline.Height}, seed {seed}");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public long Count { get; }

    /// <inheritdoc/>
    public ImmutableArray<TensorSpec> Tensors { get; }

    /// <inheritdoc/>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"synthetic pictures v1, seed {_seed}, {Count}; {_pipeline.Fingerprint}");

    /// <inheritdoc/>
    public void Prepare(long sample, Span<byte> tensors)
    {
        using var picture = new PixelImage(_pipeline.Width, _pipeline.Height);
        Draw(picture, new RandomStream(_seed, 0, (ulong)sample));
        _pipeline.Run(picture, tensors, string.Create(CultureInfo.InvariantCulture, $"synthetic picture {sample}"));
    }

    /// <inheritdoc/>
    public void Dispose() { }

    private static void Draw(PixelImage picture, RandomStream random)
    {
        var pixels = picture.Width * picture.Height;
        var memory = ArrayPool<float>.Shared.Rent(Planes * pixels);
        try
        {
            var planes = memory.AsSpan(0, Planes * pixels);
            planes.Clear();
            for (var plane = 0; plane < Planes; plane++)
                AddNoise(planes.Slice(plane * pixels, pixels), picture.Width, picture.Height, ref random);
            var light = Mean + (30 * Signed(ref random));
            var contrast = Deviation * (1 + (0.4f * Signed(ref random))) / OctaveDeviation;
            var target = picture.Pixels;
            for (var i = 0; i < pixels; i++)
            {
                var bright = light + (contrast * planes[i]);
                float warm = 0.25f * contrast * planes[pixels + i], green = 0.15f * contrast * planes[(2 * pixels) + i];
                var at = i * PixelImage.BytesPerPixel;
                target[at] = ToByte(bright + warm - green);
                target[at + 1] = ToByte(bright + green);
                target[at + 2] = ToByte(bright - warm - green);
                target[at + 3] = 0;
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(memory);
        }
    }

    /// <summary>Adds value noise of 2, 4, … 64 cells over the picture, all with the same weight: the spectrum of photographs.</summary>
    private static void AddNoise(Span<float> plane, int width, int height, ref RandomStream random)
    {
        Span<float> knots = stackalloc float[65 * 2];
        for (var octave = 1; octave <= Octaves; octave++)
        {
            var cells = 1 << octave;
            var above = knots[..(cells + 1)];
            var below = knots.Slice(65, cells + 1);
            Fill(below, ref random);
            var row = -1;
            for (var y = 0; y < height; y++)
            {
                var exactY = (float)y * cells / height;
                for (; row < (int)exactY; row++)
                {
                    below.CopyTo(above);
                    Fill(below, ref random);
                }

                AddRow(plane.Slice(y * width, width), above, below, exactY - (int)exactY, cells);
            }
        }
    }

    private static void AddRow(Span<float> pixels, ReadOnlySpan<float> above, ReadOnlySpan<float> below, float share, int cells)
    {
        var step = (float)cells / pixels.Length;
        for (var x = 0; x < pixels.Length; x++)
        {
            var exact = x * step;
            var cell = Math.Min((int)exact, cells - 1);
            var right = exact - cell;
            var top = above[cell] + ((above[cell + 1] - above[cell]) * right);
            var bottom = below[cell] + ((below[cell + 1] - below[cell]) * right);
            pixels[x] += top + ((bottom - top) * share);
        }
    }

    private static void Fill(Span<float> values, ref RandomStream random)
    {
        foreach (ref var value in values)
            value = Signed(ref random);
    }

    /// <summary>Uniform in -1 to 1.</summary>
    private static float Signed(ref RandomStream random) => ((random.Next() >> 40) * (2f / (1 << 24))) - 1;

    private static byte ToByte(float value) => (byte)Math.Clamp(value, 0, 255);
}
