using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen.Logging;

/// <summary>
/// The detail log: one <c>:::MLLOG</c> line per entry. Entries are kept and written outside the measured time. Logging is
/// rare (settings, results, errors), so a lock is good enough.
/// </summary>
internal sealed class DetailLog
{
    private readonly object _lock = new();
    private readonly List<PendingLine> _pending = [];
    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];
    private readonly LogFile _file;
    private readonly TimeSource _time;
    private readonly long _originNs;
    private readonly bool _escape;
    private long _lastNs;

    public DetailLog(LogFile file, TimeSource time, LogCompatibility compatibility)
    {
        _file = file;
        _time = time;
        _originNs = time.NowNs;
        _lastNs = _originNs;
        _escape = compatibility == LogCompatibility.Strict;
    }

    /// <summary>Gets every entry's key, when a trace is written.</summary>
    public Action<string>? EntryWritten { get; set; }

    public IReadOnlyList<string> Errors => Copy(_errors);

    public IReadOnlyList<string> Warnings => Copy(_warnings);

    public int ErrorCount
    {
        get
        {
            lock (_lock)
                return _errors.Count;
        }
    }

    public void Entry(string key, string value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Add(key, Quote(value), isError: false, isWarning: false, file, line);

    public void Entry(string key, long value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Add(key, value.ToString(CultureInfo.InvariantCulture), isError: false, isWarning: false, file, line);

    public void Entry(string key, ulong value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Add(key, value.ToString(CultureInfo.InvariantCulture), isError: false, isWarning: false, file, line);

    public void Entry(string key, double value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Add(key, CFormat.General(value), isError: false, isWarning: false, file, line);

    public void Entry(string key, bool value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Add(key, value ? "true" : "false", isError: false, isWarning: false, file, line);

    public void Entry(string key, ReadOnlySpan<long> list, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var text = new StringBuilder("[");
        foreach (long item in list)
            text.Append(item).Append(',');
        if (!list.IsEmpty)
            text.Length--;
        Add(key, text.Append(']').ToString(), isError: false, isWarning: false, file, line);
    }

    /// <summary>An entry whose value is JSON already.</summary>
    public void EntryRaw(string key, string json, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Add(key, json, isError: false, isWarning: false, file, line);

    public void Message(string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => Entry("generic_message", text, file, line);

    public void Warning(string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        lock (_lock)
            _warnings.Add(text);
        Add("warning_generic_message", Quote(text), isError: false, isWarning: true, file, line);
    }

    public void Error(string key, string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        lock (_lock)
            _errors.Add(text);
        Add(key, Quote(text), isError: true, isWarning: false, file, line);
    }

    /// <summary>
    /// An error found while completions are recorded. As in the official log it carries the time of the entry before it,
    /// so a completing thread needs no clock for it.
    /// </summary>
    public void RuntimeError(string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        lock (_lock)
        {
            _errors.Add(text);
            _pending.Add(new PendingLine(Line("error_runtime", Quote(text), _lastNs, isError: true, isWarning: false, file, line)));
        }
    }

    /// <summary>
    /// Keeps places in the log for values that aren't known yet; call the result with one JSON value per key. Lines after
    /// them wait in memory until then.
    /// </summary>
    public Action<string[]> Reserve(string[] keys, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var places = Array.ConvertAll(keys, _ => new PendingLine(null));
        long timeNs;
        lock (_lock)
        {
            timeNs = _lastNs = _time.NowNs;
            _pending.AddRange(places);
        }

        return values =>
        {
            lock (_lock)
            {
                for (int i = 0; i < places.Length; i++)
                    places[i].Text = Line(keys[i], values[i], timeNs, isError: false, isWarning: false, file, line);
            }

            foreach (string key in keys)
                EntryWritten?.Invoke(key);
        };
    }

    /// <summary>Gives up places that were never filled, since the test broke before.</summary>
    public void DropReserved()
    {
        lock (_lock)
            _pending.RemoveAll(p => p.Text is null);
    }

    /// <summary>Writes what has piled up. Not during the measured time.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            int written = 0;
            while (written < _pending.Count && _pending[written].Text is { } text)
            {
                _file.Write(text);
                written++;
            }

            _pending.RemoveRange(0, written);
        }

        _file.Flush();
    }

    private List<string> Copy(List<string> list)
    {
        lock (_lock)
            return [.. list];
    }

    private string Quote(string text)
    {
        if (!_escape)
            return $"\"{text}\"";
        return $"\"{System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
    }

    private void Add(string key, string value, bool isError, bool isWarning, string file, int line)
    {
        lock (_lock)
        {
            _lastNs = _time.NowNs;
            _pending.Add(new PendingLine(Line(key, value, _lastNs, isError, isWarning, file, line)));
        }

        EntryWritten?.Invoke(key);
    }

    private string Line(string key, string value, long timeNs, bool isError, bool isWarning, string file, int line)
        => string.Create(
            CultureInfo.InvariantCulture,
            $":::MLLOG {{\"key\": \"{key}\", \"value\": {value}, \"time_ms\": {CFormat.FixedPoint(timeNs - _originNs, 6)}, \"namespace\": \"mlperf::logging\", \"event_type\": \"POINT_IN_TIME\", \"metadata\": {{\"is_error\": {(isError ? "true" : "false")}, \"is_warning\": {(isWarning ? "true" : "false")}, \"file\": \"{Path.GetFileName(file)}\", \"line_no\": {line}, \"pid\": {Environment.ProcessId}, \"tid\": {Environment.CurrentManagedThreadId}}}}}\n");

    private sealed class PendingLine(string? text)
    {
        public string? Text { get; set; } = text;
    }
}
