using System.Collections.Immutable;
using NativeBench.Datasets.Imaging;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>The preprocessing of pictures, from a catalog file's parameters and what the model takes.</summary>
internal static class ImagePreprocessing
{
    private static readonly (string Name, ImageFit Fit)[] s_fits =
    [
        ("stretch", ImageFit.Stretch), ("short-side-then-crop", ImageFit.ShortSideThenCrop), ("centre-crop", ImageFit.CentreCrop),
        ("letterbox-top-left", ImageFit.LetterboxTopLeft), ("letterbox-centre", ImageFit.LetterboxCentre), ("exact", ImageFit.Exact),
    ];

    private static readonly (string Name, ImageFilter Filter)[] s_filters =
    [
        ("opencv-linear", ImageFilter.OpenCvLinear), ("opencv-area", ImageFilter.OpenCvArea), ("opencv-linear-float", ImageFilter.OpenCvLinearFloat),
        ("pillow-bilinear", ImageFilter.PillowBilinear), ("pillow-bicubic", ImageFilter.PillowBicubic), ("tflite-bilinear", ImageFilter.TfLiteBilinear),
    ];

    /// <summary>The pipeline for a model's first input: its type and the order of its dimensions decide those of the tensors.</summary>
    public static ImagePipeline For(BenchmarkFacts facts, PipelinePart part, ModelInfo model)
    {
        part.RequireKind("image");
        var pipeline = Read(facts, part);
        var input = model.Inputs[0];
        if (model.Inputs.Length > 1)
            throw new InvalidInputException($"'{model.Name}' has {model.Inputs.Length} inputs ({string.Join(", ", model.Inputs)}); '{facts.Id}' has pictures for one.");
        var layout = input.SampleShape is [.., 3] && input.SampleShape[0] != 3 ? ImageLayout.Hwc : ImageLayout.Chw;
        pipeline = pipeline with { Layout = layout };
        if (input.ElementType is ElementType.UInt8 or ElementType.Int8)
            pipeline = pipeline.AsInteger(input.ElementType);

        // Pictures are made as float32 for a model of float16, and rounded (Float16Source).
        var type = input.ElementType == ElementType.Float16 ? ElementType.Float32 : input.ElementType;
        if (type != pipeline.ElementType || !input.SampleShape.SequenceEqual(pipeline.Shape))
        {
            var made = new TensorSpec(input.Name, pipeline.ElementType, pipeline.Shape);
            throw new InvalidInputException($"Input '{input.Name}' of '{model.Name}' takes {input.ElementType.Name()} {input.ShapeText}; '{facts.Id}' makes {made.ElementType.Name()} {made.ShapeText}. Is it that benchmark's model?");
        }

        return pipeline;
    }

    private static ImagePipeline Read(BenchmarkFacts facts, PipelinePart part)
    {
        var like = part.Text("like", "");
        ImagePipeline pipeline;
        if (like.Length > 0)
        {
            pipeline = ImagePipelines.All.GetValueOrDefault(like)
                ?? throw new InvalidInputException($"'{facts.Id}', pipeline.preprocessing.like: there is no '{like}'; there are {string.Join(", ", ImagePipelines.All.Keys)}.");
        }
        else
        {
            pipeline = new ImagePipeline { Name = facts.Id, Height = part.Number("height", 0), Width = part.Number("width", 0), Fit = ImageFit.Stretch };
        }

        pipeline = pipeline with
        {
            Name = facts.Id,
            Height = part.Number("height", pipeline.Height),
            Width = part.Number("width", pipeline.Width),
            ResizeTo = part.Number("resize_to", pipeline.ResizeTo),
            Fit = Choose(part, "fit", s_fits, pipeline.Fit),
            Filter = Choose(part, "filter", s_filters, pipeline.Filter),
            Bgr = part.Choice("channels", pipeline.Bgr ? "bgr" : "rgb", "rgb", "bgr") == "bgr",
            Divisor = (float?)part.Real("divisor") ?? pipeline.Divisor,
            Mean = Three(part, "mean") ?? pipeline.Mean,
            Deviation = Three(part, "deviation") ?? pipeline.Deviation,
            Padding = checked((byte)Math.Clamp(part.Number("padding", pipeline.Padding), 0, 255)),
        };
        part.RequireAllUsed();
        return pipeline is { Height: > 0, Width: > 0 }
            ? pipeline
            : throw new InvalidInputException($"'{facts.Id}', pipeline.preprocessing: 'height' and 'width' are missing; or name a built-in pipeline by 'like'.");
    }

    private static T Choose<T>(PipelinePart part, string name, (string Name, T Value)[] known, T missing)
    {
        string[] names = [.. known.Select(static k => k.Name)];
        var text = part.Choice(name, ["", .. names]);
        return text.Length == 0 ? missing : known.First(k => k.Name == text).Value;
    }

    private static ImmutableArray<float>? Three(PipelinePart part, string name) => part.Reals(name) switch
    {
        null => null,
        [var one] => [(float)one, (float)one, (float)one],
        { Length: 3 } values => [.. values.Select(static v => (float)v)],
        _ => throw new InvalidInputException($"{name}: expected one number, or one for each of the three channels."),
    };
}
