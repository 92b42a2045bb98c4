using CsCheck;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Imaging.Jpeg;
using NativeBench.Datasets.Skia;
using NativeBench.Inference;
using SkiaSharp;

namespace NativeBench.Tests.Datasets.Imaging;

/// <summary>Our own decoder against libjpeg-turbo: OpenCV's pixels of the golden files, SkiaSharp's of computed ones.</summary>
public class BaselineJpegTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        if (!InverseDct.IsSupported)
            Assert.Ignore("This processor has no AVX2: SkiaSharp decodes everything.");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("full.jpg")]
    [TestCase("half.jpg")]
    [TestCase("wide.jpg")]
    [TestCase("grey.jpg")]
    [TestCase("restarts.jpg")]
    public void Baseline_files_are_decoded_here_to_the_bit(string file)
    {
        var golden = GoldenData.Json("imaging.json").GetProperty("jpeg").EnumerateArray().Single(e => e.GetProperty("file").GetString() == file);
        using var image = Decode(File.ReadAllBytes(GoldenData.PathOf(file)), refuseExif: true);
        Assert.That(image, Is.Not.Null);
        Assert.That(ComputedImage.Sha256(ComputedImage.Rgb(image!)), Is.EqualTo(golden.GetProperty("opencv").GetString()));
    }

    [TestCase("progressive.jpg", false, false)]
    [TestCase("turned.jpg", true, false)]
    [TestCase("turned.jpg", false, true)]
    public void Other_files_are_left_to_others(string file, bool applyOrientation, bool isOurs)
    {
        using var image = Decode(File.ReadAllBytes(GoldenData.PathOf(file)), applyOrientation);
        Assert.That(image is not null, Is.EqualTo(isOurs));
        using var decoded = PictureDecoder.Instance.Decode(GoldenData.PathOf(file), applyOrientation);
        using var others = SkiaImageDecoder.Instance.Decode(GoldenData.PathOf(file), applyOrientation);
        Assert.That(ComputedImage.Rgb(decoded), Is.EqualTo(ComputedImage.Rgb(others)));
    }

    /// <summary>All sizes of the last group of blocks, all qualities; steps of 1 are where rounding shows most.</summary>
    [Test]
    public void Pictures_of_any_size_quality_and_sampling_are_those_of_libjpeg()
    {
        var sampling = Gen.OneOf(
            Gen.Const(SKJpegEncoderDownsample.Downsample420), Gen.Const(SKJpegEncoderDownsample.Downsample422), Gen.Const(SKJpegEncoderDownsample.Downsample444));
        Gen.Select(Gen.Int[16, 90], Gen.Int[16, 90], Gen.OneOf(Gen.Int[1, 99], Gen.Const(100)), sampling).Sample((width, height, quality, downsample) =>
        {
            var path = _folder.Bytes("a.jpg", Encode(width, height, quality, downsample));
            using var expected = SkiaImageDecoder.Instance.Decode(path, applyOrientation: false);
            using var found = Decode(File.ReadAllBytes(path));
            return found is not null && found.Pixels.SequenceEqual(expected.Pixels);
        }, iter: 150, threads: 1);
    }

    [Test]
    public void A_part_is_that_part_of_the_whole()
    {
        foreach (var downsample in Enum.GetValues<SKJpegEncoderDownsample>())
        {
            var file = Encode(147, 131, 85, downsample);
            using var whole = Decode(file)!;
            Gen.Select(Gen.Int[0, 146], Gen.Int[0, 130], Gen.Int[1, 147], Gen.Int[1, 131]).Sample((x, y, width, height) =>
            {
                var part = new PixelArea(x, y, Math.Min(width, 147 - x), Math.Min(height, 131 - y));
                using var image = Decode(file, needed: (_, _) => part)!;
                for (var row = part.Y; row < part.Y + part.Height; row++)
                    if (!image.Row(row).Slice(4 * part.X, 4 * part.Width).SequenceEqual(whole.Row(row).Slice(4 * part.X, 4 * part.Width)))
                        return false;
                return true;
            }, iter: 60, threads: 1);
        }
    }

    /// <summary>What a pipeline says that it needs is all that it reads: the rest may be anything.</summary>
    [Test]
    public void Pixels_that_are_not_needed_decide_nothing(
        [ValueSource(nameof(PipelineNames))] string name, [Values("181x123", "227x227", "375x500", "640x427")] string size)
    {
        var pipeline = ImagePipelines.All[name];
        var sides = size.Split('x').Select(int.Parse).ToArray();
        using var image = ComputedImage.Make(sides[0], sides[1]);
        var bytes = (int)pipeline.Shape.Aggregate((long)pipeline.ElementType.SizeInBytes(), static (product, d) => product * d);
        var (expected, found) = (new byte[bytes], new byte[bytes]);
        if (pipeline.Fit == ImageFit.Exact)
        {
            Assert.That(() => pipeline.Needed(image.Width, image.Height, "x"), Throws.TypeOf<InvalidInputException>());
            return;
        }
        pipeline.Run(image, expected, "computed");
        var needed = pipeline.Needed(image.Width, image.Height, "computed");
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                if (x < needed.X || y < needed.Y || x >= needed.X + needed.Width || y >= needed.Y + needed.Height)
                    image.Row(y).Slice(4 * x, 4).Fill((byte)(x ^ 0xA5));
        pipeline.Run(image, found, "computed");
        Assert.That(found, Is.EqualTo(expected));
    }

    [Test]
    public void A_crop_needs_less_than_the_picture()
    {
        var needed = ImagePipelines.ResNet50.Needed(500, 375, "x");
        Assert.That((long)needed.Width * needed.Height, Is.InRange(328 * 328, 500 * 375 * 2 / 3));
    }

    /// <summary>Whatever the bytes are, the answer is a picture of the header's size or none; nothing is read beyond.</summary>
    [Test]
    public void Damaged_files_give_no_picture_or_one_of_the_right_size()
    {
        var file = Encode(70, 60, 75, SKJpegEncoderDownsample.Downsample420);
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte, Gen.Int[0, file.Length]).Sample((position, value, length) =>
        {
            var damaged = file.ToArray();
            damaged[position] = value;
            using var image = Decode(damaged);
            using var cut = Decode(file.AsSpan(0, length));
            // A zero or a marker may make another header, or none.
            return (image is null || image.Width > 0) && (cut is null) == (length < file.Length);
        }, iter: 600, threads: 1);
    }

    private static IEnumerable<string> PipelineNames() => ImagePipelines.All.Keys;

    private static PixelImage? Decode(ReadOnlySpan<byte> file, bool refuseExif = false, Func<int, int, PixelArea>? needed = null)
        => BaselineJpeg.OfThread.TryDecode(file, refuseExif, needed);

    private static byte[] Encode(int width, int height, int quality, SKJpegEncoderDownsample downsample)
    {
        using var image = ComputedImage.Make(width, height);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        System.Runtime.InteropServices.Marshal.Copy(image.Pixels.ToArray(), 0, bitmap.GetPixels(), image.Pixels.Length);
        using var pixmap = bitmap.PeekPixels();
        using var data = pixmap.Encode(new SKJpegEncoderOptions(quality, downsample, SKJpegEncoderAlphaOption.Ignore))
            ?? throw new InvalidOperationException("SkiaSharp doesn't encode.");
        return data.ToArray();
    }
}
