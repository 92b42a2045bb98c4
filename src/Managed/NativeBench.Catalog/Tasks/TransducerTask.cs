using NativeBench.Datasets.Composite;
using NativeBench.Datasets.Speech;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>RNN-T: encoder, prediction and joint network, decoded greedily.</summary>
internal sealed class TransducerTask(TaskRequest request) : SpeechTask(request)
{
    private const int SyntheticClips = 64;

    protected override double MaxSeconds => SpeechManifest.RnntMaxSeconds;

    public override void Check(IReadOnlyList<NetworkInfo> networks)
    {
        RequireCount(networks, 3);
        Part("preprocessing").RequireKind("log-mel");
        NetworkTransducer.Check(networks[0], networks[1], networks[2]);
        var longest = LogMelFrontEnd.FrameCount((int)(MaxSeconds * Datasets.Speech.SpeechClips.SampleRate));
        if (NetworkTransducer.MostFrames(networks[0]) is { } frames && frames < longest)
            throw new InvalidInputException($"'{networks[0].Path}' takes {frames} frames; expected a free number, or {longest} for clips of up to {MaxSeconds} s.");
    }

    public override CompositeData MakeUp(IReadOnlyList<NetworkInfo> networks, int? count = null) => With(new SyntheticSpeech(count ?? SyntheticClips, 2, 12.8, SyntheticSeed), isMadeUp: true);

    protected override CompositeData With(IVariableSource source, bool isMadeUp)
    {
        Part("responses").RequireKind("labels");
        var library = MakeLibrary(source);
        return new CompositeData
        {
            Library = library,
            MakeWorker = networks => new TransducerWorker(library, new NetworkTransducer(networks[0], networks[1], networks[2])),
            Responses = "label indices, int64",
            Seed = isMadeUp ? SyntheticSeed : null,
        };
    }

    protected override TranscriptRules ReadRules(PipelinePart metric)
    {
        metric.RequireKind("wer");
        return TranscriptRules.Rnnt;
    }
}
