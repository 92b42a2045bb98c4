using System.Globalization;

namespace NativeBench.Submission.Checking;

/// <summary>
/// The power measurements of a result: whether the files are there that the official checker asks for, and samples within the run. What
/// the Power working group's own program looks for in them isn't verified, which is said.
/// </summary>
internal static class PowerCheck
{
    private const string SampleFile = "spl.txt";
    private static readonly string[] s_run = ["mlperf_log_summary.txt", "mlperf_log_detail.txt", SampleFile];
    private static readonly string[] s_power = ["client.json", "client.log", "ptd_logs.txt", "server.json", "server.log"];
    private static readonly string[] s_tolerated = ["mlperf_log_trace.json", "results.json", ".gitkeep"];

    public static void Run(CheckContext tree, ResultFolder result, DetailLog? log)
    {
        string folder = result.Path + "/performance";
        if (tree.Look(folder + "/power").Kind == Files.EntryKind.Missing)
            return;
        tree.Odd(folder + "/power", null, null, null, "Power measurements aren't verified by NativeBench: of them only the presence of files and of samples within the run is looked at.");
        Exactly(tree, folder + "/power", s_power, []);
        foreach (string run in new[] { "run_1", "ranging" })
            Exactly(tree, $"{folder}/{run}", s_run, ["mlperf_log_accuracy.json"]);
        if (log is not null)
            Samples(tree, result, folder, log);
    }

    private static void Exactly(CheckContext tree, string folder, string[] wanted, string[] optional)
    {
        if (!tree.HasFolder(folder))
        {
            tree.Rejected(folder, null, null, "a folder", "A power measurement brings it.");
            return;
        }

        string[] files = tree.Files(folder);
        foreach (string file in wanted.Except(files))
            tree.Judged($"{folder}/{file}", null, null, "a file", "A power measurement brings it.");
        foreach (string file in files.Except(wanted).Except(optional).Except(s_tolerated))
            tree.Judged($"{folder}/{file}", null, file, string.Join(", ", wanted), "Nothing else may lie here with a power measurement.");
    }

    /// <summary>The mean of the samples within the run is the result; without any there's none.</summary>
    private static void Samples(CheckContext tree, ResultFolder result, string folder, DetailLog log)
    {
        string detail = folder + "/run_1/mlperf_log_detail.txt";
        if (Time(log.Text("power_begin")) is not { } begin || Time(log.Text("power_end")) is not { } end)
        {
            tree.Rejected(detail, "power_begin, power_end", null, "MM-DD-YYYY HH:MM:SS.mmm", "The log doesn't say when power was measured.");
            return;
        }

        if (result.ScenarioName is "SingleStream" or "MultiStream" && !(log.Converted("result_query_count") > 0))
            tree.Rejected(detail, "result_query_count", log.Raw("result_query_count"), "more than 0", "Energy is counted per query.");
        string path = $"{folder}/run_1/{SampleFile}";
        if (!tree.HasFile(path) || tree.ReadLines(path, "The samples of power") is not { } lines)
            return;
        int within = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("Time", StringComparison.Ordinal))
                continue;
            string[] fields = lines[i].Split(',');
            if (fields.Length < 4 || Time(fields[1]) is not { } time || !double.TryParse(fields[3], NumberStyles.Float, CultureInfo.InvariantCulture, out double watts))
            {
                tree.Rejected(path, FormattableString.Invariant($"line {i + 1}"), lines[i], "Time,MM-DD-YYYY HH:MM:SS.mmm,Watts,NUMBER", "A sample can't be read.");
                return;
            }

            if (time > begin && time < end && watts > 0)
                within++;
        }

        if (within == 0)
            tree.Rejected(path, null, "none", "samples of more than 0 W", "No sample of power lies within the run.");
    }

    private static DateTime? Time(string? text) =>
        DateTime.TryParseExact(text, ["MM-dd-yyyy HH:mm:ss.fff", "MM-dd-yyyy HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
