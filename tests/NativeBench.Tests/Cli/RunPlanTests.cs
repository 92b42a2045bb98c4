using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli;

public sealed class RunPlanTests
{
    private static string Plan(RunRequest request, bool canScore = true) =>
        string.Join("; ", RunPlan.For(request, canScore).Runs.Select(static r => r.ToString()));

    private static RunRequest Request(TestScenario[]? scenarios = null, RunMode[]? modes = null) =>
        new() { Rules = Rules.Quick, Scenarios = scenarios, Modes = modes };

    [Test]
    public void Without_options_all_scenarios_are_measured_and_accuracy_once() =>
        Assert.That(Plan(Request()), Is.EqualTo(
            "SingleStream performance; MultiStream performance; Server performance; Offline performance; Offline accuracy"));

    [Test]
    public void Without_labels_there_is_no_accuracy_run() =>
        Assert.That(Plan(Request(), canScore: false), Does.Not.Contain("accuracy"));

    [Test]
    public void A_named_scenario_is_measured_alone() =>
        Assert.That(Plan(Request([TestScenario.Server])), Is.EqualTo("Server performance"));

    [Test]
    public void Accuracy_alone_is_one_run() =>
        Assert.That(Plan(Request(modes: [RunMode.Accuracy])), Is.EqualTo("Offline accuracy"));

    [Test]
    public void Accuracy_of_named_scenarios_is_one_run_each() =>
        Assert.That(Plan(Request([TestScenario.SingleStream, TestScenario.Server], [RunMode.Accuracy])),
            Is.EqualTo("SingleStream accuracy; Server accuracy"));

    [Test]
    public void A_search_without_a_scenario_is_Server_s() =>
        Assert.That(Plan(Request(modes: [RunMode.FindPeak])), Is.EqualTo("Server find-peak"));

    [Test]
    public void A_search_of_named_scenarios_is_one_run_each() =>
        Assert.That(Plan(Request([TestScenario.MultiStreamFixedInterval, TestScenario.Server], [RunMode.FindPeak])),
            Is.EqualTo("MultiStreamFixedInterval find-peak; Server find-peak"));

    [Test]
    public void Both_modes_of_all_scenarios_are_eight_runs() =>
        Assert.That(RunPlan.For(
            Request([TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Server, TestScenario.Offline],
                [RunMode.Performance, RunMode.Accuracy]), canScore: true).Runs, Has.Count.EqualTo(8));
}
