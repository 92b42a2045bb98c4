using System.Text.RegularExpressions;

namespace NativeBench.Tests.LoadGen.Golden;

/// <summary>
/// Compares log files line by line. Left out is what tests/golden/loadgen/README.md allows: version, build, git and sha1
/// keys; pid, tid, file and line_no; in traces the writer's own spans.
/// </summary>
internal static partial class GoldenLogs
{
    public static void Compare(string expectedFolder, string foundFolder)
    {
        Compare(expectedFolder, foundFolder, "mlperf_log_summary.txt", static lines => lines);
        Compare(expectedFolder, foundFolder, "mlperf_log_detail.txt", static lines => lines.Where(l => !OwnKeys().IsMatch(l)).Select(l => Origin().Replace(l, "")));
        Compare(expectedFolder, foundFolder, "mlperf_log_accuracy.json", static lines => lines);
        Compare(expectedFolder, foundFolder, "mlperf_log_trace.json", static lines => lines.Where(l => !WriterSpans().IsMatch(l)).Select(l => Threads().Replace(l, "")));
    }

    private static void Compare(string expectedFolder, string foundFolder, string name, Func<IEnumerable<string>, IEnumerable<string>> comparable)
    {
        string expectedPath = Path.Combine(expectedFolder, name);
        string foundPath = Path.Combine(foundFolder, name);
        Assert.That(foundPath, Does.Exist);
        if (!File.Exists(expectedPath))
            return;
        Assert.That(
            comparable(File.ReadAllText(foundPath).Split('\n')).ToArray(),
            Is.EqualTo(comparable(File.ReadAllText(expectedPath).Split('\n')).ToArray()),
            name);
    }

    [GeneratedRegex("\"key\": \"loadgen_(version|build|git|file_sha1)")]
    private static partial Regex OwnKeys();

    [GeneratedRegex("\"file\": \"[^\"]*\", \"line_no\": \\d+, \"pid\": \\d+, \"tid\": \\d+")]
    private static partial Regex Origin();

    [GeneratedRegex("\"name\":\"(IOThreadLoop|Wait|Gather|Process|Thread|FlushAll|Abandoning Orphans|TlsLogger:ContentionCounters|LogSummary|LogDetail)\"")]
    private static partial Regex WriterSpans();

    [GeneratedRegex("\"(pid|tid)\":\\d+,")]
    private static partial Regex Threads();
}
