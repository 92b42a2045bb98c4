using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Datasets.Imaging;
using NativeBench.Inference;

namespace NativeBench.Datasets.Segmentation;

/// <summary>Decodes pictures and brings each to its square as <see cref="DeepLabScaling"/> does.</summary>
/// <param name="decoder">What decodes.</param>
/// <param name="side">The square's side.</param>
/// <param name="labelFiles">The label map of each picture by path, whose size has to be the picture's; others aren't compared.</param>
public sealed class DeepLabDecoder(IImageDecoder decoder, int side, ImmutableDictionary<string, string> labelFiles) : IImageDecoder
{
    /// <inheritdoc/>
    public string Version => string.Create(CultureInfo.InvariantCulture, $"{decoder.Version}, deeplab v1 to {side}");

    /// <inheritdoc/>
    public PixelImage Decode(string path, bool applyOrientation, Func<int, int, PixelArea>? needed = null)
    {
        using var picture = decoder.Decode(path, applyOrientation);
        if (labelFiles.TryGetValue(path, out var labels) && LabelPng.ReadSize(labels) is var size && size != (picture.Width, picture.Height))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' is {picture.Width}x{picture.Height} and its label map '{labels}' {size.Width}x{size.Height}; expected the same size. Take both of the same version of the data set."));
        return DeepLabScaling.Picture(picture, side);
    }
}
