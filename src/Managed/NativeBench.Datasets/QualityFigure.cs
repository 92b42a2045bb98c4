namespace NativeBench.Datasets;

/// <summary>One figure of a quality metric.</summary>
/// <param name="Name">
/// As the catalog's targets name it, lower case: <c>top1</c>, <c>map</c>, <c>ap50</c>, <c>f1</c>, <c>exact_match</c>, <c>auc</c>,
/// <c>wer</c>, <c>mean_dice</c>, <c>miou</c>, <c>anomaly_score</c>, ….
/// </param>
/// <param name="Value">In the unit's terms.</param>
/// <param name="Unit"><c>percent</c> (0 to 100), <c>fraction</c> (0 to 1), or a unit of its own.</param>
public sealed record QualityFigure(string Name, double Value, string Unit);
