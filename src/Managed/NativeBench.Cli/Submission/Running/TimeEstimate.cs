using NativeBench.Cli.Run;
using NativeBench.Cli.Settings;
using NativeBench.Cli.Workloads;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Submission.Running;

/// <summary>How long the runs that are left will take, from a moment's warm-up of each scenario.</summary>
internal static class TimeEstimate
{
    /// <summary>Seconds of each step, without loading and writing logs.</summary>
    public static IReadOnlyDictionary<SubmissionStep, double> Measure(RunRequest request, IReadOnlyList<SubmissionStep> steps, CommandContext context)
    {
        var seconds = new Dictionary<SubmissionStep, double>();
        if (steps.Count == 0)
            return seconds;
        using var workload = WorkloadFactory.Create(request, context);
        var builder = new SettingsBuilder(
            request.Rules,
            new ConfigurationFiles(Resolved(request.MlperfConfPath, context), Resolved(request.UserConfPath, context), workload.Facts?.ConfName ?? workload.Name),
            request.Assignments);
        foreach (var scenario in steps.GroupBy(static s => s.Scenario))
        {
            var settings = builder.Build(scenario.Key, TestMode.PerformanceOnly).Settings;
            using var system = workload.OpenSystem(scenario.Key, settings, request.ExecutionFor(scenario.Key));
            int perQuery = scenario.Key == TestScenario.MultiStream ? (int)Math.Min(settings.MultiStreamSamplesPerQuery, 1 << 16) : 1;
            var figures = WarmUp.Measure(
                system.Sut, workload.Library, perQuery, scenario.Key == TestScenario.Offline, context.WarmUpBudget, request.Timeout, context.Cancellation,
                settings.PerformanceSampleCountOverride);
            var estimates = QuickEstimator.For(scenario.Key, settings, figures, builder.FindExplicit(scenario.Key), request.Rules, workload.ServerBoundNs);
            double performance = estimates.ExpectedSeconds ?? settings.MinDurationMs / 1e3;
            double rate = scenario.Key switch
            {
                TestScenario.Offline => figures.SamplesPerSecond,
                TestScenario.Server => estimates.ServerQps ?? settings.ServerTargetQps,
                _ => perQuery * 1e9 / figures.MeanNs,
            };
            foreach (var step in scenario)
                seconds[step] = step.Kind == StepKind.Accuracy ? workload.Library.TotalSampleCount / rate : performance;
        }

        return seconds;
    }

    /// <summary>How long a run lasts at least under the round's constraints, in seconds; null where only its queries decide.</summary>
    /// <param name="rules">The round's, with the benchmark.</param>
    /// <param name="step">The run.</param>
    public static double? Least(Rules rules, SubmissionStep step)
    {
        if (step.Kind == StepKind.Accuracy)
            return null;

        // Tests whose audit.config sets min_duration end with their queries.
        if (step.Test?.AuditConfig(SubmissionScoring.OfficialName(rules.Benchmark!, rules.Name), rules.Name)?.Contains("min_duration = 0", StringComparison.Ordinal) == true)
            return null;
        long least = new SettingsBuilder(rules, new ConfigurationFiles(null, null, rules.Benchmark!.ConfName), []).BuildRound(step.Scenario).MinDurationMs;
        return least > 0 ? least / 1e3 : null;
    }

    private static string? Resolved(string? path, CommandContext context) => path is null ? null : context.Resolve(path);
}
