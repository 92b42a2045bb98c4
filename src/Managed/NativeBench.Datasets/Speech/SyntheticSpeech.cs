using NativeBench.Datasets.Composite;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// Stand-ins for clips of speech: hum and hiss that rise and fall with the rhythm of syllables. Nobody says anything. In memory as those
/// of <see cref="SpeechClips"/>.
/// </summary>
/// <param name="clips">Clips.</param>
/// <param name="shortestSeconds">Length of the shortest clip.</param>
/// <param name="longestSeconds">Length of the longest; lengths are spread evenly.</param>
/// <param name="seed">Decides all of them.</param>
public sealed class SyntheticSpeech(int clips, double shortestSeconds, double longestSeconds, ulong seed) : IVariableSource
{
    /// <inheritdoc/>
    public string Description => FormattableString.Invariant($"{clips} made-up clips of {shortestSeconds} to {longestSeconds} s without words, seed {seed}");

    /// <inheritdoc/>
    public long Count => clips;

    /// <inheritdoc/>
    public NativeBuffer Load(long sample)
    {
        var random = new RandomStream(seed, 2, (ulong)sample);
        var length = (int)((shortestSeconds + ((longestSeconds - shortestSeconds) * Share(random.Next()))) * SpeechClips.SampleRate);
        var pitch = 90 + (130 * Share(random.Next()));
        var clip = new float[length];
        for (var i = 0; i < length; i++)
        {
            var t = (double)i / SpeechClips.SampleRate;
            var loudness = Math.Pow(Math.Sin(Math.PI * 2.3 * t), 2) * (0.4 + (0.6 * Math.Pow(Math.Sin(0.7 * t), 2)));
            var phase = 2 * Math.PI * pitch * t;
            var hum = Math.Sin(phase) + (0.5 * Math.Sin(2 * phase)) + (0.3 * Math.Sin((7 + (3 * Math.Sin(1.9 * t))) * phase));
            clip[i] = (float)((0.15 * loudness * hum) + (0.01 * (Share(random.Next()) - 0.5)));
        }

        return SpeechClips.ToBuffer(clip);
    }

    /// <inheritdoc/>
    public void Dispose() { }

    private static double Share(ulong random) => (random >> 11) * (1.0 / (1L << 53));
}
