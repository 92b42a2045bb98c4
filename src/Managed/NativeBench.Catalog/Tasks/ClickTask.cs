using NativeBench.Datasets;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Recommendation;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// DLRM: clicks predicted for samples of 100 to 700 user-item pairs. From the binary file of the reference's loader; which pairs make up a
/// sample is drawn as the reference draws it, or stands in its trace file if that is there.
/// </summary>
internal sealed class ClickTask(TaskRequest request) : CompositeTask(request)
{
    private const int SyntheticSamples = 512;

    public override int MostRows => ReadMost();

    /// <summary>Whether a log says itself what was clicked, so that scoring needs no data.</summary>
    public static bool LogsTargets(BenchmarkFacts facts) => PipelineFacts.KindOf(facts.Pipeline?.Metric) == "auc" && ReadTargets(PipelinePart.Of(facts, "metric")) == "logged";

    public override void Check(IReadOnlyList<NetworkInfo> networks)
    {
        RequireCount(networks, 1);
        ClickInputs.Of(networks[0]);
    }

    public override CompositeData Open(IReadOnlyList<NetworkInfo> networks)
    {
        Part("responses").RequireKind("pairs");
        var file = OpenFile();
        return With(file) with { Scorer = MakeScorer() };
    }

    public override CompositeData MakeUp(IReadOnlyList<NetworkInfo> networks, int? count = null) =>
        With(new SyntheticClicks(count ?? SyntheticSamples, SyntheticSeed)) with { Seed = SyntheticSeed };

    public override IAccuracyScorer OpenScorer() => MakeScorer();

    private CompositeData With(Datasets.Composite.IVariableSource source)
    {
        var library = MakeLibrary(source);
        return new CompositeData
        {
            Library = library,
            MakeWorker = networks => new ClickWorker(networks[0], library),
            Responses = "probability and target of each pair, float32",
        };
    }

    private CriteoFile OpenFile()
    {
        var reader = Part("reader");
        reader.RequireKind("criteo");
        var pairs = Path.Combine(RequireFolder(), reader.Text("pairs", "terabyte_processed_test.bin"));
        var trace = Path.Combine(Request.Folder, reader.Text("trace", "dlrm_trace_of_aggregated_samples.txt"));
        reader.RequireAllUsed();
        var preprocessing = Part("preprocessing");
        preprocessing.RequireKind("log-counts");
        var range = preprocessing.Number("max_index_range", CriteoFile.MlperfMaxIndexRange);
        preprocessing.RequireAllUsed();
        if (range < 0)
            throw new InvalidInputException($"'{Request.Facts.Id}', pipeline.preprocessing.max_index_range: found {range}; expected 1 or more, or 0 to leave categories as they are.");
        if (!File.Exists(pairs))
            throw new InvalidInputException($"There is no '{pairs}'; expected Criteo's pairs as the reference's binary loader writes them.");
        var most = ReadMost();
        var file = CriteoFile.Open(pairs, File.Exists(trace) ? AggregationTrace.Load(trace) : null, range);
        if (file.Trace.MostPairs <= most)
            return file;
        var found = file.Trace.MostPairs;
        file.Dispose();
        throw new InvalidInputException($"'{trace}' has a sample of {found} pairs; expected at most {most}.");
    }

    private int ReadMost()
    {
        var execution = Part("execution");
        execution.RequireKind("pairs");
        var most = execution.Number("most", 700);
        execution.RequireAllUsed();
        return most;
    }

    private ClickLogScorer MakeScorer()
    {
        var metric = Part("metric");
        metric.RequireKind("auc");
        var type = metric.Choice("type", "float32", "int32", "int64") switch
        {
            "int32" => ElementType.Int32,
            "int64" => ElementType.Int64,
            _ => ElementType.Float32,
        };
        var logged = ReadTargets(metric) == "logged";
        metric.RequireAllUsed();
        return new ClickLogScorer(logged ? null : OpenFile().ClicksOf, type);
    }

    private static string ReadTargets(PipelinePart metric) => metric.Choice("targets", "logged", "data");
}
