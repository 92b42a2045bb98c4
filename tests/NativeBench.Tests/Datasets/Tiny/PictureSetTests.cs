using System.Runtime.InteropServices;
using System.Text;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Tiny;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Tiny;

/// <summary>Pictures of MLPerf Tiny's sets, as its runner has them and as their authors publish them.</summary>
public class PictureSetTests
{
    private static readonly ImagePipeline s_floats = new() { Name = "cifar", Height = 32, Width = 32, Fit = ImageFit.Exact, Layout = ImageLayout.Hwc };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Raw_files_are_red_green_blue_by_pixel()
    {
        var path = _folder.Bytes("a.bin", [.. Enumerable.Range(0, 2 * 3 * 3).Select(static i => (byte)(10 * i))]);
        using var picture = new RawPixelDecoder(3, 2).Decode(path, applyOrientation: false);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((3, 2)));
        Assert.That(picture.Row(1)[..3].ToArray(), Is.EqualTo(new byte[] { 90, 100, 110 }));
        Assert.That(() => new RawPixelDecoder(3, 3).Decode(path, applyOrientation: false), Invalid($"'{path}' has 18 bytes; expected 27, 3x3 pixels of red, green, blue."));
    }

    [Test]
    public void Both_versions_of_CIFAR_10_give_the_same_pictures()
    {
        var (labels, pixels) = MakeBatch();
        var records = _folder.Bytes("test_batch.bin", [.. Enumerable.Range(0, 3).SelectMany(i => (byte[])[labels[i], .. pixels.AsSpan(i * 3072, 3072)])]);
        var pickle = _folder.Bytes("test_batch", Pickle(labels, pixels));
        foreach (var path in new[] { records, pickle })
        {
            var batch = CifarBatch.Read(path);
            Assert.That(batch.Labels, Is.EqualTo(new[] { 3, 8, 0 }), path);
            using var source = new CifarSource(batch, [2, 0], s_floats);
            var tensor = new byte[32 * 32 * 3 * 4];
            source.Prepare(0, tensor);
            var values = MemoryMarshal.Cast<byte, float>(tensor);

            // Pixel 1 of picture 2, whose planes lie 1024 apart.
            Assert.That(values[3..6].ToArray(), Is.EqualTo(new float[] { pixels[6144 + 1], pixels[6144 + 1024 + 1], pixels[6144 + 2048 + 1] }), path);
            Assert.That(source.Count, Is.EqualTo(2));
        }
    }

    [Test]
    public void MLPerf_Tiny_s_pictures_are_those_at_its_positions()
    {
        var (labels, pixels) = MakeBatch();
        Directory.CreateDirectory(_folder.Combine("cifar-10-batches-py"));
        _folder.Bytes(Path.Combine("cifar-10-batches-py", "test_batch"), Pickle(labels, pixels));
        var batch = CifarBatch.Read(CifarBatch.Find(_folder.Path)!);
        Assert.That(batch.ReadSubset(_folder.Path), Is.EqualTo(new[] { 0, 1, 2 }));
        _folder.Bytes(CifarBatch.SubsetName, TemporaryFolder.Npy("<i8", [2], [.. BitConverter.GetBytes(2L), .. BitConverter.GetBytes(1L)]));
        Assert.That(batch.ReadSubset(_folder.Path), Is.EqualTo(new[] { 2, 1 }));
        _folder.Bytes(CifarBatch.SubsetName, TemporaryFolder.Npy("<i8", [1], BitConverter.GetBytes(3L)));
        Assert.That(() => batch.ReadSubset(_folder.Path), Invalid("has the position 3; '" + batch.FilePath + "' has 0 to 2."));
        _folder.Bytes(CifarBatch.SubsetName, TemporaryFolder.Npy("<f4", [1], new byte[4]));
        Assert.That(() => batch.ReadSubset(_folder.Path), Invalid("holds float32 [1]; expected a row of int64"));
    }

    [Test]
    public void What_is_no_batch_is_refused()
    {
        var (labels, pixels) = MakeBatch();
        var pickle = Pickle(labels, pixels);
        Assert.That(() => CifarBatch.Read(_folder.Bytes("test_batch.bin", new byte[3072])), Invalid("has 3072 bytes; expected a multiple of 3073"));
        Assert.That(() => CifarBatch.Read(_folder.Bytes("test_batch.bin", [10, .. new byte[3072]])), Invalid("has class 10 for picture 0; expected 0 to 9."));
        Assert.That(() => CifarBatch.Read(_folder.Bytes("test_batch", [])), Invalid("isn't a batch of CIFAR-10's Python version: it ends too early"));
        Assert.That(() => CifarBatch.Read(_folder.Bytes("test_batch", pickle[..^500])), Invalid("it ends too early"));
        Assert.That(() => CifarBatch.Read(_folder.Bytes("test_batch", Pickle(labels, pixels[..3072]))), Invalid("has 3 classes and 3072 bytes of pixels; expected 3072 bytes a class."));
        Assert.That(() => CifarBatch.Read(_folder.Bytes("test_batch", "a text"u8.ToArray())), Invalid("Fetch or copy it again"));

        // A pickle may name any function to be called; none is.
        Assert.That(() => CifarBatch.Read(_folder.Bytes("test_batch", Encoding.ASCII.GetBytes("\u0002cos\nsystem\n(U\u0004truetR."))), Invalid("isn't a batch"));
        Assert.That(() => CifarBatch.Read(_folder.Bytes("test_batch", [0x80, 2, .. "cposix\nsystem\n(U\u0004truetR."u8])), Invalid("it has an object of 'posix system'"));
    }

    [Test]
    public void Pictures_of_persons_lie_in_two_folders()
    {
        Assert.That(PersonFolders.Are(_folder.Path), Is.False);
        Directory.CreateDirectory(_folder.Combine("person"));
        Directory.CreateDirectory(_folder.Combine("non_person"));
        Assert.That(PersonFolders.Are(_folder.Path));
        Assert.That(() => PersonFolders.Open(_folder.Path), Invalid("has no *.jpg in 'non_person' and 'person'"));
        var one = _folder.Bytes(Path.Combine("person", "COCO_val2014_000000000002.jpg"), [1]);
        var none = _folder.Bytes(Path.Combine("non_person", "COCO_train2014_000000000001.jpg"), [1]);
        var other = _folder.Bytes(Path.Combine("non_person", "COCO_train2014_000000000003.jpg"), [1]);
        var all = PersonFolders.Open(_folder.Path);
        Assert.That(all.Files, Is.EqualTo(new[] { none, other, one }));
        Assert.That(all.Labels, Is.EqualTo(new[] { 0, 0, 1 }));

        var list = TinyLabels.Read(_folder.Text("y_labels.csv", "000000000002.bin,2,1\n000000000001.bin,2,0\n"), 2);
        var listed = PersonFolders.Open(_folder.Path, list);
        Assert.That(listed.Files, Is.EqualTo(new[] { one, none }));
        Assert.That(listed.Labels, Is.EqualTo(new[] { 1, 0 }));
        Assert.That(
            () => PersonFolders.Open(_folder.Path, TinyLabels.Read(_folder.Text("y.csv", "000000000001.bin,2,1\n"), 2)),
            Invalid("y.csv:1: found the label 1 for '000000000001.bin', whose picture is '" + none + "'; expected 0."));
        Assert.That(() => PersonFolders.Open(_folder.Path, TinyLabels.Read(_folder.Text("y.csv", "000000000009.bin,2,1\n"), 2)), Invalid("y.csv:1: found '000000000009.bin', which isn't in"));
    }

    private static (byte[] Labels, byte[] Pixels) MakeBatch() => ([3, 8, 0], [.. Enumerable.Range(0, 3 * 3072).Select(static i => (byte)(i * 7 / 3))]);

    /// <summary>The batch as Python 2's cPickle wrote CIFAR-10's (protocol 2), numpy's array with it.</summary>
    private static byte[] Pickle(byte[] labels, byte[] pixels) =>
    [
        0x80, 2, .. "}q\u0001("u8,
        .. "U\u000bbatch_labelq\u0002U\u0014testing batch 1 of 1q\u0003"u8,
        .. "U\u0006labelsq\u0004]q\u0005("u8, .. labels.SelectMany(static l => (byte[])[(byte)'K', l]), .. "e"u8,
        .. "U\u0004dataq\u0006cnumpy.core.multiarray\n_reconstruct\nq\u0007cnumpy\nndarray\nq\u0008K\0"u8, 0x85, .. "U\u0001b"u8, 0x87, .. "Rq\u0009("u8,
        .. "K\u0001K\u0003M\0\u000c"u8, 0x86, .. "cnumpy\ndtype\nq\u000aU\u0002u1K\0K\u0001"u8, 0x87, .. "Rq\u000b(K\u0003U\u0001|NNNJ"u8, 0xFF, 0xFF, 0xFF, 0xFF,
        (byte)'J', 0xFF, 0xFF, 0xFF, 0xFF, .. "K\0tb"u8, 0x89, (byte)'T', .. BitConverter.GetBytes(pixels.Length), .. pixels, .. "tb"u8,
        .. "U\u0009filenamesq\u000c]q\u000d("u8, .. "U\u0007cat.pngq\u000eU\u0008ship.pngq\u000fU\u0009plane.pngq\u0010"u8, .. "eu."u8,
    ];

    private static NUnit.Framework.Constraints.IResolveConstraint Invalid(string part) =>
        Throws.TypeOf<InvalidInputException>().With.Message.Contains(part);
}
