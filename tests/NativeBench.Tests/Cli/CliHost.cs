using NativeBench.Cli;
using NativeBench.Cli.Output;

namespace NativeBench.Tests.Cli;

/// <summary>Runs the command line in-process, in a folder of its own, and keeps what it wrote.</summary>
internal sealed class CliHost : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public CliHost()
    {
        Folder = Directory.CreateTempSubdirectory("nativebench-cli-").FullName;
        Context = new CommandContext(new Terminal(_out, _error)) { WorkingDirectory = Folder, WarmUpBudget = TimeSpan.FromMilliseconds(5) };
    }

    /// <summary>The working directory.</summary>
    public string Folder { get; }

    /// <summary>Replaced by tests that need another load generator, clock or terminal.</summary>
    public CommandContext Context { get; set; }

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    /// <summary>Runs one command line.</summary>
    public int Run(params string[] args) => NativeBenchCommand.Invoke(args, Context);

    /// <summary>A terminal over the same writers on which people look at standard error.</summary>
    public Terminal Lively(bool noColor = false) => new(_out, _error) { ErrorIsTerminal = true, NoColor = noColor, Width = static () => 120 };

    /// <summary>Writes a file into the working directory and returns its name.</summary>
    public string File(string name, string content)
    {
        System.IO.File.WriteAllText(Path.Combine(Folder, name), content);
        return name;
    }

    /// <summary>Runs one command line that is expected to end as a mistake of the user's, and checks how it's told.</summary>
    public void ExpectMistake(int code, string sentence, params string[] args)
    {
        var found = Run(args);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Error, Does.Contain(sentence));
            Assert.That(found, Is.EqualTo(code));
            Assert.That(Error, Does.Not.Contain("   at "), "no stack trace on the screen");
            Assert.That(Out, Is.Empty, "a mistake is no outcome");
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
