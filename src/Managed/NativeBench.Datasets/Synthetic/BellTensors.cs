using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;

namespace NativeBench.Datasets.Synthetic;

/// <summary>How bell-shaped numbers are spread; lists repeat over the last dimensions of a sample, such as the coefficients of a frame.</summary>
public sealed record BellShape
{
    /// <summary>Means, one or several.</summary>
    public ImmutableArray<double> Mean { get; init; } = [0];

    /// <summary>Deviations, one or several.</summary>
    public ImmutableArray<double> Deviation { get; init; } = [1];

    /// <summary>Numbers below become this one.</summary>
    public double Lowest { get; init; } = double.NegativeInfinity;

    /// <summary>Numbers above become this one.</summary>
    public double Highest { get; init; } = double.PositiveInfinity;

    /// <summary>How an 8-bit input holds them: integer = number / scale + zero point.</summary>
    public Quantization Quantization { get; init; }
}

/// <summary>
/// Bell-shaped numbers of a data set's mean and deviation, as float32 or quantised to 8 bits, for inputs that aren't pictures. For
/// speed work; a sample's bytes depend on the seed and its index only.
/// </summary>
public sealed class BellTensors : ISampleSource
{
    private readonly BellShape _shape;
    private readonly ulong _seed;

    /// <summary>Makes a source.</summary>
    /// <param name="inputs">The model's inputs: float32, int8 or uint8.</param>
    /// <param name="shape">Their spread.</param>
    /// <param name="count">Samples, 1 or more.</param>
    /// <param name="seed">Decides every number.</param>
    /// <exception cref="InvalidInputException">An input has another type.</exception>
    public BellTensors(ImmutableArray<TensorSpec> inputs, BellShape shape, long count, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        foreach (var input in inputs)
        {
            if (input.ElementType is not (ElementType.Float32 or ElementType.Int8 or ElementType.UInt8))
                throw new InvalidInputException($"Input {input}: synthetic data is made as float32, int8 or uint8.");
        }

        _shape = shape;
        _seed = seed;
        Tensors = inputs;
        Count = count;
        Description = string.Create(CultureInfo.InvariantCulture, $"synthetic numbers, seed {seed}");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public long Count { get; }

    /// <inheritdoc/>
    public ImmutableArray<TensorSpec> Tensors { get; }

    /// <inheritdoc/>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture,
        $"bell v1, seed {_seed}, {Count}, {string.Join(' ', _shape.Mean)} {string.Join(' ', _shape.Deviation)} {_shape.Lowest} {_shape.Highest} {_shape.Quantization}");

    /// <inheritdoc/>
    public void Prepare(long sample, Span<byte> tensors)
    {
        for (var t = 0; t < Tensors.Length; t++)
        {
            var bytes = (int)Tensors[t].BytesPerSample;
            var random = new RandomStream(_seed, (ulong)t, (ulong)sample);
            if (Tensors[t].ElementType == ElementType.Float32)
                Fill(MemoryMarshal.Cast<byte, float>(tensors[..bytes]), ref random);
            else
                Fill(tensors[..bytes], Tensors[t].ElementType, ref random);
            tensors = tensors[bytes..];
        }
    }

    /// <inheritdoc/>
    public void Dispose() { }

    private void Fill(Span<float> values, ref RandomStream random)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)Next(i, ref random);
    }

    private void Fill(Span<byte> values, ElementType type, ref RandomStream random)
    {
        var (low, high) = type == ElementType.Int8 ? (-128, 127) : (0, 255);
        var scale = _shape.Quantization.Scale is 0 ? 1 : _shape.Quantization.Scale;
        for (var i = 0; i < values.Length; i++)
            values[i] = (byte)(int)Math.Clamp(Math.Round((Next(i, ref random) / scale) + _shape.Quantization.ZeroPoint), low, high);
    }

    private double Next(int i, ref RandomStream random)
    {
        var value = _shape.Mean[i % _shape.Mean.Length] + (_shape.Deviation[i % _shape.Deviation.Length] * random.NextBell());
        return Math.Clamp(value, _shape.Lowest, _shape.Highest);
    }
}
