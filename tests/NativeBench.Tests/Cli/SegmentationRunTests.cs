using System.Text.Json;
using NativeBench.Inference;
using NativeBench.Tests.Datasets;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

/// <summary>
/// MLPerf Mobile's segmentation from ADE20K as it's published and as the app takes it, with pictures whose mIoU is worked out by hand. The
/// network calls a grey of 8 c to 8 c + 7 class c.
/// </summary>
public sealed class SegmentationRunTests
{
    private const int Side = 512, Column = 16;

    private CliHost _cli = null!;

    [SetUp]
    public void MakeModel()
    {
        _cli = new CliHost();
        File.WriteAllBytes(In("m.onnx"), new SyntheticModel().Input("x", ElementType.UInt8, "N", Side, Side, 3)
            .Integers("from", 0).Integers("to", 1).Integers("axis", 3).Floats("eight", [1], 8)
            .Node("Slice", ["x", "from", "to", "axis"], ["red"]).Node("Cast", ["red"], ["f"], ("to", 1)).Node("Div", ["f", "eight"], ["y"])
            .Output("y", ElementType.Float32, "N", Side, Side, 1).ToBytes());
    }

    [TearDown]
    public void Free() => _cli.Dispose();

    /// <summary>
    /// a: 32 columns of classes 0 to 31; the truth is the same in the upper half and one more in the lower one, so that of each class n
    /// pixels are right, n are missed and n wrongly found: 1/3; but 31 is never wrong where the truth is 32, which counts as 0: 1/2.
    /// b: 128x64 of class 9, which is 32 n of the square: (1 + 32) / (3 + 32). Mean: (29/3 + 1/2 + 33/35) / 31.
    /// </summary>
    [Test]
    public void ADE20K_as_published_is_scaled_padded_and_scored()
    {
        WritePublished("ADEChallengeData2016");
        Assert.That(Run("--output", "r"), Is.Zero, _cli.Error);
        Assert.That(_cli.Out, Does.Contain("35.84 %").And.Contain("not judged: 2 of 2000 samples"));

        var before = _cli.Out.Length;
        Assert.That(
            _cli.Run("accuracy", "--benchmark", "mobile-deeplabv3", "--data", "set", "--log", Path.Combine("r", "Offline", "accuracy", "mlperf_log_accuracy.json"), "--json"), Is.Zero, _cli.Error);
        using var json = JsonDocument.Parse(_cli.Out[before..]);
        Assert.That(
            json.RootElement.GetProperty("figures")[0].GetProperty("value").GetDouble(), Is.EqualTo(100 * ((29 / 3.0) + 0.5 + (33 / 35.0)) / 31).Within(1e-9));
    }

    [Test]
    public void Pictures_and_labels_prepared_for_the_app_are_scored_alike()
    {
        Directory.CreateDirectory(In("set", "images"));
        Directory.CreateDirectory(In("set", "annotations"));
        File.WriteAllBytes(In("set", "images", "a.jpg"), PictureFiles.Jpeg(Side, Side, Grey));
        File.WriteAllBytes(In("set", "images", "b.jpg"), PictureFiles.Jpeg(Side, Side, static (_, y) => y < Side / 2 ? (byte)76 : (byte)127));
        File.WriteAllBytes(In("set", "annotations", "a.raw"), [.. Enumerable.Range(0, Side * Side).Select(static i => Truth(i % Side, i / Side))]);
        File.WriteAllBytes(In("set", "annotations", "b.raw"), [.. Enumerable.Range(0, Side * Side).Select(static i => i / Side < Side / 2 ? (byte)9 : (byte)0)]);
        Assert.That(Run(), Is.Zero, _cli.Error);
        Assert.That(_cli.Out, Does.Contain("35.84 %"));
    }

    [Test]
    public void What_does_not_belong_together_is_a_sentence()
    {
        WritePublished("");
        var labels = In("set", "annotations", "validation", "b.png");
        File.WriteAllBytes(labels, PictureFiles.GreyPng(64, 128, static (_, _) => 9));
        _cli.ExpectMistake(2, "b.jpg' is 128x64 and its label map '" + labels + "' 64x128; expected the same size.", Arguments());
        File.Delete(labels);
        Assert.That(Run(), Is.EqualTo(2));
        Assert.That(_cli.Error, Does.Contain("b.jpg' has no label file 'b.png'. Copy it there, or take the picture out."));
        File.WriteAllText(labels, "this is no label map, though it's long enough");
        Assert.That(Run(), Is.EqualTo(2));
        Assert.That(_cli.Error, Does.Contain("b.png' isn't a PNG file; expected a label map, a class a pixel. Copy it again."));
        Directory.Delete(In("set", "annotations"), recursive: true);
        Assert.That(Run(), Is.EqualTo(2));
        Assert.That(_cli.Error, Does.Contain("expected label maps of 'mobile-deeplabv3'."));
    }

    private void WritePublished(string below)
    {
        string images = In("set", below, "images", "validation"), labels = In("set", below, "annotations", "validation");
        Directory.CreateDirectory(images);
        Directory.CreateDirectory(labels);
        File.WriteAllBytes(Path.Combine(images, "a.jpg"), PictureFiles.Jpeg(Side, Side, Grey));
        File.WriteAllBytes(Path.Combine(labels, "a.png"), PictureFiles.GreyPng(Side, Side, Truth));
        File.WriteAllBytes(Path.Combine(images, "b.jpg"), PictureFiles.Jpeg(128, 64, static (_, _) => 76));
        File.WriteAllBytes(Path.Combine(labels, "b.png"), PictureFiles.GreyPng(128, 64, static (_, _) => 9));
    }

    private static byte Grey(int x, int y) => (byte)((8 * (x / Column)) + 4);

    private static byte Truth(int x, int y) => (byte)((x / Column) + (y < Side / 2 ? 0 : 1));

    private int Run(params string[] more) => _cli.Run([.. Arguments(), .. more]);

    private static string[] Arguments() =>
        ["run", "--benchmark", "mobile-deeplabv3", "--model", "m.onnx", "--data", "set", "--mode", "accuracy", "--scenario", "Offline", "--home", "home"];

    private string In(params string[] parts) => Path.Combine([_cli.Folder, .. parts]);
}
