using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace NativeBench.Cli.Parsing;

/// <summary>The whole command line as a page, from the commands' own definitions: docs/cli.md.</summary>
internal static class CliReference
{
    /// <summary>The page in Markdown.</summary>
    public static string Create(RootCommand root)
    {
        var text = new StringBuilder();
        text.Append("# The command line\n\n");
        text.Append("<!-- Made from the commands' own definitions by a test: NATIVEBENCH_RENEW=1 dotnet test tests/NativeBench.Tests --filter CliReferenceTests -->\n\n");
        text.Append(root.Description).Append("\n\n");
        text.Append("""
            Logs and progress go to standard error, the outcome to standard output. No colour and no live view when standard error is no
            terminal or `NO_COLOR` is set.

            | exit code | meaning |
            | --- | --- |
            | 0 | done, and every result VALID (accuracy: target met; assertions hold) |
            | 1 | done, but a result is INVALID, a target was missed or an assertion doesn't hold; the reason is printed |
            | 2 | wrong usage, configuration or input; the message names it |
            | 3 | couldn't run, or failed while running; what was measured up to then is kept and marked |
            | 130 | interrupted; the same |


            """.ReplaceLineEndings("\n"));
        foreach (var command in root.Subcommands.Where(static c => !c.Hidden))
            Write(text, command, "nativebench");
        return text.ToString();
    }

    private static void Write(StringBuilder text, Command command, string parent)
    {
        var path = $"{parent} {command.Name}";
        text.Append("## ").Append(path).Append("\n\n").Append(command.Description).Append("\n\n");
        if (command.Subcommands.Count == 0)
        {
            text.Append("```text\n").Append(path);
            foreach (var argument in command.Arguments)
                text.Append(' ').Append(argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name).Append(argument.Arity.MaximumNumberOfValues > 1 ? "…" : "");
            text.Append(command.Options.Any(IsShown) ? " [OPTIONS]" : "").Append("\n```\n\n");
        }

        var rows = command.Arguments.Select(static a => ($"`{a.Name}`", a.Description))
            .Concat(command.Options.Where(IsShown).Select(static o => ($"`{Name(o)}`", o.Description))).ToArray();
        if (rows.Length > 0)
        {
            text.Append("| option | meaning |\n| --- | --- |\n");
            foreach (var (name, description) in rows)
                text.Append("| ").Append(name).Append(" | ").Append(Cell(description)).Append(" |\n");
            text.Append('\n');
        }

        if (command is ExampleCommand { Examples.Count: > 0 } example)
            text.Append("```sh\n").AppendJoin('\n', example.Examples).Append("\n```\n\n");
        foreach (var inner in command.Subcommands.Where(static c => !c.Hidden))
            Write(text, inner, path);
    }

    private static bool IsShown(Option option) => !option.Hidden && option is not (HelpOption or VersionOption);

    private static string Name(Option option) => option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
