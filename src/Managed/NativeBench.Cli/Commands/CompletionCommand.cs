using System.CommandLine;
using NativeBench.Cli.Parsing;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench completion</c>: what a shell needs to complete command lines; the program itself knows the words.</summary>
internal static class CompletionCommand
{
    // The line goes without the program's own name: 'nativebench', './nativebench' and an alias are then the same.
    private const string Bash = """
        _nativebench_complete() {
            local line="${COMP_LINE#* }" at=$(( COMP_POINT - ${#COMP_WORDS[0]} - 1 ))
            local IFS=$'\n'
            COMPREPLY=( $(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$at]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
        }
        complete -o default -F _nativebench_complete nativebench
        """;

    private const string Zsh = """
        #compdef nativebench
        _nativebench_complete() {
            local line="${BUFFER#* }" at=$(( CURSOR - ${#words[1]} - 1 ))
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:$at]" "$line" 2>/dev/null)}")
            [[ -n "$found" ]] && compadd -a found || _files
        }
        # As a file of fpath it is the function itself, called at the first tab.
        if [[ "${funcstack[1]}" = _nativebench ]]; then
            compdef _nativebench_complete nativebench
            _nativebench_complete
        else
            compdef _nativebench_complete nativebench
        fi
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName nativebench -ScriptBlock {
            param($word, $ast, $position)
            $name = $ast.CommandElements[0].Extent.Text
            $line = $ast.Extent.Text.PadRight($position)
            $at = [Math]::Max(0, $position - $name.Length - 1)
            & $name "[suggest:$at]" $line.Substring([Math]::Min($line.Length, $name.Length + 1)) 2>$null |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or pwsh." };
        var command = new ExampleCommand("completion", "Prints what a shell needs to complete nativebench's command lines.")
        {
            Examples =
            {
                "source <(nativebench completion bash)",
                "nativebench completion zsh > ~/.zfunc/_nativebench",
                "nativebench completion pwsh | Out-String | Invoke-Expression",
            },
        };
        command.Arguments.Add(shell);
        command.SetAction(parsed =>
        {
            context.Terminal.Out.WriteLine(OptionValue.Choice("completion", parsed.GetValue(shell), "bash", "zsh", "pwsh") switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => PowerShell,
            });
            return ExitCodes.Ok;
        });
        return command;
    }
}
