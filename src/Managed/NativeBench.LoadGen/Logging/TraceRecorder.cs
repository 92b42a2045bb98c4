using System.Globalization;
using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen.Logging;

/// <summary>
/// The trace file: spans and samples for a timeline viewer. It costs clock readings and a lock per event, so it's off
/// unless asked for. Times are microseconds from the trace's origin.
/// </summary>
internal sealed class TraceRecorder
{
    private readonly object _lock = new();
    private readonly LogFile _file;
    private readonly TimeSource _time;
    private readonly long _originNs;
    private readonly DateTimeOffset _originUtc;
    private readonly bool _valid;

    public TraceRecorder(LogFile file, TimeSource time, LogCompatibility compatibility)
    {
        _file = file;
        _time = time;
        _originNs = time.NowNs;
        _originUtc = time.UtcNow;
        _valid = compatibility == LogCompatibility.Strict;
        Write($"{{\"traceEvents\":[\n");
    }

    public long NowNs => _time.NowNs;

    public void Span(string name, long beginNs, string arguments = "")
    {
        long endNs = _time.NowNs;
        Write($"{{\"name\":\"{name}\",\"ph\":\"X\",\"pid\":{Environment.ProcessId},\"tid\":{Environment.CurrentManagedThreadId},\"ts\":{Us(beginNs - _originNs)},\"dur\":{Us(endNs - beginNs)},\"args\":{{{arguments}}}}},\n");
    }

    /// <summary>The writer's own span of a detail entry. The official file doubles the quotes around the key.</summary>
    public void DetailEntry(string key) => Span("LogDetail", _time.NowNs, _valid ? $"\"key\":\"{key}\"" : $"\"key\":\"\"{key}\"\"");

    public void SampleDone(Series series, long slot, long doneNs)
    {
        long q = series.QueryOf(slot);
        long scheduled = series.ScheduledAt(q);
        long issue = series.IssuedAt(q) - scheduled;
        long id = series.FirstSampleId + slot;
        Counter(series, "Latency", scheduled, issue, doneNs - series.IssuedAt(q));
        Write($"{{\"name\":\"Sample\",\"cat\":\"default\",\"ph\":\"b\",\"pid\":{Environment.ProcessId},\"id\":{id},\"ts\":{Us(scheduled - _originNs)},\"args\":{{\"sample_seq\":{id},\"query_seq\":{series.FirstQueryId + q},\"sample_idx\":{series.SampleIndex(slot)},\"issue_start_ns\":{issue},\"complete_ns\":{doneNs - scheduled}}}}},\n");
        Write($"{{\"name\":\"Sample\",\"cat\":\"default\",\"ph\":\"e\", \"pid\":{Environment.ProcessId},\"id\":{id},\"ts\":{Us(doneNs - _originNs)}}},\n");
    }

    public void FirstToken(Series series, long slot, long firstNs)
    {
        long q = series.QueryOf(slot);
        long scheduled = series.ScheduledAt(q);
        long id = series.FirstSampleId + slot;
        if (series.Settings.Scenario == TestScenario.Server)
        {
            Counter(series, "Token_Latency", scheduled, series.IssuedAt(q) - scheduled, firstNs - series.IssuedAt(q));
            return;
        }

        Write($"{{\"name\":\"Token\",\"cat\":\"default\",\"ph\":\"b\",\"pid\":{Environment.ProcessId},\"id\":{id},\"ts\":{Us(scheduled - _originNs)},\"args\":{{\"sample_seq\":{id},\"query_seq\":{series.FirstQueryId + q},\"sample_idx\":{series.SampleIndex(slot)},\"issue_start_ns\":{series.IssuedAt(q) - scheduled},\"complete_ns\":{firstNs - scheduled}}}}},\n");
        Write($"{{\"name\":\"Token\",\"cat\":\"default\",\"ph\":\"e\", \"pid\":{Environment.ProcessId},\"id\":{id},\"ts\":{Us(firstNs - _originNs)}}},\n");
    }

    public void Close()
    {
        string origin = CFormat.FixedPoint((_originUtc - DateTimeOffset.UnixEpoch).Ticks * 100, 3);
        Write($"{{\"name\":\"LastTrace\"}}\n],\n\"displayTimeUnit\":\"ns\",\n\"otherData\":{{\n\"ts\":{origin},\n\"version\":\"MLPerf LoadGen v1.0\"\n}}\n}}\n");
    }

    private static string Us(long ns) => CFormat.FixedPoint(ns, 3);

    private void Counter(Series series, string name, long scheduledNs, long issueDelayNs, long doneNs)
    {
        if (series.Settings.Scenario == TestScenario.Server)
            Write($"{{\"name\":\"{name}\",\"ph\": \"C\",\"pid\":{Environment.ProcessId},\"ts\":{Us(scheduledNs - _originNs)},\"args\":{{ \"issue_delay\":{issueDelayNs},\"issue_to_done\":{doneNs}}}}},\n");
    }

    private void Write(FormattableString text)
    {
        string line = text.ToString(CultureInfo.InvariantCulture);
        lock (_lock)
            _file.Write(line);
    }
}
