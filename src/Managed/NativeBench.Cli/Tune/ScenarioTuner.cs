using NativeBench.Cli.Output;
using NativeBench.Cli.Plans;
using NativeBench.Cli.Run;
using NativeBench.Cli.Settings;
using NativeBench.Cli.Workloads;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>Tunes one scenario: plans, for Server windows and the rate, then the winner once more as <c>run</c> would.</summary>
internal sealed class ScenarioTuner(TuneRequest request, IWorkload workload, CommandContext context, Action<string> log, string folder)
{
    private const double RateResolution = 0.02;
    private const int MostRateRuns = 10;

    private readonly SettingsBuilder _builder = new(
        request.Run.Rules,
        new ConfigurationFiles(
            request.Run.MlperfConfPath is { } mlperf ? context.Resolve(mlperf) : null,
            request.Run.UserConfPath is { } user ? context.Resolve(user) : null, workload.Facts?.ConfName ?? workload.Name),
        request.Run.Assignments);

    private int _shownRound;

    /// <summary>What is known after each step, the last one complete.</summary>
    public IEnumerable<ScenarioTuning> Run(TestScenario scenario)
    {
        var settings = _builder.Build(scenario, TestMode.PerformanceOnly).Settings;
        var standard = StandardPlan(scenario, settings);
        var tuning = new ScenarioTuning { Scenario = scenario, Standard = standard, Search = new SearchResult(null, [], [], default, false) };
        using (var library = new ResidentLibrary(workload.Library))
        {
            var target = new TuningTarget(workload, scenario, settings, request.Run.Execution, library, context);
            if (scenario == TestScenario.Server)
                (target, tuning) = SetBound(target, tuning);
            var samplesPerQuery = (int)Math.Min(settings.MultiStreamSamplesPerQuery, 1 << 16);
            var plans = HasLanes
                ? PlanSpace.ForLanes(scenario, workload.Model!, samplesPerQuery, standard, request.Limits)
                : PlanSpace.For(scenario, workload.Model!, Environment.ProcessorCount, samplesPerQuery, standard, request.Limits);
            tuning = tuning with { Search = Search(target, plans, standard) };
            yield return tuning;
            if (tuning.Search.IsInterrupted || tuning.Winner is null)
                yield break;
            if (scenario == TestScenario.Server)
            {
                tuning = tuning with { Rate = FindRate(target, tuning) };
                yield return tuning;
                if (tuning.Rate.IsInterrupted)
                    yield break;
            }
        }

        if (request.Checks && (tuning.Rate is null || tuning.Rate.Rate is not null))
            yield return tuning with { Check = Check(tuning) };
    }

    private bool HasLanes => workload.Backend.Name == "tensorrt";

    private ExecutionPlan StandardPlan(TestScenario scenario, TestSettings settings)
    {
        workload.Check(scenario, settings, request.Run.Execution);
        using var system = workload.OpenSystem(scenario, settings, request.Run.Execution);
        return system.Description!.Plan;
    }

