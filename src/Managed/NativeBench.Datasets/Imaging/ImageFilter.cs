namespace NativeBench.Datasets.Imaging;

/// <summary>Whose arithmetic resizes a picture. Sizes and crops follow the same scripts: see <see cref="ImagePipeline"/>.</summary>
public enum ImageFilter
{
    /// <summary><c>cv2.resize(…, INTER_LINEAR)</c> of 8-bit pixels.</summary>
    OpenCvLinear,

    /// <summary><c>cv2.resize(…, INTER_AREA)</c> of 8-bit pixels.</summary>
    OpenCvArea,

    /// <summary><c>cv2.resize(…, INTER_LINEAR)</c> of pixels made float32 before.</summary>
    OpenCvLinearFloat,

    /// <summary><c>Image.resize(…, BILINEAR)</c> of Pillow, antialiased.</summary>
    PillowBilinear,

    /// <summary><c>Image.resize(…, BICUBIC)</c> of Pillow, antialiased.</summary>
    PillowBicubic,

    /// <summary>TensorFlow Lite's ResizeBilinear with align_corners and half_pixel_centers off, in float32.</summary>
    TfLiteBilinear,
}
