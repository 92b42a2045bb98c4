using System.Text.RegularExpressions;

namespace NativeBench.Tests.Native;

/// <summary>The scripts for POSIX shells and for PowerShell are twins.</summary>
public sealed partial class BuildScriptsTests
{
    private static string Read(string name) => File.ReadAllText(Path.Combine(NativeBuild.Root, name)).ReplaceLineEndings("\n");

    [Test]
    public void Both_scripts_know_the_same_verbs()
    {
        var shell = ShellVerb().Matches(Read("build.sh")).Select(match => match.Groups[1].Value).ToArray();
        var powerShell = PowerShellVerb().Matches(Read("build.ps1")).Select(match => match.Groups[1].Value).ToArray();

        Assert.That(shell, Is.EqualTo(new[] { "build", "test", "bench", "pack", "publish", "run", "help" }));
        Assert.That(powerShell, Is.EqualTo(shell));
    }

    [Test]
    public void Both_scripts_call_dotnet_with_the_same_arguments()
    {
        var shell = DotnetCall().Matches(Read("build.sh")).Select(match => match.Value).ToArray();
        var powerShell = DotnetCall().Matches(Read("build.ps1")).Select(match => match.Value).ToArray();

        Assert.That(shell, Has.Length.EqualTo(6));
        Assert.That(powerShell, Is.EqualTo(shell));
    }

    [Test]
    public void Both_scripts_have_the_same_help()
    {
        var shell = Help().Match(Read("build.sh")).Value;
        var powerShell = Help().Match(Read("build.ps1")).Value;

        Assert.That(shell, Is.Not.Empty);
        Assert.That(powerShell.Replace("build.ps1", "build.sh", StringComparison.Ordinal), Is.EqualTo(shell));
    }

    [Test]
    [Platform("Unix")]
    public void Unknown_verb_is_wrong_usage_and_help_is_not()
    {
        var unknown = NativeBuild.Execute("sh", "build.sh", "deploy");
        var help = NativeBuild.Execute("sh", "build.sh", "help");

        Assert.That(unknown.ExitCode, Is.EqualTo(2));
        Assert.That(unknown.Output, Does.StartWith("build.sh: there is no verb 'deploy'."));
        Assert.That(help.ExitCode, Is.Zero);
        Assert.That(help.Output, Does.StartWith("usage:"));
    }

    [GeneratedRegex(@"^    ([a-z]+)(?: \| \S+)*\) ", RegexOptions.Multiline)]
    private static partial Regex ShellVerb();

    [GeneratedRegex(@"^        (?:\{ \$_ -cin )?'([a-z]+)'.* \{", RegexOptions.Multiline)]
    private static partial Regex PowerShellVerb();

    [GeneratedRegex(@"dotnet (?:build|test|run|pack|publish) .*?(?= ""\$@""| @arguments)")]
    private static partial Regex DotnetCall();

    [GeneratedRegex(@"^usage: (?:.|\n)*?to dotnet\.$", RegexOptions.Multiline)]
    private static partial Regex Help();
}
