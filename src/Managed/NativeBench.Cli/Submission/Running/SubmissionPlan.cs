using System.Collections.Immutable;
using NativeBench.Catalog;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.Submission.Compliance;

namespace NativeBench.Cli.Submission.Running;

/// <summary>The runs that a submission needs, in the order in which they are made.</summary>
/// <param name="Steps">Performance, accuracy and the compliance tests, scenario by scenario.</param>
/// <param name="Left">What the round asks for and this plan leaves out, a sentence each.</param>
internal sealed record SubmissionPlan(ImmutableArray<SubmissionStep> Steps, ImmutableArray<string> Left)
{
    /// <summary>The plan of a benchmark; throws where the round has none of it for such systems.</summary>
    /// <param name="rules">The round's, with the benchmark.</param>
    /// <param name="division">closed needs the compliance tests, open doesn't.</param>
    /// <param name="category">edge or datacenter.</param>
    /// <param name="named">The scenarios that were named; null for all that are required.</param>
    /// <param name="before">Scenarios that were run before.</param>
    public static SubmissionPlan For(Rules rules, string division, string category, IReadOnlyList<TestScenario>? named, IReadOnlyCollection<string> before)
    {
        var benchmark = rules.Benchmark!;
        var facts = rules.BenchmarkRound;
        if (facts is null || facts.NotInSuite is not null)
            throw new UsageException($"--benchmark {benchmark.Id}: {rules.Name} doesn't have it{(facts?.NotInSuite is { } why ? $" ({why})" : "")}. It's in {Rounds(benchmark)}.");
        var required = rules.Required(category, "--category");
        var scenarios = named ?? rules.DefaultScenarios(category)!;
        foreach (var scenario in scenarios)
        {
            if (division == "closed" && !required.Any(group => group.Contains(scenario.ToString())))
                throw new UsageException($"--scenario {scenario}: {rules.Name} has {string.Join(", ", required.SelectMany(static g => g))} for '{benchmark.Id}' on {category} systems.");
        }

        var tests = division == "closed" ? facts.ComplianceTests.Select(name => Test(name, benchmark)).ToArray() : [];
        var steps = ImmutableArray.CreateBuilder<SubmissionStep>();
        foreach (var scenario in scenarios)
        {
            steps.Add(new SubmissionStep(scenario, StepKind.Performance));
            steps.Add(new SubmissionStep(scenario, StepKind.Accuracy));
            steps.AddRange(tests.Select(test => new SubmissionStep(scenario, StepKind.Compliance, test)));
        }

        var left = division == "open" ? [] : required.Where(group => !group.Any(s => before.Contains(s) || scenarios.Any(run => run.ToString() == s)))
            .Select(group => $"{rules.Name} requires {string.Join(" or ", group)} of {category} systems: run it too, or let 'submission pack --infer' take it from another scenario where the round allows that.");
        return new SubmissionPlan(steps.ToImmutable(), [.. left]);
    }

    private static ComplianceTest Test(string name, BenchmarkFacts benchmark) =>
        ComplianceTest.Find(name) ?? throw new CannotRunException($"The catalog asks for {name} for '{benchmark.Id}', which this version doesn't know.");

    private static string Rounds(BenchmarkFacts benchmark) =>
        benchmark.Rounds.Where(static r => r.Value.NotInSuite is null).Select(static r => r.Key).ToArray() is { Length: > 0 } names ? string.Join(", ", names) : "no round";
}
