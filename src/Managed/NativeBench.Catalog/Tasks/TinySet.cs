using System.Collections.Immutable;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Onnx;
using NativeBench.Datasets.Tiny;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// The reader <c>tiny</c>: an MLPerf Tiny set as its runner takes it, files beside their <c>y_labels.csv</c>, in the data's folder or in
/// one of the set's name below it.
/// </summary>
internal sealed class TinySet
{
    /// <summary>The reader's kind.</summary>
    public const string Kind = "tiny";

    private readonly BenchmarkFacts _facts;
    private readonly bool _listIsNamed;
    private readonly int _classes;
    private readonly int? _bytes;
    private readonly bool _hasWindows;
    private readonly string? _madeBy;

    /// <summary>Reads the reader's part.</summary>
    /// <param name="request">The benchmark and where its data is.</param>
    /// <param name="part">The part.</param>
    public TinySet(TaskRequest request, PipelinePart part)
    {
        _facts = request.Facts;
        var set = part.Text("set", "");
        _classes = part.Number("classes", 2);
        _bytes = part.Number("bytes", 0) is > 0 and var bytes ? bytes : null;
        _hasWindows = part.Flag("windows");
        _madeBy = part.Text("made_by", "") is { Length: > 0 } script ? script : null;
        Features = ReadForm(part.Group("features"));
        ModelForm = ReadQuantization(part.Group("model"));
        AlsoAs = part.Choice("also", "none", "cifar-10", "person-folders");
        part.RequireAllUsed();
        Folder = FolderOf(request, set);
        _listIsNamed = request.GroundTruth is not null;
        ListPath = request.GroundTruth ?? Path.Combine(Folder, TinyLabels.FileName);
    }

    /// <summary>Where the files are.</summary>
    public string Folder { get; }

    /// <summary>What the files hold where they're features; null where they're pixels.</summary>
    public FeatureForm? Features { get; }

    /// <summary>What an int8 input of the benchmark's model stands for, for a model that doesn't tell; null if nobody says.</summary>
    public Quantization? ModelForm { get; }

    /// <summary>The form that pictures also come in: none, cifar-10 or person-folders.</summary>
    public string AlsoAs { get; }

    /// <summary>The list: the one that was named, or the folder's own.</summary>
    public string ListPath { get; }

    /// <summary>Whether a list was named, or the folder has one.</summary>
    public bool HasList => _listIsNamed || File.Exists(ListPath);

    /// <summary>What the files hold, which has to be features.</summary>
    public FeatureForm RequireFeatures() => Features
        ?? throw new InvalidInputException($"'{_facts.Id}', pipeline.reader.features is missing; expected the type of the files' numbers.");

    /// <summary>Reads the list.</summary>
    public TinyLabels ReadList()
    {
        if (!HasList)
            throw new InvalidInputException(
                $"'{Folder}' has no {TinyLabels.FileName}{Alternatives()} and no inputs*.npy; expected {_facts.Dataset.Layout ?? "MLPerf Tiny's files"}"
                + (_madeBy is null ? "." : $". Such files are made by {_madeBy}."));
        return TinyLabels.Read(ListPath, _classes, _hasWindows);
    }

    /// <summary>The files of the list, each of the right size.</summary>
    /// <param name="list">The list.</param>
    /// <param name="bytes">Size of each; null: what the reader's part says.</param>
    public ImmutableArray<string> FindFiles(TinyLabels list, long? bytes = null) => list.FindIn(Folder, bytes ?? _bytes, _madeBy);

    /// <summary>What a model's input stands for: what its file tells, else what the catalog file says of the benchmark's int8 model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">Its input.</param>
    /// <param name="declared">What the catalog file says; null if nothing.</param>
    /// <param name="where">Where it would say it, for the message.</param>
    public static Quantization InputForm(ModelInfo model, TensorSpec input, Quantization? declared, string where)
    {
        if (input.ElementType == ElementType.Float32)
            return default;
        if (ModelQuantization.OfInput(model.Path, input.Name) is { } own)
            return own;
        if (declared is not { } form)
            throw new InvalidInputException(
                $"'{model.Name}' doesn't tell what its {input.ElementType.Name()} input stands for; expected scale and zero point as {where} in the catalog file.");

        // The same scale from 0 instead of from -128.
        return input.ElementType == ElementType.UInt8 ? form with { ZeroPoint = form.ZeroPoint - sbyte.MinValue } : form;
    }

    private string Alternatives() => AlsoAs switch
    {
        "cifar-10" => ", no test batch of CIFAR-10",
        "person-folders" => ", no folders 'person' and 'non_person'",
        _ => "",
    };

    private static string FolderOf(TaskRequest request, string set)
    {
        var below = Path.Combine(request.Folder, set);
        return !File.Exists(Path.Combine(request.Folder, TinyLabels.FileName)) && File.Exists(Path.Combine(below, TinyLabels.FileName)) ? below : request.Folder;
    }

    private static FeatureForm? ReadForm(PipelinePart? group)
    {
        if (group is null)
            return null;
        var type = group.Choice("type", "float32", "int8", "uint8") switch
        {
            "int8" => ElementType.Int8,
            "uint8" => ElementType.UInt8,
            _ => ElementType.Float32,
        };
        return new FeatureForm(type, ReadQuantization(group).GetValueOrDefault());
    }

    /// <summary>Scale and zero point of a group; null without one.</summary>
    public static Quantization? ReadQuantization(PipelinePart? group)
    {
        if (group is null)
            return null;
        var scale = group.Real("scale") ?? 1;
        if (!(scale > 0))
            throw new InvalidInputException(FormattableString.Invariant($"scale: found {scale}; expected a number above 0."));
        var quantization = new Quantization(scale, group.Number("zero_point", 0));
        group.RequireAllUsed();
        return quantization;
    }
}
