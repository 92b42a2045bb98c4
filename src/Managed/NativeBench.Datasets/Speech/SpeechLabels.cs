using System.Collections.Immutable;

namespace NativeBench.Datasets.Speech;

/// <summary>What a speech model's labels stand for.</summary>
public static class SpeechLabels
{
    /// <summary>RNN-T: blank, a to z, apostrophe. The network's label 28, "nothing more at this frame", is in no response.</summary>
    public static ImmutableArray<char> Rnnt { get; } = [.. " abcdefghijklmnopqrstuvwxyz'"];

    /// <summary>RNN-T's label for "nothing more at this frame".</summary>
    public const int RnntBlank = 28;
}
