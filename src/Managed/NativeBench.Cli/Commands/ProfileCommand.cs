using System.CommandLine;
using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Run;
using NativeBench.Cli.Workloads;
using NativeBench.Catalog;
using NativeBench.Inference;
using Spectre.Console;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench profile</c>: what each layer takes, in runs of its own, since measuring layers slows an engine down.</summary>
internal static class ProfileCommand
{
    private const int DefaultRuns = 50;
    private const int DefaultTop = 25;

    public static Command Create(CommandContext context)
    {
        var run = new RunOptions();
        var runs = new Option<string?>("--runs") { HelpName = "N", Description = "Batches to measure. Default: 50." };
        var top = new Option<string?>("--top", "-n") { HelpName = "N", Description = "The slowest layers to show; --json has all of them. Default: 25." };
        var command = new ExampleCommand("profile", "Shows what each layer of a model takes on a GPU, slowest first. A run of its own: measuring layers slows an engine down.")
        {
            Examples =
            {
                "nativebench profile --model model.onnx --batch 32 --precision fp16",
                "nativebench profile --model model.plan --json",
            },
        };
        foreach (var option in new Option[]
                 {
                     run.Benchmark, run.Model, run.Weights, run.Dim, run.Catalog.Catalog, run.Catalog.Home,
                     run.Backend, run.Batch, run.Device, run.Precision, run.DlaCore, run.BackendOption, runs, top, run.Json, run.Quiet,
                 })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var request = RunCommand.Read(parsed, run);
            return Execute(request, OptionValue.Count("--runs", parsed.GetValue(runs)) ?? DefaultRuns, OptionValue.Count("--top", parsed.GetValue(top)) ?? DefaultTop, context);
        });
        return command;
    }

    private static int Execute(RunRequest request, int runs, int top, CommandContext context)
    {
        var choice = BackendChooser.Choose(request.Backend);
        if (choice.Name != "tensorrt")
            throw new UsageException($"profile measures layers with tensorrt; this is {choice.Name} ({choice.Reason}).");
        if (request.Execution.Devices is { Count: not 1 })
            throw new UsageException("profile measures on one GPU; --device takes one number here.");
        var model = Find(request, context);
        var backend = BackendChooser.Open(choice, request.Execution, context, quiet: request.Quiet);
        var plan = new ExecutionPlan { BatchSize = request.Execution.Batch ?? 1, BackendOptions = request.Execution.BackendOptions };
        plan.Validate();
        var dimensions = request.Dimensions.ToDictionary(static d => d.Key, static d => (long)d.Value);
        if (backend.Inspect(model, dimensions) is { FixedBatch: { } batch })
            plan = plan with { BatchSize = batch };
        using var engines = (TensorRtDevices)backend.Load(model, plan, dimensions);
        var engine = engines.First;
        if (plan.BatchSize > engine.MaxBatchSize)
            throw new UsageException(Units.Invariant($"--batch {plan.BatchSize} is more than the engine of '{engine.Model.Name}' was built for: {engine.MaxBatchSize}."));
        var layers = engine.MeasureLayers(plan.BatchSize, runs).OrderByDescending(static layer => layer.Value).ToList();
        var profile = new Profile(engine.Model.Name, engine.DeviceName, engine.Version, engine.IsEmulated, plan.BatchSize, runs, layers);
        if (request.Json)
            context.Terminal.Out.WriteLine(JsonText.Write(writer => Write(writer, profile)));
        else
            Write(context.Terminal, profile, top);
        return ExitCodes.Ok;
    }

    private static ModelSource Find(RunRequest request, CommandContext context)
    {
        if (request.ModelPath is { } named)
            return new ModelSource(WorkloadFactory.RequireFile("--model", context.Resolve(named), named));
        var store = request.HomePath is { } home ? new LocalStore(context.Resolve(home)) : LocalStore.Default();
        return BenchmarkModels.Find(BenchmarkWorkloads.Find(request, context), null, request, store, context);
    }

    private static void Write(Terminal terminal, Profile profile, int top)
    {
        var total = profile.TotalNs;
        terminal.Out.WriteLine(Units.Invariant(
            $"{profile.Model} on {profile.Device}, {profile.Version}: batch {profile.Batch}, mean of {profile.Runs} runs, {profile.Layers.Count} layers, {Units.Time(total)} in all"));
        if (profile.IsEmulated)
            terminal.Out.WriteLine("Emulated: these times are no device's.");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Layer", "Mean", "Share");
        foreach (var (name, ns) in profile.Layers.Take(top))
            table.AddRow(new Text(name), new Text(Units.Time(ns)), new Text(Units.Invariant($"{100.0 * ns / Math.Max(1, total):0.0} %")));
        if (profile.Layers.Count > top)
        {
            var rest = profile.Layers.Skip(top).Sum(static layer => layer.Value);
            table.AddRow(new Text(Units.Invariant($"{profile.Layers.Count - top} more")), new Text(Units.Time(rest)), new Text(Units.Invariant($"{100.0 * rest / Math.Max(1, total):0.0} %")));
        }

        terminal.Rich().Write(table);
    }

    private static void Write(Utf8JsonWriter json, Profile profile)
    {
        json.WriteStartObject();
        json.WriteString("model", profile.Model);
        json.WriteString("device", profile.Device);
        json.WriteString("version", profile.Version);
        json.WriteBoolean("emulated", profile.IsEmulated);
        json.WriteNumber("batch", profile.Batch);
        json.WriteNumber("runs", profile.Runs);
        json.WriteNumber("total_mean_ns", profile.TotalNs);
        json.WriteStartArray("layers");
        foreach (var (name, ns) in profile.Layers)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("mean_ns", ns);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What was measured; the layers slowest first, in ns.</summary>
    private sealed record Profile(
        string Model, string Device, string Version, bool IsEmulated, int Batch, int Runs, IReadOnlyList<KeyValuePair<string, long>> Layers)
    {
        public long TotalNs => Layers.Sum(static layer => layer.Value);
    }
}
