using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.Inference.TensorRT;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.TensorRT;

/// <summary>What is read out of an ONNX file without building it is what ONNX Runtime finds in it.</summary>
public sealed class OnnxHeaderTests
{
    [TestCase("mobilenet_edgetpu_f32.onnx")]
    [TestCase("kws_dscnn_int8.onnx")]
    [TestCase("mnist_cnn_f32.onnx")]
    [TestCase("yolox_nano_f32.onnx")]
    public void Published_models_are_read_as_onnx_runtime_reads_them(string file)
    {
        var path = TestData.Require("models", file);
        using var reference = OnnxRuntimeEngine.Load(path);
        var found = TensorRtEngine.Inspect(path, null, new Dictionary<string, long>());
        Assert.That(found.Inputs, Is.EqualTo(reference.Model.Inputs));
        Assert.That(found.Outputs.Select(static o => o.Name), Is.EqualTo(reference.Model.Outputs.Select(static o => o.Name)));
        Assert.That(found.FixedBatch, Is.EqualTo(reference.Model.FixedBatch));
        Assert.That(found.Sha256, Is.EqualTo(reference.Model.Sha256));
    }

    [Test]
    public void Weights_that_are_listed_as_inputs_are_none()
    {
        var model = new SyntheticModel().Input("x", ElementType.Float32, "N", 2).Input("w", ElementType.Float32, 2)
            .Constant("w", ElementType.Float32, [2], new byte[8]).Node("Add", ["x", "w"], ["y"]).Output("y", ElementType.Float32, "N", 2).ToBytes();
        Assert.That(TensorRtEngine.Inspect("m.onnx", model, new Dictionary<string, long>()).Inputs.Select(static i => i.Name), Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void A_value_for_a_dimension_that_there_is_not_is_refused() => Assert.That(
        () => TensorRtEngine.Inspect("m.onnx", SyntheticModel.Identity(ElementType.Float32, "N", "seq"), new Dictionary<string, long> { ["seq"] = 4, ["len"] = 2 }),
        Throws.TypeOf<InvalidInputException>().With.Message.EqualTo("--dim len=2: 'm.onnx' has no dynamic dimension 'len' besides the batch; it has 'seq'."));

    [Test]
    public void Inputs_of_different_batches_are_refused() => Assert.That(
        () => TensorRtEngine.Inspect(
            "m.onnx",
            new SyntheticModel().Input("a", ElementType.Float32, 2, 2).Input("b", ElementType.Float32, 3, 2).Node("Add", ["a", "b"], ["y"]).Output("y", ElementType.Float32, 2, 2).ToBytes(),
            new Dictionary<string, long>()),
        Throws.TypeOf<InvalidInputException>().With.Message.Contains("different first dimensions: 2 for 'a', 3 for 'b'"));
}
