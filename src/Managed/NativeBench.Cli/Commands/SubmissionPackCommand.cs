using System.CommandLine;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Submission.Packing;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench submission pack</c>: options in, <see cref="SubmissionPackRequest"/> out.</summary>
internal static class SubmissionPackCommand
{
    public static Command Create(CommandContext context)
    {
        var folders = new Argument<string[]>("FOLDER") { Description = "Folders that 'submission run' made, or result folders of 'run': of one benchmark or several, of one system or several.", Arity = ArgumentArity.ZeroOrMore };
        var submitter = Text("--submitter", "NAME", "The submitter, as its folder is to have it.");
        var system = Texts("--system", "[WHICH=]NAME", "The system, as its folder is to have it. With several machines one for each: FOLDER=NAME; repeatable.");
        var systemFile = Texts("--system-file", "[SYSTEM=]FILE", "A JSON object with keys of the system's description; goes over what was read from the machine and the folder's own system.json.");
        var field = Texts("--field", "KEY=VALUE", "A key of the system's description, such as cooling=air; goes over the files; repeatable.");
        var measurement = Texts("--measurement", "[WHICH:]KEY=VALUE", "A key of the measurements files, such as weight_transformations=folded, or a file with a JSON object of such keys; repeatable. WHICH, here and below, is a folder or a benchmark, where several are packed.");
        var division = Text("--division", "NAME", "closed or open. Default: what the runs were made for. Runs for closed may be packed for open.");
        var category = Text("--category", "NAME", "edge or datacenter. Default: what the runs were made for.");
        var round = Text("--round", "NAME", $"The round whose layout is built: {string.Join(", ", SubmissionRunCommand.Rounds)}. Default: what the runs were made for.");
        var infer = Texts("--infer", "[WHICH:]TO=FROM", "Edge: takes a scenario's result from another's run: MultiStream=SingleStream, Offline=SingleStream, Offline=MultiStream; repeatable.");
        var variant = Texts("--variant", "[WHICH=]NAME", "The official name, where a benchmark has several (bert-99, bert-99.9). Default: the first; repeatable.");
        var modelName = Texts("--model-name", "[WHICH=]NAME", "Open division: your own name of the model; model_mapping.json tells what it stands for; repeatable.");
        var code = Texts("--code", "[WHICH=]DIR", "Your own code, copied beside the command that was run; repeatable.");
        var calibration = Texts("--calibration", "[WHICH=]FILE", "The description of how weights and activations were quantized. Needed unless the model's file and the runs' precision show that nothing was; repeatable.");
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
                "nativebench submission pack A B --submitter Example --system box --model-name resnet50=mynet --division open",
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
            Systems = Values(parsed, system),
            SystemFiles = Values(parsed, systemFile),
            Fields = Pairs(parsed, field, "cooling=air"),
            Measurements = [.. (parsed.GetValue(measurement) ?? []).SelectMany(text => Measurements(text, context))],
            Inferred = [.. (parsed.GetValue(infer) ?? []).Select(text => Scoped.Pair(infer.Name, text, "MultiStream=SingleStream"))],
            Variants = Values(parsed, variant),
            ModelNames = Values(parsed, modelName),
            CodeFolders = Values(parsed, code),
            CalibrationFiles = Values(parsed, calibration),
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

    private static Scoped<string>[] Values(ParseResult parsed, Option<string[]> option) => [.. (parsed.GetValue(option) ?? []).Select(text => Scoped.Value(option.Name, text))];

    /// <summary>KEY=VALUE, or all keys of a file.</summary>
    private static IEnumerable<Scoped<KeyValuePair<string, string>>> Measurements(string text, CommandContext context) => File.Exists(context.Resolve(text))
        ? MeasurementTexts.ReadFile(context.Resolve(text), text).Select(static pair => new Scoped<KeyValuePair<string, string>>(null, pair))
        : [Scoped.Pair("--measurement", text, "weight_transformations=folded, or a file that is there")];

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    private static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore };
}
