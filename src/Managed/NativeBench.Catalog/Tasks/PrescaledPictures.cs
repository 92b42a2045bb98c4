using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Datasets.Imaging;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// Sets whose pictures all were scaled to one size a little larger than the network's, as some are passed on. Scaling them up to
/// the size that is cropped from would show the network less of each picture than its benchmark does; so they are only cropped, and
/// that is said. Whoever wants them scaled says so by <c>fit</c>.
/// </summary>
internal static class PrescaledPictures
{
    private const int MostLookedAt = 16;

    /// <summary>The pipeline for such a set with the sentence about it; null for any other set, and where the fit was chosen.</summary>
    public static (ImagePipeline Pipeline, string Sentence)? Find(ImmutableArray<string> files, ImagePipeline pipeline, IImageDecoder decoder, bool fitIsChosen = false)
    {
        if (pipeline.Fit != ImageFit.ShortSideThenCrop || fitIsChosen || files.Length < 2)
            return null;
        (int Width, int Height)? size = null;
        var step = Math.Max(1, files.Length / MostLookedAt);
        for (var i = 0; i < files.Length; i += step)
        {
            using var picture = decoder.Decode(files[i], pipeline.ApplyOrientation);
            if (size is { } known && known != (picture.Width, picture.Height))
                return null;
            size = (picture.Width, picture.Height);
        }

        var (width, height) = size!.Value;
        var isBetween = width >= pipeline.Width && height >= pipeline.Height && Math.Min(width, height) < pipeline.ResizeTo;
        return isBetween
            ? (pipeline with { Fit = ImageFit.CentreCrop }, string.Create(CultureInfo.InvariantCulture,
                $"The pictures are {width}x{height}, scaled by whoever passed them on: they're cropped to {pipeline.Width}x{pipeline.Height} without being scaled to {pipeline.ResizeTo} first (--preprocess fit=short-side-then-crop scales them)."))
            : null;
    }
}
