using System.Globalization;
using NativeBench.Submission.Rounds;

namespace NativeBench.Submission.Checking;

/// <summary>The accuracy/ folder of a result.</summary>
internal static class AccuracyRunCheck
{
    public static void Run(CheckContext tree, ResultFolder result)
    {
        string folder = result.Path + "/accuracy";
        string? hash = Text(tree, result, folder + "/accuracy.txt");
        string accuracyLog = folder + "/mlperf_log_accuracy.json";
        if (tree.HasFolder(accuracyLog))
            tree.AgainstRules(accuracyLog, null, "a folder", "a file", "The accuracy log is a folder; the official checker only looks whether something is there.");
        else if (tree.RequireFile(accuracyLog, "The accuracy log"))
            AccuracyLogCheck.Run(tree, accuracyLog, hash, isResult: true);
        if (tree.ReadLog(folder + "/mlperf_log_detail.txt", "The accuracy run's detail log") is { } log)
            Detail(tree, result, folder + "/mlperf_log_detail.txt", log);
        if (!tree.HasFile(folder + "/mlperf_log_summary.txt"))
            tree.AgainstRules(folder + "/mlperf_log_summary.txt", null, null, "a file", "The accuracy run's summary is missing.");
        Outputs(tree, result, folder);
    }

    /// <summary>The hash of an accuracy.txt, or null with a finding: the truncation of the log writes it.</summary>
    public static string? Hash(CheckContext tree, string path, string[] lines, Action<string> missing)
    {
        string? hash = lines.Select(AccuracyText.Hash).FirstOrDefault(static h => h is not null);
        if (hash is null)
            missing("accuracy.txt has no hash of its log.");
        else if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit) || hash.Distinct().Count() < 4)
            tree.AgainstRules(path, "hash", hash, "64 hexadecimal digits", "This is no SHA-256 of a log.");
        return hash;
    }

    /// <summary>Figures and hash of an accuracy.txt; returns the hash.</summary>
    private static string? Text(CheckContext tree, ResultFolder result, string path)
    {
        if (tree.ReadLines(path, "accuracy.txt") is not { } lines)
            return null;
        string? hash = Hash(tree, path, lines, sentence =>
        {
            const string Wanted = "hash= and the SHA-256 of the accuracy log";
            if (result.IsOpen)
                tree.AgainstRules(path, "hash", null, Wanted, sentence);
            else
                tree.Rejected(path, "hash", null, Wanted, sentence);
        });
        if (result.Rules is not { } rules)
            return hash;
        var figures = rules.AccuracyOf(result.ScenarioName);
        bool older = tree.Rules.OnlyReports;
        string[] read = [.. ReadByOfficial(lines, figures, older)];
        foreach (var figure in figures)
            Reached(tree, result, path, read, figure);
        foreach (var figure in rules.AccuracyLimits)
        {
            if (Values(read, figure.Figure, older).FirstOrDefault(v => v > figure.AtMost) is { } value)
                Fail(tree, result, path, figure.Figure, value, "at most " + Number(figure.AtMost ?? 0), "The figure is above its upper limit.");
        }

        return hash;
    }

    private static void Reached(CheckContext tree, ResultFolder result, string path, string[] lines, AccuracyFigure figure)
    {
        string wanted = "at least " + Number(figure.AtLeast ?? 0);
        double?[] values = [.. Values(lines, figure.Figure, tree.Rules.OnlyReports)];
        if (values.Length == 0)
            Fail(tree, result, path, figure.Figure, null, wanted, $"accuracy.txt has no line with {figure.Figure} in the form that the official accuracy script prints.");
        else if (values.Any(static v => double.IsNaN(v!.Value)))
            tree.Rejected(path, figure.Figure, null, wanted, "What stands there is no number.");
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
    private static IEnumerable<string> ReadByOfficial(string[] lines, IReadOnlyCollection<AccuracyFigure> figures, bool older)
    {
        var missing = figures.ToHashSet();
        bool hashSeen = false;
        foreach (string line in lines)
        {
            yield return line;
            hashSeen |= AccuracyText.Hash(line) is not null;
            missing.RemoveWhere(figure => AccuracyText.Read(figure.Figure, line, older) >= figure.AtLeast);
            if (hashSeen && missing.Count == 0)
                yield break;
        }
    }

    private static IEnumerable<double?> Values(string[] lines, string figure, bool older) =>
        lines.Select(line => AccuracyText.Read(figure, line, older)).Where(static v => v is not null);

    private static void Detail(CheckContext tree, ResultFolder result, string path, DetailLog log)
    {
        PerformanceLogCheck.Errors(tree, path, log, rejected: true);
        PerformanceLogCheck.Seeds(tree, path, log, rejected: false);
        if (log.Text("effective_test_mode") is { } mode && mode != "AccuracyOnly")
            tree.AgainstRules(path, "effective_test_mode", mode, "AccuracyOnly", "This is no accuracy run.");
        string key = log.Has("effective_accuracy_sample_count") ? "effective_accuracy_sample_count" : "qsl_reported_total_count";
        if (!tree.SkipDatasetSize && result.Rules?.SamplesOf(result.ScenarioName) is { } samples && log.Number(key) != samples)
            tree.Judged(path, key, log.Raw(key), samples.ToString(CultureInfo.InvariantCulture), "The accuracy run doesn't cover the data set.");
    }

    /// <summary>Pictures and films that a benchmark wants beside its log.</summary>
    private static void Outputs(CheckContext tree, ResultFolder result, string folder)
    {
        if (result.Rules is not { } rules)
            return;
        foreach (var (name, wanted) in rules.AccuracyFolders)
        {
            string[] there = [.. tree.Files($"{folder}/{name}").Select(static f => f.Split('.')[0])];
            string[] missing = [.. wanted.Except(there)];
            if (!tree.HasFolder($"{folder}/{name}"))
                tree.Rejected($"{folder}/{name}", null, null, "a folder", $"{result.Benchmark} shows what it made of some samples: {string.Join(", ", wanted)}.");
            else if (missing.Length > 0)
                tree.Rejected($"{folder}/{name}", null, null, string.Join(", ", missing), $"{result.Benchmark} has to show these samples too.");
        }
    }

    private static string Number(double value) => value.ToString("0.#########", CultureInfo.InvariantCulture);
}
