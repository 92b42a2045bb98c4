namespace NativeBench.Datasets.Medical;

/// <summary>KiTS19's preprocessing for 3D-UNet (<c>preprocess.py</c>): common spacing, normalised intensity, sizes for the sliding window.</summary>
public static class KitsPreprocessing
{
    private const float Lowest = -79, Highest = 304, Mean = 101, Deviation = 76.9f, Padding = -2.2f;
    private static readonly double[] s_spacing = [1.6, 1.2, 1.2];

    /// <summary>Prepares an image with its labels, which are resampled alike.</summary>
    /// <param name="image">Intensities in Hounsfield units.</param>
    /// <param name="labels">0 background, 1 kidney, 2 tumour; of the same size.</param>
    /// <returns>Both of the same size, every axis a multiple of 64 and at least 128.</returns>
    public static (Volume<float> Image, Volume<byte> Labels) Prepare(NiftiFile image, NiftiFile labels)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(labels);
        double[] spacing = [image.Spacing.Z, image.Spacing.Y, image.Spacing.X];
        var intensities = image.Volume;
        var classes = new Volume<byte>(labels.Volume.Depth, labels.Volume.Height, labels.Volume.Width, [.. labels.Volume.Values.Select(static v => (byte)v)]);
        if (!spacing.SequenceEqual(s_spacing))
        {
            double[] factors = [.. spacing.Select(static (s, axis) => s / s_spacing[axis])];
            intensities = VolumeZoom.Linear(intensities, factors, intensities.Values.Min());
            classes = VolumeZoom.Nearest(classes, factors, classes.Values.Min());
        }
        for (var i = 0; i < intensities.Values.Length; i++)
            intensities.Values[i] = (Math.Clamp(intensities.Values[i], Lowest, Highest) - Mean) / Deviation;
        return (FitToWindow<float>(intensities, Padding), FitToWindow<byte>(classes, 0));
    }

    /// <summary>
    /// At least one window along each axis (edge values on both sides), then to a multiple of the stride: a remainder of less than half a
    /// stride is cut off, a larger one is padded.
    /// </summary>
    internal static Volume<T> FitToWindow<T>(Volume<T> volume, T padding)
        where T : struct
    {
        const int Window = SlidingWindow.Size, Stride = SlidingWindow.Stride;
        Span<int> size = stackalloc int[3], before = stackalloc int[3];
        for (var axis = 0; axis < 3; axis++)
        {
            var missing = Math.Max(0, Window - volume[axis]);
            (size[axis], before[axis]) = (volume[axis] + missing, missing / 2);
        }
        volume = volume.Reframe(size, before, outside: null);
        for (var axis = 0; axis < 3; axis++)
        {
            var rest = volume[axis] % Stride;
            var cut = rest < Stride / 2 ? rest : 0;
            (size[axis], before[axis]) = (volume[axis] - cut, -(cut / 2));
        }
        volume = volume.Reframe(size, before, padding);
        for (var axis = 0; axis < 3; axis++)
        {
            var missing = (Stride - (volume[axis] % Stride)) % Stride;
            if (volume[axis] + missing < Window)
                missing += Stride;
            (size[axis], before[axis]) = (volume[axis] + missing, missing / 2);
        }
        return volume.Reframe(size, before, padding);
    }
}
