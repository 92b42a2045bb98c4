using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Onnx;
using NativeBench.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Datasets.Onnx;

/// <summary>What 8-bit inputs and outputs stand for comes out of the model's file.</summary>
public class ModelQuantizationTests
{
    [TestCase("kws_dscnn_int8.onnx", 0.5847029089927673, 83, 0.00390625, -128)]
    [TestCase("ic_resnet8_int8.onnx", 1.0, -128, 0.00390625, -128)]
    [TestCase("ad_autoencoder_int8.onnx", 0.3910152316093445, 89, 0.36449846625328064, 96)]
    public void MLPerf_Tiny_s_networks_tell_both_ends(string model, double inputScale, int inputZero, double outputScale, int outputZero)
    {
        var path = TestData.Require("models", model);
        Assert.That(ModelQuantization.OfInput(path, "input"), Is.EqualTo(new Quantization(inputScale, inputZero)));
        Assert.That(ModelQuantization.OfOutput(path, "output"), Is.EqualTo(new Quantization(outputScale, outputZero)));
    }

    [Test]
    public void Operators_that_move_numbers_are_looked_through()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Bytes("m.onnx", new SyntheticModel().Input("x", ElementType.UInt8, "N", 2, 2)
            .Floats("scale", [], 0.25f).Constant("zero", ElementType.UInt8, [], [7]).Floats("scale2", [], 0.5f).Constant("zero2", ElementType.Int8, [], [0xFE])
            .Node("Flatten", ["x"], ["f"]).Node("DequantizeLinear", ["f", "scale", "zero"], ["r"]).Node("QuantizeLinear", ["r", "scale2", "zero2"], ["q"])
            .Node("Identity", ["q"], ["y"]).Output("y", ElementType.Int8, "N", 4).ToBytes());
        Assert.That(ModelQuantization.OfInput(path, "x"), Is.EqualTo(new Quantization(0.25, 7)));
        Assert.That(ModelQuantization.OfOutput(path, "y"), Is.EqualTo(new Quantization(0.5, -2)));
    }

    [Test]
    public void A_file_that_does_not_tell_gives_nothing()
    {
        using var folder = new TemporaryFolder();
        var plain = folder.Bytes("m.onnx", SyntheticModel.Identity(ElementType.Int8, "N", 2));
        Assert.That(ModelQuantization.OfInput(plain, "x"), Is.Null);
        Assert.That(ModelQuantization.OfOutput(plain, "y"), Is.Null);
        Assert.That(ModelQuantization.OfInput(folder.Text("m.plan", "ptrt: no protobuf message at all"), "x"), Is.Null);
        Assert.That(ModelQuantization.OfInput(folder.Combine("none.onnx"), "x"), Is.Null);
    }
}
