using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Imaging;

/// <summary>Where a picture goes: the size it is scaled to, the part of that which is kept, and where in the tensor it lies.</summary>
/// <param name="Width">Columns after scaling.</param>
/// <param name="Height">Rows after scaling.</param>
/// <param name="Part">What of it is kept.</param>
/// <param name="Target">Where that goes.</param>
/// <param name="IsResize">Whether anything is scaled.</param>
internal readonly record struct ImagePlacement(int Width, int Height, PixelArea Part, PixelArea Target, bool IsResize)
{
    public static ImagePlacement Of(ImagePipeline pipeline, PixelImage image, string name)
    {
        var all = new PixelArea(0, 0, pipeline.Width, pipeline.Height);
        switch (pipeline.Fit)
        {
            case ImageFit.Stretch:
                return Whole(pipeline.Width, pipeline.Height, all, image);
            case ImageFit.ShortSideThenCrop:
                var (width, height) = ScaledToShortSide(pipeline, image);
                return Crop(pipeline, width, height, name, width != image.Width || height != image.Height);
            case ImageFit.CentreCrop:
                return Crop(pipeline, image.Width, image.Height, name, isResize: false);
            case ImageFit.LetterboxTopLeft or ImageFit.LetterboxCentre:
                return Letterbox(pipeline, image);
            default:
                if (image.Width != pipeline.Width || image.Height != pipeline.Height)
                    throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                        $"'{name}' has {image.Width}x{image.Height} pixels; {pipeline.Name} takes pictures prepared to {pipeline.Width}x{pipeline.Height}."));
                return Whole(pipeline.Width, pipeline.Height, all, image);
        }
    }

    private static ImagePlacement Whole(int width, int height, PixelArea target, PixelImage image)
        => new(width, height, new PixelArea(0, 0, width, height), target, width != image.Width || height != image.Height);

    /// <summary>The three scripts round differently: OpenCV's cuts, TensorFlow Lite rounds and goes by the larger ratio in float32.</summary>
    private static (int Width, int Height) ScaledToShortSide(ImagePipeline pipeline, PixelImage image)
    {
        var size = pipeline.ResizeTo;
        if (pipeline.Filter != ImageFilter.TfLiteBilinear)
            return image.Height > image.Width
                ? (size, (int)((double)size * image.Height / image.Width))
                : ((int)((double)size * image.Width / image.Height), size);
        float ratioX = size / (float)image.Width, ratioY = size / (float)image.Height;
        return ratioX >= ratioY
            ? (size, (int)MathF.Round(image.Height * ratioX, MidpointRounding.AwayFromZero))
            : ((int)MathF.Round(image.Width * ratioY, MidpointRounding.AwayFromZero), size);
    }

    private static ImagePlacement Crop(ImagePipeline pipeline, int width, int height, string name, bool isResize)
    {
        if (width < pipeline.Width || height < pipeline.Height)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{name}' has {width}x{height} pixels before the crop; {pipeline.Name} cuts out {pipeline.Width}x{pipeline.Height}, so expected at least that."));
        var part = new PixelArea(Start(pipeline, width - pipeline.Width), Start(pipeline, height - pipeline.Height), pipeline.Width, pipeline.Height);
        return new ImagePlacement(width, height, part, new PixelArea(0, 0, pipeline.Width, pipeline.Height), isResize);
    }

    /// <summary>Half of what is left over: cut to a whole number in the OpenCV scripts, rounded up in TensorFlow Lite, to even in torchvision.</summary>
    private static int Start(ImagePipeline pipeline, int rest) => pipeline.Filter switch
    {
        ImageFilter.TfLiteBilinear => (rest + 1) / 2,
        ImageFilter.PillowBilinear or ImageFilter.PillowBicubic => (int)Math.Round(rest / 2.0, MidpointRounding.ToEven),
        _ => rest / 2,
    };

    private static ImagePlacement Letterbox(ImagePipeline pipeline, PixelImage image)
    {
        var ratio = Math.Min((double)pipeline.Height / image.Height, (double)pipeline.Width / image.Width);
        int width, height, x = 0, y = 0;
        if (pipeline.Fit == ImageFit.LetterboxTopLeft)
        {
            width = Math.Max(1, (int)(image.Width * ratio));
            height = Math.Max(1, (int)(image.Height * ratio));
        }
        else
        {
            width = Math.Max(1, (int)Math.Round(image.Width * ratio, MidpointRounding.ToEven));
            height = Math.Max(1, (int)Math.Round(image.Height * ratio, MidpointRounding.ToEven));
            // Halves of a pixel go to the right and below.
            x = (int)Math.Round(((pipeline.Width - width) / 2.0) - 0.1, MidpointRounding.ToEven);
            y = (int)Math.Round(((pipeline.Height - height) / 2.0) - 0.1, MidpointRounding.ToEven);
        }
        return Whole(width, height, new PixelArea(x, y, width, height), image);
    }
}
