using NativeBench.Cli.Settings;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>
/// Puts settings together: defaults, the rules (a round's built-in mlperf.conf), --mlperf-conf, --user-conf, --set; each
/// over the one before. Estimates fill only what none of the user's own sources names.
/// </summary>
internal sealed class SettingsBuilder(Rules rules, ConfigurationFiles files, IReadOnlyList<SettingAssignment> assignments)
{
    // Values that nobody would write: what still has them after all of the user's sources was not given.
    private const double UnsetReal = 1234.567891011121314;
    private const long UnsetCount = 1234567891011;

    /// <summary>The settings of a run.</summary>
    public ConfiguredSettings Build(
        TestScenario scenario, TestMode mode, Estimates? estimates = null)
    {
        var configured = files.Apply(rules.Start(scenario, mode), rules.HasBuiltInConf);
        var settings = configured.Settings;
        settings = estimates?.Apply(settings) ?? settings;
        foreach (var assignment in assignments)
            settings = assignment.Apply(settings);
        return configured with { Settings = settings with { Scenario = scenario, Mode = mode } };
    }

    /// <summary>What the rules alone ask for.</summary>
    public TestSettings BuildRound(TestScenario scenario) =>
        (files with { MlperfConf = null, UserConf = null }).Apply(rules.Start(scenario, TestMode.PerformanceOnly), rules.HasBuiltInConf).Settings;

    /// <summary>What the user's own sources name.</summary>
    public ExplicitSettings FindExplicit(TestScenario scenario)
    {
        var settings = files.Apply(new TestSettings
        {
            Scenario = scenario,
            SingleStreamExpectedLatencyNs = UnsetReal,
            MultiStreamExpectedLatencyNs = UnsetReal,
            ServerTargetQps = UnsetReal,
            ServerTargetLatencyNs = UnsetCount,
            OfflineExpectedQps = UnsetReal,
            MultiStreamFixedIntervalNs = UnsetReal,
            MultiStreamFixedIntervalSamplesPerQuery = UnsetCount,
        }, isRound: false).Settings;
        foreach (var assignment in assignments)
            settings = assignment.Apply(settings);
        return new ExplicitSettings(
            settings.SingleStreamExpectedLatencyNs != UnsetReal,
            settings.MultiStreamExpectedLatencyNs != UnsetReal,
            settings.ServerTargetQps != UnsetReal,
            settings.ServerTargetLatencyNs != UnsetCount,
            settings.OfflineExpectedQps != UnsetReal,
            settings.MultiStreamFixedIntervalNs != UnsetReal,
            settings.MultiStreamFixedIntervalSamplesPerQuery != UnsetCount);
    }
}
