using System.Collections.Immutable;
using NativeBench.Inference;

namespace NativeBench.Datasets.Imaging;

/// <summary>The preprocessing of the benchmarks, each as its official script has it. Change a copy with <c>with</c>.</summary>
public static class ImagePipelines
{
    private static readonly ImmutableArray<float> s_imageNetMean = [0.485f, 0.456f, 0.406f];
    private static readonly ImmutableArray<float> s_imageNetDeviation = [0.229f, 0.224f, 0.225f];

    /// <summary>resnet50: <c>pre_process_vgg</c> of MLPerf's <c>dataset.py</c>.</summary>
    public static ImagePipeline ResNet50 { get; } = new()
    {
        Name = "resnet50", Height = 224, Width = 224, Fit = ImageFit.ShortSideThenCrop, ResizeTo = 256, Filter = ImageFilter.OpenCvArea,
        Mean = [123.68f, 116.78f, 103.94f],
    };

    /// <summary>resnet50 with torchvision's weights: <c>pre_process_imagenet_pytorch</c>, Pillow's filter.</summary>
    public static ImagePipeline ImageNetTorch { get; } = new()
    {
        Name = "imagenet-torch", Height = 224, Width = 224, Fit = ImageFit.ShortSideThenCrop, ResizeTo = 256, Filter = ImageFilter.PillowBilinear,
        Divisor = 255, Mean = s_imageNetMean, Deviation = s_imageNetDeviation,
    };

    /// <summary>MobileNet of round 0.5 to 1.0: <c>pre_process_mobilenet</c>.</summary>
    public static ImagePipeline MobileNet { get; } = new()
    {
        Name = "mobilenet", Height = 224, Width = 224, Fit = ImageFit.ShortSideThenCrop, ResizeTo = 256, Filter = ImageFilter.OpenCvLinear,
        Divisor = 255, Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.5f, 0.5f, 0.5f],
    };

    /// <summary>ssd-mobilenet: <c>pre_process_coco_mobilenet</c>, resized in float32 and cut to 8 bits.</summary>
    public static ImagePipeline SsdMobileNet { get; } = new()
    {
        Name = "ssd-mobilenet", Height = 300, Width = 300, Fit = ImageFit.Stretch, Filter = ImageFilter.OpenCvLinearFloat,
        ElementType = ElementType.UInt8, Layout = ImageLayout.Hwc,
    };

    /// <summary>ssd-resnet34: <c>pre_process_coco_resnet34</c>.</summary>
    public static ImagePipeline SsdResNet34 { get; } = new()
    {
        Name = "ssd-resnet34", Height = 1200, Width = 1200, Fit = ImageFit.Stretch, Filter = ImageFilter.OpenCvLinearFloat,
        Divisor = 255, Mean = s_imageNetMean, Deviation = s_imageNetDeviation,
    };

    /// <summary>retinanet: <c>pre_process_openimages_retinanet</c>; mean and deviation are inside the graph.</summary>
    public static ImagePipeline RetinaNet { get; } = new()
    {
        Name = "retinanet", Height = 800, Width = 800, Fit = ImageFit.Stretch, Filter = ImageFilter.OpenCvLinearFloat, Divisor = 255,
    };

    /// <summary>YOLOX: blue, green, red, 0 to 255, in the upper left corner on grey 114.</summary>
    public static ImagePipeline Yolox { get; } = new()
    {
        Name = "yolox", Height = 416, Width = 416, Fit = ImageFit.LetterboxTopLeft, Filter = ImageFilter.OpenCvLinear, Bgr = true, Padding = 114,
    };

    /// <summary>
    /// yolo as Ultralytics' predictor prepares a single picture for a fixed input of 640x640: centred on grey 114, 0 to 1. MLPerf's
    /// repository leaves the sizes to that library.
    /// </summary>
    public static ImagePipeline Yolo { get; } = new()
    {
        Name = "yolo", Height = 640, Width = 640, Fit = ImageFit.LetterboxCentre, Filter = ImageFilter.OpenCvLinear, Divisor = 255, Padding = 114,
    };

    /// <summary>MobileNetEdgeTPU of MLPerf Mobile with a float input: TensorFlow Lite's resize to 256, centre crop.</summary>
    public static ImagePipeline MobileNetEdgeTpu { get; } = new()
    {
        Name = "mobile-mobilenet-edgetpu", Height = 224, Width = 224, Fit = ImageFit.ShortSideThenCrop, ResizeTo = 256,
        Filter = ImageFilter.TfLiteBilinear, Layout = ImageLayout.Hwc, Mean = [127.5f, 127.5f, 127.5f], Deviation = [127.5f, 127.5f, 127.5f],
    };

    /// <summary>MobileDETs of MLPerf Mobile with a float input: TensorFlow Lite's resize.</summary>
    public static ImagePipeline MobileDets { get; } = new()
    {
        Name = "mobile-mobiledets", Height = 320, Width = 320, Fit = ImageFit.Stretch, Filter = ImageFilter.TfLiteBilinear,
        Layout = ImageLayout.Hwc, Mean = [127.5f, 127.5f, 127.5f], Deviation = [127.5f, 127.5f, 127.5f],
    };

    /// <summary>DeepLabV3+ and MOSAIC of MLPerf Mobile with a float input: pictures come prepared to 512x512, nothing is resized.</summary>
    public static ImagePipeline MobileSegmentation { get; } = new()
    {
        Name = "mobile-segmentation", Height = 512, Width = 512, Fit = ImageFit.Exact, Layout = ImageLayout.Hwc,
        Filter = ImageFilter.TfLiteBilinear, Mean = [127.5f, 127.5f, 127.5f], Deviation = [127.5f, 127.5f, 127.5f],
    };

    /// <summary>Visual wake words of MLPerf Tiny with a float input: 96x96, 0 to 1.</summary>
    public static ImagePipeline TinyVisualWakeWords { get; } = new()
    {
        Name = "tiny-vww", Height = 96, Width = 96, Fit = ImageFit.Stretch, Filter = ImageFilter.PillowBilinear, Layout = ImageLayout.Hwc, Divisor = 255,
    };

    /// <summary>All by name.</summary>
    public static ImmutableSortedDictionary<string, ImagePipeline> All { get; } = new[]
    {
        ResNet50, ImageNetTorch, MobileNet, SsdMobileNet, SsdResNet34, RetinaNet, Yolox, Yolo, MobileNetEdgeTpu, MobileDets, MobileSegmentation, TinyVisualWakeWords,
    }.ToImmutableSortedDictionary(static p => p.Name, static p => p, StringComparer.Ordinal);

    /// <summary>The same for a model that takes integers: uint8 pixels as they are, or int8 pixels less 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another type.</exception>
    public static ImagePipeline AsInteger(this ImagePipeline pipeline, ElementType type)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        if (type is not (ElementType.UInt8 or ElementType.Int8))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Integer pictures are uint8 or int8.");
        var zero = type == ElementType.Int8 ? 128f : 0;
        return pipeline with { ElementType = type, Divisor = 1, Mean = [zero, zero, zero], Deviation = [1, 1, 1] };
    }
}
