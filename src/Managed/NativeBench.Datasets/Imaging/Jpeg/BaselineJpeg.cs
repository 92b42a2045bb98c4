using System.Buffers;
using System.Runtime.CompilerServices;

namespace NativeBench.Datasets.Imaging.Jpeg;

/// <summary>
/// Decodes what nearly all photographs are: baseline JPEG with Huffman codes, 8 bits, grey or luma with colour differences in full, half
/// (4:2:2) or quarter (4:2:0) number, in one scan. The pixels are those of libjpeg with its accurate transform and smooth upsampling.
/// Whatever is unusual or damaged is left to others. One thread at a time.
/// </summary>
internal sealed unsafe class BaselineJpeg
{
    private const int BlockSide = 8;

    /// <summary>Bytes that may be read or written behind a row's last sample.</summary>
    private const int Slack = 2 * ColourRows.Step;

    private const int MostBlocksPerGroup = 6;

    [ThreadStatic]
    private static BaselineJpeg? t_ofThread;

    private readonly JpegHeader _header = new();
    private readonly List<int> _segmentEnds = [];

    private BaselineJpeg() { }

    /// <summary>This thread's.</summary>
    public static BaselineJpeg OfThread => t_ofThread ??= new BaselineJpeg();

    private int GroupWidth => BlockSide * _header.MaxAcross;

    private int GroupHeight => BlockSide * _header.MaxDown;

    private int GroupsAcross => (_header.Width + GroupWidth - 1) / GroupWidth;

    private int GroupsDown => (_header.Height + GroupHeight - 1) / GroupHeight;

    /// <summary>Decodes a file.</summary>
    /// <param name="file">All of it.</param>
    /// <param name="refuseExif">Whether a picture that may have to be turned is none for us.</param>
    /// <param name="needed">Which pixels are wanted, by columns and rows; the others are undefined then. Null: all.</param>
    /// <returns>The picture, or null where it isn't of this kind, or not whole, or this processor hasn't the instructions.</returns>
    public PixelImage? TryDecode(ReadOnlySpan<byte> file, bool refuseExif, Func<int, int, PixelArea>? needed)
    {
        if (!InverseDct.IsSupported || !_header.TryRead(file, refuseExif))
            return null;
        var coded = file[_header.ScanStart..];
        var data = ArrayPool<byte>.Shared.Rent(coded.Length + (MostBlocksPerGroup * EntropyReader.MostBytesPerBlock));
        try
        {
            if (!Unstuff(coded, data))
                return null;
            return Decode(data, needed?.Invoke(_header.Width, _header.Height) ?? new PixelArea(0, 0, _header.Width, _header.Height));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(data);
        }
    }

    /// <summary>Copies the coded data without the zeros stuffed behind 0xFF and without restart markers; notes where those were.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Unstuff(ReadOnlySpan<byte> coded, Span<byte> data)
    {
        const byte FirstRestart = 0xD0, EndOfImage = 0xD9;
        _segmentEnds.Clear();
        var written = 0;
        while (true)
        {
            var length = coded.IndexOf((byte)0xFF);
            if (length < 0 || length + 1 >= coded.Length)
                return false;
            coded[..length].CopyTo(data[written..]);
            written += length;
            var marker = coded[length + 1];
            coded = coded[(length + 2)..];
            if (marker == 0)
            {
                data[written++] = 0xFF;
            }
            else
            {
                _segmentEnds.Add(written);
                if (marker == EndOfImage)
                    break;
                if (marker != FirstRestart + ((_segmentEnds.Count - 1) & 7))
                    return false;
            }
        }
        var groups = GroupsAcross * GroupsDown;
        return _segmentEnds.Count == (_header.Restart == 0 ? 1 : (groups + _header.Restart - 1) / _header.Restart);
    }

