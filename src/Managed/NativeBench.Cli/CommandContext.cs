using NativeBench.Catalog.Fetching;
using NativeBench.Cli.Output;
using NativeBench.Cli.Overhead;
using NativeBench.LoadGen;

namespace NativeBench.Cli;

/// <summary>Runs one test; <see cref="LoadGenerator.StartTest"/> in the product.</summary>
internal delegate TestResult StartTest(
    ISystemUnderTest sut, IQuerySampleLibrary qsl, TestSettings settings, LogSettings logSettings, StartTestOptions options);

/// <summary>What a command gets from the outside world, so that tests can give it another.</summary>
internal sealed record CommandContext(Terminal Terminal)
{
    /// <summary>Cancelled when the user interrupts.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where relative paths start and <c>results/</c> goes.</summary>
    public string WorkingDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Wall-clock time for folder names and records.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The load generator.</summary>
    public StartTest StartTest { get; init; } = static (sut, qsl, settings, log, options) =>
        LoadGenerator.StartTest(sut, qsl, settings, log, options);

    /// <summary>Opens log files; a parameter so that a failing disk can be tested.</summary>
    public Func<string, Stream>? OpenLogFile { get; init; }

    /// <summary>How long a system is driven before a measurement, once one at a time and once in bursts.</summary>
    public TimeSpan WarmUpBudget { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>Where the kernel's files about energy are looked for; tests bring a tree of their own.</summary>
    public string EnergyRoot { get; init; } = "/";

    /// <summary>How long an idle machine's power is measured for, where anything tells it.</summary>
    public TimeSpan IdleBudget { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How files are fetched.</summary>
    public FetchOptions FetchOptions { get; init; } = new();

    /// <summary>How long the parts of <c>overhead</c> are.</summary>
    public OverheadEffort OverheadEffort { get; init; } = OverheadEffort.Full;

    /// <summary>Runs this program once more with other arguments and returns its exit code; for runs in turn.</summary>
    public Func<IReadOnlyList<string>, int> RunAgain { get; init; } = static arguments =>
        Comparing.Interleaved.RunProcess(arguments, Directory.GetCurrentDirectory());

    /// <summary>What the user typed.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A path of the user's, from the working directory.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, WorkingDirectory);
}
