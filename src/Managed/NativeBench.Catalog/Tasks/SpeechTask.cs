using System.Collections.Immutable;
using NativeBench.Datasets;
using NativeBench.Datasets.Composite;
using NativeBench.Datasets.Speech;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>Clips of LibriSpeech with a manifest, and the word error rate of what was understood. How a clip is understood differs.</summary>
internal abstract class SpeechTask(TaskRequest request) : CompositeTask(request)
{
    /// <summary>Seconds of the longest clip.</summary>
    protected abstract double MaxSeconds { get; }

    public sealed override CompositeData Open(IReadOnlyList<NetworkInfo> networks)
    {
        var (utterances, manifest) = ReadManifest();
        var data = With(new SpeechClips(utterances, manifest, MaxSeconds), isMadeUp: false);

        // Speed needs no metric: what that lacks is told where it's asked for.
        return WhyNoScorer() is { } reason ? data with { NoScorer = reason } : data with { Scorer = MakeScorer(utterances) };
    }

    public sealed override IAccuracyScorer OpenScorer() => MakeScorer(ReadManifest().Utterances);

    /// <summary>The data with what is made of it.</summary>
    protected abstract CompositeData With(IVariableSource source, bool isMadeUp);

    /// <summary>How transcripts are compared.</summary>
    protected abstract TranscriptRules ReadRules(PipelinePart metric);

    /// <summary>What the metric lacks, and where to get it; null if it lacks nothing.</summary>
    protected virtual string? WhyNoScorer() => null;

    private (ImmutableArray<Utterance> Utterances, string Manifest) ReadManifest()
    {
        var reader = Part("reader");
        reader.RequireKind("librispeech");
        var manifest = GroundTruthFile(reader.Text("manifest"));
        reader.RequireAllUsed();
        return (SpeechManifest.Load(manifest, RequireFolder(), MaxSeconds), manifest);
    }

    private TranscriptLogScorer MakeScorer(ImmutableArray<Utterance> utterances)
    {
        var metric = Part("metric");
        var rules = ReadRules(metric);
        var type = metric.Choice("type", "int64", "int8", "int16", "int32") switch
        {
            "int8" => ElementType.Int8,
            "int16" => ElementType.Int16,
            "int32" => ElementType.Int32,
            _ => ElementType.Int64,
        };
        metric.RequireAllUsed();
        return new TranscriptLogScorer(utterances, type, rules);
    }
}
