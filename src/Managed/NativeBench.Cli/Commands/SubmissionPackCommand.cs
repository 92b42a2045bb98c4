using System.CommandLine;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Submission.Packing;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench submission pack</c>: options in, <see cref="SubmissionPackRequest"/> out.</summary>
internal static class SubmissionPackCommand
{
    public static Command Create(CommandContext context)
    {
        var folders = new Argument<string[]>("FOLDER") { Description = "Folders that 'submission run' made, one a benchmark.", Arity = ArgumentArity.ZeroOrMore };
        var submitter = Text("--submitter", "NAME", "The submitter, as its folder is to have it.");
        var system = Text("--system", "NAME", "The system, as its folder is to have it.");
        var systemFile = Text("--system-file", "FILE", "A JSON object with keys of the system's description; goes over what was read from the machine and the folder's own system.json.");
        var field = Texts("--field", "KEY=VALUE", "A key of the system's description, such as cooling=air; goes over the files; repeatable.");
        var measurement = Texts("--measurement", "KEY=VALUE", "A key of the measurements files, such as weight_transformations=folded; repeatable.");
        var division = Text("--division", "NAME", "closed or open. Default: what the runs were made for. Runs for closed may be packed for open.");
        var category = Text("--category", "NAME", "edge or datacenter. Default: what the runs were made for.");
        var round = Text("--round", "NAME", $"The round whose layout is built: {string.Join(", ", SubmissionRunCommand.Rounds)}. Default: what the runs were made for.");
        var infer = Texts("--infer", "TO=FROM", "Edge: takes a scenario's result from another's run: MultiStream=SingleStream, Offline=SingleStream, Offline=MultiStream; repeatable.");
        var variant = Text("--variant", "NAME", "The official name, where a benchmark has several (bert-99, bert-99.9). Default: the first.");
        var modelName = Text("--model-name", "NAME", "Open division: your own name of the model; model_mapping.json tells what it stands for.");
        var code = Text("--code", "DIR", "Your own code, copied beside the command that was run.");
        var calibration = Text("--calibration", "FILE", "The description of how weights were calibrated. Default: says that nothing was.");
        var fullLogs = Text("--full-logs", "DIR", "Copies the accuracy logs before they're cut to DIR, at the tree's paths: reviewers may ask for them.");
        var output = Text("--output", "DIR", "Where the tree goes; must be new or empty. Default: tree-DIVISION in the first folder.");
        var rehearsal = new Option<bool>("--rehearsal") { Description = "Packs what is no result (synthetic weights or data, emulation, quick rules), and marks the tree: names, notes, accuracy.txt and a file at its root say REHEARSAL." };
        var skipSize = SubmissionCommand.SkipDatasetSize();
        var catalog = new CatalogOptions();
        var json = new Option<bool>("--json") { Description = "Prints a JSON object instead of the table." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints the verdict's lines alone." };
        var command = new ExampleCommand(
            "pack", "Builds a submission tree from runs: logs where the round wants them, accuracy logs cut and hashed, the system described. Refuses what is no result, with the reasons.")
        {
            Examples =
            {
                "nativebench submission pack results/submission-v6.1-closed-edge-resnet50 --submitter Example --system box --field status=available --field cooling=air",
                "nativebench submission pack FOLDER --rehearsal --infer MultiStream=SingleStream --infer Offline=SingleStream --output tree",
            },
        };
        command.Arguments.Add(folders);
        foreach (var option in new Option[]
                 {
                     submitter, system, systemFile, field, measurement, division, category, round, infer, variant, modelName, code, calibration, fullLogs, output, rehearsal, skipSize, catalog.Catalog, json, quiet,
                 })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => SubmissionPack.Execute(new SubmissionPackRequest
        {
            Folders = [.. parsed.GetValue(folders) ?? []],
            Catalog = catalog.ReadCatalog(parsed, context),
            Round = Choice(parsed, round, SubmissionRunCommand.Rounds),
            Division = Choice(parsed, division, "closed", "open"),
            Category = Choice(parsed, category, "edge", "datacenter"),
            Submitter = parsed.GetValue(submitter),
            System = parsed.GetValue(system),
            SystemFile = parsed.GetValue(systemFile),
            Fields = Pairs(parsed, field, "cooling=air"),
            Measurements = Pairs(parsed, measurement, "weight_transformations=folded"),
            Inferred = Pairs(parsed, infer, "MultiStream=SingleStream"),
            Variant = parsed.GetValue(variant),
            ModelName = parsed.GetValue(modelName),
            CodeFolder = parsed.GetValue(code),
            CalibrationFile = parsed.GetValue(calibration),
            FullLogs = parsed.GetValue(fullLogs),
            Output = parsed.GetValue(output),
            IsRehearsal = parsed.GetValue(rehearsal),
            SkipDatasetSize = parsed.GetValue(skipSize),
            Json = parsed.GetValue(json),
            Quiet = parsed.GetValue(quiet),
        }, context));
        return command;
    }

    private static string? Choice(ParseResult parsed, Option<string?> option, params ReadOnlySpan<string> names) =>
        parsed.GetValue(option) is { } text ? OptionValue.Choice(option.Name, text, names) : null;

    private static KeyValuePair<string, string>[] Pairs(ParseResult parsed, Option<string[]> option, string example) =>
    [
        .. (parsed.GetValue(option) ?? []).Select(text =>
        {
            var (name, value) = OptionValue.Pair(option.Name, text, example);
            return KeyValuePair.Create(name, value);
        }),
    ];

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    private static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore };
}