    private SearchResult Search(TuningTarget target, IReadOnlyList<ExecutionPlan> plans, ExecutionPlan standard)
    {
        var isServer = target.Scenario == TestScenario.Server;
        var budget = request.BudgetOf(target.Scenario);
        var options = new HalvingOptions { IsGrid = request.IsGrid, LastCounts = isServer };
        if (isServer)
        {
            // A try is several runs of LoadGen, and each needs enough queries for one in a hundred to mean something.
            options = options with { Passes = 1, FinalPasses = 2, NearMargin = 0.05, TieMargin = 0.02, LeastEffort = Shorter(TimeSpan.FromSeconds(2), budget / 50) };
        }
        else
        {
            options = options with { LeastEffort = Shorter(options.LeastEffort, budget / 100) };
        }

        IPlanBench bench = isServer ? new ServerBench(target, Runs(target)) : new ClosedBench(target);
        log(Units.Invariant($"{target.Scenario}: {plans.Count} plans"));
        var search = new SuccessiveHalving(bench, options, p => Show(target.Scenario, p), context.Cancellation);
        _shownRound = 0;
        var found = search.Run(plans, isServer || HasLanes ? budget * 0.8 : budget, standard);
        if (found.IsInterrupted || found.Winner is not { } winner)
            return found;
        IReadOnlyList<ExecutionPlan> variants =
        [
            .. isServer ? PlanSpace.Windows(winner.Plan, target.Settings.ServerTargetLatencyNs) : [],
            .. HasLanes ? PlanSpace.Gathers(winner.Plan) : [],
        ];
        if (variants.Count == 0)
            return found;

        // Which window or way of gathering is best depends little on the rest, so only the winner is tried with others.
        log(Units.Invariant($"{target.Scenario}: {variants.Count} variants of {PlanJson.Describe(winner.Plan)}"));
        _shownRound = 0;
        var second = new SuccessiveHalving(bench, options, p => Show(target.Scenario, p), context.Cancellation).Run([winner.Plan, .. variants], budget * 0.2);
        return second with
        {
            Trials = [.. second.Trials, .. found.Trials.Where(t => second.Trials.All(s => s.Plan != t.Plan))],
            Took = found.Took + second.Took,
        };
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private ServerRun Runs(TuningTarget target) =>
        new(target, request.Run.IssueWait.GetValueOrDefault(), request.Run.Timeout, Directory.CreateDirectory(Path.Combine(folder, "Server", "search")).FullName);

    /// <summary>The latency bound: the user's, the benchmark's, a round's, or from a warm-up, as <c>run</c> does it.</summary>
    private (TuningTarget Target, ScenarioTuning Tuning) SetBound(TuningTarget target, ScenarioTuning tuning)
    {
        using var system = target.Open(tuning.Standard);
        var figures = WarmUp.Measure(system.Sut, target.Library, 1, bursts: false, context.WarmUpBudget, request.Run.Timeout, context.Cancellation);
        var estimates = QuickEstimator.For(
            TestScenario.Server, target.Settings, figures, _builder.FindExplicit(TestScenario.Server), request.Run.Rules, workload.ServerBoundNs);
        var settings = _builder.Build(TestScenario.Server, TestMode.PerformanceOnly, estimates).Settings;
        var reason = estimates.Choices.FirstOrDefault(static c => c.Setting == "server_target_latency_ns")?.Reason ?? "given";
        log($"Server: latency bound {Units.Time(settings.ServerTargetLatencyNs)} ({reason})");
        return (target with { Settings = settings }, tuning with { BoundNs = settings.ServerTargetLatencyNs, BoundReason = reason });
    }

    private RateResult FindRate(TuningTarget target, ScenarioTuning tuning)
    {
        var winner = tuning.Search.Winner!;
        using var system = target.Open(winner.Plan);
        var bench = new LiveRateBench(Runs(target), system.Sut);
        var start = winner.Score > 0 ? winner.Score : target.Settings.ServerTargetQps;
        log($"Server: the highest VALID rate with {PlanJson.Describe(winner.Plan)}, from {Units.Rate(start)} queries/s on");
        return new RateSearch(bench, RateResolution, MostRateRuns, probe =>
            log($"Server: {Units.Rate(probe.Rate)} queries/s {(probe.IsValid ? "VALID" : "INVALID")} ({probe.Detail}, {Units.Seconds(probe.Took.TotalSeconds)})"),
            context.Cancellation).Run(start);
    }

    /// <summary>The winner in a whole run, with its own folder of logs.</summary>
    private RunRecord Check(ScenarioTuning tuning)
    {
        var assignments = request.Run.Assignments.ToList();
        if (tuning.Rate?.Rate is { } rate)
            assignments.Add(SettingAssignment.Create("target_qps", Units.Plain(rate), "tune"));
        if (tuning.BoundNs is { } bound)
            assignments.Add(SettingAssignment.Create("target_latency", Units.Plain(bound / 1e6), "tune"));
        var run = new PlannedRun(tuning.Scenario, RunMode.Performance);
        var builder = new SettingsBuilder(request.Run.Rules, new ConfigurationFiles(
            request.Run.MlperfConfPath is { } mlperf ? context.Resolve(mlperf) : null,
            request.Run.UserConfPath is { } user ? context.Resolve(user) : null, workload.Facts?.ConfName ?? workload.Name), assignments);
        var checking = request.Run with { Execution = new ExecutionRequest { Plan = tuning.Winner, BackendOptions = request.Run.Execution.BackendOptions } };
        var path = Directory.CreateDirectory(Path.Combine(folder, run.Folder)).FullName;
        return new ScenarioRunner(checking, workload, builder, context, log).Run(run, "Check", path, alone: true);
    }

    private void Show(TestScenario scenario, SearchProgress progress)
    {
        if (request.Quiet)
            return;
        var best = progress.Best is { } trial ? $", best so far {PlanJson.Describe(trial.Plan)}" : "";
        var text = Units.Invariant($"{scenario}, round {progress.Round}/{progress.Rounds}: {progress.PlansInRound} plans, {progress.Done}/{progress.InRound} tried, about {Units.Seconds(progress.Remaining.TotalSeconds)} left{best}");
        if (_shownRound != progress.Round)
            log(text);
        _shownRound = progress.Round;
        context.Terminal.ShowLive(text);
    }

    private sealed class LiveRateBench(ServerRun run, ISystemUnderTest sut) : IRateBench
    {
        public RateProbe Probe(double rate) => run.Probe(sut, rate);
    }
}
