using NativeBench.Datasets.Coco;
using NativeBench.Datasets.Detection;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Skia;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Imaging;

/// <summary>Networks and pictures of others, from the files to the figure.</summary>
public class PublishedNetworksTests
{
    /// <summary>The figures of the data's README; integer kernels may differ by a sample or two between CPUs.</summary>
    [TestCase("f32", 414, 1)]
    [TestCase("uint8", 411, 2)]
    public void MobileNetEdgeTPU_from_jpeg_files(string type, int expected, int tolerance)
    {
        var data = ImageNetFolder.Open(TestData.Require("imagenet"));
        // The pictures are prescaled to 227x227: only the crop is left to do. Both networks take uint8.
        var pipeline = ImagePipelines.MobileNetEdgeTpu.AsInteger(ElementType.UInt8) with
        {
            Fit = ImageFit.CentreCrop, Filter = ImageFilter.OpenCvLinear,
        };
        using var source = new ImageSource("imagenet", data.Files, pipeline, PictureDecoder.Instance);
        var score = BenchmarkRun.Score(
            TestData.Require("models", $"mobilenet_edgetpu_{type}.onnx"), source, new Top1Responses(firstClass: 1), new Top1LogScorer(data.Labels));
        TestContext.Out.WriteLine(score.OfficialLine);
        Assert.That(score.Correct, Is.EqualTo(expected).Within(tolerance));
        Assert.That(score.SampleCount, Is.EqualTo(500));
    }

    /// <summary>With Pillow's filter the tensors are those of the data's prepare.py; with OpenCV's, the network's own preprocessing.</summary>
    [TestCase(ImageFilter.PillowBilinear, 0.349, 0.002, 0.525, 0.003)]
    [TestCase(ImageFilter.OpenCvLinear, 0.349, 0.015, 0.525, 0.015)]
    public void YOLOX_Nano_from_jpeg_files(ImageFilter filter, double map, double mapTolerance, double ap50, double ap50Tolerance)
    {
        var truth = CocoGroundTruth.Load(TestData.Require("coco", "annotations", "instances_val2017.json"));
        var folder = TestData.Require("coco", "val2017");
        var files = truth.Images.Select(i => Path.Combine(folder, i.FileName));
        using var source = new ImageSource("coco", [.. files], ImagePipelines.Yolox with { Filter = filter }, PictureDecoder.Instance, "images");
        var responses = new DetectionResponses
        {
            Form = DetectionForm.Yolox, ScoreCut = 0.001f, MaxOverlap = 0.65f, Pictures = truth.Images, Categories = CocoCategories.OfClass,
        };
        var score = BenchmarkRun.Score(TestData.Require("models", "yolox_nano_f32.onnx"), source, responses, new DetectionLogScorer(truth));
        TestContext.Out.WriteLine($"{score.OfficialLine} {string.Join(", ", score.Figures)}");
        Assert.That(score.Find("map")!.Value / 100, Is.EqualTo(map).Within(mapTolerance));
        Assert.That(score.Find("ap50")!.Value / 100, Is.EqualTo(ap50).Within(ap50Tolerance));
    }
}
