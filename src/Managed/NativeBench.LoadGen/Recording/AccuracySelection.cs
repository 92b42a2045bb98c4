using NativeBench.LoadGen.RandomNumbers;

namespace NativeBench.LoadGen.Recording;

/// <summary>Which responses of a performance run go into the accuracy log: a random share, the same for the same seeds.</summary>
internal sealed class AccuracySelection
{
    private readonly AccuracyValues _values;
    private readonly double _probability;
    private readonly double _offset;
    private long _decided;

    private AccuracySelection(AccuracyValues values, double probability, ulong seed, RecordMemory memory)
    {
        Flags = new NativeColumn<byte>(memory);
        _values = values;
        _probability = probability;
        _offset = new Mt19937(seed).Real();
    }

    /// <summary>One flag a sample.</summary>
    public NativeColumn<byte> Flags { get; }

    /// <summary>The selection of a series, or null when nothing is to be selected (accuracy mode logs everything).</summary>
    public static AccuracySelection? For(EffectiveSettings settings, TestMode mode, AccuracyValues values, RecordMemory memory)
    {
        if (mode == TestMode.AccuracyOnly)
            return null;
        double probability = Probability(settings);
        return probability > 0 ? new AccuracySelection(values, probability, settings.Requested.AccuracyLogRngSeed, memory) : null;
    }

    /// <summary>Decides up to <paramref name="samples"/>, in the order in which they are generated.</summary>
    public void Extend(long samples)
    {
        Flags.EnsureCapacity(samples);
        for (; _decided < samples; _decided++)
        {
            double v = _values.Next() + _offset;
            if (!(v < 1))
                v -= 1;
            Flags[_decided] = v <= _probability ? (byte)1 : (byte)0;
        }
    }

    private static double Probability(EffectiveSettings settings)
    {
        var requested = settings.Requested;
        if (requested.AccuracyLogSamplingTarget <= 0)
            return requested.AccuracyLogProbability;
        bool offline = settings.Scenario == TestScenario.Offline;
        long expected = (long)(settings.TargetQps * settings.MinDurationMs / 1000.0);
        if (!offline)
            expected *= settings.SamplesPerQuery;
        expected = Math.Max(expected, offline ? settings.MinSampleCount : settings.MinQueryCount * settings.SamplesPerQuery);
        return (double)requested.AccuracyLogSamplingTarget / expected;
    }
}
