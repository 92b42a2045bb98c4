using NativeBench.Datasets;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Speech;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>Benchmarks whose logs can be scored, while running them isn't wired to the command line yet: dlrm and rnnt.</summary>
internal sealed class ScoringOnlyTask(TaskRequest request) : BenchmarkTask(request)
{
    public override TaskData Open(ModelInfo model) => throw new InvalidInputException($"'{Request.Facts.Id}' can't be run here yet: {Request.Facts.NotRunnable}.");

    protected override IResponseFormat SyntheticResponses(ModelInfo model, long count) => throw new InvalidInputException($"'{Request.Facts.Id}' can't be run here yet: {Request.Facts.NotRunnable}.");

    public override IAccuracyScorer OpenScorer()
    {
        var metric = Part("metric");
        if (metric.RequireKind("auc", "wer") == "auc")
        {
            metric.RequireAllUsed();

            // Predictions and targets, pair by pair, are both in the log.
            return new ClickLogScorer();
        }

        metric.RequireAllUsed();
        var reader = Part("reader");
        reader.RequireKind("librispeech");
        return new TranscriptLogScorer(SpeechManifest.Load(GroundTruthFile(reader.Text("manifest")), RequireFolder()));
    }
}
