using System.Globalization;
using System.Text.RegularExpressions;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Official;

namespace NativeBench.Tests.LoadGen.Official;

/// <summary>
/// The user's own build of the official LoadGen, in real time, against ours: the same settings give the same queries. Needs a bridge
/// (docs/submission.md says how to build one), which NATIVEBENCH_LOADGEN_BRIDGE names; ignored without.
/// </summary>
[NonParallelizable]
public sealed partial class OfficialLoadGenTests
{
    private const string Variable = "NATIVEBENCH_LOADGEN_BRIDGE";

    private static readonly Lazy<OfficialLoadGen?> s_official = new(static () =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? OfficialLoadGen.Open(path) : null);

    private static OfficialLoadGen Official
    {
        get
        {
            if (s_official.Value is null)
                Assert.Ignore($"{Variable} is not set: it names the libnativebench_loadgen_bridge.so built against an official LoadGen.");
            return s_official.Value!;
        }
    }

    private static TestSettings Settings(TestScenario scenario) => new()
    {
        Scenario = scenario,
        MinDurationMs = 0,
        MinQueryCount = scenario == TestScenario.Offline ? 700 : 150,
        ServerTargetQps = 1000,
        ServerTargetLatencyNs = 50_000_000,
        OfflineExpectedQps = 1000,
        SingleStreamExpectedLatencyNs = 1_000_000,
        MultiStreamExpectedLatencyNs = 1_000_000,
        MultiStreamSamplesPerQuery = 8,
        QslRngSeed = 2085463073848966840,
        SampleIndexRngSeed = 2747215439041700203,
        ScheduleRngSeed = 16159082839903944936,
    };

    public static IEnumerable<TestCaseData> Variants()
    {
        foreach (var scenario in new[] { TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Server, TestScenario.Offline })
        {
            var plain = Settings(scenario);
            yield return Case(scenario, "performance", plain);
            yield return Case(scenario, "accuracy", plain with { Mode = TestMode.AccuracyOnly });
            yield return Case(scenario, "submission", plain with { Mode = TestMode.SubmissionRun });
            yield return Case(scenario, "sampled answers", plain with { AccuracyLogSamplingTarget = 40, AccuracyLogRngSeed = 720381539243781796 });
            yield return Case(scenario, "one sample", plain with { PerformanceIssueSame = true, PerformanceIssueSameIndex = 3 });
            yield return Case(scenario, "every sample once", plain with { PerformanceIssueUnique = true });
            yield return Case(scenario, "permutations", plain with { SampleConcatenatePermutation = true });
        }

        static TestCaseData Case(TestScenario scenario, string name, TestSettings settings) => new TestCaseData(settings).SetName($"Same_queries, {scenario}, {name}");
    }

    [TestCaseSource(nameof(Variants))]
    public void Same_queries(TestSettings settings)
    {
        if (Official.Version != LoadGenerator.ReferenceVersion)
            Assert.Ignore($"{Variable} has LoadGen {Official.Version}, which loads other samples; ours behaves as {LoadGenerator.ReferenceVersion}.");
        using var folder = new TemporaryFolder();
        var (theirs, theirResult) = Run(Official.StartTest, settings, Path.Combine(folder.Path, "official"));
        var (ours, ourResult) = Run(LoadGenerator.StartTest, settings, Path.Combine(folder.Path, "own"));

        Assert.That(theirResult.Outcome, Is.EqualTo(TestOutcome.Completed), theirResult.Reason);
        Assert.That(theirs.Loaded, Is.EqualTo(ours.Loaded), "what is loaded");
        Assert.That(theirs.Queries, Has.Count.EqualTo(ours.Queries.Count));
        Assert.That(theirs.Queries, Is.EqualTo(ours.Queries), "what is issued");
        Assert.That(theirs.Flushed, Is.EqualTo(ours.Flushed));
        Assert.That(Answers(theirResult), Is.EqualTo(Answers(ourResult)), "what is logged");
        Assert.That(theirResult.SamplesIssued, Is.EqualTo(ourResult.SamplesIssued));
        if (settings.Mode == TestMode.AccuracyOnly)
            return;
        Assert.That(Schedule(theirResult), Is.EqualTo(Schedule(ourResult)), "when it is due");
        Figures(theirResult.Performance!, ourResult.Performance!);

        // MultiStream's log has its duration in whole ms only.
        if (settings.Scenario != TestScenario.MultiStream)
            Assert.That(theirResult.Performance!.DurationS, Is.GreaterThan(0));
    }

