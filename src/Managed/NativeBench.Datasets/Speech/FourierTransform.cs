namespace NativeBench.Datasets.Speech;

/// <summary>The power spectrum of real signals of a power of two samples, in double precision. Thread-safe.</summary>
internal sealed class FourierTransform
{
    private readonly int _size;
    private readonly double[] _cosine;
    private readonly double[] _sine;
    private readonly int[] _reversed;

    public FourierTransform(int size)
    {
        _size = size;
        _cosine = new double[size / 2];
        _sine = new double[size / 2];
        for (var i = 0; i < size / 2; i++)
            (_sine[i], _cosine[i]) = Math.SinCos(-2 * Math.PI * i / size);
        _reversed = new int[size];
        var bits = int.Log2(size);
        for (var i = 0; i < size; i++)
            for (var bit = 0; bit < bits; bit++)
                _reversed[i] |= (i >> bit & 1) << (bits - 1 - bit);
    }

    /// <summary>Squared magnitudes of the frequencies 0 to size / 2.</summary>
    public void Power(ReadOnlySpan<double> signal, Span<double> power)
    {
        Span<double> real = stackalloc double[_size], imaginary = stackalloc double[_size];
        imaginary.Clear();
        for (var i = 0; i < _size; i++)
            real[_reversed[i]] = signal[i];
        for (var half = 1; half < _size; half *= 2)
        {
            var step = _size / (2 * half);
            for (var start = 0; start < _size; start += 2 * half)
                for (var k = 0; k < half; k++)
                {
                    int a = start + k, b = a + half;
                    double cosine = _cosine[k * step], sine = _sine[k * step];
                    double x = (real[b] * cosine) - (imaginary[b] * sine), y = (real[b] * sine) + (imaginary[b] * cosine);
                    (real[b], imaginary[b]) = (real[a] - x, imaginary[a] - y);
                    (real[a], imaginary[a]) = (real[a] + x, imaginary[a] + y);
                }
        }
        for (var i = 0; i <= _size / 2; i++)
            power[i] = (real[i] * real[i]) + (imaginary[i] * imaginary[i]);
    }
}
