using System.Numerics;
using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// Whisper's features (openai/whisper <c>audio.py</c>): a clip filled up with silence to 30 s, windows of 25 ms every 10 ms, log-mel
/// energies with everything 8 decades below the loudest cut off. Computed in double precision, given as float32 [bands,3000]. Thread-safe.
/// </summary>
public sealed class WhisperFrontEnd
{
    /// <summary>Frames of a clip.</summary>
    public const int Frames = 3000;

    /// <summary>Samples of a clip, 30 s at 16 kHz.</summary>
    public const int Samples = Frames * Hop;

    private const int Window = 400;
    private const int Hop = 160;
    private const int Half = Window / 2;
    private const int Frequencies = Half + 1;
    private const double Lowest = 1e-10;
    private const double Decades = 8;

    private static readonly double[] s_window = [.. Enumerable.Range(0, Window).Select(static i => 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / Window)))];
    private static readonly double[] s_cosine = Table(Math.Cos);
    private static readonly double[] s_sine = Table(Math.Sin);

    private readonly MelFilters _filters;

    /// <summary>Makes one.</summary>
    /// <param name="bands">128 for large-v3, 80 for the models before.</param>
    public WhisperFrontEnd(int bands)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        Bands = bands;
        _filters = new MelFilters(SpeechClips.SampleRate, Window, bands, 0, SpeechClips.SampleRate / 2.0);
    }

    /// <summary>Log-mel bands.</summary>
    public int Bands { get; }

    /// <summary>Computes the features of a clip.</summary>
    /// <param name="clip">16 kHz mono in -1 to 1, at most 30 s.</param>
    /// <param name="features">Receives bands × 3000 values, band by band.</param>
    /// <exception cref="InvalidInputException">The clip is longer than 30 s.</exception>
    public void Compute(ReadOnlySpan<float> clip, Span<float> features)
    {
        if (clip.Length > Samples)
            throw new InvalidInputException($"A clip of {clip.Length} samples is too long for Whisper; expected at most {Samples}, 30 s.");
        if (features.Length != Bands * Frames)
            throw new ArgumentException($"{features.Length} values; expected {Bands * Frames}.", nameof(features));
        Span<double> frame = stackalloc double[Window], even = stackalloc double[Frequencies], odd = stackalloc double[Frequencies], power = stackalloc double[Frequencies];
        var highest = double.NegativeInfinity;
        for (var t = 0; t < Frames; t++)
        {
            Cut(clip, t, frame);
            Power(frame, even, odd, power);
            for (var band = 0; band < Bands; band++)
            {
                var energy = Math.Log10(Math.Max(Lowest, _filters.Apply(band, power)));
                highest = Math.Max(highest, energy);
                features[(band * Frames) + t] = (float)energy;
            }
        }

        foreach (ref var value in features)
            value = (float)((Math.Max(value, highest - Decades) + 4) / 4);
    }

    /// <summary>The window around sample 160t, with the signal (silence included) mirrored at both ends.</summary>
    private static void Cut(ReadOnlySpan<float> clip, int t, Span<double> frame)
    {
        var start = (t * Hop) - Half;
        for (var i = 0; i < Window; i++)
        {
            var at = start + i;
            at = at < 0 ? -at : at >= Samples ? (2 * (Samples - 1)) - at : at;
            frame[i] = at < clip.Length ? clip[at] * s_window[i] : 0;
        }
    }

    /// <summary>Squared magnitudes of a transform of 400 points, which is no power of two: sums of halves that share their factors.</summary>
    private static void Power(ReadOnlySpan<double> frame, Span<double> even, Span<double> odd, Span<double> power)
    {
        even.Clear();
        odd.Clear();
        even[0] = frame[0];
        even[Half] = frame[Half];
        for (var i = 1; i < Half; i++)
            (even[i], odd[i]) = (frame[i] + frame[Window - i], frame[i] - frame[Window - i]);
        for (var k = 0; k < Frequencies; k++)
        {
            var real = Dot(even, s_cosine.AsSpan(k * Frequencies, Frequencies));
            var imaginary = Dot(odd, s_sine.AsSpan(k * Frequencies, Frequencies));
            power[k] = (real * real) + (imaginary * imaginary);
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sums = Vector<double>.Zero;
        ReadOnlySpan<Vector<double>> left = MemoryMarshal.Cast<double, Vector<double>>(a), right = MemoryMarshal.Cast<double, Vector<double>>(b);
        for (var i = 0; i < left.Length; i++)
            sums += left[i] * right[i];
        var sum = Vector.Sum(sums);
        for (var i = left.Length * Vector<double>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double[] Table(Func<double, double> function) =>
        [.. Enumerable.Range(0, Frequencies * Frequencies).Select(i => function(2 * Math.PI * (i / Frequencies) * (i % Frequencies) / Window))];
}
