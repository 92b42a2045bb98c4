namespace NativeBench.Submission;

/// <summary>One result of a tree: a scenario of a benchmark on a system.</summary>
/// <param name="Path">Its folder, relative to the root.</param>
/// <param name="Division">closed, open or network.</param>
/// <param name="Submitter">As the folder names it.</param>
/// <param name="System">As the folder names it.</param>
/// <param name="Benchmark">The official name, or the folder's where there's none.</param>
/// <param name="Scenario">As the folder names it.</param>
/// <param name="MeasuredScenario">As the performance log says; another than <paramref name="Scenario"/> for an inferred result, null without a log.</param>
/// <param name="Metric">The key that counts, or null without a log.</param>
/// <param name="Value">Its value: samples or tokens per second, or ns.</param>
public sealed record CheckedResult(
    string Path, string Division, string Submitter, string System, string Benchmark, string Scenario, string? MeasuredScenario, string? Metric, double? Value);
