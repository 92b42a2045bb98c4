namespace NativeBench.Datasets.Imaging;

/// <summary>The order of a tensor's dimensions.</summary>
public enum ImageLayout
{
    /// <summary>Height, width, channel.</summary>
    Hwc,

    /// <summary>Channel, height, width.</summary>
    Chw,
}
