namespace NativeBench.LoadGen.Results;

/// <summary>The six percentiles that the official logs list, with the labels they give them.</summary>
internal static class ReportedPercentiles
{
    public static IEnumerable<(string Label, long ValueNs)> Of(LatencyFigures figures) =>
    [
        ("50.00", figures.P50Ns),
        ("90.00", figures.P90Ns),
        ("95.00", figures.P95Ns),
        ("97.00", figures.P97Ns),
        ("99.00", figures.P99Ns),
        ("99.90", figures.P999Ns),
    ];
}
