using NativeBench.Datasets.Imaging;

namespace NativeBench.Datasets.Segmentation;

/// <summary>
/// How DeepLab's evaluation brings pictures and label maps of any size to a square, and MLPerf Mobile with it (mlcommons/mobile_open
/// <c>vision/deeplab</c>, <c>input_preprocess.py</c>): the long side becomes the square's, the short one in proportion, rounded up;
/// pictures bilinearly in float32, labels by nearest neighbour, both with the corners aligned; right and below comes grey 127.5 or label
/// 0. Pictures are cut to 8 bits then, as the app's are.
/// </summary>
public static class DeepLabScaling
{
    private const float MeanPixel = 127.5f;

    /// <summary>The size of a picture in the square.</summary>
    /// <param name="width">Its columns.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="side">The square's side.</param>
    public static (int Width, int Height) SizeOf(int width, int height, int side)
    {
        var factor = side / (float)Math.Max(width, height);
        return (Math.Min(side, (int)MathF.Ceiling(width * factor)), Math.Min(side, (int)MathF.Ceiling(height * factor)));
    }

    /// <summary>A picture in its square.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="side">The square's side.</param>
    public static PixelImage Picture(PixelImage picture, int side)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (width, height) = SizeOf(picture.Width, picture.Height, side);
        var result = new PixelImage(side, side);
        result.Pixels.Fill((byte)MeanPixel);
        float stepX = Step(picture.Width, width), stepY = Step(picture.Height, height);
        for (var y = 0; y < height; y++)
        {
            var (top, bottom, down) = Tap(y * stepY, picture.Height);
            ReadOnlySpan<byte> above = picture.Row(top), below = picture.Row(bottom);
            var row = result.Row(y);
            for (var x = 0; x < width; x++)
            {
                var (left, right, across) = Tap(x * stepX, picture.Width);
                for (var channel = 0; channel < 3; channel++)
                {
                    int from = (left * PixelImage.BytesPerPixel) + channel, to = (right * PixelImage.BytesPerPixel) + channel;
                    var upper = above[from] + ((above[to] - above[from]) * across);
                    var lower = below[from] + ((below[to] - below[from]) * across);
                    var value = upper + ((lower - upper) * down);

                    // The padding takes the grey off and puts it on again, which rounds.
                    row[(x * PixelImage.BytesPerPixel) + channel] = (byte)Math.Clamp(value - MeanPixel + MeanPixel, 0, 255);
                }
            }
        }

        return result;
    }

    /// <summary>A label map in its square.</summary>
    /// <param name="labels">A class a pixel, row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="side">The square's side.</param>
    public static byte[] Labels(ReadOnlySpan<byte> labels, int width, int height, int side)
    {
        var (newWidth, newHeight) = SizeOf(width, height, side);
        var result = new byte[side * side];
        float stepX = Step(width, newWidth), stepY = Step(height, newHeight);
        for (var y = 0; y < newHeight; y++)
        {
            var from = Nearest(y * stepY, height) * width;
            for (var x = 0; x < newWidth; x++)
                result[(y * side) + x] = labels[from + Nearest(x * stepX, width)];
        }

        return result;
    }

    /// <summary>Source pixels a target pixel, the first and last lying on one another.</summary>
    private static float Step(int from, int to) => to > 1 ? (from - 1) / (float)(to - 1) : from / (float)to;

    private static (int First, int Second, float Share) Tap(float at, int size)
    {
        var floor = MathF.Floor(at);
        return (Math.Min((int)floor, size - 1), Math.Min((int)MathF.Ceiling(at), size - 1), at - floor);
    }

    private static int Nearest(float at, int size) => Math.Min((int)MathF.Round(at, MidpointRounding.AwayFromZero), size - 1);
}
