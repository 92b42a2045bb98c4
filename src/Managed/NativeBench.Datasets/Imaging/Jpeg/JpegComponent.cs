namespace NativeBench.Datasets.Imaging.Jpeg;

/// <summary>A component of a picture: luma, or a colour difference.</summary>
internal sealed class JpegComponent
{
    public byte Id { get; set; }

    /// <summary>Blocks of a group, across and down.</summary>
    public int Across { get; set; }

    public int Down { get; set; }

    /// <summary>Number of its quantisation table.</summary>
    public int Quantization { get; set; }

    /// <summary>That table: 64 steps in zigzag order.</summary>
    public ushort[] Steps { get; set; } = [];

    public HuffmanTable DcTable { get; set; } = null!;

    public HuffmanTable AcTable { get; set; } = null!;
}
