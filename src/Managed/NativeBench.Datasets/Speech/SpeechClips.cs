using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// Clips as samples: mono float32 in -1 to 1, as long as each is. MLPerf measures speech with the features inside the time, so that
/// what is loaded is sound.
/// </summary>
public sealed class SpeechClips : IVariableSource
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 16_000;

    private readonly ImmutableArray<Utterance> _utterances;
    private readonly double _maxSeconds;

    /// <summary>Makes a source.</summary>
    /// <param name="utterances">The clips in the order of the samples.</param>
    /// <param name="description">What it is, for reports.</param>
    /// <param name="maxSeconds">Seconds of the longest clip; default 15.</param>
    /// <exception cref="InvalidInputException">A clip's file doesn't exist.</exception>
    public SpeechClips(ImmutableArray<Utterance> utterances, string description, double maxSeconds = SpeechManifest.RnntMaxSeconds)
    {
        foreach (var utterance in utterances)
            if (!File.Exists(utterance.AudioPath))
                throw new InvalidInputException($"{description}: there is no file '{utterance.AudioPath}'. Convert LibriSpeech's clip to wav and put it there.");
        _utterances = utterances;
        _maxSeconds = maxSeconds;
        Description = description;
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public long Count => _utterances.Length;

    /// <inheritdoc/>
    public NativeBuffer Load(long sample)
    {
        var path = _utterances[(int)sample].AudioPath;
        var clip = WavFile.Read(path, SampleRate).Samples;
        if (clip.Length > Math.Ceiling(_maxSeconds * SampleRate))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' has {clip.Length / (double)SampleRate:F2} s of sound; its manifest promised at most {_maxSeconds:F2} s."));
        if (clip.Length == 0)
            throw new InvalidInputException($"'{path}' has no sound; expected a clip.");
        return ToBuffer(clip);
    }

    /// <inheritdoc/>
    public void Dispose() { }

    /// <summary>A clip in native memory.</summary>
    internal static NativeBuffer ToBuffer(ReadOnlySpan<float> clip)
    {
        var buffer = NativeBuffer.Allocate((long)clip.Length * sizeof(float));
        MemoryMarshal.AsBytes(clip).CopyTo(buffer.Slice(0, clip.Length * sizeof(float)));
        return buffer;
    }

    /// <summary>The sound of a loaded sample.</summary>
    internal static ReadOnlySpan<float> SoundOf(NativeBuffer buffer) => MemoryMarshal.Cast<byte, float>(buffer.Slice(0, checked((int)buffer.Bytes)));
}
