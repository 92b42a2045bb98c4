using System.CommandLine;
using System.CommandLine.Parsing;

namespace NativeBench.Cli.Parsing;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>One or two sentences about the first mistake.</summary>
    public static string Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = PathOf(parsed.CommandResult);
        var help = $" See '{path} --help'.";
        if (parsed.UnmatchedTokens.Count > 0)
        {
            var token = parsed.UnmatchedTokens[0];
            if (token.StartsWith('-'))
            {
                var name = token.Split('=', 2)[0];
                return $"'{path}' has no option '{name}'.{NearestName.Hint(name, OptionNames(parsed.CommandResult))}{help}";
            }

            return command.Subcommands.Count > 0
                ? $"There is no command '{token}'.{NearestName.Hint(token, command.Subcommands.Select(static c => c.Name))}{help}"
                : $"'{path}' takes options only; found '{token}'.{help}";
        }

        var error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value.{help}",
            OptionResult { Tokens.Count: > 1 } option => $"{option.Option.Name} is given more than once.{help}",
            CommandResult when command.Subcommands.Count > 0 =>
                $"A command is missing: {string.Join(", ", command.Subcommands.Select(static c => c.Name))}.{help}",
            _ => error.Message + help,
        };
    }

    /// <summary>An option that doesn't exist is taken for the value of an argument; this refuses it as an option.</summary>
    public static void RequireNoOption(ParseResult parsed, string? argument)
    {
        if (argument?.StartsWith('-') != true)
            return;
        var path = PathOf(parsed.CommandResult);
        var name = argument.Split('=', 2)[0];
        throw new UsageException($"'{path}' has no option '{name}'.{NearestName.Hint(name, OptionNames(parsed.CommandResult))} See '{path} --help'.");
    }

    private static IEnumerable<string> OptionNames(CommandResult result) =>
        result.Command.Options.Where(static o => !o.Hidden).SelectMany(static o => o.Aliases.Append(o.Name));

    private static string PathOf(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
            names.Add(command.Command is RootCommand ? "nativebench" : command.Command.Name);
        names.Reverse();
        return string.Join(' ', names);
    }
}
