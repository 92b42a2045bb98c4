using System.Text;
using NativeBench.Inference;
using NativeBench.Tests.Datasets;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli.Composite;

/// <summary>
/// 3D-UNet from the command line, with a network that calls bright voxels kidney and the brightest tumour: however windows overlap, and
/// whatever bell they are weighted with, that is what has to come out.
/// </summary>
public sealed class UnetRunTests
{
    private const int Edge = 128;

    // Two voxels along each axis: padding with the nearest makes a block of 64³ of each, so that shares stay what they are.
    private static readonly short[] s_image = [0, 150, 150, 150, 250, 0, 0, 0];
    private static readonly short[] s_labels = [0, 1, 1, 0, 2, 2, 0, 0];
    private static readonly float[] s_spacing = [1.6f, 1.2f, 1.2f];

    private CompositeRun _run = null!;

    [SetUp]
    public void SetUp()
    {
        _run = new CompositeRun("3d-unet");
        _run.Write(Brightness(Edge).ToBytes(), "model", "m.onnx");
        Case("case_00000", s_image, s_labels, [2, 2, 2]);
    }

    [TearDown]
    public void TearDown() => _run.Dispose();

    [Test]
    public void The_labels_and_their_dice_are_the_hand_worked_ones()
    {
        // Kidney: 2 of 3 found are right, of 2: 2·2/(3+2). Tumour: 1 found, of 2: 2·1/(1+2).
        Assert.That(_run.Run(Path.Combine("model", "m.onnx"), "--mode", "accuracy", "--scenario", "SingleStream"), Is.EqualTo(1), _run.Error);
        Assert.That(_run.Cli("accuracy", "--log", _run.LogOf("SingleStream"), "--benchmark", "3d-unet", "--data", "data"), Is.EqualTo(1), _run.Error);
        Assert.That(_run.Out, Does.Contain("Accuracy: mean = 0.73333, kidney = 0.8000, tumor = 0.6667"));
        var labels = _run.Payload("SingleStream")[0];
        Assert.That(labels, Has.Length.EqualTo(Edge * Edge * Edge));
        Assert.That(new[] { labels[0], labels[Edge - 1], labels[^(Edge * Edge)] }, Is.EqualTo(new byte[] { 0, 1, 2 }), "x is the fastest axis, z the slowest");
    }

    [Test]
    public void A_right_segmentation_of_several_windows_reaches_the_target()
    {
        // 130 voxels along x are cut to 128, 190 along z padded to 192: two windows, with the bright edge in the overlap.
        var image = new short[190];
        image.AsSpan(70, 60).Fill(150);
        image.AsSpan(130).Fill(250);
        Case("case_00001", image, [.. image.Select(static v => (short)(v == 250 ? 2 : v == 150 ? 1 : 0))], [190, 1, 1]);
        _run.Write("[\"case_00001\"]", "data", "inference_cases.json");
        Assert.That(_run.Run(Path.Combine("model", "m.onnx"), "--mode", "accuracy", "--scenario", "Offline"), Is.Zero, _run.Error + _run.Out);
        Assert.That(_run.Payload("Offline")[0], Has.Length.EqualTo(192 * Edge * Edge));
    }

    [Test]
    public void Made_up_data_goes_through_and_is_labelled() => _run.ExpectWiringOnly(Path.Combine("model", "m.onnx"), 4);

    [Test]
    public void It_is_measured_in_the_scenarios_of_its_round() =>
        _run.ExpectValid(Path.Combine("model", "m.onnx"), "Offline", "--set", "min_query_count=2");

    /// <summary>case_00400 joined after v2.0.</summary>
    [TestCase("v2.0", 42)]
    [TestCase("v6.1", 43)]
    public void Closed_asks_for_as_many_cases_as_the_round_has(string round, int cases) => _run.ExpectMistake(
        $"the data has 1 samples, the benchmark's {cases}: another version or a part of it.", "run", "--benchmark", "3d-unet", "--model", Path.Combine("model", "m.onnx"),
        "--data", "data", "--backend", "ort-cpu", "--mode", "accuracy", "--scenario", "Offline", "--rules", round, "--division", "closed");

    [Test]
    public void A_case_of_the_list_that_is_not_there_is_named()
    {
        _run.Write("[\"case_00000\", \"case_00003\"]", "data", "inference_cases.json");
        _run.ExpectMistake(Path.Combine("model", "m.onnx"), $"There is no '{_run.InFolder("data", "case_00003", "imaging.nii.gz")}'; expected every case");
        _run.Write("{}", "data", "inference_cases.json");
        Assert.That(_run.Run(Path.Combine("model", "m.onnx"), "--mode", "accuracy"), Is.EqualTo(2));
        Assert.That(_run.Error, Does.Contain("isn't a list of cases"));
    }

    [Test]
    public void Wrong_volumes_end_the_run_with_their_names()
    {
        _run.Write(DatasetFiles.Nifti(s_image[..3], [2, 2, 2], s_spacing), "data", "case_00000", "imaging.nii.gz");
        _run.ExpectWrongFile(Path.Combine("model", "m.onnx"), "imaging.nii.gz' is cut off: 2x2x2 voxels were promised. Copy it again");
        Case("case_00000", s_image, [0, 0, 0, 3, 0, 0, 0, 0], [2, 2, 2]);
        _run.ExpectWrongFile(Path.Combine("model", "m.onnx"), "segmentation.nii.gz' has the label 3 at voxel 3; expected 0 (background), 1 (kidney) or 2 (tumour)");
    }

    [Test]
    public void A_model_of_other_shapes_is_named()
    {
        _run.Write(SyntheticModel.Identity(ElementType.Float32, 1, 1, 16, 16, 16), "model", "other.onnx");
        _run.ExpectMistake(Path.Combine("model", "other.onnx"), "other.onnx' is x float32 [1,1,16,16,16] to y float32 [1,1,16,16,16]; expected float32 [?,1,128,128,128] to [?,3,128,128,128]");
        _run.Write(Encoding.ASCII.GetBytes("no model"), "model", "text.onnx");
        Assert.That(_run.Run(Path.Combine("model", "text.onnx"), "--mode", "accuracy"), Is.EqualTo(2));
        Assert.That(_run.Error, Does.Contain("text.onnx' can't be loaded as an ONNX model"));
    }

    private void Case(string name, short[] image, short[] labels, int[] size)
    {
        _run.Write(DatasetFiles.Nifti(image, size, s_spacing), "data", name, "imaging.nii.gz");
        _run.Write(DatasetFiles.Nifti(labels, size, s_spacing), "data", name, "segmentation.nii.gz");
    }

    /// <summary>Scores 0, x and 2x - 1: 150 HU are 0.64 and kidney, 250 are 1.94 and tumour.</summary>
    private static SyntheticModel Brightness(int size) => new SyntheticModel()
        .Input("input", ElementType.Float32, 1, 1, size, size, size)
        .Floats("slopes", [1, 3, 1, 1, 1], 0, 1, 2).Floats("starts", [1, 3, 1, 1, 1], 0, 0, -1)
        .Node("Mul", ["input", "slopes"], ["rising"]).Node("Add", ["rising", "starts"], ["output"])
        .Output("output", ElementType.Float32, 1, 3, size, size, size);
}
