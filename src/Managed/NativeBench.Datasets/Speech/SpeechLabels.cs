using System.Collections.Immutable;

namespace NativeBench.Datasets.Speech;

/// <summary>What a speech model's labels stand for.</summary>
public static class SpeechLabels
{
    /// <summary>RNN-T: blank, a to z, apostrophe. The network's label 28, "nothing more at this frame", is in no response.</summary>
    public static ImmutableArray<char> Rnnt { get; } = [.. " abcdefghijklmnopqrstuvwxyz'"];

    /// <summary>Whisper: those of RNN-T, digits, and four signs (<c>speech2text/reference_SUT.py</c>).</summary>
    public static ImmutableArray<char> Whisper { get; } = [.. " abcdefghijklmnopqrstuvwxyz'0123456789$%+-"];

    /// <summary>RNN-T's label for "nothing more at this frame".</summary>
    public const int RnntBlank = 28;
}
