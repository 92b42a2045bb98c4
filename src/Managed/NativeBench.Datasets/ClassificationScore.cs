using System.Globalization;

namespace NativeBench.Datasets;

/// <summary>Top-1 accuracy.</summary>
/// <param name="Correct">Samples whose logged class is their label.</param>
/// <param name="Total">Samples scored.</param>
/// <param name="Repeats">Further log entries of samples already seen; they aren't scored.</param>
public sealed record ClassificationScore(int Correct, int Total, int Repeats = 0)
{
    /// <summary>100 × correct / total.</summary>
    public double Percent => Total == 0 ? 0 : 100.0 * Correct / Total;

    /// <summary>Correct and total as the outcome shows them, such as <c>453/500</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Correct}/{Total}");
}
