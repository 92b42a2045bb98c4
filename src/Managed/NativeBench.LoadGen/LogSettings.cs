namespace NativeBench.LoadGen;

/// <summary>Where and how LoadGen writes its four files (<c>summary.txt</c>, <c>detail.txt</c>, <c>accuracy.json</c>, <c>trace.json</c>).</summary>
public sealed record LogSettings
{
    /// <summary>The folder; it must exist.</summary>
    public string OutputDirectory { get; init; } = ".";

    /// <summary>What the file names start with.</summary>
    public string Prefix { get; init; } = "mlperf_log_";

    /// <summary>What the file names end with, before the extension.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>Put the test's date and time between prefix and name.</summary>
    public bool PrefixWithDateTime { get; init; }

    /// <summary>Write the detail log to standard output too.</summary>
    public bool CopyDetailToStdout { get; init; }

    /// <summary>Write the summary to standard output too.</summary>
    public bool CopySummaryToStdout { get; init; }

    /// <summary>Fill the trace file (about 650 bytes a query); without it the file is created and stays empty.</summary>
    public bool EnableTrace { get; init; } = true;

    /// <summary>How closely the files follow the official ones.</summary>
    public LogCompatibility Compatibility { get; init; } = LogCompatibility.Official;

    /// <summary>Opens a log file for writing. A parameter so that a failing disk can be tested.</summary>
    public Func<string, Stream> OpenFile { get; init; } = static path =>
        new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
}
