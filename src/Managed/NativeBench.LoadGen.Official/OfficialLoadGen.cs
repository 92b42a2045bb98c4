using NativeBench.LoadGen.Configuration;
using NativeBench.LoadGen.Official.Interop;

namespace NativeBench.LoadGen.Official;

/// <summary>
/// A user's own build of the official LoadGen, behind native/loadgen_bridge. It issues, measures and writes the logs; figures are read
/// from these. It has global state: one test at a time in a process.
/// </summary>
public sealed class OfficialLoadGen
{
    private readonly BridgeLibrary _library;

    private OfficialLoadGen(BridgeLibrary library, string path) => (_library, Path, Version) = (library, path, library.LoadGenVersion);

    /// <summary>The bridge that was loaded.</summary>
    public string Path { get; }

    /// <summary>LoadGen's own version, such as 6.0.17.</summary>
    public string Version { get; }

    /// <summary>Loads a bridge.</summary>
    /// <param name="path">libnativebench_loadgen_bridge.so, built against the user's LoadGen.</param>
    /// <exception cref="LoadGenException">It can't be loaded, or isn't one of this version.</exception>
    public static OfficialLoadGen Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new OfficialLoadGen(BridgeLibrary.Open(path), path);
    }

    /// <summary>
    /// Runs one test, as <see cref="LoadGenerator.StartTest"/> does. The official LoadGen can't be stopped: after an interrupt, a
    /// failure of the system under test or a time-out it's left where it is, its logs stay incomplete, and this process can run no
    /// other test with it. It calls neither system nor library any more then: both may be disposed of, unless the result's reason says
    /// that a call of one of them never came back.
    /// </summary>
    /// <exception cref="LoadGenException">The official LoadGen can't do what is asked for.</exception>
    public TestResult StartTest(
        ISystemUnderTest sut, IQuerySampleLibrary qsl, TestSettings settings, LogSettings? logSettings = null, StartTestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sut);
        ArgumentNullException.ThrowIfNull(qsl);
        ArgumentNullException.ThrowIfNull(settings);
        options ??= new StartTestOptions();
        if (options.IssueThreads is not null || options.IssueCore is not null || options.RecordFolder is not null)
            throw new LoadGenException("The official LoadGen knows no issue threads of the caller, no issue core and no folder for records.");
        if (settings.UseTokenLatencies)
            throw new LoadGenException("use_token_latencies is set; token latencies of the official LoadGen's logs aren't read yet.");
        if (settings.Mode == TestMode.FindPeakPerformance)
            throw new LoadGenException("FindPeakPerformance searches; its outcome is no result, and is left to NativeBench's own LoadGen.");
        var converted = SettingsConversion.Convert(settings);
        var overridden = Overridden(settings, options.AuditConfigPath);
        var test = new OfficialTest(_library, sut, qsl, options);
        logSettings ??= new LogSettings();
        int collections = GC.CollectionCount(0);
        test.Run(converted, logSettings);
        collections = GC.CollectionCount(0) - collections;
        var end = new OfficialEnd(test.Outcome, test.Reason, test.Failure, test.Issued, test.Completed, collections);
        return OfficialResult.Read(end, overridden, EffectiveSettings.Compute(overridden, qsl.TotalSampleCount, qsl.PerformanceSampleCount), logSettings, options);
    }

    /// <summary>The settings with audit.config and TEST05, which LoadGen applies itself, for the result.</summary>
    internal static TestSettings Overridden(TestSettings settings, string auditConfig)
    {
        if (File.Exists(auditConfig))
            new SettingsLoader().FromConfig(ref settings, auditConfig, "*", settings.Scenario, ConfigurationKind.Audit);
        return settings.WithTest05();
    }
}
