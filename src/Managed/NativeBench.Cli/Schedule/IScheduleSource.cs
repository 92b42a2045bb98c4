using NativeBench.LoadGen;

namespace NativeBench.Cli.Schedule;

/// <summary>A query that LoadGen would issue.</summary>
/// <param name="Number">Its number within the test, from 0.</param>
/// <param name="ScheduledOffsetNs">When, from the start of its series.</param>
/// <param name="SampleIndices">The samples, in order; valid until the next query is asked for.</param>
internal readonly record struct ScheduledQuery(long Number, long ScheduledOffsetNs, ReadOnlyMemory<long> SampleIndices);

/// <summary>Generates what LoadGen would issue.</summary>
internal interface IScheduleSource
{
    /// <summary>The queries of all series of a test, one after the other.</summary>
    IEnumerable<ScheduledQuery> Queries(TestSettings settings, long totalSampleCount, long performanceSampleCount);
}
