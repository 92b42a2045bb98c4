namespace NativeBench.Datasets.Metrics;

/// <summary>DICE of kidney (class 1) and tumour (class 2) of one segmented volume.</summary>
/// <param name="Kidney">0 to 1.</param>
/// <param name="Tumour">0 to 1.</param>
public readonly record struct DiceScore(double Kidney, double Tumour)
{
    private const double Smoothing = 1e-6;

    /// <summary>Mean of both.</summary>
    public double Composite => (Kidney + Tumour) / 2;

    /// <summary>
    /// (2·|A∩B| + 1e-6) / (|A| + |B| + 1e-6) for each class (KiTS19's <c>accuracy_kits.py</c>): 1 if a class is in neither.
    /// </summary>
    /// <param name="prediction">One label 0 to 2 a voxel.</param>
    /// <param name="truth">As long.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is above 2.</exception>
    public static DiceScore Of(ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth)
    {
        if (prediction.Length != truth.Length)
            throw new ArgumentException($"{prediction.Length} voxels predicted, {truth.Length} in the ground truth.", nameof(prediction));
        // Counts of each pair of labels: 4 × prediction + truth.
        Span<long> pairs = stackalloc long[16];
        for (var i = 0; i < truth.Length; i++)
        {
            if (prediction[i] > 2 || truth[i] > 2)
                throw new ArgumentException($"Voxel {i}: label {Math.Max(prediction[i], truth[i])}; expected 0, 1 or 2.", nameof(prediction));
            pairs[(prediction[i] << 2) | truth[i]]++;
        }
        return new DiceScore(Of(pairs, 1), Of(pairs, 2));
    }

    private static double Of(ReadOnlySpan<long> pairs, int label)
    {
        long predicted = 0, actual = 0;
        for (var other = 0; other < 3; other++)
        {
            predicted += pairs[(label << 2) | other];
            actual += pairs[(other << 2) | label];
        }
        return ((2.0 * pairs[(label << 2) | label]) + Smoothing) / (actual + predicted + Smoothing);
    }
}
