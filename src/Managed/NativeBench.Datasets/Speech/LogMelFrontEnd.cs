using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// RNN-T's features as the official front end computes them (<c>features.py</c>, <c>rnnt.toml</c>): 80 log-mel energies every 10 ms, three
/// neighbouring frames joined, each of the 240 values normalised over the clip. Computed in double precision, given as float32.
/// Thread-safe.
/// </summary>
public static class LogMelFrontEnd
{
    /// <summary>Values of a frame: 80 bands of 3 neighbouring frames.</summary>
    public const int FeatureCount = Bands * Splice;

    private const int SampleRate = 16_000;
    private const int Window = 320;
    private const int Hop = 160;
    private const int FftSize = 512;
    private const int Bands = 80;
    private const int Splice = 3;
    private const float PreEmphasis = 0.97f;
    private const double Dither = 1e-5;
    private const double LogFloor = 1e-20;
    private const double DeviationFloor = 1e-5;

    private static readonly double[] s_window = MakeWindow();
    private static readonly FourierTransform s_transform = new(FftSize);
    private static readonly MelFilters s_filters = new(SampleRate, FftSize, Bands, 0, SampleRate / 2.0);

    /// <summary>Frames of a clip: every started 10 ms, then every started three of them.</summary>
    public static int FrameCount(int samples) => (((samples + Hop - 1) / Hop) + Splice - 1) / Splice;

    /// <summary>Computes the features of a clip.</summary>
    /// <param name="samples">16 kHz mono in -1 to 1, more than 480 samples (two frames).</param>
    /// <param name="features">Receives <see cref="FrameCount"/> rows of <see cref="FeatureCount"/> values; exactly as long.</param>
    /// <exception cref="InvalidInputException">The clip is too short to be normalised.</exception>
    /// <param name="scratch">Memory to work in, kept by whoever computes more than one; null: new memory.</param>
    public static void Compute(ReadOnlySpan<float> samples, Span<float> features, LogMelScratch? scratch = null)
    {
        scratch ??= new LogMelScratch();
        var frames = FrameCount(samples.Length);
        if (frames < 2 || samples.Length <= FftSize / 2)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"A clip of {samples.Length} samples is too short for RNN-T's features; expected more than {Hop * Splice}."));
        if (features.Length != frames * FeatureCount)
            throw new ArgumentException($"{features.Length} values; the clip has {frames * FeatureCount}.", nameof(features));
        var emphasised = LogMelScratch.Take(ref scratch.Signal, samples.Length);
        Emphasise(samples, emphasised);
        var fine = 1 + (samples.Length / Hop);
        var energies = LogMelScratch.Take(ref scratch.Energies, fine * Bands);
        LogEnergies(emphasised, energies);
        var column = LogMelScratch.Take(ref scratch.Column, frames);
        for (var f = 0; f < FeatureCount; f++)
        {
            // Frame 3t + n fills band block n; behind the last frame there are zeros, not silence.
            for (var t = 0; t < frames; t++)
            {
                var at = (t * Splice) + (f / Bands);
                column[t] = at < fine ? energies[(at * Bands) + (f % Bands)] : 0;
            }
            double sum = 0, squares = 0;
            foreach (var value in column)
                sum += value;
            var mean = sum / frames;
            foreach (var value in column)
                squares += (value - mean) * (value - mean);
            var deviation = Math.Sqrt(squares / (frames - 1)) + DeviationFloor;
            for (var t = 0; t < frames; t++)
                features[(t * FeatureCount) + f] = (float)((column[t] - mean) / deviation);
        }
    }

    private static void Emphasise(ReadOnlySpan<float> samples, Span<float> emphasised)
    {
        emphasised[0] = samples[0];
        for (var i = 1; i < samples.Length; i++)
            emphasised[i] = samples[i] - (PreEmphasis * samples[i - 1]);
    }

    /// <summary>Frames are centred on every 160th sample; the signal is mirrored at both ends.</summary>
    private static void LogEnergies(ReadOnlySpan<float> signal, Span<double> energies)
    {
        var frames = energies.Length / Bands;
        Span<double> frame = stackalloc double[FftSize], power = stackalloc double[(FftSize / 2) + 1];
        for (var t = 0; t < frames; t++)
        {
            frame.Clear();
            for (var i = 0; i < Window; i++)
            {
                var at = (t * Hop) - (FftSize / 2) + ((FftSize - Window) / 2) + i;
                at = at < 0 ? -at : at >= signal.Length ? (2 * (signal.Length - 1)) - at : at;
                frame[((FftSize - Window) / 2) + i] = signal[at] * s_window[i];
            }
            s_transform.Power(frame, power);
            for (var k = 0; k < power.Length; k++)
                power[k] += Dither * Dither;
            for (var m = 0; m < Bands; m++)
                energies[(t * Bands) + m] = Math.Log(s_filters.Apply(m, power) + LogFloor);
        }
    }

    /// <summary>A symmetric Hann window.</summary>
    private static double[] MakeWindow()
    {
        var window = new double[Window];
        for (var i = 0; i < Window; i++)
            window[i] = 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / (Window - 1)));
        return window;
    }
}
