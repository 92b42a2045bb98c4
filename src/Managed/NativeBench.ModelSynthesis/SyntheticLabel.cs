namespace NativeBench.ModelSynthesis;

/// <summary>How a file says that its weights are synthetic: in its metadata, which backends hand on.</summary>
public static class SyntheticLabel
{
    /// <summary>The words that every output of such a model carries.</summary>
    public const string Words = "synthetic weights";

    /// <summary>Key of the model's metadata that holds <see cref="Words"/> and the seed.</summary>
    public const string WeightsKey = "nativebench.weights";

    /// <summary>Key of the model's metadata that names the architecture.</summary>
    public const string ArchitectureKey = "nativebench.architecture";

    /// <summary>Key of the model's metadata that says what differs from the published architecture.</summary>
    public const string ReducedKey = "nativebench.reduced";

    /// <summary>Grows when the same architecture and options give other bytes: files of another generation aren't used again.</summary>
    public const string Generation = "2";

    /// <summary>The producer's name in the file.</summary>
    public const string Producer = "NativeBench (synthetic weights)";
}
