using System.Collections.Immutable;
using NativeBench.Catalog;
using NativeBench.Cli.Submission.Running;
using NativeBench.LoadGen;
using NativeBench.Results;
using NativeBench.Submission.Compliance;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>One run in a result folder.</summary>
/// <param name="Name">What messages call it: <c>SingleStream performance</c>.</param>
/// <param name="Folder">The folder that it's from, as the user wrote it.</param>
/// <param name="Document">The folder's result.json.</param>
/// <param name="Run">The run.</param>
/// <param name="Logs">The folder with its logs.</param>
internal sealed record SourceRun(string Name, string Folder, ResultDocument Document, RunData Run, string Logs)
{
    /// <summary>Result and run, for <see cref="RunLikeness"/>.</summary>
    public (ResultDocument Document, RunData Run) Both => (Document, Run);
}

/// <summary>A verified compliance test.</summary>
internal sealed record SourceTest(ComplianceTest Test, SourceRun Run, string Verified);

/// <summary>What there is of a scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Performance">Its good performance run, or null.</param>
/// <param name="Accuracy">Its good accuracy run, or null.</param>
/// <param name="Tests">Its passed compliance tests.</param>
/// <param name="NoGood">Names of runs that are there and no good: they're told, and aren't missing.</param>
internal sealed record SourceScenario(TestScenario Scenario, SourceRun? Performance, SourceRun? Accuracy, ImmutableArray<SourceTest> Tests, ImmutableArray<string> NoGood)
{
    /// <summary>Its good runs.</summary>
    public IEnumerable<SourceRun> Runs => new[] { Performance, Accuracy }.OfType<SourceRun>().Concat(Tests.Select(static t => t.Run));
}

/// <summary>
/// A folder that can be packed: one that <c>submission run</c> made, or a result folder of <c>run</c>. What keeps a run from being
/// packed is told in <see cref="Problems"/>.
/// </summary>
internal sealed record PackSource
{
    public required string Folder { get; init; }

    /// <summary>The folder as the user wrote it.</summary>
    public required string Typed { get; init; }

    public required BenchmarkFacts Facts { get; init; }

    /// <summary>The rules that its runs were made under: a round's name, or quick.</summary>
    public required string Round { get; init; }

    public required string Division { get; init; }

    /// <summary>edge or datacenter; null where the folder doesn't say.</summary>
    public string? Category { get; init; }

    /// <summary>Whether the runs were made with --rehearsal.</summary>
    public bool IsRehearsal { get; init; }

    /// <summary>What was read of the model when it ran; null where nothing was.</summary>
    public RecordedModel? Model { get; init; }

    public required ImmutableArray<SourceScenario> Scenarios { get; init; }

    /// <summary>What isn't good, a sentence each.</summary>
    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>The same of compliance tests, which the open division doesn't ask for.</summary>
    public ImmutableArray<string> TestProblems { get => field.IsDefault ? [] : field; init; }

    /// <summary>All runs that would be packed.</summary>
    public IEnumerable<SourceRun> Runs => Scenarios.SelectMany(static s => s.Runs);

