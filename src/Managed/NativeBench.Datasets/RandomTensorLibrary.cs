using System.Globalization;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>
/// Seeded random inputs of a model's shapes, for speed work without data. A sample's values depend on the seed and its
/// index only. Floats are uniform in [0, 1); 8-bit integers take their whole range; wider integers and bools are 0 or 1,
/// because such inputs are token ids, positions or masks and every table has at least two rows.
/// </summary>
public sealed class RandomTensorLibrary : TensorLibrary
{
    /// <summary>The number of samples if nothing else is said, memory permitting.</summary>
    public const int DefaultSampleCount = 1024;

    private readonly ulong _seed;

    /// <summary>Makes the library.</summary>
    /// <param name="model">Whose inputs to fill.</param>
    /// <param name="seed">Decides every value.</param>
    /// <param name="sampleCount">Samples, 1 or more; null: 1024, or fewer so that the slab stays below 1 GiB.</param>
    public RandomTensorLibrary(ModelInfo model, ulong seed = 1, int? sampleCount = null)
        : base(model.Inputs, sampleCount ?? Math.Min(DefaultSampleCount, SamplesWithin(model.Inputs, DefaultMemoryBytes)))
    {
        _seed = seed;
        Description = string.Create(CultureInfo.InvariantCulture, $"random inputs, seed {seed}");
    }

    /// <inheritdoc/>
    public override string Name => "random";

    /// <inheritdoc/>
    public override string Description { get; }

    private protected override void ReadSamples(int input, long firstSample, int count, Span<byte> rows)
    {
        var spec = Slab.Inputs[input];
        var bytes = (int)spec.BytesPerSample;
        for (var i = 0; i < count; i++)
            RandomTensor.Fill(rows.Slice(i * bytes, bytes), spec.ElementType, new RandomStream(_seed, (ulong)input, (ulong)(firstSample + i)));
    }
}
