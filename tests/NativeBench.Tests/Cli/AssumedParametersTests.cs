using System.Text.Json;
using NativeBench.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

/// <summary>What no source gives about a benchmark is named with the value that takes its place, and can be set.</summary>
public sealed class AssumedParametersTests
{
    private const string Default =
        "Not given by the catalog's sources; used for 'yolo': preprocessing: height = 640, width = 640, fit = letterbox-centre, filter = opencv-linear, padding = 114; "
        + "responses: max_overlap = 0.7, max_boxes = 300.";

    private CliHost _cli = null!;

    [SetUp]
    public void SetUp()
    {
        _cli = new CliHost();

        // A network of yolo's form that finds nothing.
        var graph = new SyntheticModel().Input("images", ElementType.Float32, 1, 3, 640, 640).Node("Flatten", ["images"], ["flat"]).Node("ReduceMax", ["flat"], ["most"]).Floats("zero", [1], 0)
            .Node("Mul", ["most", "zero"], ["nothing"]).Floats("boxes", [1, 6, 2], new float[12]).Node("Add", ["nothing", "boxes"], ["output0"])
            .Output("output0", ElementType.Float32, 1, 6, 2);
        File.WriteAllBytes(Path.Combine(_cli.Folder, "m.onnx"), graph.ToBytes());
    }

    [TearDown]
    public void TearDown() => _cli.Dispose();

    [Test]
    public void A_run_says_what_is_used()
    {
        Assert.That(_cli.Run(Arguments()), Is.Zero, _cli.Error);
        Assert.That(_cli.Error, Does.Contain("Warning: " + Default));
        Assert.That(Warnings(), Does.Contain(Default).And.None.Contains("was changed"));
    }

    [Test]
    public void The_user_s_own_values_are_used_and_said()
    {
        Assert.That(_cli.Run(Arguments("--preprocess", "padding=0", "--postprocess", "max_overlap=0.45", "--postprocess", "score_cut=0.25")), Is.Zero, _cli.Error);
        Assert.That(Warnings(), Has.Some.Contains("padding = 0; responses: max_overlap = 0.45, max_boxes = 300."));
        Assert.That(Warnings().Where(static w => w.Contains("was changed", StringComparison.Ordinal)), Is.EqualTo(new[] { "The postprocessing was changed: score_cut = 0.25." }), "a source gives that one");
    }

    [Test]
    public void Closed_refuses_no_value_that_nobody_gives_and_says_that_it_cannot_be_verified()
    {
        _cli.ExpectMistake(2, "the data is synthetic", Arguments("--division", "closed", "--rules", "v6.1", "--scenario", "Offline", "--postprocess", "max_overlap=0.45"));
        Assert.That(_cli.Error, Does.Not.Contain("was changed"));
    }

    [Test]
    public void List_tells_them()
    {
        Assert.That(_cli.Run("list", "yolo"), Is.Zero, _cli.Error);
        Assert.That(_cli.Out, Does.Contain("chosen here: " + Default).And.Contain("overlap and number of boxes of the suppression"));
    }

    [TestCase("'tiny-ad' has no postprocessing here that could be changed", "tiny-ad", "max_overlap=0.5")]
    [TestCase("'boxes' has no parameter 'overlap'; it has categories", "yolo", "overlap=0.5")]
    [TestCase("--postprocess takes NAME=VALUE", "yolo", "max_overlap")]
    public void A_parameter_that_is_not_there_is_refused(string sentence, string id, string setting) =>
        _cli.ExpectMistake(2, sentence, "run", "--benchmark", id, "--model", "m.onnx", "--data", "synthetic:2", "--home", "home", "--postprocess", setting);

    private static string[] Arguments(params string[] more) =>
        ["run", "--benchmark", "yolo", "--model", "m.onnx", "--data", "synthetic:2", "--home", "home", "--output", "r", "--mode", "accuracy", "--backend", "ort-cpu", .. more];

    private string[] Warnings()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_cli.Folder, "r", "result.json")));
        return [.. json.RootElement.GetProperty("warnings").EnumerateArray().Select(static w => w.GetString()!)];
    }
}
