using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>A value that was chosen for the user.</summary>
/// <param name="Setting">The official name.</param>
/// <param name="Value">The value with its unit, for people.</param>
/// <param name="Reason">What it follows from.</param>
internal sealed record Choice(string Setting, string Value, string Reason);

/// <summary>Which of the settings that an estimate could fill were given by the user.</summary>
internal sealed record ExplicitSettings(
    bool SingleStreamLatency, bool MultiStreamLatency, bool ServerQps, bool ServerLatency, bool OfflineQps,
    bool FixedInterval = false, bool FixedIntervalSamples = false);

/// <summary>Values for what LoadGen must know before it can generate queries; null where nothing is proposed.</summary>
internal sealed record Estimates
{
    public double? SingleStreamLatencyNs { get; init; }

    public double? MultiStreamLatencyNs { get; init; }

    public double? ServerQps { get; init; }

    public long? ServerLatencyNs { get; init; }

    public double? OfflineQps { get; init; }

    public long? FixedIntervalSamples { get; init; }

    /// <summary>The same values in words.</summary>
    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>How long the run will take, in seconds.</summary>
    public double? ExpectedSeconds { get; init; }

    /// <summary>Puts the values into settings.</summary>
    public TestSettings Apply(TestSettings settings) => settings with
    {
        SingleStreamExpectedLatencyNs = SingleStreamLatencyNs ?? settings.SingleStreamExpectedLatencyNs,
        MultiStreamExpectedLatencyNs = MultiStreamLatencyNs ?? settings.MultiStreamExpectedLatencyNs,
        ServerTargetQps = ServerQps ?? settings.ServerTargetQps,
        ServerTargetLatencyNs = ServerLatencyNs ?? settings.ServerTargetLatencyNs,
        OfflineExpectedQps = OfflineQps ?? settings.OfflineExpectedQps,
        MultiStreamFixedIntervalSamplesPerQuery = FixedIntervalSamples ?? settings.MultiStreamFixedIntervalSamplesPerQuery,
    };
}
