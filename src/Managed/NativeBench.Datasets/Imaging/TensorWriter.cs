using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NativeBench.Inference;

namespace NativeBench.Datasets.Imaging;

/// <summary>Normalises pixels and puts them where a tensor has them.</summary>
internal readonly ref struct TensorWriter
{
    private const int Channels = 3;

    private readonly ImagePipeline _pipeline;
    private readonly Span<byte> _tensor;

    /// <summary>Distance of neighbouring pixels and of channels, in elements.</summary>
    private readonly int _pixelStride;
    private readonly int _channelStride;

    public TensorWriter(ImagePipeline pipeline, Span<byte> tensor)
    {
        var bytes = pipeline.Width * pipeline.Height * Channels * pipeline.ElementType.SizeInBytes();
        if (tensor.Length != bytes)
            throw new ArgumentException($"The tensor has {tensor.Length} bytes, {pipeline.Name} makes {bytes}.", nameof(tensor));
        _pipeline = pipeline;
        _tensor = tensor;
        var isPlanar = pipeline.Layout == ImageLayout.Chw;
        _pixelStride = isPlanar ? 1 : Channels;
        _channelStride = isPlanar ? pipeline.Width * pipeline.Height : 1;
    }

    /// <summary>Makes all of it padding.</summary>
    public void Fill()
    {
        for (var channel = 0; channel < Channels; channel++)
        {
            var value = Normalize(_pipeline.Padding, channel);
            for (var i = 0; i < _pipeline.Width * _pipeline.Height; i++)
                Put((i * _pixelStride) + (channel * _channelStride), value);
        }
    }

    /// <summary>
    /// Writes a part of an 8-bit picture: into planes of float32 eight pixels at a time, else from tables, since there are only 256 values
    /// a channel.
    /// </summary>
    public void Write(PixelImage image, PixelArea part, int x, int y)
    {
        if (_pipeline.ElementType != ElementType.Float32)
            Write(image, part, x, y, _tensor, ByteTable());
        else if (_pipeline.Layout == ImageLayout.Chw)
            WritePlanes(image, part, x, y);
        else
            Write(image, part, x, y, MemoryMarshal.Cast<byte, float>(_tensor), FloatTable());
    }

    /// <summary>Writes a picture of float32.</summary>
    public void Write(FloatImage image, int x, int y)
    {
        var mean = ToVector(_pipeline.Mean.AsSpan());
        var deviation = ToVector(_pipeline.Deviation.AsSpan());
        for (var row = 0; row < image.Height; row++)
        {
            var at = (((y + row) * _pipeline.Width) + x) * _pixelStride;
            if (_pipeline.ElementType == ElementType.Float32)
                WriteRow(image.Row(row), MemoryMarshal.Cast<byte, float>(_tensor)[at..], mean, deviation);
            else
                WriteByteRow(image.Row(row), at, mean, deviation);
        }
    }

    private void WriteRow(ReadOnlySpan<Vector128<float>> pixels, Span<float> target, Vector128<float> mean, Vector128<float> deviation)
    {
        int first = Source(0), third = Source(2);
        var divisor = Vector128.Create(_pipeline.Divisor);
        var at = 0;
        foreach (var pixel in pixels)
        {
            var values = ((pixel / divisor) - mean) / deviation;
            target[at] = values[first];
            target[at + _channelStride] = values[1];
            target[at + (2 * _channelStride)] = values[third];
            at += _pixelStride;
        }
    }

    private void WriteByteRow(ReadOnlySpan<Vector128<float>> pixels, int at, Vector128<float> mean, Vector128<float> deviation)
    {
        foreach (var pixel in pixels)
        {
            var values = ((pixel / _pipeline.Divisor) - mean) / deviation;
            for (var channel = 0; channel < Channels; channel++)
                _tensor[at + (channel * _channelStride)] = ToByte(values[Source(channel)]);
            at += _pixelStride;
        }
    }

    private void WritePlanes(PixelImage image, PixelArea part, int x, int y)
    {
        var planes = MemoryMarshal.Cast<byte, float>(_tensor);
        for (var row = 0; row < part.Height; row++)
        {
            var pixels = MemoryMarshal.Cast<byte, uint>(image.Row(part.Y + row)).Slice(part.X, part.Width);
            var at = ((y + row) * _pipeline.Width) + x;
            for (var channel = 0; channel < Channels; channel++)
                WriteRow(
                    pixels, planes.Slice(at + (channel * _channelStride), part.Width), 8 * Source(channel),
                    _pipeline.Divisor, _pipeline.Mean[channel], _pipeline.Deviation[channel]);
        }
    }

    /// <summary>A channel of a row. The operations of <see cref="Normalize"/>; those that would change nothing are left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteRow(ReadOnlySpan<uint> pixels, Span<float> target, int shift, float divisor, float mean, float deviation)
    {
        var i = 0;
        for (; i + Vector256<uint>.Count <= pixels.Length; i += Vector256<uint>.Count)
        {
            var bytes = (Vector256.Create(pixels[i..]) >>> shift) & Vector256.Create(0xFFu);
            var values = Vector256.ConvertToSingle(bytes.AsInt32());
            if (divisor != 1)
                values /= Vector256.Create(divisor);
            values -= Vector256.Create(mean);
            if (deviation != 1)
                values /= Vector256.Create(deviation);
            values.CopyTo(target[i..]);
        }
        for (; i < pixels.Length; i++)
            target[i] = (((byte)(pixels[i] >> shift) / divisor) - mean) / deviation;
    }

    private void Write<T>(PixelImage image, PixelArea part, int x, int y, Span<T> tensor, T[] table)
        where T : unmanaged
    {
        int first = Source(0), second = Source(1), third = Source(2);
        for (var row = 0; row < part.Height; row++)
        {
            var pixels = image.Row(part.Y + row).Slice(part.X * PixelImage.BytesPerPixel, part.Width * PixelImage.BytesPerPixel);
            var at = (((y + row) * _pipeline.Width) + x) * _pixelStride;
            for (var i = 0; i < pixels.Length; i += PixelImage.BytesPerPixel, at += _pixelStride)
            {
                tensor[at] = table[pixels[i + first]];
                tensor[at + _channelStride] = table[256 + pixels[i + second]];
                tensor[at + (2 * _channelStride)] = table[512 + pixels[i + third]];
            }
        }
    }

    private float[] FloatTable()
    {
        var table = new float[Channels * 256];
        for (var i = 0; i < table.Length; i++)
            table[i] = Normalize(i % 256, i / 256);
        return table;
    }

    private byte[] ByteTable()
    {
        var table = new byte[Channels * 256];
        for (var i = 0; i < table.Length; i++)
            table[i] = ToByte(Normalize(i % 256, i / 256));
        return table;
    }

    /// <summary>The pixel's byte that a channel of the tensor comes from.</summary>
    private int Source(int channel) => _pipeline.Bgr ? 2 - channel : channel;

    private float Normalize(float value, int channel) => ((value / _pipeline.Divisor) - _pipeline.Mean[channel]) / _pipeline.Deviation[channel];

    /// <summary>Numbers a channel of the tensor, in the order of a pixel's bytes.</summary>
    private Vector128<float> ToVector(ReadOnlySpan<float> values) => Vector128.Create(values[Source(0)], values[1], values[Source(2)], 1);

    private void Put(int at, float value)
    {
        if (_pipeline.ElementType == ElementType.Float32)
            MemoryMarshal.Cast<byte, float>(_tensor)[at] = value;
        else
            _tensor[at] = ToByte(value);
    }

    private byte ToByte(float value) => _pipeline.ElementType == ElementType.Int8 ? (byte)(sbyte)Math.Clamp(value, -128f, 127f) : (byte)Math.Clamp(value, 0f, 255f);
}
