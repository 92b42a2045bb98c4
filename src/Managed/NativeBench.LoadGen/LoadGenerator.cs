using NativeBench.LoadGen.Logging;
using NativeBench.LoadGen.Running;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen;

/// <summary>MLPerf's load generator.</summary>
public static class LoadGenerator
{
    /// <summary>The official LoadGen whose behaviour this one has.</summary>
    public const string ReferenceVersion = "6.0.17";

    /// <summary>
    /// Runs one test and returns when it's over and its files are written. The calling thread issues the queries. A system
    /// under test or a library that fails doesn't make this throw: what was measured is kept, the result says
    /// <see cref="TestOutcome.Failed"/>.
    /// </summary>
    /// <exception cref="LoadGenException">A log file can't be opened, or the settings can't be run at all.</exception>
    public static TestResult StartTest(
        ISystemUnderTest sut, IQuerySampleLibrary qsl, TestSettings settings, LogSettings? logSettings = null, StartTestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sut);
        ArgumentNullException.ThrowIfNull(qsl);
        ArgumentNullException.ThrowIfNull(settings);
        options ??= new StartTestOptions();
        var time = options.TimeSource ?? new MonotonicTimeSource();
        using var logs = new TestLogs(logSettings ?? new LogSettings(), time);
        return new Test(sut, qsl, settings, options, time, logs).Run();
    }
}
