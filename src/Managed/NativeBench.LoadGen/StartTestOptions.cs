using NativeBench.LoadGen.Configuration;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen;

/// <summary>What <see cref="LoadGenerator.StartTest"/> takes besides settings; every default is the ordinary real run.</summary>
public sealed record StartTestOptions
{
    /// <summary>Clock and sleep. A test passes a virtual one; a real run uses <see cref="MonotonicTimeSource"/>.</summary>
    public TimeSource? TimeSource { get; init; }

    /// <summary>Stops issuing, drains, keeps what was measured, and marks it as interrupted.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The audit.config to apply when it exists.</summary>
    public string AuditConfigPath { get; init; } = "audit.config";

    /// <summary>What reading configuration files had to say; goes to the head of the detail log.</summary>
    public IReadOnlyList<ConfigurationMessage> ConfigurationMessages { get; init; } = [];

    /// <summary>Figures for a live display, readable from any thread while the test runs.</summary>
    public TestProgress? Progress { get; init; }

    /// <summary>
    /// How long to wait, without any completion, for samples that are still missing after the last query; null waits for
    /// ever, as the official LoadGen does.
    /// </summary>
    public TimeSpan? CompletionTimeout { get; init; }

    /// <summary>Threads that issue Server queries, for <see cref="TestSettings.ServerNumIssueQueryThreads"/>.</summary>
    public IssueQueryThreads? IssueThreads { get; init; }

    /// <summary>
    /// The logical core (from 0) that the issuing thread is bound to while it issues; with several issue threads, thread k is
    /// bound to core + k. Default null: the system decides.
    /// </summary>
    public int? IssueCore { get; init; }

    /// <summary>
    /// A folder for the records of long runs: they are then kept in files that are mapped into memory, and leave memory some
    /// time after they were written. Takes 28 bytes a query of disk (Server), more for token benchmarks; wants a disk that
    /// keeps up, as the system may hold back a writer otherwise. The files vanish with the series. Default null: ordinary memory.
    /// </summary>
    public string? RecordFolder { get; init; }

    /// <summary>
    /// Called with the records of each finished series, on the thread that runs the test and after the series' figures were
    /// stamped: whatever it does isn't measured. What it throws fails the test.
    /// </summary>
    public Action<SeriesRecords>? RecordsReady { get; init; }

    /// <summary>Called with the records of each finished series, before they are given back.</summary>
    internal Action<Recording.Series>? SeriesFinished { get; init; }
}
