using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// Clips as samples of equal size: float32 [samples] padded with zeros, and their length as int64. MLPerf measures RNN-T with the
/// features inside the time, so that what is loaded is sound.
/// </summary>
public sealed class SpeechSource : ISampleSource
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 16_000;

    private readonly ImmutableArray<Utterance> _utterances;
    private readonly int _mostSamples;

    /// <summary>Makes a source.</summary>
    /// <param name="utterances">The clips in the order of the samples.</param>
    /// <param name="description">What it is, for reports.</param>
    /// <param name="maxSeconds">Seconds of the longest clip; default 15.</param>
    /// <exception cref="InvalidInputException">A clip's file doesn't exist.</exception>
    public SpeechSource(ImmutableArray<Utterance> utterances, string description, double maxSeconds = SpeechManifest.RnntMaxSeconds)
    {
        foreach (var utterance in utterances)
            if (!File.Exists(utterance.AudioPath))
                throw new InvalidInputException($"{description}: there is no file '{utterance.AudioPath}'. Convert LibriSpeech's clip to wav and put it there.");
        _utterances = utterances;
        _mostSamples = (int)Math.Ceiling(maxSeconds * SampleRate);
        Description = description;
        Tensors = [new TensorSpec("waveform", ElementType.Float32, [_mostSamples]), new TensorSpec("length", ElementType.Int64, [1])];
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public long Count => _utterances.Length;

    /// <inheritdoc/>
    public ImmutableArray<TensorSpec> Tensors { get; }

    /// <inheritdoc/>
    public string Fingerprint
    {
        get
        {
            var files = string.Join("\n", _utterances.Select(static u => FileStamp.Of(u.AudioPath)));
            return string.Create(CultureInfo.InvariantCulture,
                $"speech v1 {_utterances.Length}x{_mostSamples} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(files)))}");
        }
    }

    /// <inheritdoc/>
    public void Prepare(long sample, Span<byte> tensors)
    {
        var path = _utterances[(int)sample].AudioPath;
        var clip = WavFile.Read(path, SampleRate).Samples;
        if (clip.Length > _mostSamples)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' has {clip.Length / (double)SampleRate:F2} s of sound; its manifest promised at most {_mostSamples / (double)SampleRate:F2} s."));
        tensors.Clear();
        MemoryMarshal.AsBytes(clip.AsSpan()).CopyTo(tensors);
        MemoryMarshal.Write(tensors[(_mostSamples * sizeof(float))..], (long)clip.Length);
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
