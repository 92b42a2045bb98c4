namespace NativeBench.Datasets.Imaging;

/// <summary>How a picture of any size comes to the size that a network takes.</summary>
public enum ImageFit
{
    /// <summary>Each side is scaled by itself.</summary>
    Stretch,

    /// <summary>Scaled until the short side is <see cref="ImagePipeline.ResizeTo"/>, then the centre is cut out.</summary>
    ShortSideThenCrop,

    /// <summary>The centre is cut out without scaling.</summary>
    CentreCrop,

    /// <summary>Scaled until it fits (sizes cut to whole numbers), in the upper left corner; the rest is padding. As YOLOX does.</summary>
    LetterboxTopLeft,

    /// <summary>Scaled until it fits (sizes rounded), in the middle; the rest is padding. As Ultralytics' networks do.</summary>
    LetterboxCentre,

    /// <summary>The picture has to have the size already.</summary>
    Exact,
}
