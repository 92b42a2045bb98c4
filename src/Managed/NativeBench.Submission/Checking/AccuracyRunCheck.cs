using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using NativeBench.Submission.Rounds;

namespace NativeBench.Submission.Checking;

/// <summary>The accuracy/ folder of a result.</summary>
internal static class AccuracyRunCheck
{
    /// <summary>The official truncation keeps so many bytes of each end (<c>tools/submission/truncate_accuracy_log.py</c>); the checker takes no longer log.</summary>
    private const int KeptBytes = 4096;
    private const long MaxLogBytes = 10 * 1024;

    private static ReadOnlySpan<byte> Gap => "\n\n...\n\n"u8;

    public static void Run(CheckContext tree, ResultFolder result)
    {
        string folder = result.Path + "/accuracy";
        string? hash = Text(tree, result, folder + "/accuracy.txt");
        Log(tree, folder + "/mlperf_log_accuracy.json", hash);
        if (tree.ReadLog(folder + "/mlperf_log_detail.txt", "The accuracy run's detail log") is { } log)
            Detail(tree, result, folder + "/mlperf_log_detail.txt", log);
        if (!tree.HasFile(folder + "/mlperf_log_summary.txt"))
            tree.AgainstRules(folder + "/mlperf_log_summary.txt", null, null, "a file", "The accuracy run's summary is missing.");
    }

    /// <summary>Figures and hash of an accuracy.txt; returns the hash.</summary>
    private static string? Text(CheckContext tree, ResultFolder result, string path)
    {
        if (tree.ReadLines(path, "accuracy.txt") is not { } lines)
            return null;
        string? hash = lines.Select(AccuracyText.Hash).FirstOrDefault(static h => h is not null);
        if (hash is null && result.IsOpen)
            tree.AgainstRules(path, "hash", null, "hash= and the SHA-256 of the accuracy log", "accuracy.txt has no hash of its log.");
        else if (hash is null)
            tree.Rejected(path, "hash", null, "hash= and the SHA-256 of the accuracy log", "accuracy.txt has no hash of its log.");
        else if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit) || hash.Distinct().Count() < 4)
            tree.AgainstRules(path, "hash", hash, "64 hexadecimal digits", "This is no SHA-256 of a log.");
        if (result.Rules is not { } rules)
            return hash;
        var figures = rules.AccuracyOf(result.ScenarioName);
        string[] read = [.. ReadByOfficial(lines, figures)];
        foreach (var figure in figures)
            Reached(tree, result, path, read, figure);
        foreach (var figure in rules.AccuracyLimits)
        {
            if (Values(read, figure.Figure).FirstOrDefault(v => v > figure.AtMost) is { } value)
                Fail(tree, result, path, figure.Figure, value, "at most " + Number(figure.AtMost ?? 0), "The figure is above its upper limit.");
        }

        return hash;
    }

    private static void Reached(CheckContext tree, ResultFolder result, string path, string[] lines, AccuracyFigure figure)
    {
        string wanted = "at least " + Number(figure.AtLeast ?? 0);
        double?[] values = [.. Values(lines, figure.Figure)];
        if (values.Length == 0)
            Fail(tree, result, path, figure.Figure, null, wanted, $"accuracy.txt has no line with {figure.Figure} in the form that the official accuracy script prints.");
        else if (!result.IsOpen && values.FirstOrDefault(v => v < figure.AtLeast) is { } below)
            tree.Rejected(path, figure.Figure, Number(below), wanted, "The quality target is missed.");
    }

    private static void Fail(CheckContext tree, ResultFolder result, string path, string figure, double? value, string wanted, string message)
    {
        string? found = value is { } v ? Number(v) : null;
        if (result.IsOpen)
            tree.Odd(path, figure, found, wanted, message);
        else
            tree.Rejected(path, figure, found, wanted, message);
    }

    /// <summary>The official checker reads up to where it has seen the hash and every figure reach its target; a lower one before that fails.</summary>
    private static IEnumerable<string> ReadByOfficial(string[] lines, IReadOnlyCollection<AccuracyFigure> figures)
    {
        var missing = figures.ToHashSet();
        bool hashSeen = false;
        foreach (string line in lines)
        {
            yield return line;
            hashSeen |= AccuracyText.Hash(line) is not null;
            missing.RemoveWhere(figure => AccuracyText.Read(figure.Figure, line) is { } value && !(value < figure.AtLeast));
            if (hashSeen && missing.Count == 0)
                yield break;
        }
    }

    private static IEnumerable<double?> Values(string[] lines, string figure) =>
        lines.Select(line => AccuracyText.Read(figure, line)).Where(static v => v is not null);

    private static void Log(CheckContext tree, string path, string? hash)
    {
        if (!tree.RequireFile(path, "The accuracy log"))
            return;
        try
        {
            byte[] bytes = File.ReadAllBytes(tree.At(path));
            if (bytes.Length > MaxLogBytes)
                tree.Rejected(path, "size", Bytes(bytes.Length), "at most " + Bytes(MaxLogBytes), "The accuracy log isn't truncated.");
            else if (bytes.AsSpan().IndexOf(Gap) is var gap && gap < 0)
                Hash(tree, path, bytes, hash);
            else if (tree.FullLogs is { } full)
                FullLog(tree, path, bytes, gap, hash, Path.Combine(full, path.Replace('/', Path.DirectorySeparatorChar)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            tree.Rejected(path, null, null, "a readable file", $"The accuracy log can't be read: {CheckContext.FirstLine(e)}");
        }
    }

    private static void FullLog(CheckContext tree, string path, ReadOnlySpan<byte> truncated, int gap, string? hash, string fullPath)
    {
        if (!File.Exists(fullPath))
        {
            tree.Odd(path, null, null, fullPath, "The log before truncation isn't there, so its hash can't be checked.");
            return;
        }

        byte[] full = File.ReadAllBytes(fullPath);
        var tail = truncated[(gap + Gap.Length)..];
        if (gap > KeptBytes || !full.AsSpan().StartsWith(truncated[..gap]) || !full.AsSpan().EndsWith(tail))
            tree.AgainstRules(path, null, null, "both ends of the full log", "The truncated log isn't cut from the full one.");
        Hash(tree, path, full, hash);
    }

    private static void Hash(CheckContext tree, string path, byte[] log, string? hash)
    {
        string actual = Convert.ToHexStringLower(SHA256.HashData(log));
        if (hash is not null && !hash.Equals(actual, StringComparison.OrdinalIgnoreCase))
            tree.AgainstRules(path, "hash", hash, actual, "accuracy.txt has the hash of another log.");
    }

    private static void Detail(CheckContext tree, ResultFolder result, string path, DetailLog log)
    {
        PerformanceLogCheck.Errors(tree, path, log, rejected: true);
        PerformanceLogCheck.Seeds(tree, path, log, rejected: false);
        if (log.Text("effective_test_mode") is { } mode && mode != "AccuracyOnly")
            tree.AgainstRules(path, "effective_test_mode", mode, "AccuracyOnly", "This is no accuracy run.");
        string key = log.Has("effective_accuracy_sample_count") ? "effective_accuracy_sample_count" : "qsl_reported_total_count";
        if (!tree.SkipDatasetSize && result.Rules?.SamplesOf(result.ScenarioName) is { } samples && log.Number(key) != samples)
            tree.Judged(path, key, log.Text(key), samples.ToString(CultureInfo.InvariantCulture), "The accuracy run doesn't cover the data set.");
    }

    private static string Number(double value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static string Bytes(long value) => value.ToString(CultureInfo.InvariantCulture) + " bytes";
}
