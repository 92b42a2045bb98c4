using System.CommandLine;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Plans;
using NativeBench.Cli.Settings;
using NativeBench.Cli.Validate;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench validate</c>: the same samples on two backends, plans or models.</summary>
internal static class ValidateCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new ValidateOptions();
        var command = new ExampleCommand("validate", "Runs the same samples on two backends, plans or models and compares all outputs and the quality.")
        {
            Examples =
            {
                "nativebench validate --candidate-set threads=1",
                "nativebench validate --model model.onnx --reference ort-cpu --candidate tensorrt --candidate-set precision=fp16",
                "nativebench validate --model f32.onnx --candidate-model int8.onnx --data folder",
            },
        };
        foreach (var option in options.All)
            command.Options.Add(option);
        command.SetAction(parsed => ValidateSession.Execute(Read(parsed, options, context), context));
        return command;
    }

    private static ValidateRequest Read(ParseResult parsed, ValidateOptions options, CommandContext context)
    {
        var benchmark = parsed.GetValue(options.Benchmark);
        var model = parsed.GetValue(options.Model);
        var candidateModel = parsed.GetValue(options.CandidateModel) ?? model;
        if (candidateModel is not null && model is null && benchmark is null)
            throw new UsageException("--candidate-model needs --model, the reference's, or a --benchmark.");
        if (model is null && parsed.GetValue(options.Data) is not null && benchmark is null)
            throw new UsageException("--data needs --benchmark or --model: the built-in benchmark brings its own data.");
        if (parsed.GetValue(options.Weights) is not null && (benchmark is null || model is not null || candidateModel is not null))
            throw new UsageException("--weights synthetic needs --benchmark, whose architecture it makes, and no model beside it.");
        var scenario = Scenario(parsed.GetValue(options.Scenario));
        var reference = RunCommand.Backend("--reference", parsed.GetValue(options.Reference) ?? "ort-cpu");
        var candidate = RunCommand.Backend("--candidate", parsed.GetValue(options.Candidate) ?? reference);
        return new ValidateRequest
        {
            Reference = Side("reference", reference, parsed.GetValue(options.ReferenceSet), model, parsed.GetValue(options.ReferencePlan)),
            Candidate = Side("candidate", candidate, parsed.GetValue(options.CandidateSet), candidateModel, parsed.GetValue(options.CandidatePlan)),
            Benchmark = benchmark,
            DataPath = parsed.GetValue(options.Data),
            SyntheticWeights = parsed.GetValue(options.Weights) is { } weights && OptionValue.Choice("--weights", weights, RunCommand.Synthetic) == RunCommand.Synthetic,
            Dimensions = RunCommand.Dimensions(parsed.GetValue(options.Dim) ?? []),
            Scenario = scenario,
            Samples = OptionValue.Count("--samples", parsed.GetValue(options.Samples)),
            Tolerances = Tolerances(parsed.GetValue(options.Tolerances)),
            Relative = OptionValue.Number("--rtol", parsed.GetValue(options.Relative), 0, 1e9),
            Absolute = OptionValue.Number("--atol", parsed.GetValue(options.Absolute), 0, 1e30),
            MinCosine = OptionValue.Number("--min-cosine", parsed.GetValue(options.MinCosine), -1, 1),
            MaxTop1Percent = OptionValue.Number("--max-other-top1", parsed.GetValue(options.MaxTop1), 0, 100),
            Worst = OptionValue.Count("--worst", parsed.GetValue(options.Worst)) ?? 5,
            Timeout = OptionValue.Seconds("--timeout", parsed.GetValue(options.Timeout)),
            Json = parsed.GetValue(options.Json),
            Quiet = parsed.GetValue(options.Quiet),
        };

        SideRequest Side(string role, string backend, string[]? settings, string? modelPath, string? planPath)
        {
            var plan = planPath is null ? null : PlanFile.Read(context.Resolve(planPath), planPath, $"--{role}-plan");
            var execution = SideOptions.Read(role, settings);
            return new SideRequest(role, backend, plan is null ? execution : execution with { Plan = plan.Require(scenario) }, modelPath) { Plan = plan };
        }
    }

    private static LoadGen.TestScenario Scenario(string? name)
    {
        var scenarios = SettingCatalog.CurrentScenarios;
        return Enum.Parse<LoadGen.TestScenario>(
            OptionValue.Choice("--scenario", name ?? "Offline", [.. scenarios.Select(static s => s.ToString())]));
    }

    private static Tolerances? Tolerances(string? name)
    {
        if (name is null)
            return null;
        var all = Validate.Tolerances.All;
        return all.First(t => t.Name == OptionValue.Choice("--tolerances", name, [.. all.Select(static t => t.Name)]));
    }
}
