using NativeBench.Cli;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;

namespace NativeBench.Tests.Cli;

/// <summary>docs/cli.md is what the commands say of themselves, and shells can ask the program for words.</summary>
public sealed class CliReferenceTests
{
    [Test]
    public void The_page_is_the_commands_own()
    {
        var file = RepositoryRoot.Combine("docs", "cli.md");
        var page = CliReference.Create(NativeBenchCommand.CreateRoot(new CommandContext(Terminal.Silent)));
        if (Environment.GetEnvironmentVariable("NATIVEBENCH_RENEW") == "1")
            File.WriteAllText(file, page);
        Assert.That(File.ReadAllText(file).ReplaceLineEndings("\n"), Is.EqualTo(page),
            "A command or option was changed: run this test once with NATIVEBENCH_RENEW=1 and commit docs/cli.md.");
    }

    [TestCase("bash", "complete -o default -F _nativebench_complete nativebench")]
    [TestCase("zsh", "#compdef nativebench")]
    [TestCase("pwsh", "Register-ArgumentCompleter -Native -CommandName nativebench")]
    public void Each_shell_has_its_script(string shell, string words)
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("completion", shell), Is.Zero);
        Assert.That(cli.Out, Does.Contain(words));
    }

    [TestCase("com", "compare")]
    [TestCase("run --ass", "--assert")]
    [TestCase("run --scenario Ser", "Server")]
    [TestCase("run --backend nu", "null")]
    public void The_program_knows_the_words(string line, string word)
    {
        using var cli = new CliHost();
        cli.Run($"[suggest:{line.Length}]", line);
        Assert.That(cli.Out.Split('\n').Select(static l => l.TrimEnd('\r')), Does.Contain(word));
    }

    [Test]
    public void Bash_completes_with_it()
    {
        if (OperatingSystem.IsWindows() || !File.Exists("/bin/bash"))
        {
            Assert.Ignore("No /bin/bash: completion isn't tried in a shell.");
            return;
        }

        using var folder = new TemporaryFolder();
        using var cli = new CliHost();
        cli.Run("completion", "bash");

        // A stand-in for the program, which answers as the real one does and tells what it was asked.
        File.WriteAllText(folder.Combine("nativebench"), "#!/bin/sh\necho \"$1 $2\" > \"$(dirname \"$0\")/asked\"\nprintf '%s\\n' --scenario --set\n");
        File.SetUnixFileMode(folder.Combine("nativebench"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(folder.Combine("script"), cli.Out + """
            COMP_LINE='nativebench run --s'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(nativebench run --s); COMP_CWORD=2
            _nativebench_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """);
        var start = new System.Diagnostics.ProcessStartInfo("/bin/bash", [folder.Combine("script")]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = folder.Path + ":" + Environment.GetEnvironmentVariable("PATH");
        using var bash = System.Diagnostics.Process.Start(start)!;
        Assert.That(bash.StandardOutput.ReadToEnd(), Is.EqualTo("--scenario\n--set\n"));
        Assert.That(File.ReadAllText(folder.Combine("asked")).Trim(), Is.EqualTo("[suggest:7] run --s"));
    }
}