    /// <summary>Figures that real time has no say in, and those that it has are there.</summary>
    private static void Figures(NativeBench.LoadGen.Results.PerformanceResult theirs, NativeBench.LoadGen.Results.PerformanceResult ours)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(theirs.QueryCount, Is.EqualTo(ours.QueryCount));
            Assert.That(theirs.SampleCount, Is.EqualTo(ours.SampleCount));
            Assert.That(theirs.CompletedSampleCount, Is.EqualTo(ours.CompletedSampleCount));
            Assert.That(theirs.TargetPercentile.Fraction, Is.EqualTo(ours.TargetPercentile.Fraction));
            Assert.That(theirs.TargetPercentile.LatencyNs, Is.GreaterThan(0));
            Assert.That(theirs.SampleLatency.MaxNs, Is.AtLeast(theirs.SampleLatency.P99Ns).And.AtLeast(theirs.SampleLatency.MinNs).And.GreaterThan(0));
            Assert.That(theirs.ScheduledSamplesPerSecond, Is.EqualTo(ours.ScheduledSamplesPerSecond).Within(0.01).Percent);
        }
    }

    /// <summary>Older LoadGens too: which samples they load differs, how many queries there are and what the logs say of them doesn't.</summary>
    [TestCase(TestScenario.SingleStream)]
    [TestCase(TestScenario.MultiStream)]
    [TestCase(TestScenario.Server)]
    [TestCase(TestScenario.Offline)]
    public void Any_official_LoadGen_runs_to_its_end(TestScenario scenario)
    {
        using var folder = new TemporaryFolder();
        var (theirs, result) = Run(Official.StartTest, Settings(scenario), Path.Combine(folder.Path, "official"));
        var (ours, own) = Run(LoadGenerator.StartTest, Settings(scenario), Path.Combine(folder.Path, "own"));
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
        Assert.That(theirs.Queries.Select(static q => q.Length), Is.EqualTo(ours.Queries.Select(static q => q.Length)));
        Assert.That(result.Errors, Is.Empty);
        Assert.That(result.Warnings.Where(static w => w.StartsWith("The official LoadGen's", StringComparison.Ordinal)), Is.Empty);
        Figures(result.Performance!, own.Performance!);
    }

    [Test]
    public void Audit_config_is_read_by_the_official_LoadGen()
    {
        using var folder = new TemporaryFolder();
        string audit = Path.Combine(folder.Path, "audit.config");
        File.WriteAllText(audit, NativeBench.Submission.Compliance.ComplianceTest.Test04.AuditConfig("resnet50", "v6.1"));
        var (theirs, result) = Run(Official.StartTest, Settings(TestScenario.SingleStream), Path.Combine(folder.Path, "official"), audit);
        Assert.That(result.RequestedSettings.PerformanceIssueSame, Is.True);
        Assert.That(theirs.Queries.SelectMany(static q => q).Distinct().Count(), Is.EqualTo(1));
        Assert.That(result.Warnings, Has.Some.Contains("Audit Config"));
    }

    [Test]
    public void What_the_official_LoadGen_lacks_is_refused()
    {
        var official = Official;
        using var folder = new TemporaryFolder();
        Assert.That(
            () => Run(official.StartTest, Settings(TestScenario.MultiStreamFixedInterval), Path.Combine(folder.Path, "a")),
            Throws.TypeOf<LoadGenException>().With.Message.Contains("has no scenario MultiStreamFixedInterval"));
        Assert.That(
            () => Run(official.StartTest, Settings(TestScenario.Server) with { Mode = TestMode.FindPeakPerformance }, Path.Combine(folder.Path, "b")),
            Throws.TypeOf<LoadGenException>());
    }

    /// <summary>By itself only: the official LoadGen stays in the process, waiting.</summary>
    [Explicit("leaves the official LoadGen waiting in the process of the tests")]
    [TestCase(TestScenario.SingleStream)]
    [TestCase(TestScenario.Offline)]
    public void A_lost_sample_ends_the_wait(TestScenario scenario)
    {
        using var folder = new TemporaryFolder();
        var system = new RecordingSystem { Loses = 3 };
        var result = Official.StartTest(
            system, system, Settings(scenario), new LogSettings { OutputDirectory = folder.Path },
            new StartTestOptions { CompletionTimeout = TimeSpan.FromMilliseconds(300), AuditConfigPath = "no audit.config" });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
        Assert.That(result.Reason, Does.StartWith("1 of ").And.Contains("missing 0.3 s after the last completion"));
    }

    private delegate TestResult Start(ISystemUnderTest sut, IQuerySampleLibrary qsl, TestSettings settings, LogSettings? logs, StartTestOptions? options);

    private static (RecordingSystem System, TestResult Result) Run(Start start, TestSettings settings, string folder, string auditConfig = "no audit.config")
    {
        Directory.CreateDirectory(folder);
        var system = new RecordingSystem();
        var result = start(system, system, settings, new LogSettings { OutputDirectory = folder }, new StartTestOptions { AuditConfigPath = auditConfig });
        return (system, result);
    }

    /// <summary>Sample and answer of each line of the accuracy log, in order of the samples' ids.</summary>
    private static string[] Answers(TestResult result) =>
        [.. Answer().Matches(File.ReadAllText(result.LogFiles.Accuracy)).OrderBy(static m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Select(static m => m.Value)];

    /// <summary>Offsets at which the performance part's samples were due, in ns from the first one, as the trace has them (Server; else empty).</summary>
    private static long[] Schedule(TestResult result)
    {
        if (result.RequestedSettings.Scenario != TestScenario.Server)
            return [];
        var due = Sample().Matches(File.ReadAllText(result.LogFiles.Trace))
            .Select(static m => (Id: long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), Ns: (long)Math.Round(decimal.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture) * 1000)))
            .OrderBy(static s => s.Id).ToArray();

        // A series of its own for accuracy comes first in a submission run, with a schedule of its own.
        var performance = due.TakeLast((int)result.Performance!.SampleCount).ToArray();
        Assert.That(performance, Has.Length.EqualTo(result.Performance.SampleCount));
        return [.. performance.Select(s => s.Ns - performance[0].Ns)];
    }

    [GeneratedRegex("\"seq_id\" : ([0-9]+), \"qsl_idx\" : [0-9]+, \"data\" : \"[0-9A-F]*\"")]
    private static partial Regex Answer();

    [GeneratedRegex("\"name\":\"Sample\",\"cat\":\"default\",\"ph\":\"b\",\"pid\":[0-9]+,\"id\":([0-9]+),\"ts\":([0-9.]+)")]
    private static partial Regex Sample();

    /// <summary>Answers at once, with the sample's number, and keeps what it was asked for.</summary>
    private sealed class RecordingSystem : ISystemUnderTest, IQuerySampleLibrary
    {
        private IResponseSink? _responses;
        private int _answers;

        public List<long[]> Queries { get; } = [];

        public List<long[]> Loaded { get; } = [];

        public int Flushed { get; private set; }

        /// <summary>The sample that is never answered, counted from 1; 0: none.</summary>
        public int Loses { get; init; }

        public string Name => "Recording";

        public long TotalSampleCount => 500;

        public long PerformanceSampleCount => 200;

        public void StartTest(IResponseSink responses) => _responses = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            Queries.Add([.. samples.ToArray().Select(static s => s.Index)]);
            unsafe
            {
                foreach (var sample in samples)
                {
                    if (++_answers == Loses)
                        continue;
                    long answer = sample.Index;
                    _responses!.QuerySamplesComplete([new QuerySampleResponse(sample.Id, (nint)(&answer), sizeof(long))]);
                }
            }
        }

        public void FlushQueries() => Flushed++;

        public void LoadSamplesToRam(ReadOnlySpan<long> samples) => Loaded.Add(samples.ToArray());

        public void UnloadSamplesFromRam(ReadOnlySpan<long> samples)
        {
        }
    }
}
