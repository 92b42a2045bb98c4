using System.Collections.Immutable;
using NativeBench.Catalog;
using NativeBench.Cli.Submission.Running;
using NativeBench.LoadGen;
using NativeBench.Results;
using NativeBench.Submission.Compliance;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>One run in a result folder.</summary>
/// <param name="Name">What messages call it: <c>SingleStream performance</c>.</param>
/// <param name="Document">The folder's result.json.</param>
/// <param name="Run">The run.</param>
/// <param name="Logs">The folder with its logs.</param>
internal sealed record SourceRun(string Name, ResultDocument Document, RunData Run, string Logs);

/// <summary>A verified compliance test.</summary>
internal sealed record SourceTest(ComplianceTest Test, SourceRun Run, string Verified);

/// <summary>What there is of a scenario.</summary>
internal sealed record SourceScenario(TestScenario Scenario, SourceRun Performance, SourceRun Accuracy, ImmutableArray<SourceTest> Tests);

/// <summary>
/// A folder that can be packed: one that <c>submission run</c> made, or a result folder of <c>run</c> with performance and accuracy
/// of its scenarios. What keeps a scenario from being packed is told in <see cref="Problems"/>.
/// </summary>
internal sealed record PackSource
{
    public required string Folder { get; init; }

    public required BenchmarkFacts Facts { get; init; }

    /// <summary>The rules that its runs were made under: a round's name, or quick.</summary>
    public required string Round { get; init; }

    public required string Division { get; init; }

    /// <summary>edge or datacenter; null where the folder doesn't say.</summary>
    public string? Category { get; init; }

    /// <summary>Whether the runs were made with --rehearsal.</summary>
    public bool IsRehearsal { get; init; }

    public required ImmutableArray<SourceScenario> Scenarios { get; init; }

    /// <summary>What isn't there or isn't good, a sentence each.</summary>
    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>The same of compliance tests, which the open division doesn't ask for.</summary>
    public ImmutableArray<string> TestProblems { get => field.IsDefault ? [] : field; init; }

    /// <summary>All runs that would be packed.</summary>
    public IEnumerable<SourceRun> Runs => Scenarios.SelectMany(static s => s.Tests.Select(static t => t.Run).Prepend(s.Accuracy).Prepend(s.Performance));

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="typed">As the user wrote it.</param>
    /// <param name="catalog">The benchmarks.</param>
    public static PackSource Read(string folder, string typed, SuiteCatalog catalog)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"FOLDER '{typed}': there is no such folder.");
        if (RunState.Read(folder) is { } state)
            return FromSubmission(folder, state, Benchmark(catalog, state.Benchmark, typed));
        ResultDocument document;
        try
        {
            document = ResultFile.Read(folder);
        }
        catch (ResultFileException e)
        {
            throw new UsageException($"FOLDER '{typed}' holds neither {RunState.FileName} nor a result: {e.Message} Make the runs with 'nativebench submission run'.", e);
        }

        return FromResult(folder, document, Benchmark(catalog, document.Benchmark, typed));
    }

    private static BenchmarkFacts Benchmark(SuiteCatalog catalog, string id, string typed) => catalog.Find(id)
        ?? throw new UsageException($"FOLDER '{typed}' holds results of '{id}', which is no benchmark of the catalog; one of your own is named by --catalog.");

    private static PackSource FromSubmission(string folder, RunState state, BenchmarkFacts facts)
    {
        var problems = new List<string>();
        var testProblems = new List<string>();
        var scenarios = ImmutableArray.CreateBuilder<SourceScenario>();
        bool requiresTarget = state is { Division: "closed", Rehearsal: false };
        foreach (var group in state.Steps.GroupBy(static s => s.Scenario))
        {
            if (!Enum.TryParse<TestScenario>(group.Key, out var scenario))
                continue;
            SourceRun? Find(SubmissionStep step)
            {
                var seen = StepInspection.Look(folder, step, requiresTarget);
                if (!seen.IsGood)
                    (step.Test is null ? problems : testProblems).Add(seen.IsMissing ? $"{step} is missing." : $"{step} is no good: {string.Join(' ', seen.Reasons)}");
                return seen.IsGood ? new SourceRun(step.ToString(), seen.Document!, seen.Run!, Path.Combine(folder, step.Logs)) : null;
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
                var run = Find(step);
                if (run is not null && !Directory.Exists(verified))
                    testProblems.Add($"{step} was never verified: 'submission run' does that.");
                else if (run is not null && recorded.Status == "bad")
                    testProblems.Add($"{step} fails: {string.Join(' ', recorded.Reasons)}");
                else if (run is not null)
                    tests.Add(new SourceTest(test, run, verified));
            }

            if (performance is not null && accuracy is not null)
                scenarios.Add(new SourceScenario(scenario, performance, accuracy, tests.ToImmutable()));
        }

        return new PackSource
        {
            Folder = folder, Facts = facts.ForRound(state.Round), Round = state.Round, Division = state.Division, Category = state.Category, IsRehearsal = state.Rehearsal,
            Scenarios = scenarios.ToImmutable(), Problems = [.. problems], TestProblems = [.. testProblems],
        };
    }

    private static PackSource FromResult(string folder, ResultDocument document, BenchmarkFacts facts)
    {
        var problems = new List<string>();
        var scenarios = ImmutableArray.CreateBuilder<SourceScenario>();
        if (document.Status != "completed")
            problems.Add($"The session is {document.Status}: {document.Failure ?? "it was broken off"}");
        foreach (var group in document.Runs.GroupBy(static r => r.Scenario))
        {
            SourceRun? Find(string mode)
            {
                if (group.LastOrDefault(r => r.Mode == mode) is not { } run)
                    problems.Add($"{group.Key} {mode} is missing.");
                else if (run.Status != "completed" || (mode == "performance" && run.Valid != true))
                    problems.Add($"{group.Key} {mode} is no good: {run.Reason ?? string.Join(' ', run.Advice.DefaultIfEmpty("it's INVALID."))}");
                else
                    return new SourceRun($"{group.Key} {mode}", document, run, Path.Combine(folder, run.Folder));
                return null;
            }

            if (Enum.TryParse<TestScenario>(group.Key, out var scenario) && Find("performance") is { } performance && Find("accuracy") is { } accuracy)
                scenarios.Add(new SourceScenario(scenario, performance, accuracy, []));
        }

        return new PackSource
        {
            Folder = folder, Facts = facts.ForRound(document.Rules), Round = document.Rules, Division = document.Division, Scenarios = scenarios.ToImmutable(), Problems = [.. problems],
        };
    }
}
