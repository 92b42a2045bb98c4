using System.Buffers.Binary;

namespace NativeBench.Datasets.Imaging.Jpeg;

/// <summary>
/// What stands in front of a baseline picture's data (ITU-T T.81, annex B), for the pictures that <see cref="BaselineJpeg"/> decodes.
/// Anything unusual, broken files included, is not for it: then <see cref="TryRead"/> says no, and a complete decoder decides.
/// </summary>
internal sealed class JpegHeader
{
    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, BaselineFrame = 0xC0, ExtendedFrame = 0xC1;
    private const byte HuffmanTables = 0xC4, QuantizationTables = 0xDB, RestartInterval = 0xDD, App0 = 0xE0, App1 = 0xE1, App14 = 0xEE, Comment = 0xFE;

    /// <summary>Smaller pictures meet exceptions of the upsampling.</summary>
    private const int SmallestSide = 16;

    private const int MostPixels = 1 << 26;

    private readonly ushort[][] _quantization = [new ushort[64], new ushort[64], new ushort[64], new ushort[64]];
    private readonly bool[] _hasQuantization = new bool[4];
    private readonly JpegComponent[] _components = [new(), new(), new()];
    private bool _isJfif;
    private int _adobeTransform;

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>One for grey, three for luma and two colour differences.</summary>
    public ReadOnlySpan<JpegComponent> Components => _components.AsSpan(0, ComponentCount);

    public int ComponentCount { get; private set; }

    /// <summary>Columns and rows of luma for one of the colour differences.</summary>
    public int MaxAcross { get; private set; }

    public int MaxDown { get; private set; }

    /// <summary>Groups of blocks between two restart markers; 0: there are none.</summary>
    public int Restart { get; private set; }

    /// <summary>Where the coded data begins.</summary>
    public int ScanStart { get; private set; }

    /// <summary>Tables for the first coefficients of blocks, and for the others, by their number in the file.</summary>
    public HuffmanTable[] Dc { get; } = [new(), new(), new(), new()];

    public HuffmanTable[] Ac { get; } = [new(), new(), new(), new()];

