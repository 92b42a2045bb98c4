using System.Globalization;
using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Plans;

/// <summary>What <c>tune</c> writes and <c>--plan</c> takes: an execution plan for each scenario, and where they were found.</summary>
internal sealed record PlanFile
{
    /// <summary>Version of the keys.</summary>
    public const int Version = 1;

    private const string VersionKey = "nativebench_plan";

    /// <summary>The option that named it and the file, for messages; null for a new one.</summary>
    public string? Label { get; init; }

    public required string Backend { get; init; }

    public required string Benchmark { get; init; }

    /// <summary>Of the model that was tuned; null when not known.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>Cores of the machine.</summary>
    public int LogicalCores { get; init; }

    public string? CpuModel { get; init; }

    /// <summary>Whether the search came to its end.</summary>
    public bool IsComplete { get; init; } = true;

    public IReadOnlyDictionary<TestScenario, ExecutionPlan> Plans { get; init; } = new Dictionary<TestScenario, ExecutionPlan>();

    /// <summary>The plan of a scenario, or null.</summary>
    public ExecutionPlan? For(TestScenario scenario) => Plans.GetValueOrDefault(scenario);

    /// <summary>The plan of a scenario; a file without one is refused.</summary>
    public ExecutionPlan Require(TestScenario scenario) => For(scenario)
        ?? throw new UsageException($"{Label} has no plan for {scenario}; it has {(Plans.Count == 0 ? "none" : string.Join(", ", Plans.Keys))}.");

    /// <summary>What makes it doubtful for a run, in sentences; a plan for another backend is refused.</summary>
    public IEnumerable<string> Check(string backend, ModelInfo? model, int cores)
    {
        if (backend != Backend)
            throw new UsageException($"{Label} was made for {Backend}; this runs on {backend}.");
        if (!IsComplete)
            yield return $"{Label} comes from a search that was interrupted.";
        if (model is not null && ModelSha256 is not null && model.Sha256 != ModelSha256)
            yield return $"{Label} was made for another model ({Benchmark}).";
        if (LogicalCores > 0 && cores != LogicalCores)
            yield return Units.Invariant($"{Label} was made on {LogicalCores} cores; here are {cores}.");
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="typed">The same as the user wrote it.</param>
    /// <param name="option">What the user named it by.</param>
    public static PlanFile Read(string path, string typed, string option = "--plan")
    {
        var label = $"{option} '{typed}'";
        if (!File.Exists(path))
            throw new UsageException(Directory.Exists(path) ? $"{label} is a folder; expected a file." : $"{label}: there is no such file.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return ReadKeys(document.RootElement, label);
        }
        catch (JsonException e)
        {
            throw new UsageException(Units.Invariant($"{label}, line {e.LineNumber + 1}: not JSON ({CrashReport.FirstLine(e.Message)})."), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{label} can't be read: {CrashReport.FirstLine(e.Message)}.", e);
        }
    }

    /// <summary>Writes the keys of a file into an object that is open; others may stand beside them.</summary>
    public void WriteKeys(Utf8JsonWriter json)
    {
        json.WriteNumber(VersionKey, Version);
        json.WriteString("status", IsComplete ? "completed" : "interrupted");
        json.WriteString("backend", Backend);
        json.WriteString("benchmark", Benchmark);
        ResultJson.WriteStringOrNull(json, "model_sha256", ModelSha256);
        json.WriteNumber("cpu_logical_cores", LogicalCores);
        ResultJson.WriteStringOrNull(json, "cpu_model", CpuModel);
        json.WriteStartObject("plans");
        foreach (var (scenario, plan) in Plans)
        {
            json.WriteStartObject(scenario.ToString());
            PlanJson.Write(json, plan);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static PlanFile ReadKeys(JsonElement root, string label)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(VersionKey, out var version) || version.ValueKind != JsonValueKind.Number)
            throw new UsageException($"{label} isn't a plan: expected an object with \"{VersionKey}\": {Version.ToString(CultureInfo.InvariantCulture)}, as 'nativebench tune' writes.");
        if (!version.TryGetInt32(out var number) || number != Version)
            throw new UsageException(Units.Invariant($"{label} has version {version.GetRawText()}; this program reads {Version}."));
        var plans = new Dictionary<TestScenario, ExecutionPlan>();
        if (!root.TryGetProperty("plans", out var list) || list.ValueKind != JsonValueKind.Object)
            throw new UsageException($"{label} has no \"plans\"; expected an object with a scenario's plan in each key.");
        foreach (var entry in list.EnumerateObject())
        {
            if (!Enum.TryParse<TestScenario>(entry.Name, ignoreCase: true, out var scenario) || !Enum.IsDefined(scenario))
                throw new UsageException($"{label}: '{entry.Name}' in \"plans\" is no scenario; expected {string.Join(", ", Enum.GetNames<TestScenario>())}.");
            plans[scenario] = PlanJson.Read(entry.Value, $"{label}, {entry.Name}");
        }

        return new PlanFile
        {
            Label = label,
            Backend = Text(root, "backend") ?? "ort-cpu",
            Benchmark = Text(root, "benchmark") ?? "unnamed",
            ModelSha256 = Text(root, "model_sha256"),
            CpuModel = Text(root, "cpu_model"),
            LogicalCores = root.TryGetProperty("cpu_logical_cores", out var cores) && cores.TryGetInt32(out var count) ? count : 0,
            IsComplete = Text(root, "status") is null or "completed",
            Plans = plans,
        };
    }

    private static string? Text(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
