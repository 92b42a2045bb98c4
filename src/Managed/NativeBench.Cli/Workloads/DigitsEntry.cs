using System.Globalization;
using System.Text.Json;
using NativeBench.Cli.Run;
using NativeBench.Datasets;

namespace NativeBench.Cli.Workloads;

/// <summary>The embedded benchmark. Its facts stand in digits.json, beside the model.</summary>
internal sealed class DigitsEntry : CatalogEntry
{
    private readonly Lazy<Facts> _facts = new(ReadFacts);

    public override string Id => DigitsBenchmark.Id;

    public override string Title => "handwritten digits, image classification (built in)";

    public override string Model => $"{DigitsBenchmark.ModelName}, {_facts.Value.Architecture}, float32";

    public override string Dataset => string.Create(CultureInfo.InvariantCulture, $"{_facts.Value.Total} labelled digits, 8x8 pixels (UCI optdigits)");

    public override double TargetPercent => _facts.Value.TargetPercent;

    public override string Target => string.Create(CultureInfo.InvariantCulture,
        $"top-1 {TargetPercent:0.00} % ({_facts.Value.TargetFraction:0.##} of the training framework's {_facts.Value.Correct}/{_facts.Value.Total})");

    // LoadGen's own default; no rule sets one for this benchmark. The network takes well under a millisecond.
    public override long ServerBoundNs => QuickEstimator.DefaultServerBoundNs;

    public override string Presence => "present (built in)";

    public override IWorkload Open(IInferenceBackend backend) => new OnnxWorkload(
        Id, backend, new ModelSource(DigitsBenchmark.ModelName, DigitsBenchmark.ReadModel()),
        new Dictionary<string, int>(),
        model =>
        {
            var library = new DigitsLibrary(model);
            return (library, new DataSource("embedded", library.Description, Sha256: _facts.Value.InputsSha256));
        },
        TargetPercent, ServerBoundNs);

    private static Facts ReadFacts()
    {
        using var document = JsonDocument.Parse(DigitsBenchmark.ReadText("digits.json"));
        var root = document.RootElement;
        return new Facts(
            root.GetProperty("correct").GetInt32(), root.GetProperty("total").GetInt32(),
            root.GetProperty("qualityTargetFraction").GetDouble(),
            root.GetProperty("model").GetProperty("architecture").GetString()!,
            root.GetProperty("files").GetProperty("inputs").GetProperty("sha256").GetString()!);
    }

    private sealed record Facts(int Correct, int Total, double TargetFraction, string Architecture, string InputsSha256)
    {
        public double TargetPercent => Math.Round(100.0 * Correct / Total * TargetFraction, 6);
    }
}
