using System.Runtime.InteropServices;
using System.Text.Json;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Skia;

namespace NativeBench.Tests.Datasets.Imaging;

/// <summary>Against what OpenCV 4.6.0, Pillow 9.4.0 and numpy made (scripts/reference/imaging.py).</summary>
public class ImagingReferenceTests
{
    private static readonly JsonElement s_golden = GoldenData.Json("imaging.json");

    [TestCase(ImageFilter.OpenCvLinear)]
    [TestCase(ImageFilter.OpenCvArea)]
    [TestCase(ImageFilter.PillowBilinear)]
    [TestCase(ImageFilter.PillowBicubic)]
    public void Resized_pictures_are_equal_to_the_bit(ImageFilter filter)
    {
        var compared = 0;
        foreach (var entry in s_golden.GetProperty("resize").EnumerateArray().Where(e => e.GetProperty("filter").GetString() == filter.ToString()))
        {
            var source = entry.GetProperty("source").Numbers();
            var size = entry.GetProperty("size").Numbers();
            using var image = ComputedImage.Make((int)source[0], (int)source[1]);
            int width = (int)size[0], height = (int)size[1];
            using var resized = Resize(image, filter, width, height, new PixelArea(0, 0, width, height));
            var rgb = ComputedImage.Rgb(resized);
            if (entry.TryGetProperty("pixels", out var pixels))
                Assert.That(rgb, Is.EqualTo(pixels.GetBytesFromBase64()), entry.GetRawText());
            Assert.That(ComputedImage.Sha256(rgb), Is.EqualTo(entry.GetProperty("sha256").GetString()), $"{filter} {image.Width}x{image.Height} to {width}x{height}");
            compared++;
        }
        Assert.That(compared, Is.EqualTo(10));
    }

    /// <summary>What is cut out is made alone; it has to be the same as a part of the whole.</summary>
    [Test]
    public void A_part_equals_that_part_of_the_whole([Values] ImageFilter filter, [Values(40, 90)] int size)
    {
        if (filter is ImageFilter.OpenCvLinearFloat or ImageFilter.TfLiteBilinear)
            return;
        using var image = ComputedImage.Make(61, 47);
        var part = new PixelArea(5, 3, 21, 17);
        using var all = Resize(image, filter, size, size - 7, new PixelArea(0, 0, size, size - 7));
        using var cut = Resize(image, filter, size, size - 7, part);
        for (var y = 0; y < part.Height; y++)
            Assert.That(
                cut.Row(y).ToArray().Where(static (_, i) => i % 4 != 3),
                Is.EqualTo(all.Row(part.Y + y).Slice(4 * part.X, 4 * part.Width).ToArray().Where(static (_, i) => i % 4 != 3)));
    }

    [Test]
    public void Decoded_jpegs_are_equal_to_the_bit([Values] bool withOurOwn)
    {
        var decoder = withOurOwn ? PictureDecoder.Instance : SkiaImageDecoder.Instance;
        foreach (var entry in s_golden.GetProperty("jpeg").EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            using var opencv = decoder.Decode(GoldenData.PathOf(file), applyOrientation: true);
            Assert.That(entry.GetProperty("size").Numbers(), Is.EqualTo(new double[] { opencv.Width, opencv.Height }), file);
            Assert.That(ComputedImage.Sha256(ComputedImage.Rgb(opencv)), Is.EqualTo(entry.GetProperty("opencv").GetString()), file + " as OpenCV");
            using var pillow = decoder.Decode(GoldenData.PathOf(file), applyOrientation: false);
            Assert.That(ComputedImage.Sha256(ComputedImage.Rgb(pillow)), Is.EqualTo(entry.GetProperty("pillow").GetString()), file + " as Pillow");
        }
    }

    private static IEnumerable<TestCaseData> Pipelines()
        => s_golden.GetProperty("pipelines").EnumerateArray()
            .Select(static e => new TestCaseData(e).SetArgDisplayNames(e.GetProperty("pipeline").GetString()!, e.GetProperty("source").GetRawText().ReplaceLineEndings("")));

    /// <summary>Integer tensors to the bit, float tensors within 1e-5.</summary>
    [TestCaseSource(nameof(Pipelines))]
    public void Tensors_are_those_of_the_official_preprocessing(JsonElement entry)
    {
        var source = entry.GetProperty("source").Numbers();
        using var image = ComputedImage.Make((int)source[0], (int)source[1]);
        var pipeline = ImagePipelines.All[entry.GetProperty("pipeline").GetString()!];
        Assert.That(pipeline.Shape.Select(static d => (double)d), Is.EqualTo(entry.GetProperty("shape").Numbers()));
        var isFloat = entry.GetProperty("type").GetString() == "float32";
        var tensor = new byte[pipeline.Shape.Aggregate(isFloat ? 4 : 1, static (product, d) => product * (int)d)];
        pipeline.Run(image, tensor, "computed");
        if (!isFloat)
        {
            Assert.That(ComputedImage.Sha256(tensor), Is.EqualTo(entry.GetProperty("sha256").GetString()));
            return;
        }
        var step = entry.GetProperty("step").GetInt32();
        var expected = MemoryMarshal.Cast<byte, float>(entry.GetProperty("every97th").GetBytesFromBase64()).ToArray();
        var found = MemoryMarshal.Cast<byte, float>(tensor).ToArray();
        var worst = expected.Select((value, i) => Math.Abs(value - found[i * step]) / Math.Max(1, Math.Abs(value))).Max();
        Assert.That(worst, Is.LessThanOrEqualTo(1e-5));
        TestContext.Out.WriteLine($"largest difference {worst}, whole tensor equal to the bit: {ComputedImage.Sha256(tensor) == entry.GetProperty("sha256").GetString()}");
    }

    private static PixelImage Resize(PixelImage image, ImageFilter filter, int width, int height, PixelArea part) => filter switch
    {
        ImageFilter.OpenCvArea => OpenCvArea.Resize(image, width, height, part),
        ImageFilter.PillowBilinear => PillowResize.Bilinear(image, width, height, part),
        ImageFilter.PillowBicubic => PillowResize.Bicubic(image, width, height, part),
        _ => OpenCvLinear.Resize(image, width, height, part),
    };
}