    /// <summary>Reads up to the coded data.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="refuseExif">Whether a picture that may have to be turned is none for us.</param>
    public bool TryRead(ReadOnlySpan<byte> file, bool refuseExif)
    {
        Reset();
        if (file.Length < 4 || file[0] != 0xFF || file[1] != StartOfImage)
            return false;
        for (var at = 2; ;)
        {
            if (at + 4 > file.Length || file[at] != 0xFF)
                return false;
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            // Those without a length don't occur in front of the data.
            if (marker is 0 or 1 or (>= 0xD0 and <= EndOfImage))
                return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length)
                return false;
            var body = file.Slice(at + 4, length - 2);
            at += 2 + length;
            if (marker == StartOfScan)
            {
                ScanStart = at;
                return ReadScan(body) && IsYccOrGrey();
            }
            if (!ReadSegment(marker, body, refuseExif))
                return false;
        }
    }

    private void Reset()
    {
        ComponentCount = Restart = 0;
        _isJfif = false;
        _adobeTransform = -1;
        _hasQuantization.AsSpan().Clear();
        foreach (var table in Dc)
            table.IsDefined = false;
        foreach (var table in Ac)
            table.IsDefined = false;
    }

    private bool ReadSegment(byte marker, ReadOnlySpan<byte> body, bool refuseExif)
    {
        switch (marker)
        {
            case BaselineFrame or ExtendedFrame:
                return ReadFrame(body);
            case HuffmanTables:
                return ReadHuffmanTables(body);
            case QuantizationTables:
                return ReadQuantizationTables(body);
            case RestartInterval:
                if (body.Length != 2)
                    return false;
                Restart = BinaryPrimitives.ReadUInt16BigEndian(body);
                return true;
            case App0:
                _isJfif |= body.Length >= 14 && body.StartsWith("JFIF\0"u8);
                return true;
            case App1:
                return !(refuseExif && body.StartsWith("Exif"u8));
            case App14:
                if (body.Length >= 12 && body.StartsWith("Adobe"u8))
                    _adobeTransform = body[11];
                return true;
            default:
                return marker is (> App1 and < 0xF0) or Comment;
        }
    }

    private bool ReadFrame(ReadOnlySpan<byte> body)
    {
        if (ComponentCount != 0 || body.Length < 6 || body[0] != 8 || body[5] is not (1 or 3) || body.Length != 6 + (3 * body[5]))
            return false;
        Height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        if (Math.Min(Width, Height) < SmallestSide || (long)Width * Height > MostPixels)
            return false;
        ComponentCount = body[5];
        for (var c = 0; c < ComponentCount; c++)
        {
            var entry = body.Slice(6 + (3 * c), 3);
            var component = _components[c];
            component.Id = entry[0];
            // A single component is never interleaved, whatever its factors.
            component.Across = ComponentCount == 1 ? 1 : entry[1] >> 4;
            component.Down = ComponentCount == 1 ? 1 : entry[1] & 15;
            if (entry[2] > 3)
                return false;
            component.Quantization = entry[2];
        }
        (MaxAcross, MaxDown) = (_components[0].Across, _components[0].Down);
        if ((MaxAcross, MaxDown) is not ((1, 1) or (2, 1) or (2, 2)))
            return false;
        foreach (var component in Components[1..])
            if ((component.Across, component.Down) != (1, 1))
                return false;
        return true;
    }

    private bool ReadQuantizationTables(ReadOnlySpan<byte> body)
    {
        const int TableBytes = 65;
        for (; body.Length > 0; body = body[TableBytes..])
        {
            // Above: 1 for tables of 16 bits, which no picture of 8 bits has.
            if (body.Length < TableBytes || body[0] > 3)
                return false;
            var table = _quantization[body[0]];
            for (var k = 0; k < table.Length; k++)
                table[k] = body[1 + k];
            _hasQuantization[body[0]] = true;
        }
        return true;
    }

    private bool ReadHuffmanTables(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            if (body.Length < 1 + HuffmanTable.Lengths || (body[0] & 0xEC) != 0)
                return false;
            var table = (body[0] >> 4 == 0 ? Dc : Ac)[body[0] & 3];
            var used = table.TryDefine(body[1..], isDc: body[0] >> 4 == 0);
            if (used == 0)
                return false;
            body = body[(1 + used)..];
        }
        return true;
    }

    /// <summary>All components in one scan, as a baseline picture of the usual kind has them.</summary>
    private bool ReadScan(ReadOnlySpan<byte> body)
    {
        if (ComponentCount == 0 || body.Length != 4 + (2 * ComponentCount) || body[0] != ComponentCount)
            return false;
        for (var c = 0; c < ComponentCount; c++)
        {
            var component = _components[c];
            if (body[1 + (2 * c)] != component.Id || (body[2 + (2 * c)] & 0xCC) != 0 || !_hasQuantization[component.Quantization])
                return false;
            component.DcTable = Dc[body[2 + (2 * c)] >> 4];
            component.AcTable = Ac[body[2 + (2 * c)] & 3];
            component.Steps = _quantization[component.Quantization];
            if (!component.DcTable.IsDefined || !component.AcTable.IsDefined)
                return false;
        }
        return body[^3] == 0 && body[^2] == 63 && body[^1] == 0;
    }

    /// <summary>How libjpeg guesses what the components are; where its guess would be another one, it's not ours.</summary>
    private bool IsYccOrGrey()
    {
        if (ComponentCount == 1 || _isJfif)
            return true;
        return _adobeTransform >= 0 ? _adobeTransform == 1 : (_components[0].Id, _components[1].Id, _components[2].Id) == (1, 2, 3);
    }
}
