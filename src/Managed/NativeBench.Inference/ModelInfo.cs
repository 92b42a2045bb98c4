using System.Collections.Immutable;

namespace NativeBench.Inference;

/// <summary>A loaded model as the report and the sample libraries see it.</summary>
public sealed record ModelInfo
{
    /// <summary>Where it was read from: a path, or a name for a model that came from memory.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>The inputs, all static, in the model's order; at least one.</summary>
    public required ImmutableArray<TensorSpec> Inputs { get; init; }

    /// <summary>The outputs in the model's order; at least one.</summary>
    public required ImmutableArray<TensorSpec> Outputs { get; init; }

    /// <summary>The batch that the model is limited to, or null when the first dimension is free.</summary>
    public int? FixedBatch { get; init; }

    /// <summary>The key of a model's metadata that tells where its weights come from if not from training.</summary>
    public const string WeightsNoteKey = "nativebench.weights";

    /// <summary>
    /// What the file says about weights that don't come from training, such as <c>synthetic weights, seed 1</c>; null otherwise.
    /// Every output of a run with such a model carries it, and none of them is an accuracy.
    /// </summary>
    public string? WeightsNote { get; init; }

    /// <summary>Lengths that the model runs shorter samples at, or null if all run at the full length.</summary>
    public ShapeBuckets? Buckets { get; init; }

    /// <summary>Bytes of one sample over all inputs.</summary>
    public long InputBytesPerSample => Inputs.Sum(static t => t.BytesPerSample);

    /// <summary>The file's name, for messages.</summary>
    public string Name => System.IO.Path.GetFileName(Path);
}
