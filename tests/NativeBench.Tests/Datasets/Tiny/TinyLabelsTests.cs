using NativeBench.Datasets.Tiny;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Tiny;

/// <summary>Lists of stimuli as mlcommons/tiny has them in <c>benchmark/evaluation/datasets</c>.</summary>
public class TinyLabelsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Both_official_spellings_are_read()
    {
        var plain = TinyLabels.Read(_folder.Text("a.csv", "tst_000000_Stop_7.bin,12,7\ntst_000001_Left_2.bin, 12, 2\n\n"), 12);
        Assert.That(plain.Lines, Is.EqualTo(new[] { new TinyLine("tst_000000_Stop_7.bin", 7, 1), new TinyLine("tst_000001_Left_2.bin", 2, 2) }));
        var windows = TinyLabels.Read(_folder.Text("b.csv", "anomaly_id_01_00000003_hist_librosa.bin,2,1,2560,512\n"), 2, hasWindows: true);
        Assert.That(windows.Lines[0], Is.EqualTo(new TinyLine("anomaly_id_01_00000003_hist_librosa.bin", 1, 1) { WindowBytes = 2560, StrideBytes = 512 }));
    }

    [TestCase("\n", "has no lines; expected file name, number of classes, label each.")]
    [TestCase("a.bin,12\n", "y.csv:1: found 2 columns; expected file name, number of classes, label.")]
    [TestCase("a.bin,12,3,2560,512\n", "y.csv:1: found 5 columns")]
    [TestCase(",12,3\n", "y.csv:1: the file name is empty")]
    [TestCase("a.bin,12,3\nb.bin,10,3\n", "y.csv:2: found '10' as the number of classes; expected 12. Is it that benchmark's list?")]
    [TestCase("a.bin,12,3\n\nb.bin,12,12\n", "y.csv:3: found the label '12'; expected 0 to 11.")]
    [TestCase("a.bin,12,-1\n", "y.csv:1: found the label '-1'; expected 0 to 11.")]
    [TestCase("a.bin,12,Stop\n", "y.csv:1: found the label 'Stop'; expected 0 to 11.")]
    public void A_wrong_line_is_named(string text, string expected) =>
        Assert.That(() => TinyLabels.Read(_folder.Text("y.csv", text), 12), Invalid(expected));

    [TestCase("a.bin,2,1\n", "y.csv:1: found 3 columns; expected file name, number of classes, label, bytes of a window, bytes from one to the next.")]
    [TestCase("a.bin,2,1,2560,0\n", "y.csv:1: found a window of '2560' and a stride of '0' bytes; expected whole numbers above 0.")]
    public void A_wrong_window_is_named(string text, string expected) =>
        Assert.That(() => TinyLabels.Read(_folder.Text("y.csv", text), 2, hasWindows: true), Invalid(expected));

    [Test]
    public void Absent_lists_and_files_and_wrong_sizes_are_named()
    {
        Assert.That(() => TinyLabels.Read(_folder.Combine("none.csv"), 2), Invalid("There is no '" + _folder.Combine("none.csv")));
        var list = TinyLabels.Read(_folder.Text("y.csv", "a.bin,2,1\nb.bin,2,0\n"), 2);
        _folder.Bytes("a.bin", new byte[4]);
        Assert.That(() => list.FindIn(_folder.Path), Invalid($"y.csv:2: found 'b.bin', which isn't in '{_folder.Path}'. Copy it there, or take the line out."));
        _folder.Bytes("b.bin", new byte[5]);
        Assert.That(list.FindIn(_folder.Path), Is.EqualTo(new[] { _folder.Combine("a.bin"), _folder.Combine("b.bin") }));
        Assert.That(() => list.FindIn(_folder.Path, 4), Invalid($"y.csv:2: '{_folder.Combine("b.bin")}' has 5 bytes; expected 4."));
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Invalid(string part) =>
        Throws.TypeOf<InvalidInputException>().With.Message.Contains(part);
}
