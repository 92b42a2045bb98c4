using System.Text;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>documentation/calibration.md: how weights and activations were quantized, which only the submitter knows.</summary>
internal sealed class CalibrationText(SubmissionPackRequest request, CommandContext context, PackFindings findings)
{
    /// <summary>The text for all benchmarks.</summary>
    /// <param name="benchmarks">Each with what is known of its model.</param>
    public string Write(IReadOnlyList<(SourceBenchmark Benchmark, ModelKnowledge Model)> benchmarks)
    {
        var text = new StringBuilder("# Calibration\n");
        foreach (var (benchmark, model) in benchmarks)
            text.Append("\n## ").Append(benchmark.OfficialName).Append("\n\n").Append(Section(benchmark, model).TrimEnd()).Append('\n');
        return text.ToString();
    }

    private string Section(SourceBenchmark benchmark, ModelKnowledge model)
    {
        if (request.CalibrationFiles.For(benchmark.Sources).LastOrDefault() is { } file)
            return File.ReadAllText(context.Resolve(file));
        string[] precisions = [.. benchmark.Runs.Select(static r => RunLikeness.Precision(r.Document, r.Run)).OfType<string>().Distinct()];
        string? quantized = precisions.Any(static p => p.Contains("int8", StringComparison.Ordinal) || p.Contains("fp8", StringComparison.Ordinal)) ? $"the runs were made in {string.Join(", ", precisions)}"
            : model.IsQuantised == true ? "the model's file has quantized operators"
            : model.IsQuantised is null ? "whether its model is quantized isn't known from its file"
            : null;
        if (quantized is null)
            return $"None: the model's file has no quantized operators, and {(precisions.Length == 0 ? "no precision was asked for" : $"the precision was {string.Join(", ", precisions)}")}.";
        if (request.IsRehearsal)
            return SystemDescriptions.RehearsalValue;
        findings.Add($"{benchmark.Folders}: {quantized}, so documentation/calibration.md has to say how: --calibration FILE.");
        return "";
    }
}