    private PixelImage? Decode(byte[] data, PixelArea needed)
    {
        var strides = stackalloc int[3];
        var starts = stackalloc int[3];
        var bytes = 0;
        for (var c = 0; c < _header.ComponentCount; c++)
        {
            var component = _header.Components[c];
            strides[c] = (GroupsAcross * component.Across * BlockSide) + Slack;
            starts[c] = bytes;
            bytes += strides[c] * GroupsDown * component.Down * BlockSide;
        }
        var samples = ArrayPool<byte>.Shared.Rent(bytes + Slack);
        try
        {
            fixed (byte* pointer = samples)
            {
                var planes = new Planes(pointer, pointer + starts[1], pointer + starts[2], strides[0], strides[1], strides[2]);
                return ReadGroups(data, planes, needed) ? MakePixels(planes, needed) : null;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(samples);
        }
    }

    /// <summary>All groups of blocks; the samples of those that lie in the wanted part and next to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ReadGroups(byte[] data, Planes planes, PixelArea needed)
    {
        const int Neighbours = 2;
        int left = Math.Max(0, needed.X - Neighbours) / GroupWidth, top = Math.Max(0, needed.Y - Neighbours) / GroupHeight;
        int right = (needed.X + needed.Width + Neighbours - 1) / GroupWidth, bottom = (needed.Y + needed.Height + Neighbours - 1) / GroupHeight;
        // The one is zeros before each block; the other is for blocks that nobody wants.
        var block = stackalloc short[BlockSide * BlockSide];
        var unwanted = stackalloc short[BlockSide * BlockSide];
        new Span<short>(block, BlockSide * BlockSide).Clear();
        var predicted = stackalloc int[3];
        fixed (byte* start = data)
        {
            int segment = -1, untilRestart = 0, segmentStart = 0;
            var reader = default(EntropyReader);
            for (var y = 0; y < GroupsDown; y++)
            {
                for (var x = 0; x < GroupsAcross; x++)
                {
                    if (untilRestart == 0)
                    {
                        if (segment >= 0 && !IsUsedUp(reader, start + segmentStart, segment, segmentStart))
                            return false;
                        segmentStart = segment < 0 ? 0 : _segmentEnds[segment];
                        segment++;
                        reader = new EntropyReader(start + segmentStart);
                        predicted[0] = predicted[1] = predicted[2] = 0;
                        untilRestart = _header.Restart == 0 ? int.MaxValue : _header.Restart;
                    }
                    untilRestart--;
                    var isWanted = x >= left && x <= right && y >= top && y <= bottom;
                    if (!ReadGroup(ref reader, planes, x, y, isWanted ? block : unwanted, predicted, isWanted)
                        || reader.BitsRead(start + segmentStart) > 8L * (_segmentEnds[segment] - segmentStart))
                        return false;
                }
            }
            return IsUsedUp(reader, start + segmentStart, segment, segmentStart);
        }
    }

    /// <summary>Only the bits that fill up the last byte may be left over.</summary>
    private bool IsUsedUp(EntropyReader reader, byte* start, int segment, int segmentStart)
        => (8L * (_segmentEnds[segment] - segmentStart)) - reader.BitsRead(start) is >= 0 and < 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ReadGroup(ref EntropyReader reader, Planes planes, int x, int y, short* block, int* predicted, bool isWanted)
    {
        for (var c = 0; c < _header.ComponentCount; c++)
        {
            var component = _header.Components[c];
            var plane = planes.Plane(c);
            var stride = planes.Stride(c);
            fixed (ushort* steps = component.Steps)
            {
                for (var down = 0; down < component.Down; down++)
                {
                    var target = plane + ((nint)((y * component.Down) + down) * BlockSide * stride) + (x * component.Across * BlockSide);
                    for (var across = 0; across < component.Across; across++, target += BlockSide)
                    {
                        var found = reader.ReadBlock(block, steps, component.DcTable, component.AcTable, ref predicted[c]);
                        if (found < 0)
                            return false;
                        if (!isWanted)
                            continue;
                        if (found == 0)
                        {
                            InverseDct.Fill(block[0], target, stride);
                            continue;
                        }
                        InverseDct.Transform(block, target, stride);
                        new Span<short>(block, BlockSide * BlockSide).Clear();
                    }
                }
            }
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private PixelImage MakePixels(Planes planes, PixelArea needed)
    {
        var image = new PixelImage(_header.Width, _header.Height);
        // Whole steps, also behind the last column wanted: they go over the next row's start, which is made later, or into the spare row.
        var start = needed.X / ColourRows.Step * ColourRows.Step;
        var count = needed.X + needed.Width - start;
        var rowBytes = _header.Width + Slack;
        var rows = ArrayPool<byte>.Shared.Rent((2 * rowBytes) + (sizeof(ushort) * rowBytes) + (PixelImage.BytesPerPixel * rowBytes));
        try
        {
            fixed (byte* pointer = rows)
            fixed (byte* pixels = image.Pixels)
            {
                byte* blue = pointer, red = blue + rowBytes;
                var spare = (uint*)(red + rowBytes);
                // One in front of the first.
                var sums = (ushort*)(spare + rowBytes) + (Slack / 4);
                for (var y = needed.Y; y < needed.Y + needed.Height; y++)
                {
                    var luma = planes.First + ((nint)y * planes.FirstStride) + start;
                    var target = (uint*)pixels + ((nint)y * _header.Width) + start;
                    var isSpare = ((nint)y * _header.Width) + start + count + ColourRows.Step > (nint)_header.Width * _header.Height;
                    var row = isSpare ? spare : target;
                    if (_header.ComponentCount == 1)
                    {
                        ColourRows.ToGrey(luma, row, count);
                    }
                    else if (_header.MaxAcross == 1)
                    {
                        var second = planes.Second + ((nint)y * planes.SecondStride) + start;
                        var third = planes.Third + ((nint)y * planes.ThirdStride) + start;
                        ColourRows.ToPixels(luma, second, third, row, count);
                    }
                    else
                    {
                        Upsample(planes.Second, planes.SecondStride, y, start, count, sums, blue);
                        Upsample(planes.Third, planes.ThirdStride, y, start, count, sums, red);
                        ColourRows.ToPixels(luma, blue, red, row, count);
                    }
                    if (isSpare)
                        new Span<uint>(spare, count).CopyTo(new Span<uint>(target, count));
                }
            }
            return image;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rows);
        }
    }

    /// <summary>A row of colour differences, one a pixel, from column <paramref name="start"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Upsample(byte* plane, int stride, int y, int start, int count, ushort* sums, byte* row)
    {
        int width = (_header.Width + 1) / 2, height = (_header.Height + _header.MaxDown - 1) / _header.MaxDown;
        var from = start / 2;
        // With the neighbours on both sides, as far as there are any.
        var first = Math.Max(0, from - 16);
        var end = Math.Min(width, ((start + count + 1) / 2) + 1);
        var isMixed = _header.MaxDown == 2;
        var near = isMixed ? y / 2 : y;
        var samples = plane + ((nint)near * stride) + first;
        if (isMixed)
        {
            var far = Math.Clamp(near + (y % 2 == 0 ? -1 : 1), 0, height - 1);
            ColourRows.MixRows(samples, plane + ((nint)far * stride) + first, sums, end - first);
        }
        else
        {
            ColourRows.Widen(samples, sums, end - first);
        }
        // The outermost samples are their own neighbours.
        if (first == 0)
            sums[-1] = sums[0];
        if (end == width)
            sums[end - first] = sums[end - first - 1];
        ColourRows.Stretch(sums + (from - first), row, (count + 1) / 2, isMixed);
    }

    private readonly struct Planes(byte* first, byte* second, byte* third, int firstStride, int secondStride, int thirdStride)
    {
        public readonly byte* First = first, Second = second, Third = third;
        public readonly int FirstStride = firstStride, SecondStride = secondStride, ThirdStride = thirdStride;

        public byte* Plane(int c) => c == 0 ? First : c == 1 ? Second : Third;

        public int Stride(int c) => c == 0 ? FirstStride : c == 1 ? SecondStride : ThirdStride;
    }
}
