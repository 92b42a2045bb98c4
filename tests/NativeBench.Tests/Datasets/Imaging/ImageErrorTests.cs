using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Skia;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Imaging;

/// <summary>Every wrong picture or list is a sentence that names it.</summary>
public class ImageErrorTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Truncated_jpegs_are_cut_off_wherever_they_end()
    {
        var whole = File.ReadAllBytes(GoldenData.PathOf("half.jpg"));
        foreach (var length in (int[])[0, 3, 40, 700, whole.Length / 2, whole.Length - 200])
        {
            var path = _folder.Bytes($"cut{length}.jpg", whole[..length]);
            var error = Assert.Throws<InvalidInputException>(() => PictureDecoder.Instance.Decode(path, applyOrientation: false).Dispose(), $"{length} bytes")!;
            Assert.That(error.Message, Does.Contain($"'{path}'").And.Contain("Copy it again."));
        }
    }

    [Test]
    public void What_is_no_picture_is_refused()
    {
        var path = _folder.Text("a.jpg", "this is no picture");
        Assert.That(() => PictureDecoder.Instance.Decode(path, false), Invalid($"'{path}' isn't a JPEG or PNG picture"));
        Assert.That(() => PictureDecoder.Instance.Decode(_folder.Combine("none.jpg"), false), Invalid("can't be read"));
    }

    [TestCase("a.jpg", "val_map.txt:1: found 1 words; expected a file name and a label.")]
    [TestCase("a.jpg 3\n\nb.jpg 1000", "val_map.txt:3: found the label '1000'; expected 0 to 999.")]
    [TestCase("a.jpg -1", "found the label '-1'")]
    [TestCase("a.jpg 3\nc.jpg 4", "val_map.txt:2: found 'c.jpg', which isn't in")]
    [TestCase("", "has no lines")]
    public void Wrong_lists_are_named_with_their_line(string text, string expected)
    {
        _folder.Text("a.jpg", "");
        _folder.Text("b.jpg", "");
        _folder.Text("val_map.txt", text);
        Assert.That(() => ImageNetFolder.Open(_folder.Path), Invalid(expected));
    }

    [Test]
    public void Absent_lists_folders_and_files_are_named()
    {
        Assert.That(() => ImageNetFolder.Open(_folder.Combine("no")), Invalid("There is no folder"));
        Assert.That(() => ImageNetFolder.Open(_folder.Path), Invalid("There is no '" + _folder.Combine("val_map.txt")));
        Assert.That(() => new ImageSource("set", ["nowhere.jpg"], ImagePipelines.ResNet50, PictureDecoder.Instance), Invalid("set: there is no file 'nowhere.jpg'"));
    }

    [Test]
    public void Pictures_of_a_wrong_size_are_named()
    {
        var path = GoldenData.PathOf("full.jpg");
        using var exact = new ImageSource("set", [path], ImagePipelines.MobileSegmentation, PictureDecoder.Instance);
        Assert.That(() => exact.Prepare(0, new byte[512 * 512 * 3 * 4]), Invalid($"'{path}' has 181x123 pixels; mobile-segmentation takes pictures prepared to 512x512."));
        var crop = ImagePipelines.ResNet50 with { Fit = ImageFit.CentreCrop };
        using var small = new ImageSource("set", [path], crop, PictureDecoder.Instance);
        Assert.That(() => small.Prepare(0, new byte[224 * 224 * 3 * 4]), Invalid("cuts out 224x224, so expected at least that"));
    }

    [Test]
    public void The_fingerprint_follows_files_and_parameters()
    {
        var path = _folder.Bytes("a.jpg", File.ReadAllBytes(GoldenData.PathOf("full.jpg")));
        string Of(ImagePipeline pipeline) => new ImageSource("set", [path], pipeline, PictureDecoder.Instance).Fingerprint;
        var before = Of(ImagePipelines.ResNet50);
        Assert.That(Of(ImagePipelines.ResNet50), Is.EqualTo(before));
        Assert.That(Of(ImagePipelines.ResNet50 with { Mean = [123.68f, 116.78f, 103.95f] }), Is.Not.EqualTo(before));
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.That(Of(ImagePipelines.ResNet50), Is.Not.EqualTo(before));
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Invalid(string part)
        => Throws.TypeOf<InvalidInputException>().With.Message.Contains(part);
}
