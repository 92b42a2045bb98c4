namespace NativeBench.LoadGen.Scheduling;

/// <summary>The queries that a test would issue, without a system under test and without time passing.</summary>
public static class QueryPlan
{
    private const int Block = 1 << 14;

    /// <summary>
    /// Enumerates what would be generated: in accuracy mode one series per loaded set, in a submission run those and then the
    /// performance series. FindPeakPerformance's later probes depend on measurements; its first one is enumerated.
    /// </summary>
    /// <param name="settings">The settings, as they would be given to <see cref="LoadGenerator.StartTest"/>.</param>
    /// <param name="totalSampleCount">The library's total sample count.</param>
    /// <param name="performanceSampleCount">The library's performance sample count.</param>
    public static IEnumerable<PlannedQuery> Enumerate(TestSettings settings, long totalSampleCount, long performanceSampleCount)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings = settings.WithTest05();
        var effective = EffectiveSettings.Compute(settings, totalSampleCount, performanceSampleCount);
        long query = 0;
        int series = 0;
        if (settings.Mode is TestMode.AccuracyOnly or TestMode.SubmissionRun)
        {
            foreach (var set in SampleSet.Make(effective, totalSampleCount, effective.AccuracySampleCount))
            {
                foreach (var planned in Series(effective, set, TestMode.AccuracyOnly))
                    yield return planned with { Series = series, Number = query++ };
                series++;
            }
        }

        if (settings.Mode == TestMode.AccuracyOnly)
            yield break;
        var sets = SampleSet.Make(effective, totalSampleCount, effective.PerformanceSampleCount);
        if (sets.Count == 0)
            yield break;
        foreach (var planned in Series(effective, sets[0], TestMode.PerformanceOnly))
            yield return planned with { Series = series, Number = query++ };
    }

    private static IEnumerable<PlannedQuery> Series(EffectiveSettings settings, SampleSet set, TestMode mode)
    {
        using var schedule = new QuerySchedule(settings, set, mode);
        if (settings.Scenario == TestScenario.Offline)
            schedule.MakeOfflineSamples(firstId: 1);
        var samples = new long[schedule.SamplesPerQuery];
        for (long q = 0; ; q++)
        {
            if (q == schedule.Available)
            {
                if (!schedule.Finished)
                    schedule.Generate(Block);
                if (q == schedule.Available)
                    yield break;
            }

            for (int i = 0; i < samples.Length; i++)
                samples[i] = schedule.SampleIndex(q, i);
            yield return new PlannedQuery(0, 0, schedule.OffsetNs(q), samples);
        }
    }
}

/// <summary>One query of a <see cref="QueryPlan"/>.</summary>
/// <param name="Series">The series it belongs to, from 0.</param>
/// <param name="Number">Its number in the test, from 0.</param>
/// <param name="OffsetNs">When it is due, in ns after the start of its series.</param>
/// <param name="Samples">Library indices of its samples; valid until the next query is asked for.</param>
public readonly record struct PlannedQuery(int Series, long Number, long OffsetNs, ReadOnlyMemory<long> Samples);
