using NativeBench.LoadGen;

namespace NativeBench.Cli.Schedule;

/// <summary>The schedule as LoadGen itself generates it.</summary>
internal sealed class LoadGenSchedule : IScheduleSource
{
    public IEnumerable<ScheduledQuery> Queries(TestSettings settings, long totalSampleCount, long performanceSampleCount) =>
        throw new CannotRunException("schedule is not in this build yet.");
}
