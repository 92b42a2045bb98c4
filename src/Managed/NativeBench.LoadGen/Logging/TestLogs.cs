using System.Globalization;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen.Logging;

/// <summary>The four files of a test, opened before it starts so that nothing is measured in vain.</summary>
internal sealed class TestLogs : IDisposable
{
    private readonly List<LogFile> _files = [];
    private readonly TimeSource _time;
    private readonly LogSettings _settings;

    public TestLogs(LogSettings settings, TimeSource time)
    {
        _settings = settings;
        _time = time;
        DateTimeText = TimeZoneInfo.ConvertTime(time.UtcNow, time.LocalTimeZone).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "Z";
        string stem = settings.Prefix + (settings.PrefixWithDateTime ? DateTimeText + "_" : "");
        try
        {
            var summary = Open($"{stem}summary{settings.Suffix}.txt", "summary", settings.CopySummaryToStdout);
            var detail = Open($"{stem}detail{settings.Suffix}.txt", "detailed log", settings.CopyDetailToStdout);
            var accuracy = Open($"{stem}accuracy{settings.Suffix}.json", "accuracy log", copy: false);
            var trace = Open($"{stem}trace{settings.Suffix}.json", "trace", copy: false);
            Summary = new SummaryLog(summary);
            Detail = new DetailLog(detail, time, settings.Compatibility);
            Accuracy = new AccuracyLog(accuracy);
            Accuracy.Open();
            TraceFile = trace;
            Paths = new LogFiles(summary.Path, detail.Path, accuracy.Path, trace.Path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public SummaryLog Summary { get; }

    public DetailLog Detail { get; }

    public AccuracyLog Accuracy { get; }

    public TraceRecorder? Trace { get; private set; }

    public LogFiles Paths { get; }

    /// <summary>The test's date and time: local time, with a Z after it all the same, as in the official files.</summary>
    public string DateTimeText { get; }

    private LogFile TraceFile { get; }

    public void StartTrace()
    {
        if (!_settings.EnableTrace)
            return;
        Trace = new TraceRecorder(TraceFile, _time, _settings.Compatibility);
        Detail.EntryWritten = Trace.DetailEntry;
    }

    /// <summary>Writes the closing lines of all files; the first thing that couldn't be written is returned.</summary>
    public string? Close()
    {
        Detail.DropReserved();
        Detail.Flush();
        Summary.Close(Detail.Warnings.Count, Detail.ErrorCount);
        Accuracy.Close();
        Trace?.Close();
        foreach (var file in _files)
            file.Dispose();
        var failed = _files.Find(f => f.Error is not null);
        return failed is null ? null : $"Could not write all of '{failed.Path}': {failed.Error!.Message}";
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private LogFile Open(string name, string what, bool copy)
    {
        var file = new LogFile(Path.Combine(_settings.OutputDirectory, name), what, _settings, copy ? Console.Out : null);
        _files.Add(file);
        return file;
    }
}
