using System.Collections.Immutable;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Segmentation;
using NativeBench.Datasets.Skia;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Segmentation;

/// <summary>The size rule, the sampling and the padding of DeepLab's evaluation, worked out by hand.</summary>
public class DeepLabScalingTests
{
    [TestCase(683, 512, 512, 384)]
    [TestCase(256, 256, 512, 512)]
    [TestCase(512, 512, 512, 512)]
    [TestCase(300, 1000, 154, 512)]
    [TestCase(1, 5000, 1, 512)]
    public void The_long_side_becomes_the_square_s_and_the_short_one_is_rounded_up(int width, int height, int newWidth, int newHeight) =>
        Assert.That(DeepLabScaling.SizeOf(width, height, 512), Is.EqualTo((newWidth, newHeight)));

    [Test]
    public void No_side_becomes_longer_than_the_square_s()
    {
        for (var side = 1; side <= 3000; side++)
            Assert.That(DeepLabScaling.SizeOf(side, 1, 512).Width, Is.EqualTo(512), $"{side}");
    }

    /// <summary>Of 3 columns 7 are made: steps of 2/6, corners on corners. Of 2 rows 5 (7 * 2/3 rounded up): steps of 1/4.</summary>
    [Test]
    public void Pictures_are_interpolated_with_aligned_corners_and_padded_with_grey()
    {
        using var picture = new PixelImage(3, 2);
        byte[] columns = [0, 30, 90];
        for (var y = 0; y < 2; y++)
            for (var x = 0; x < 3; x++)
                picture.Row(y).Slice(4 * x, 4).Fill((byte)(columns[x] + (100 * y)));
        using var square = DeepLabScaling.Picture(picture, 7);
        byte[] Red(int y) => [.. Enumerable.Range(0, 7).Select(x => square.Pixels[((y * 7) + x) * 4])];
        Assert.That(Red(0), Is.EqualTo(new byte[] { 0, 10, 20, 30, 50, 70, 90 }).Within(1), "cut to 8 bits, so that rounding may take one off");
        Assert.That(Red(2)[3], Is.EqualTo(80));
        Assert.That(Red(4)[6], Is.EqualTo(190));
        Assert.That(Red(5), Is.EqualTo(Enumerable.Repeat((byte)127, 7)));
    }

    [Test]
    public void A_picture_of_the_square_s_size_stays_as_it_is()
    {
        using var picture = new PixelImage(8, 8);
        for (var i = 0; i < picture.Pixels.Length; i++)
            picture.Pixels[i] = (byte)(i * 5);
        using var square = DeepLabScaling.Picture(picture, 8);
        for (var i = 0; i < picture.Pixels.Length; i++)
            if (i % 4 < 3)
                Assert.That(square.Pixels[i], Is.EqualTo(picture.Pixels[i]), $"{i}");
    }

    [Test]
    public void Labels_take_the_nearest_class_and_are_padded_with_0()
    {
        // Columns at 0, 1/3, 2/3, 1, 4/3, 5/3, 2; rows at 0, 1/4, 1/2, 3/4, 1, halves going up.
        Assert.That(DeepLabScaling.Labels([1, 2, 3, 4, 5, 6], 3, 2, 7), Is.EqualTo(new byte[]
        {
            1, 1, 2, 2, 2, 3, 3,
            1, 1, 2, 2, 2, 3, 3,
            4, 4, 5, 5, 5, 6, 6,
            4, 4, 5, 5, 5, 6, 6,
            4, 4, 5, 5, 5, 6, 6,
            0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0,
        }));
    }

    [Test]
    public void A_label_map_of_another_size_than_its_picture_is_named()
    {
        using var folder = new TemporaryFolder();
        var picture = folder.Bytes("a.jpg", PictureFiles.Jpeg(16, 8, static (_, _) => 100));
        var labels = folder.Bytes("a.png", PictureFiles.GreyPng(8, 16, static (_, _) => 1));
        var decoder = new DeepLabDecoder(SkiaImageDecoder.Instance, 32, ImmutableDictionary<string, string>.Empty.Add(picture, labels));
        Assert.That(
            () => decoder.Decode(picture, applyOrientation: false),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains($"'{picture}' is 16x8 and its label map '{labels}' 8x16; expected the same size."));
        folder.Bytes("a.png", PictureFiles.GreyPng(16, 8, static (_, _) => 1));
        using var square = decoder.Decode(picture, applyOrientation: false);
        Assert.That((square.Width, square.Height), Is.EqualTo((32, 32)));
    }

    [Test]
    public void Label_maps_of_another_size_are_stretched_or_refused()
    {
        using var folder = new TemporaryFolder();
        var png = folder.Bytes("a.png", PictureFiles.GreyPng(6, 3, static (x, y) => (byte)(x + (10 * y))));
        var maps = new LabelMaps { Files = [png], Height = 1, Width = 3, Fit = LabelFit.Stretch };
        Assert.That(maps.Read(0).ToArray(), Is.EqualTo(new byte[] { 11, 13, 15 }), "the pixels at the centres");
        Assert.That((maps with { Classes = 14 }).Read(0).ToArray(), Is.EqualTo(new byte[] { 11, 13, 0 }));
        Assert.That(() => (maps with { Fit = LabelFit.Exact }).Read(0), Throws.TypeOf<InvalidInputException>().With.Message.Contains($"'{png}' is 6x3; expected 3x1"));
        var raw = folder.Bytes("b.raw", [1, 2]);
        Assert.That(() => (maps with { Files = [raw] }).Read(0), Throws.TypeOf<InvalidInputException>().With.Message.Contains($"'{raw}' has 2 bytes; expected a label for each of 3 pixels."));
    }
}
