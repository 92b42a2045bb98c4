using NativeBench.Cli.Settings;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>One run of LoadGen: a scenario and what it's for.</summary>
internal readonly record struct PlannedRun(TestScenario Scenario, RunMode Mode)
{
    /// <summary>The folder below the result folder: <c>Offline/accuracy</c>.</summary>
    public string Folder => Path.Combine(Scenario.ToString(), ModeName);

    /// <summary>The mode as the command line writes it.</summary>
    public string ModeName => Mode switch
    {
        RunMode.Accuracy => "accuracy",
        RunMode.FindPeak => "find-peak",
        _ => "performance",
    };

    public override string ToString() => $"{Scenario} {ModeName}";
}

/// <summary>Which runs are made, in order.</summary>
internal sealed record RunPlan(IReadOnlyList<PlannedRun> Runs)
{
    /// <summary>
    /// The plan for a request. Without --mode: performance, and without --scenario too one accuracy run if the outputs can
    /// be scored. A search without --scenario is Server's. Accuracy doesn't depend on how queries arrive, so alone it's one Offline run, unless scenarios are named.
    /// </summary>
    public static RunPlan For(RunRequest request, bool canScore)
    {
        var runs = new List<PlannedRun>();
        var modes = request.Modes ?? [RunMode.Performance];
        var usual = request.Rules.DefaultScenarios(request.SystemType) ?? SettingCatalog.CurrentScenarios;

        // Accuracy doesn't depend on how queries arrive: Offline is the fastest way to it, where the round has it.
        var once = usual.Contains(TestScenario.Offline) ? TestScenario.Offline : usual[0];
        if (modes.Contains(RunMode.Performance))
            runs.AddRange((request.Scenarios ?? usual).Select(static s => new PlannedRun(s, RunMode.Performance)));
        if (modes.Contains(RunMode.FindPeak))
            runs.AddRange((request.Scenarios ?? [TestScenario.Server]).Select(static s => new PlannedRun(s, RunMode.FindPeak)));
        if (modes.Contains(RunMode.Accuracy))
            runs.AddRange((request.Scenarios ?? [once]).Select(static s => new PlannedRun(s, RunMode.Accuracy)));
        else if (request is { Modes: null, Scenarios: null } && canScore)
            runs.Add(new PlannedRun(once, RunMode.Accuracy));
        return new RunPlan(runs);
    }

    /// <summary>The scenarios that occur, each once.</summary>
    public IReadOnlyList<TestScenario> Scenarios => [.. Runs.Select(static r => r.Scenario).Distinct()];
}
