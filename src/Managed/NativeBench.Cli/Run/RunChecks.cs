using NativeBench.Cli.Workloads;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>What can be known about a session before anything is made.</summary>
internal static class RunChecks
{
    /// <summary>Throws for everything that is wrong; returns what is only doubtful, or differs from the round and the benchmark.</summary>
    public static IReadOnlyList<string> Check(RunRequest request, IWorkload workload, RunPlan plan, SettingsBuilder builder)
    {
        foreach (var assignment in request.Assignments)
            assignment.RequireUseIn(plan.Scenarios);
        RequireScorer(request, workload, plan);

        foreach (var assertion in request.Assertions)
        {
            if (!plan.Runs.Any(run => assertion.AppliesTo(run.Scenario.ToString(), run.ModeName)))
                throw new UsageException($"--assert '{assertion.Text}' is about no run of this session, which has {string.Join(", ", plan.Runs)}.");
        }

        var changes = new List<string>();
        foreach (var run in plan.Runs)
        {
            if (request.Rules.IsRound && run.Scenario == TestScenario.MultiStreamFixedInterval)
                throw new UsageException($"--rules {request.Rules.Name} has no MultiStreamFixedInterval: it ended with round 1.1. Use quick rules, and --set for that round's min_duration and min_query_count.");
            var configured = builder.Build(run.Scenario, ScenarioRunner.ModeOf(run));
            if (configured.Settings.ServerNumIssueQueryThreads > 0 && run.Scenario == TestScenario.Server)
                throw new UsageException("server_num_issue_query_threads is for systems under test that register issue threads of their own; this program issues from one. Leave it out.");
            workload.Check(run.Scenario, configured.Settings, request.ExecutionFor(run.Scenario));
            if (request.Rules.IsRound)
                changes.AddRange(RoundDeviations.Find(request.Rules, builder.BuildRound(run.Scenario), configured.Settings, request.HasOtherSeeds));
        }

        return [.. ConfigurationFindings(request), .. PlanFindings(request, workload, plan), .. DivisionCheck.Apply(request, workload, plan, [.. changes.Distinct()])];
    }

    private static IEnumerable<string> ConfigurationFindings(RunRequest request)
    {
        if (request is { Rules.IsRound: true, MlperfConfPath: not null, UserConfPath: not null })
        {
            yield return "--mlperf-conf and --user-conf together: LoadGen logs an error about several configuration files, and submission checkers reject "
                + "such a run. mlperf.conf's values are built in, so leave out --mlperf-conf.";
        }
    }

    private static IEnumerable<string> PlanFindings(RunRequest request, IWorkload workload, RunPlan plan)
    {
        if (request.Plan is not { } file)
            return [];
        return
        [
            .. file.Check(workload.Backend.Name, workload.Model, Environment.ProcessorCount),
            .. plan.Scenarios.Where(s => file.For(s) is null).Select(s => $"{file.Label} has no plan for {s}, which runs with its default one."),
        ];
    }

    private static void RequireScorer(RunRequest request, IWorkload workload, RunPlan plan)
    {
        if (workload.Scorer is not null || plan.Runs.All(static r => r.Mode != RunMode.Accuracy))
            return;

        // A benchmark with stand-ins has its accuracy run for the wiring; no figure comes of it.
        if (workload.Facts is not null && workload.Model is not null && (request.SyntheticWeights || request.SyntheticData))
            return;
        throw new UsageException(workload.Model?.WeightsNote is { } note
            ? $"--mode accuracy needs trained weights; '{workload.Model.Name}' has {note}, so its answers mean nothing."
            : workload.NoScorer is { } reason
            ? $"--mode accuracy: {reason}"
            : workload.Backend.Name == "null"
            ? "--mode accuracy needs a backend that computes; null answers without looking at its inputs."
            : request.DataPath is null
                ? "--mode accuracy needs labelled inputs: name a folder with inputs*.npy and labels.txt by --data."
                : $"--mode accuracy needs labels, and --data '{request.DataPath}' has no labels.txt.");
    }
}
