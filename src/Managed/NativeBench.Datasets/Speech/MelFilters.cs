namespace NativeBench.Datasets.Speech;

/// <summary>Triangular filters on Slaney's mel scale with Slaney's normalisation, librosa's default (<c>librosa.filters.mel</c>).</summary>
internal sealed class MelFilters
{
    private const double HertzPerMel = 200.0 / 3;
    private const double LinearUpTo = 1000;
    private const double MelOfLinearEnd = LinearUpTo / HertzPerMel;
    private static readonly double s_logStep = Math.Log(6.4) / 27;

    private readonly (int First, float[] Weights)[] _filters;

    public MelFilters(int sampleRate, int fftSize, int count, double lowest, double highest)
    {
        var edges = new double[count + 2];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = ToHertz(ToMel(lowest) + (i * (ToMel(highest) - ToMel(lowest)) / (count + 1)));
        _filters = new (int, float[])[count];
        for (var m = 0; m < count; m++)
        {
            // Equal areas: the narrow low filters are higher.
            var norm = 2 / (edges[m + 2] - edges[m]);
            var weights = new float[(fftSize / 2) + 1];
            for (var k = 0; k < weights.Length; k++)
            {
                var frequency = (double)k * sampleRate / fftSize;
                var rising = (frequency - edges[m]) / (edges[m + 1] - edges[m]);
                var falling = (edges[m + 2] - frequency) / (edges[m + 2] - edges[m + 1]);
                weights[k] = (float)(Math.Max(0, Math.Min(rising, falling)) * norm);
            }
            var first = Array.FindIndex(weights, static w => w > 0);
            var last = Array.FindLastIndex(weights, static w => w > 0);
            _filters[m] = first < 0 ? (0, []) : (first, weights[first..(last + 1)]);
        }
    }

    public int Count => _filters.Length;

    public double Apply(int filter, ReadOnlySpan<double> power)
    {
        var (first, weights) = _filters[filter];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            sum += power[first + i] * weights[i];
        return sum;
    }

    private static double ToMel(double hertz)
        => hertz < LinearUpTo ? hertz / HertzPerMel : MelOfLinearEnd + (Math.Log(hertz / LinearUpTo) / s_logStep);

    private static double ToHertz(double mel)
        => mel < MelOfLinearEnd ? mel * HertzPerMel : LinearUpTo * Math.Exp(s_logStep * (mel - MelOfLinearEnd));
}
