using NativeBench.Datasets.Segmentation;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Segmentation;

/// <summary>Label maps come out of PNG files as the numbers that were put in.</summary>
public class LabelPngTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    /// <summary>libpng chooses filters by the rows' contents; these have gradients across, down and both, and noise.</summary>
    [Test]
    public void Files_that_libpng_wrote_are_read()
    {
        static byte Label(int x, int y) => (byte)((y / 8 % 4) switch { 0 => x, 1 => 3 * y, 2 => (2 * x) + y, _ => x * y * 2654435761L >> 7 });
        var path = _folder.Bytes("a.png", PictureFiles.GreyPng(37, 64, Label));
        var map = LabelPng.Read(path);
        Assert.That(LabelPng.ReadSize(path), Is.EqualTo((37, 64)));
        Assert.That((map.Width, map.Height), Is.EqualTo((37, 64)));
        Assert.That(map.Labels, Is.EqualTo(Enumerable.Range(0, 37 * 64).Select(static i => Label(i % 37, i / 37))));
    }

    [Test]
    public void All_filters_are_undone()
    {
        // The same row 5 6 7 by each: as it is; less the left; less the one above; less the mean of both; less Paeth's choice of the three.
        var path = _folder.Bytes("a.png", PictureFiles.Png(3, 8, 0, 0, [0, 5, 6, 7], [1, 5, 1, 1], [2, 0, 0, 0], [3, 3, 1, 1], [4, 0, 0, 0]));
        Assert.That(LabelPng.Read(path).Labels, Is.EqualTo(new byte[] { 5, 6, 7, 5, 6, 7, 5, 6, 7, 5, 6, 7, 5, 6, 7 }));
    }

    [Test]
    public void Palette_indices_of_few_bits_are_the_classes()
    {
        Assert.That(Read(3, [0, 0b01_10_11_00, 0b10_00_00_00], 5, 2), Is.EqualTo(new byte[] { 1, 2, 3, 0, 2 }));
        Assert.That(Read(3, [0, 0x3A, 0x10], 3, 4), Is.EqualTo(new byte[] { 3, 10, 1 }));
        Assert.That(Read(0, [0, 0b1010_0000], 3, 1), Is.EqualTo(new byte[] { 1, 0, 1 }));

        byte[] Read(byte colour, byte[] row, int width, byte depth) => LabelPng.Read(_folder.Bytes("a.png", PictureFiles.Png(width, depth, colour, 0, row))).Labels;
    }

    [Test]
    public void What_is_no_label_map_is_a_sentence()
    {
        var whole = PictureFiles.GreyPng(40, 40, static (x, y) => (byte)((x * 7) ^ (y * 13)));
        Expect(whole[..(whole.Length / 2)], "is cut off: the label map ends before its last row");
        Expect(whole[..20], "isn't a PNG file");
        Expect("a text that is long enough for a header"u8.ToArray(), "isn't a PNG file; expected a label map");
        Expect(PictureFiles.Png(1, 8, 2, 0, [0, 1, 2, 3]), "has pixels of PNG's colour type 2 with 8 bits; expected a class a pixel");
        Expect(PictureFiles.Png(1, 16, 0, 0, [0, 1, 2]), "has pixels of PNG's colour type 0 with 16 bits");
        Expect(PictureFiles.Png(1, 8, 0, 1, [0, 1]), "is interlaced");
        Expect(PictureFiles.Png(2, 8, 0, 0, [0, 1]), "is cut off");
        Expect(PictureFiles.Png(1, 8, 0, 0, [7, 1]), "is damaged: row 0 has filter 7");
        var damaged = PictureFiles.Png(1, 8, 0, 0, [0, 1]);
        damaged[Array.IndexOf(damaged, (byte)'I', 50) + 4] = 0xFF;
        Expect(damaged, "is damaged: its data can't be unpacked");
        Assert.That(() => LabelPng.Read(_folder.Combine("none.png")), Throws.TypeOf<InvalidInputException>().With.Message.Contains("can't be read"));
    }

    private void Expect(byte[] bytes, string sentence)
    {
        var path = _folder.Bytes("wrong.png", bytes);
        Assert.That(() => LabelPng.Read(path), Throws.TypeOf<InvalidInputException>().With.Message.Contains($"'{path}' {sentence}"));
    }
}
