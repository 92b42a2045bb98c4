using System.Text.Json;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Configuration;
using NativeBench.LoadGen.RandomNumbers;
using NativeBench.LoadGen.Recording;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Golden;

/// <summary>A recorded run of the official LoadGen: its settings, and the same run by ours on virtual time.</summary>
internal sealed class GoldenCase : IDisposable
{
    private readonly JsonDocument _golden;

    public GoldenCase(string folder)
    {
        Folder = folder;
        _golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
    }

    public string Folder { get; }

    public JsonElement Golden => _golden.RootElement;

    public List<GoldenSeries> Series { get; } = [];

    public List<string> StandardOutput { get; } = [];

    /// <summary>Runs the case and leaves its logs in <paramref name="output"/>.</summary>
    public TestResult Run(string output)
    {
        var options = Golden.GetProperty("settings");
        var loader = new SettingsLoader();
        var codes = new List<int>();
        var settings = DriverSettings.Read(options, Folder, loader, codes);
        StandardOutput.AddRange(codes.Select(code => $"FromConfig -> {code}"));

        var time = new VirtualTime();
        var library = new SimulatedLibrary(Integer(options, "total", 1048576), Integer(options, "perf", 1024));
        using var system = new SimulatedSystem(Behaviour(options), time);
        var values = new AccuracyValues();
        return LoadGenerator.StartTest(
            system,
            library,
            settings,
            new LogSettings { OutputDirectory = output, EnableTrace = Integer(options, "trace", 0) != 0 },
            new StartTestOptions
            {
                TimeSource = time,
                AuditConfigPath = Path.Combine(Folder, options.TryGetProperty("audit", out var audit) ? audit.GetString()! : "audit.config"),
                ConfigurationMessages = loader.Messages,
                SeriesFinished = series => Record(series, system, library, values),
            });
    }

    public void Dispose() => _golden.Dispose();

    private static long Integer(JsonElement options, string name, long otherwise)
        => options.TryGetProperty(name, out var value) ? value.GetInt64() : otherwise;

    private static SimulatedBehaviour Behaviour(JsonElement options) => new()
    {
        Base = Integer(options, "lat_base", 0),
        Jitter = Integer(options, "lat_jitter", 0),
        Tail = Integer(options, "lat_tail", 0),
        TailEvery = Integer(options, "lat_tail_every", 0),
        Async = Integer(options, "async", 0) != 0,
        Lanes = (int)Integer(options, "lanes", 0),
        Payload = (int)Integer(options, "payload", 0),
        Tokens = Integer(options, "sut_tokens", Integer(options, "tokens", 0)) != 0,
        TokenBase = Integer(options, "tok_base", 2),
        Fault = options.TryGetProperty("fault", out var fault) ? fault.GetString()! : "none",
    };

    private void Record(Series series, SimulatedSystem system, SimulatedLibrary library, AccuracyValues values)
    {
        var (sizes, samples) = system.TakeCalls();
        var recorded = new GoldenSeries
        {
            LoadedSet = library.Loaded[^1],
            QuerySizes = [.. sizes.Select(s => (long)s)],
            SampleIndex = [.. samples.Select(s => s.Index)],
            FirstQueryId = series.FirstQueryId,
            FirstSampleId = series.FirstSampleId,
            GeneratedQueryCount = series.Schedule.Available,
        };
        long generated = series.Schedule.Available * series.Schedule.SamplesPerQuery;
        for (long slot = 0; slot < generated; slot++)
        {
            double value = values.Next();
            if (slot >= samples.Count)
                continue;
            recorded.AccuracyValueBits.Add(BitConverter.DoubleToInt64Bits(value));
            recorded.ScheduledOffsetNs.Add(series.Schedule.OffsetNs(series.QueryOf(slot)));
        }

        long first = 0;
        foreach (int size in sizes)
        {
            long q = series.QueryOf(first);
            recorded.IssueMinusScheduleNs.Add(series.IssuedAt(q) - series.ScheduledAt(q));
            first += size;
        }

        Series.Add(recorded);
    }
}

/// <summary>What a series issued, as golden.json lists it.</summary>
internal sealed class GoldenSeries
{
    public required long[] LoadedSet { get; init; }

    public required long[] QuerySizes { get; init; }

    public required long[] SampleIndex { get; init; }

    public required long FirstQueryId { get; init; }

    public required long FirstSampleId { get; init; }

    public required long GeneratedQueryCount { get; init; }

    public List<long> ScheduledOffsetNs { get; } = [];

    public List<long> AccuracyValueBits { get; } = [];

    public List<long> IssueMinusScheduleNs { get; } = [];
}
