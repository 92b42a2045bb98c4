namespace NativeBench.ModelSynthesis;

/// <summary>What may be chosen about a synthetic model.</summary>
public sealed record SynthesisOptions
{
    /// <summary>Decides every weight. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The first dimension of inputs and outputs; 1 or more, or null (the default) for a free one.</summary>
    public int? Batch { get; init; }

    /// <summary>Number format. Default: float32.</summary>
    public WeightPrecision Precision { get; init; }

    /// <summary>
    /// Tokens of a sequence for models of text; 1 to the architecture's most. 0 leaves the dimension free, named <c>sequence</c>.
    /// Null (the default): what the benchmark runs with.
    /// </summary>
    public int? SequenceLength { get; init; }
}
