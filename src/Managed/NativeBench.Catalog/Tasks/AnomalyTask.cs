using System.Globalization;
using NativeBench.Datasets;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// MLPerf Tiny's anomaly detection: windows of sound files go in, the autoencoder's copies are logged, and the difference is the
/// score. Windows come as tensors; names.txt has a file a line and labels.txt its label, all files having equally many windows.
/// </summary>
internal sealed class AnomalyTask(TaskRequest request) : BenchmarkTask(request)
{
    public override TaskData Open(ModelInfo model)
    {
        Part("reader").RequireKind("tensors");
        var responses = ReadResponses();
        var source = PreparedTensors.OpenSource(RequireFolder(), model);
        try
        {
            return new TaskData
            {
                Library = MakeLibrary(source),
                Responses = responses,
                Scorer = MakeScorer(PreparedTensors.OpenSource(Request.Folder, model)),
                Description = source.Description,
                IsPrepared = true,
            };
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public override IAccuracyScorer OpenScorer() => MakeScorer(PreparedTensors.OpenSource(RequireFolder(), ElementType.Float32));

    protected override IResponseFormat SyntheticResponses(ModelInfo model, long count) => ReadResponses();

    private RawResponses ReadResponses()
    {
        Part("responses").RequireKind("raw");
        return RawResponses.Instance;
    }

    private AnomalyLogScorer MakeScorer(NpySource windows)
    {
        var metric = Part("metric");
        metric.RequireKind("anomaly");
        var input = Quantization(metric.Group("input"));
        var output = Quantization(metric.Group("output"));
        metric.RequireAllUsed();
        var labels = LabelFile.Read(GroundTruthFile(TensorFolderLibrary.LabelFileName));
        var names = PreparedTensors.ReadNames(Request.Folder) ?? [.. Enumerable.Range(0, labels.Length).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
        var isFloat = windows.Tensors[0].ElementType == ElementType.Float32;
        return AnomalyLogScorer.ForEqualFiles(windows, names, labels, isFloat ? default : input, isFloat ? default : output);
    }

    private static Quantization Quantization(PipelinePart? part)
    {
        if (part is null)
            return default;
        var quantization = new Quantization(part.Real("scale") ?? 1, part.Number("zero_point", 0));
        part.RequireAllUsed();
        return quantization;
    }
}
