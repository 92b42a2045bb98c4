using NativeBench.Datasets.Composite;
using NativeBench.Datasets.Speech;
using NativeBench.Datasets.Text;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>Whisper: encoder and decoder, token by token; its vocabulary lies beside the networks.</summary>
internal sealed class WhisperTask(TaskRequest request) : SpeechTask(request)
{
    private const int SyntheticClips = 8;

    private WhisperVocabulary? _vocabulary;

    protected override double MaxSeconds => 30;

    public override void Check(IReadOnlyList<NetworkInfo> networks)
    {
        RequireCount(networks, 3);
        Part("preprocessing").RequireKind("whisper-log-mel");
        WhisperNetworks.Check(networks[0], networks[1], networks[2]);

        // Made-up weights have no words.
        _vocabulary = networks.Any(static n => n.WeightsNote is not null)
            ? WhisperVocabulary.Synthetic()
            : WhisperVocabulary.Load(Path.Combine(Path.GetDirectoryName(networks[0].Path) ?? "", ReadExecution().Vocabulary));
    }

    public override CompositeData MakeUp(IReadOnlyList<NetworkInfo> networks, int? count = null) => With(new SyntheticSpeech(count ?? SyntheticClips, 20, 30, SyntheticSeed), isMadeUp: true);

    protected override CompositeData With(IVariableSource source, bool isMadeUp)
    {
        Part("responses").RequireKind("labels");
        var library = MakeLibrary(source);
        var vocabulary = _vocabulary ?? throw new InvalidOperationException("Networks have to be checked first.");
        var most = ReadExecution().MaxTokens;
        return new CompositeData
        {
            Library = library,
            MakeWorker = networks => new WhisperWorker(library, new WhisperNetworks(networks[0], networks[1], networks[2]), vocabulary, most),
            Responses = "indices of the transcript's letters, int64",
            Seed = isMadeUp ? SyntheticSeed : null,
            Changes = most == WhisperWorker.MlperfMaxTokens ? [] : [FormattableString.Invariant($"A transcript has at most {most} tokens; the benchmark's {WhisperWorker.MlperfMaxTokens}.")],
        };
    }

    protected override TranscriptRules ReadRules(PipelinePart metric)
    {
        metric.RequireKind("whisper-wer");
        return TranscriptRules.Whisper(EnglishNormalizer.Load(Spellings(metric)));
    }

    protected override string? WhyNoScorer() => Spellings(Part("metric")) is var path && File.Exists(path)
        ? null
        : $"'{Request.Facts.Id}' unifies British and American spellings by OpenAI's table, and there is no '{path}': get it with 'nativebench fetch {Request.Facts.Id}', or copy english.json of openai/whisper (whisper/normalizers) there.";

    private string Spellings(PipelinePart metric) => Path.Combine(RequireFolder(), metric.Text("spellings", "english.json"));

    private (int MaxTokens, string Vocabulary) ReadExecution()
    {
        var execution = Part("execution");
        execution.RequireKind("encoder-decoder");
        var result = (execution.Number("max_tokens", WhisperWorker.MlperfMaxTokens), execution.Text("vocabulary", "vocab.json"));
        execution.RequireAllUsed();
        return result.Item1 >= 1 ? result : throw new InvalidInputException($"'{Request.Facts.Id}', pipeline.execution.max_tokens: found {result.Item1}; expected 1 or more.");
    }
}
