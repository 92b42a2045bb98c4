using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace NativeBench.Cli.Parsing;

/// <summary>Help as usual, then examples that work when pasted.</summary>
internal sealed class ExampleHelpAction : SynchronousCommandLineAction
{
    private readonly HelpAction _inner;
    private readonly Dictionary<Command, string[]> _examples = [];

    private ExampleHelpAction(HelpAction inner) => _inner = inner;

    /// <summary>Makes the root's help option show the examples of whatever command is asked about.</summary>
    public static void Install(RootCommand root, params string[] rootExamples)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        var action = new ExampleHelpAction((HelpAction)option.Action!);
        action._examples[root] = rootExamples;
        foreach (var command in root.Subcommands.Concat(root.Subcommands.SelectMany(static c => c.Subcommands)).OfType<ExampleCommand>())
            action._examples[command] = [.. command.Examples];
        option.Action = action;
    }

    public override int Invoke(ParseResult parseResult)
    {
        var result = _inner.Invoke(parseResult);
        if (_examples.TryGetValue(parseResult.CommandResult.Command, out var examples))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(examples.Length == 1 ? "Example:" : "Examples:");
            foreach (var example in examples)
                output.WriteLine("  " + example);
            output.WriteLine();
        }

        return result;
    }
}

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampleCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines that work.</summary>
    public List<string> Examples { get; } = [];
}
