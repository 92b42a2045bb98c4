using System.Collections.Immutable;
using System.Text.Json;
using NativeBench.Datasets;
using NativeBench.Datasets.Medical;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// 3D-UNet: volumes of KiTS19, segmented by a window that slides over them. Cases are those that <c>inference_cases.json</c> lists, in
/// its order, else all folders <c>case_…</c> by name.
/// </summary>
internal sealed class VolumeTask(TaskRequest request) : CompositeTask(request)
{
    private const int SyntheticVolumes = 8;

    public override void Check(IReadOnlyList<NetworkInfo> networks)
    {
        RequireCount(networks, 1);
        Part("execution").RequireKind("sliding-window");
        VolumeWorker.WindowOf(networks[0]);
    }

    public override CompositeData Open(IReadOnlyList<NetworkInfo> networks)
    {
        Part("preprocessing").RequireKind("kits19");
        var cases = OpenCases();
        return With(cases, networks[0]) with { Scorer = MakeScorer(cases) };
    }

    public override CompositeData MakeUp(IReadOnlyList<NetworkInfo> networks, int? count = null) =>
        With(new SyntheticVolumes(count ?? SyntheticVolumes, VolumeWorker.WindowOf(networks[0]), SyntheticSeed), networks[0]) with { Seed = SyntheticSeed };

    public override IAccuracyScorer OpenScorer() => MakeScorer(OpenCases());

    private CompositeData With(Datasets.Composite.IVariableSource source, NetworkInfo network)
    {
        Part("responses").RequireKind("labels");
        var library = MakeLibrary(source);
        var window = VolumeWorker.WindowOf(network);
        return new CompositeData
        {
            Library = library,
            MakeWorker = networks => new VolumeWorker(networks[0], library),
            Responses = "a class a voxel, uint8",
            Changes = window == SlidingWindow.Size ? [] : [FormattableString.Invariant($"'{network.Name}' has windows of {window}³ voxels; the benchmark's have {SlidingWindow.Size}³.")],
        };
    }

    private KitsSource OpenCases()
    {
        var reader = Part("reader");
        reader.RequireKind("kits19");
        var list = Path.Combine(RequireFolder(), reader.Text("cases", "inference_cases.json"));
        reader.RequireAllUsed();
        return new KitsSource(Request.Folder, File.Exists(list) ? ReadList(list) : null);
    }

    private static ImmutableArray<string> ReadList(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 && root.EnumerateArray().All(static e => e.ValueKind == JsonValueKind.String)
                ? [.. root.EnumerateArray().Select(static e => e.GetString()!)]
                : throw new InvalidInputException($"'{path}' isn't a list of cases: expected an array of names such as \"case_00000\".");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException($"{path}:{(error.LineNumber ?? 0) + 1}: not json; expected an array of names such as \"case_00000\". Copy it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    private DiceLogScorer MakeScorer(KitsSource cases)
    {
        var metric = Part("metric");
        metric.RequireKind("dice");
        var type = metric.Choice("type", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64") switch
        {
            "int8" => ElementType.Int8,
            "int16" => ElementType.Int16,
            "int32" => ElementType.Int32,
            "int64" => ElementType.Int64,
            "float16" => ElementType.Float16,
            "float32" => ElementType.Float32,
            "float64" => ElementType.Float64,
            _ => ElementType.UInt8,
        };
        metric.RequireAllUsed();
        return new DiceLogScorer(cases.Cases, sample => cases.LabelsOf(sample), type);
    }
}
