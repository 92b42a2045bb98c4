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
    public static ImagePlacement Of(ImagePipeline pipeline, int sourceWidth, int sourceHeight, string name)
    {
        var all = new PixelArea(0, 0, pipeline.Width, pipeline.Height);
        switch (pipeline.Fit)
        {
            case ImageFit.Stretch:
                return Whole(pipeline.Width, pipeline.Height, all, sourceWidth, sourceHeight);
            case ImageFit.ShortSideThenCrop:
                var (width, height) = ScaledToShortSide(pipeline, sourceWidth, sourceHeight);
                return Crop(pipeline, width, height, name, width != sourceWidth || height != sourceHeight);
            case ImageFit.CentreCrop:
                return Crop(pipeline, sourceWidth, sourceHeight, name, isResize: false);
            case ImageFit.LetterboxTopLeft or ImageFit.LetterboxCentre:
                return Letterbox(pipeline, sourceWidth, sourceHeight);
            default:
                if (sourceWidth != pipeline.Width || sourceHeight != pipeline.Height)
                    throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                        $"'{name}' has {sourceWidth}x{sourceHeight} pixels; {pipeline.Name} takes pictures prepared to {pipeline.Width}x{pipeline.Height}."));
                return Whole(pipeline.Width, pipeline.Height, all, sourceWidth, sourceHeight);
        }
    }

    /// <summary>The pixels of the source that decide the kept part: those under it, and around it as far as any filter looks.</summary>
    public PixelArea Needed(int sourceWidth, int sourceHeight)
    {
        if (!IsResize)
            return Part;
        var (x, width) = Needed(Part.X, Part.Width, Width, sourceWidth);
        var (y, height) = Needed(Part.Y, Part.Height, Height, sourceHeight);
        return new PixelArea(x, y, width, height);
    }

    private static (int Start, int Count) Needed(int start, int count, int size, int sourceSize)
    {
        // Pillow's cubic looks furthest: two pixels of the larger grid on each side.
        const int Reach = 3, Rounding = 2;
        var scale = (double)sourceSize / size;
        var margin = (Reach * Math.Max(scale, 1)) + Rounding;
        var from = (int)Math.Max(0, Math.Floor((start * scale) - margin));
        var to = (int)Math.Min(sourceSize, Math.Ceiling(((start + count) * scale) + margin));
        return (from, to - from);
    }

    private static ImagePlacement Whole(int width, int height, PixelArea target, int sourceWidth, int sourceHeight)
        => new(width, height, new PixelArea(0, 0, width, height), target, width != sourceWidth || height != sourceHeight);

    /// <summary>The three scripts round differently: OpenCV's cuts, TensorFlow Lite rounds and goes by the larger ratio in float32.</summary>
    private static (int Width, int Height) ScaledToShortSide(ImagePipeline pipeline, int sourceWidth, int sourceHeight)
    {
        var size = pipeline.ResizeTo;
        if (pipeline.Filter != ImageFilter.TfLiteBilinear)
            return sourceHeight > sourceWidth
                ? (size, (int)((double)size * sourceHeight / sourceWidth))
                : ((int)((double)size * sourceWidth / sourceHeight), size);
        float ratioX = size / (float)sourceWidth, ratioY = size / (float)sourceHeight;
        return ratioX >= ratioY
            ? (size, (int)MathF.Round(sourceHeight * ratioX, MidpointRounding.AwayFromZero))
            : ((int)MathF.Round(sourceWidth * ratioY, MidpointRounding.AwayFromZero), size);
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

    private static ImagePlacement Letterbox(ImagePipeline pipeline, int sourceWidth, int sourceHeight)
    {
        var ratio = Math.Min((double)pipeline.Height / sourceHeight, (double)pipeline.Width / sourceWidth);
        int width, height, x = 0, y = 0;
        if (pipeline.Fit == ImageFit.LetterboxTopLeft)
        {
            width = Math.Max(1, (int)(sourceWidth * ratio));
            height = Math.Max(1, (int)(sourceHeight * ratio));
        }
        else
        {
            width = Math.Max(1, (int)Math.Round(sourceWidth * ratio, MidpointRounding.ToEven));
            height = Math.Max(1, (int)Math.Round(sourceHeight * ratio, MidpointRounding.ToEven));
            // Halves of a pixel go to the right and below.
            x = (int)Math.Round(((pipeline.Width - width) / 2.0) - 0.1, MidpointRounding.ToEven);
            y = (int)Math.Round(((pipeline.Height - height) / 2.0) - 0.1, MidpointRounding.ToEven);
        }
        return Whole(width, height, new PixelArea(x, y, width, height), sourceWidth, sourceHeight);
    }
}
