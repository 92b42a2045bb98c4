using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Imaging;

/// <summary>
/// From a decoded picture to a network's input tensor, with the official scripts' arithmetic: fit, filter, then for each channel
/// (x / divisor - mean) / deviation in float32, in this order. <see cref="ImagePipelines"/> has the benchmarks'.
/// </summary>
public sealed record ImagePipeline
{
    /// <summary>Its name in reports and messages.</summary>
    public required string Name { get; init; }

    /// <summary>Rows of the tensor.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the tensor.</summary>
    public required int Width { get; init; }

    /// <summary>How the picture comes to this size.</summary>
    public required ImageFit Fit { get; init; }

    /// <summary>Whose arithmetic resizes.</summary>
    public ImageFilter Filter { get; init; } = ImageFilter.OpenCvLinear;

    /// <summary>For <see cref="ImageFit.ShortSideThenCrop"/>: what the short side becomes.</summary>
    public int ResizeTo { get; init; }

    /// <summary>Format of the tensor: Float32 (default), UInt8 or Int8. Integers are cut towards zero, as conversions in C and numpy are.</summary>
    public ElementType ElementType { get; init; } = ElementType.Float32;

    /// <summary>Order of the tensor's dimensions.</summary>
    public ImageLayout Layout { get; init; } = ImageLayout.Chw;

    /// <summary>Whether channels are blue, green, red. Default: red, green, blue.</summary>
    public bool Bgr { get; init; }

    /// <summary>What values of 0 to 255 are divided by. Default 1.</summary>
    public float Divisor { get; init; } = 1;

    /// <summary>What is subtracted then, a number a channel in the tensor's order.</summary>
    public ImmutableArray<float> Mean { get; init; } = [0, 0, 0];

    /// <summary>What that is divided by, a number a channel in the tensor's order.</summary>
    public ImmutableArray<float> Deviation { get; init; } = [1, 1, 1];

    /// <summary>The pixel value around letterboxed pictures, 0 to 255; it is normalised like any other.</summary>
    public byte Padding { get; init; }

    /// <summary>Whether pictures are turned as EXIF says: where the official script reads with OpenCV.</summary>
    public bool ApplyOrientation => Filter is ImageFilter.OpenCvArea or ImageFilter.OpenCvLinear or ImageFilter.OpenCvLinearFloat;

    /// <summary>The tensor's shape without the batch.</summary>
    public ImmutableArray<long> Shape => Layout == ImageLayout.Chw ? [3, Height, Width] : [Height, Width, 3];

    /// <summary>Everything that decides the tensor, as text.</summary>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture,
        $"image v1 {Fit} {Filter} {Height}x{Width} to {ResizeTo} {ElementType.Name()} {Layout} bgr {Bgr} /{Divisor:R} -[{Join(Mean)}] /[{Join(Deviation)}] pad {Padding}");

    /// <summary>Which pixels of a picture decide the tensor: what a decoder has to make.</summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="name">What messages call the picture.</param>
    /// <exception cref="InvalidInputException">The picture is too small to cut from, or hasn't the exact size.</exception>
    public PixelArea Needed(int width, int height, string name) => ImagePlacement.Of(this, width, height, name).Needed(width, height);

    /// <summary>Makes a tensor.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="tensor">Exactly the tensor's bytes.</param>
    /// <param name="name">What messages call the picture.</param>
    /// <exception cref="InvalidInputException">The picture is too small to cut from, or hasn't the exact size.</exception>
    public void Run(PixelImage image, Span<byte> tensor, string name)
    {
        ArgumentNullException.ThrowIfNull(image);
        var placement = ImagePlacement.Of(this, image.Width, image.Height, name);
        var writer = new TensorWriter(this, tensor);
        if (placement.Target.Width < Width || placement.Target.Height < Height)
            writer.Fill();
        if (Filter is ImageFilter.OpenCvLinearFloat or ImageFilter.TfLiteBilinear && placement.IsResize)
        {
            using var resized = Filter == ImageFilter.TfLiteBilinear
                ? FloatLinear.ResizeAsTfLite(image, placement.Width, placement.Height, placement.Part)
                : FloatLinear.ResizeAsOpenCv(image, placement.Width, placement.Height);
            writer.Write(resized, placement.Target.X, placement.Target.Y);
        }
        else if (placement.IsResize)
        {
            using var resized = Filter switch
            {
                ImageFilter.OpenCvArea => OpenCvArea.Resize(image, placement.Width, placement.Height, placement.Part),
                ImageFilter.PillowBilinear => PillowResize.Bilinear(image, placement.Width, placement.Height, placement.Part),
                ImageFilter.PillowBicubic => PillowResize.Bicubic(image, placement.Width, placement.Height, placement.Part),
                _ => OpenCvLinear.Resize(image, placement.Width, placement.Height, placement.Part),
            };
            writer.Write(resized, new PixelArea(0, 0, resized.Width, resized.Height), placement.Target.X, placement.Target.Y);
        }
        else
        {
            writer.Write(image, placement.Part, placement.Target.X, placement.Target.Y);
        }
    }

    private static string Join(ImmutableArray<float> values) => string.Join(",", values.Select(static v => v.ToString("R", CultureInfo.InvariantCulture)));
}
