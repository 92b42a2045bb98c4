using NativeBench.Datasets;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.Tests.Datasets;

namespace NativeBench.Tests.OnnxRuntime;

/// <summary>Networks and labelled data of others give the counts that were measured on them elsewhere.</summary>
public class PublishedModelTests
{
    [TestCase("kws_dscnn_f32.onnx", "kws", 453, 0, TestName = "Keyword spotting, float32")]
    [TestCase("kws_dscnn_int8.onnx", "kws", 453, 2, TestName = "Keyword spotting, int8")]
    [TestCase("mnist_cnn_f32.onnx", "mnist", 987, 0, TestName = "MNIST, batch fixed at 1")]
    [TestCase("ic_resnet8_f32.onnx", "ic", 144, 0, TestName = "CIFAR-10, float32")]
    [TestCase("mobilenet_edgetpu_f32.onnx", "imagenet-tensors", 12, 0, TestName = "ImageNet with a background class, float32")]
    public void Top_1_is_reproduced(string model, string data, int correct, int tolerance)
    {
        using var engine = OnnxRuntimeEngine.Load(TestData.Require("models", model));
        using var library = TensorFolderLibrary.Open(TestData.Require(data), engine.Model);
        var score = AccuracyRun.Score(engine, library);
        Assert.That(score.Correct, Is.EqualTo(correct).Within(tolerance), score.ToString());
        Assert.That(score.Total, Is.EqualTo(library.TotalSampleCount));
    }
}
