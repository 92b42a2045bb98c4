using System.Globalization;
using NativeBench.Datasets;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Onnx;
using NativeBench.Datasets.Tiny;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// MLPerf Tiny's anomaly detection: windows of sound files go in, the autoencoder's copies are logged, and the difference is the
/// score. Windows are cut out of the files of the official set (<see cref="TinySet"/>), or come as tensors: names.txt has a file a line
/// and labels.txt its label then, all files having equally many windows. Outputs are compared with the windows as numbers, also
/// where the model takes integers, as the reference firmware does.
/// </summary>
internal sealed class AnomalyTask(TaskRequest request) : BenchmarkTask(request)
{
    public override TaskData Open(ModelInfo model)
    {
        var responses = ReadResponses();
        var (input, output) = RequireAutoencoder(model);
        var metric = ReadMetric();
        RequireFolder();
        if (output.ElementType != ElementType.Float32)
            metric = metric with { Output = ModelQuantization.OfOutput(model.Path, output.Name) ?? metric.Output };
        var source = OpenFor(model, input, metric);
        try
        {
            return new TaskData
            {
                Library = MakeLibrary(source),
                Responses = responses,
                Scorer = MakeScorer(metric with { Type = output.ElementType }, source),
                Description = source.Description,
                IsPrepared = Request.IsPrepared,
            };
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public override IAccuracyScorer OpenScorer()
    {
        RequireFolder();
        return MakeScorer(ReadMetric(), model: null);
    }

    protected override IResponseFormat SyntheticResponses(ModelInfo model, long count) => ReadResponses();

    private RawResponses ReadResponses()
    {
        Part("responses").RequireKind("raw");
        return RawResponses.Instance;
    }

    private static (TensorSpec Input, TensorSpec Output) RequireAutoencoder(ModelInfo model)
    {
        if (model.Inputs is not [var input])
            throw new InvalidInputException($"'{model.Name}' has {model.Inputs.Length} inputs; expected one.");
        var output = model.Outputs[0];
        return output.IsStatic && output.ElementsPerSample == input.ElementsPerSample && FeatureForm.IsKnown(output.ElementType)
            ? (input, output)
            : throw new InvalidInputException($"The first output of '{model.Name}' is {output}; expected {input.ElementsPerSample} values of float32, int8 or uint8, "
                + $"a copy of its input {input}.");
    }

    private Metric ReadMetric()
    {
        var metric = Part("metric");
        metric.RequireKind("anomaly");
        ElementType? type = metric.Choice("type", "as-logged", "float32", "int8", "uint8") switch
        {
            "float32" => ElementType.Float32,
            "int8" => ElementType.Int8,
            "uint8" => ElementType.UInt8,
            _ => null,
        };
        var result = new Metric(TinySet.ReadQuantization(metric.Group("input")), TinySet.ReadQuantization(metric.Group("output")), type);
        metric.RequireAllUsed();
        return result;
    }

    /// <summary>The reader's part; null where windows come as tensors.</summary>
    private PipelinePart? FileReader()
    {
        var reader = Part("reader");
        return reader.RequireKind(TinySet.Kind, "tensors") == TinySet.Kind && !Request.IsPrepared ? reader : null;
    }

    /// <summary>The windows as the model takes them.</summary>
    private ISampleSource OpenFor(ModelInfo model, TensorSpec input, Metric metric)
    {
        if (FileReader() is not { } reader)
            return PreparedTensors.OpenSource(Request.Folder, model);
        return OpenFiles(reader, input, TinySet.InputForm(model, input, metric.Input, "the metric's 'input'")).Windows;
    }

    /// <summary>The metric over the windows as numbers; over the integers of prepared tensors where there are no numbers.</summary>
    /// <param name="metric">How it reads them.</param>
    /// <param name="model">The windows that the model takes; null if nobody knows.</param>
    private AnomalyLogScorer MakeScorer(Metric metric, ISampleSource? model)
    {
        if (FileReader() is { } reader)
        {
            var numbers = model is null ? null : new TensorSpec("window", ElementType.Float32, model.Tensors[0].SampleShape);
            var (windows, list) = OpenFiles(reader, numbers, default);
            TinyLine[] lines = [.. Enumerable.Range(0, (int)windows.Count).Select(i => list.Lines[windows.FileOf(i)])];
            return new AnomalyLogScorer(
                windows, [.. lines.Select(static l => l.Name)], [.. lines.Select(static l => l.Label)], default, metric.Output, metric.Type);
        }

        var tensors = PreparedTensors.OpenNumbers(Request.Folder, model);
        if (tensors.Tensors[0].ElementType != ElementType.Float32 && metric.Input is null)
        {
            throw new InvalidInputException($"'{tensors.Description}' holds integers, and nothing tells what they stand for; expected scale and zero point as "
                + "the metric's 'input' in the catalog file, or inputs*.npy of float32 beside it.");
        }


        var labels = LabelFile.Read(GroundTruthFile(TensorFolderLibrary.LabelFileName));
        var names = PreparedTensors.ReadNames(Request.Folder)
            ?? [.. Enumerable.Range(0, labels.Length).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
        return AnomalyLogScorer.ForEqualFiles(tensors, names, labels, metric.Input.GetValueOrDefault(), metric.Output, metric.Type);
    }

    private (FeatureFiles Windows, TinyLabels List) OpenFiles(PipelinePart reader, TensorSpec? input, Quantization quantization)
    {
        var set = new TinySet(Request, reader);
        var stored = set.RequireFeatures();
        var list = set.ReadList();
        var files = set.FindFiles(list);

        // Without a model, the list says how long a window is.
        input ??= new TensorSpec("window", ElementType.Float32, [list.Lines[0].WindowBytes / stored.Type.SizeInBytes()]);
        return (new FeatureFiles($"{Request.Facts.Dataset.Name} in {set.Folder}", list, files, stored, input, quantization), list);
    }

    /// <summary>How the metric reads what it compares.</summary>
    /// <param name="Input">What integers that went in stand for; null if the catalog file doesn't say.</param>
    /// <param name="Output">What integers that came out stand for; null if nobody says.</param>
    /// <param name="Type">How outputs are logged; null: their length tells.</param>
    private sealed record Metric(Quantization? Input, Quantization? Output, ElementType? Type);
}
