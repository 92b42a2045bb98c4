using System.CommandLine;
using System.Globalization;
using NativeBench.Cli.ModelSynthesis;
using NativeBench.Cli.Parsing;
using NativeBench.ModelSynthesis;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench model synth</c>: architecture-exact ONNX files with seeded weights.</summary>
internal static class ModelCommand
{
    public static Command Create(CommandContext context) => new("model", "Makes model files.") { CreateSynth(context) };

    private static ExampleCommand CreateSynth(CommandContext context)
    {
        var name = new Argument<string?>("NAME") { Description = "The architecture; see --list.", Arity = ArgumentArity.ZeroOrOne };
        var output = Text("--output", "FILE", "Where to write it. Default: NAME-synthetic.onnx in the current folder.");
        var seed = Text("--seed", "N", "Decides every weight; the same seed gives the same bytes. Default: 1.");
        var batch = Text("--batch", "N", "The first dimension of inputs and outputs, or free (default).");
        var sequence = Text("--sequence", "N", "Tokens of a sequence for models of text, or free. Default: what the benchmark runs with.");
        var precision = Text("--precision", "NAME", "f32 (default) or f16: of weights, activations and real inputs and outputs.");
        var force = new Option<bool>("--force") { Description = "Replaces the file if there is one already." };
        var list = new Option<bool>("--list") { Description = "Lists the architectures with their size, and writes nothing." };
        var json = new Option<bool>("--json") { Description = "Prints a JSON object (with --list: an array) instead of text." };
        var quiet = new Option<bool>("--quiet") { Description = "Nothing on standard error but mistakes." };
        var command = new ExampleCommand(
            "synth", "Writes an architecture-exact ONNX graph with seeded weights, for speed work without the real ones. Never gives an accuracy.")
        {
            Examples =
            {
                "nativebench model synth resnet50",
                "nativebench model synth bert-base --batch 1 --output bert.onnx",
                "nativebench model synth --list",
            },
        };
        command.Arguments.Add(name);
        foreach (var option in new Option[] { output, seed, batch, sequence, precision, force, list, json, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
            {
                if (parsed.GetValue(name) is { } other)
                    throw new UsageException($"--list shows all architectures; found the name '{other}' beside it.");
                ArchitectureList.Write(context.Terminal, parsed.GetValue(json));
                return ExitCodes.Ok;
            }

            var model = Build(Architecture(parsed.GetValue(name)), new SynthesisOptions
            {
                Seed = Seed(parsed.GetValue(seed)),
                Batch = FreeOr("--batch", parsed.GetValue(batch)) is var b && b == 0 ? null : b,
                SequenceLength = FreeOr("--sequence", parsed.GetValue(sequence)),
                Precision = OptionValue.Choice("--precision", parsed.GetValue(precision), "f32", "f16") == "f16"
                    ? WeightPrecision.Float16
                    : WeightPrecision.Float32,
            });
            new SynthesisSession(context, parsed.GetValue(json), parsed.GetValue(quiet)).Write(model, parsed.GetValue(output), parsed.GetValue(force));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static SyntheticArchitecture Architecture(string? name)
    {
        var known = SyntheticModels.All.Select(static a => a.Name).ToArray();
        if (name is null)
            throw new UsageException($"model synth needs the name of an architecture: {string.Join(", ", known)}.");
        return SyntheticModels.Find(name)
            ?? throw new UsageException($"model synth knows {string.Join(", ", known)}; found '{name}'.{NearestName.Hint(name, known)}");
    }

    private static SyntheticModel Build(SyntheticArchitecture architecture, SynthesisOptions options)
    {
        try
        {
            return architecture.Build(options);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message, e);
        }
    }

    private static ulong Seed(string? text)
    {
        if (text is null)
            return new SynthesisOptions().Seed;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new UsageException($"--seed takes a whole number from 0 to {ulong.MaxValue.ToString(CultureInfo.InvariantCulture)}; found '{text}'.");
    }

    /// <summary>A number of 1 or more, 0 for "free", null when not given.</summary>
    private static int? FreeOr(string option, string? text)
    {
        if (text is null)
            return null;
        if (text.Equals("free", StringComparison.OrdinalIgnoreCase))
            return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1
            ? value
            : throw new UsageException($"{option} takes a whole number, 1 or more, or free; found '{text}'.");
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
