using System.CommandLine;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Tune;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench tune</c>: the best plan per scenario and the highest VALID Server rate.</summary>
internal static class TuneCommand
{
    private const int DefaultBudgetSeconds = 240;

    public static Command Create(CommandContext context)
    {
        var run = new RunOptions();
        var scenario = new Option<string[]>("--scenario")
        {
            HelpName = "LIST", Arity = ArgumentArity.OneOrMore,
            Description = "SingleStream, MultiStream, Server, Offline; comma-separated, or all (default).",
        };
        var budget = Text("--budget", "SECONDS", "What the search of plans may take, about; Server's rate and the whole runs at the end come on top. Default: 240.");
        var maxBatch = Text("--max-batch", "N", "Largest batch to try. Default: 64 for Offline, 32 for Server, the samples of a query for MultiStream.");
        var instances = Text("--instances", "N", "Tries only plans with so many instances; on tensorrt, streams of each GPU.");
        var threads = Text("--threads", "N", "Tries only plans with so many threads an instance.");
        var grid = new Option<bool>("--grid") { Description = "Tries all plans equally long instead of halving their number: slower, for checking the search." };
        var noCheck = new Option<bool>("--no-check") { Description = "Leaves out the whole runs of the winners at the end." };
        var command = new ExampleCommand("tune", "Finds the best batch, instances (streams), threads and window for each scenario, and the highest VALID Server rate.")
        {
            Examples =
            {
                "nativebench tune",
                "nativebench tune --model model.onnx --scenario Offline,Server --set target_latency=15",
                "nativebench run --plan results/tuned/plan.json --user-conf results/tuned/user.conf",
            },
        };
        foreach (var option in new Option[]
                 {
                     run.Benchmark, run.Model, run.Data, run.Weights, run.Catalog.Catalog, run.Catalog.Home, run.Preprocess, run.Dim, scenario, budget, maxBatch, instances, threads, grid, noCheck,
                     run.Rules, run.Set, run.UserConf, run.MlperfConf, run.Backend, run.BackendOption, run.Device, run.Precision, run.DlaCore, run.IssueWait, run.Timeout, run.Output, run.Json, run.Quiet,
                 })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var request = RunCommand.Read(parsed, run);
            var scenarios = RunCommand.Scenarios(parsed.GetValue(scenario)) ?? [TestScenario.Offline, TestScenario.Server, TestScenario.SingleStream, TestScenario.MultiStream];
            if (scenarios.Contains(TestScenario.MultiStreamFixedInterval))
                throw new UsageException("tune has no MultiStreamFixedInterval: its number of streams is searched by 'run --mode find-peak'.");
            foreach (var assignment in request.Assignments)
                assignment.RequireUseIn(scenarios);
            return TuneSession.Execute(new TuneRequest
            {
                Run = request with { Scenarios = scenarios },
                Scenarios = scenarios,
                Budget = OptionValue.Seconds("--budget", parsed.GetValue(budget)) ?? TimeSpan.FromSeconds(DefaultBudgetSeconds),
                Limits = new PlanLimits(
                    OptionValue.Count("--max-batch", parsed.GetValue(maxBatch)),
                    OptionValue.Count("--instances", parsed.GetValue(instances)),
                    OptionValue.Count("--threads", parsed.GetValue(threads))),
                IsGrid = parsed.GetValue(grid),
                Checks = !parsed.GetValue(noCheck),
                OutputPath = request.OutputPath,
                Json = request.Json,
                Quiet = request.Quiet,
            }, context);
        });
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
