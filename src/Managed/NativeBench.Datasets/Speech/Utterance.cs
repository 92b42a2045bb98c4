namespace NativeBench.Datasets.Speech;

/// <summary>A clip and what is said in it.</summary>
/// <param name="AudioPath">The wav file.</param>
/// <param name="DurationSeconds">As the manifest says.</param>
/// <param name="Transcript">As the manifest has it.</param>
public sealed record Utterance(string AudioPath, double DurationSeconds, string Transcript)
{
    /// <summary>What a hypothesis is held against.</summary>
    public string Reference { get; } = TranscriptNormalizer.Normalize(Transcript);
}
