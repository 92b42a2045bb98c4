using System.Collections.Immutable;

namespace NativeBench.Inference;

/// <summary>A loaded <see cref="INetworkModel"/> as reports and workers see it.</summary>
public sealed record NetworkInfo
{
    /// <summary>Where it was read from.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file, 64 lower-case hex digits; what it keeps in files beside it isn't covered.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>The inputs in the model's order.</summary>
    public required ImmutableArray<NetworkTensor> Inputs { get; init; }

    /// <summary>The outputs in the model's order.</summary>
    public required ImmutableArray<NetworkTensor> Outputs { get; init; }

    /// <summary>As <see cref="ModelInfo.WeightsNote"/>.</summary>
    public string? WeightsNote { get; init; }

    /// <summary>The file's name, for messages.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>What it takes and gives, for messages.</summary>
    public string Signature => $"{string.Join(", ", Inputs)} to {string.Join(", ", Outputs)}";

    /// <summary>The position of an input; -1 if there's none of this name.</summary>
    public int FindInput(string name) => Find(Inputs, name);

    /// <summary>The position of an output; -1 if there's none of this name.</summary>
    public int FindOutput(string name) => Find(Outputs, name);

    /// <summary>The position of an input that has to be there.</summary>
    /// <exception cref="InvalidInputException">There's none of this name.</exception>
    public int RequireInput(string name) => FindInput(name) is >= 0 and var found ? found
        : throw new InvalidInputException($"'{Path}' has no input '{name}'; it has {string.Join(", ", Inputs)}.");

    /// <summary>The position of an output that has to be there.</summary>
    /// <exception cref="InvalidInputException">There's none of this name.</exception>
    public int RequireOutput(string name) => FindOutput(name) is >= 0 and var found ? found
        : throw new InvalidInputException($"'{Path}' has no output '{name}'; it has {string.Join(", ", Outputs)}.");

    private static int Find(ImmutableArray<NetworkTensor> tensors, string name)
    {
        for (var i = 0; i < tensors.Length; i++)
            if (tensors[i].Name == name)
                return i;
        return -1;
    }
}
