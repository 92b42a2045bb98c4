using System.Globalization;
using System.Text.Json;

namespace NativeBench.Results;

/// <summary>A plan that a search tried.</summary>
/// <param name="Settings">What it is, for people.</param>
/// <param name="Score">What it reached, in the scenario's unit; null if it failed or was never measured.</param>
/// <param name="IsWinner">It is the best.</param>
/// <param name="IsStandard">It is what runs without tuning.</param>
/// <param name="Failure">Why it couldn't be run; null if it could.</param>
public sealed record TriedPlan(string Settings, double? Score, bool IsWinner, bool IsStandard, string? Failure);

/// <summary>What a search found for a scenario.</summary>
public sealed record TunedScenario
{
    /// <summary>The scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>The unit of scores; higher is better.</summary>
    public required string ScoreUnit { get; init; }

    /// <summary>All plans, the best first.</summary>
    public required IReadOnlyList<TriedPlan> Plans { get; init; }

    /// <summary>Server: the rates that were tried, in order.</summary>
    public required IReadOnlyList<RatePointData> Rates { get; init; }

    /// <summary>Server: the highest rate that was VALID, in queries per second; null if none was.</summary>
    public double? TargetQps { get; init; }

    /// <summary>Server: the latency bound in ns.</summary>
    public long? BoundNs { get; init; }
}

/// <summary>What <c>nativebench tune</c> wrote, as far as it's shown.</summary>
public sealed record TuneFile
{
    /// <summary>The file's name in its folder.</summary>
    public const string Name = "tune.json";

    private static readonly string[] s_plan = ["instances", "threads", "batch", "batch_delay_us"];

    /// <summary>What was tuned.</summary>
    public required string Benchmark { get; init; }

    /// <summary>The backend.</summary>
    public required string Backend { get; init; }

    /// <summary>completed or interrupted.</summary>
    public required string Status { get; init; }

    /// <summary>When it was begun; null in files of earlier versions.</summary>
    public string? StartedUtc { get; init; }

    /// <summary>quick or a round.</summary>
    public string? Rules { get; init; }

    /// <summary>What stands for the weights; null for the model's own.</summary>
    public string? Weights { get; init; }

    /// <summary>What it was searched on.</summary>
    public string? CpuModel { get; init; }

    /// <summary>How it was called.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>The scenarios.</summary>
    public required IReadOnlyList<TunedScenario> Scenarios { get; init; }

    /// <summary>Whether a folder is one of <c>tune</c> and none of <c>run</c>.</summary>
    public static bool IsIn(string path) => File.Exists(Path.Combine(path, Name)) && !File.Exists(Path.Combine(path, ResultFile.Name));

    /// <summary>Reads the file of a folder.</summary>
    /// <exception cref="ResultFileException">There's none, or it isn't one.</exception>
    public static TuneFile Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            return new TuneFile
            {
                Benchmark = root.GetProperty("benchmark").GetString()!,
                Backend = root.GetProperty("backend").GetString()!,
                Status = root.GetProperty("status").GetString()!,
                StartedUtc = Text(root, "started_utc"),
                Rules = Text(root, "rules"),
                Weights = Text(root, "weights"),
                CpuModel = Text(root, "cpu_model"),
                CommandLine = [.. root.GetProperty("command_line").EnumerateArray().Select(static e => e.GetString()!)],
                Scenarios = [.. root.GetProperty("scenarios").EnumerateArray().Select(ReadScenario)],
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ResultFileException($"'{path}' is no search of nativebench tune: {e.Message.TrimEnd('.')}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultFileException($"'{path}' can't be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static TunedScenario ReadScenario(JsonElement json)
    {
        var server = json.TryGetProperty("server", out var found) ? found : default;
        var hasServer = server.ValueKind == JsonValueKind.Object;
        return new TunedScenario
        {
            Scenario = json.GetProperty("scenario").GetString()!,
            ScoreUnit = json.GetProperty("score_unit").GetString()!,
            Plans = [.. json.GetProperty("plans_tried").EnumerateArray().Select(ReadPlan).OrderByDescending(static p => p.IsWinner).ThenByDescending(static p => p.Score ?? 0)],
            Rates = hasServer ? [.. server.GetProperty("runs").EnumerateArray().Select(ReadRate).OfType<RatePointData>()] : [],
            TargetQps = hasServer ? Number(server, "target_qps") : null,
            BoundNs = hasServer ? (long?)Number(server, "target_latency_ns") : null,
        };
    }

    private static TriedPlan ReadPlan(JsonElement json) => new(
        string.Join(", ", s_plan.Select(key => string.Create(CultureInfo.InvariantCulture, $"{key.Replace('_', ' ')} {json.GetProperty(key).GetRawText()}"))),
        Number(json, "score"), json.GetProperty("winner").GetBoolean(), json.GetProperty("standard").GetBoolean(), Text(json, "failure"));

    private static RatePointData? ReadRate(JsonElement json) => !json.TryGetProperty("latency_p99_ns", out _) ? null : new RatePointData
    {
        ScheduledSamplesPerS = json.GetProperty("scheduled_samples_per_s").GetDouble(),
        CompletedSamplesPerS = json.GetProperty("completed_samples_per_s").GetDouble(),
        LatencyP50Ns = json.GetProperty("latency_p50_ns").GetInt64(),
        LatencyP90Ns = json.GetProperty("latency_p90_ns").GetInt64(),
        LatencyP99Ns = json.GetProperty("latency_p99_ns").GetInt64(),
        Valid = json.GetProperty("valid").GetBoolean(),
    };

    private static string? Text(JsonElement json, string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement json, string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