    /// <summary>Whether an option that names a folder or a benchmark means this one.</summary>
    public bool IsCalled(string name) => name == Facts.Id || Trimmed(name) == Trimmed(Typed) || name == Path.GetFileName(Trimmed(Folder));

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="typed">As the user wrote it.</param>
    /// <param name="catalog">The benchmarks.</param>
    public static PackSource Read(string folder, string typed, SuiteCatalog catalog)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"FOLDER '{typed}': there is no such folder.");
        if (RunState.Read(folder) is { } state)
            return FromSubmission(folder, typed, state, Benchmark(catalog, state.Benchmark, typed));
        ResultDocument document;
        try
        {
            document = ResultFile.Read(folder);
        }
        catch (ResultFileException e)
        {
            throw new UsageException($"FOLDER '{typed}' holds neither {RunState.FileName} nor a result: {e.Message} Make the runs with 'nativebench submission run'.", e);
        }

        return FromResult(folder, typed, document, Benchmark(catalog, document.Benchmark, typed));
    }

    private static string Trimmed(string path) => path.TrimEnd('/', '\\');

    private static BenchmarkFacts Benchmark(SuiteCatalog catalog, string id, string typed) => catalog.Find(id)
        ?? throw new UsageException($"FOLDER '{typed}' holds results of '{id}', which is no benchmark of the catalog; one of your own is named by --catalog.");

    private static PackSource FromSubmission(string folder, string typed, RunState state, BenchmarkFacts facts)
    {
        var problems = new List<string>();
        var testProblems = new List<string>();
        var scenarios = ImmutableArray.CreateBuilder<SourceScenario>();
        foreach (var group in state.Steps.GroupBy(static s => s.Scenario))
        {
            if (!Enum.TryParse<TestScenario>(group.Key, out var scenario))
                continue;
            var noGood = ImmutableArray.CreateBuilder<string>();
            SourceRun? Find(SubmissionStep step)
            {
                // Whether the target is reached is looked at with all other runs, whatever made them.
                var seen = StepInspection.Look(folder, step, requiresTarget: false);
                if (seen.IsGood)
                    return new SourceRun(step.ToString(), typed, seen.Document!, seen.Run!, Path.Combine(folder, step.Logs));
                if (seen.IsMissing && step.Test is not null)
                    testProblems.Add($"{step} is missing.");
                if (!seen.IsMissing)
                {
                    noGood.Add(step.ToString());
                    (step.Test is null ? problems : testProblems).Add($"{step} is no good: {string.Join(' ', seen.Reasons)}");
                }

                return null;
            }

            var performance = Find(new SubmissionStep(scenario, StepKind.Performance));
            var accuracy = Find(new SubmissionStep(scenario, StepKind.Accuracy));
            var tests = ImmutableArray.CreateBuilder<SourceTest>();
            foreach (var recorded in group)
            {
                if (ComplianceTest.Find(recorded.Step) is not { } test)
                    continue;
                var step = new SubmissionStep(scenario, StepKind.Compliance, test);
                string verified = Path.Combine(folder, step.Verified, test.Name);
                if (Find(step) is not { } run)
                    continue;
                if (test.CanVerify && (recorded.Verification is null || !Directory.Exists(verified)))
                    testProblems.Add($"{step} was never verified: 'submission run' does that.");
                else if (test.CanVerify && !recorded.Verification!.IsOf(folder, step))
                    testProblems.Add($"{step} was verified with other runs than those that are there: 'submission run' verifies it anew.");
                else if (test.CanVerify && !recorded.Verification!.Passes)
                    testProblems.Add($"{step} fails: {string.Join(' ', recorded.Verification.Reasons)}");
                else if (!test.CanVerify && !Directory.Exists(verified))
                    testProblems.Add($"{step} needs the benchmark's own evaluation, which nobody has put into {step.Verified}/{test.Name}.");
                else
                    tests.Add(new SourceTest(test, run, verified));
            }

            scenarios.Add(new SourceScenario(scenario, performance, accuracy, tests.ToImmutable(), noGood.ToImmutable()));
        }

        return new PackSource
        {
            Folder = folder, Typed = typed, Facts = facts.ForRound(state.Round), Round = state.Round, Division = state.Division, Category = state.Category, IsRehearsal = state.Rehearsal,
            Model = state.Model, Scenarios = scenarios.ToImmutable(), Problems = [.. problems], TestProblems = [.. testProblems],
        };
    }

    private static PackSource FromResult(string folder, string typed, ResultDocument document, BenchmarkFacts facts)
    {
        var problems = new List<string>();
        var scenarios = ImmutableArray.CreateBuilder<SourceScenario>();
        if (document.Status != "completed")
            problems.Add($"The session is {document.Status}: {document.Failure ?? "it was broken off"}");
        foreach (var group in document.Runs.GroupBy(static r => r.Scenario))
        {
            var noGood = ImmutableArray.CreateBuilder<string>();
            SourceRun? Find(string mode)
            {
                if (group.LastOrDefault(r => r.Mode == mode) is not { } run)
                    return null;
                string logs = Path.Combine(folder, run.Folder);
                string detail = Path.Combine(logs, "mlperf_log_detail.txt");
                string? difference = mode == "performance" && run.Valid is { } valid && File.Exists(detail) ? LoggedVerdict.Difference(detail, valid) : null;
                if (run.Status == "completed" && (mode != "performance" || run.Valid == true) && difference is null)
                    return new SourceRun($"{group.Key} {mode}", typed, document, run, logs);
                problems.Add($"{group.Key} {mode} is no good: {run.Reason ?? difference ?? string.Join(' ', run.Advice.DefaultIfEmpty("it's INVALID."))}");
                noGood.Add($"{group.Key} {mode}");
                return null;
            }

            if (Enum.TryParse<TestScenario>(group.Key, out var scenario))
                scenarios.Add(new SourceScenario(scenario, Find("performance"), Find("accuracy"), [], noGood.ToImmutable()));
        }

        return new PackSource
        {
            Folder = folder, Typed = typed, Facts = facts.ForRound(document.Rules), Round = document.Rules, Division = document.Division, Scenarios = scenarios.ToImmutable(), Problems = [.. problems],
        };
    }
}
