using System.Globalization;
using System.Text.Json;
using NativeBench.Cli.Output;
using Spectre.Console;
using static NativeBench.Cli.Output.ResultJson;

namespace NativeBench.Cli.Overhead;

/// <summary>An overhead measurement for people, beside the goals, and for programs.</summary>
internal sealed class OverheadOutput(OverheadReport report, SystemDescription system, OverheadWay way, IReadOnlyList<string> warnings)
{
    /// <summary>What watching may cost.</summary>
    private const double MostForView = 1.01;

    private const string ByTen = "0.1 × what the official LoadGen 6.0.17 had on the goals' machine";

    /// <summary>Each figure beside its goal, and what it means.</summary>
    public void WriteTable(IAnsiConsole console)
    {
        console.WriteLine(Units.Invariant(
            $"LoadGen against a system under test that does nothing; medians of {report.Repeats}; {system.CpuModel ?? "unknown CPU"}, {system.LogicalCores} cores; {system.DotNet}; waits: {way.Text}"));
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("What");
        table.AddColumn(new TableColumn("Measured").RightAligned());
        table.AddColumn(new TableColumn("Best try").RightAligned());
        table.AddColumn(new TableColumn("Goal").RightAligned());
        table.AddColumn("");
        table.AddColumn("What it means");
        foreach (var row in Rows())
            table.AddRow(new Text(row.What), new Text(row.Measured), new Text(row.Best), new Text(row.Goal), Mark(row.Met), new Text(row.Meaning));
        console.Write(table);
        if (report.ServerLag.Count > 0)
            WriteLag(console);
        if (report.View.Count > 0)
            WriteView(console);
        console.WriteLine("The goals are for 2 cores that are shared with other work; 'start to first query' is taken in a process that has run a test before.");
        foreach (var warning in warnings)
            console.MarkupLineInterpolated($"[yellow]Warning: {warning}[/]");
    }

    /// <summary>One object; figures that weren't asked for are null.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteRounded(json, "single_stream_ns_per_query", report.SingleStreamNsPerQuery?.Median);
        WriteRounded(json, "single_stream_worker_ns_per_query", report.SingleStreamWorkerNsPerQuery?.Median);
        WriteRounded(json, "multi_stream_ns_per_sample", report.MultiStreamNsPerSample?.Median);
        WriteRounded(json, "multi_stream_worker_ns_per_sample", report.MultiStreamWorkerNsPerSample?.Median);
        WriteRounded(json, "offline_samples_per_s", report.OfflineSamplesPerS?.Median);
        WriteRounded(json, "offline_worker_samples_per_s", report.OfflineWorkerSamplesPerS?.Median);
        WriteRounded(json, "server_max_qps_kept", report.ServerMaxQpsKept?.Median);
        WriteRounded(json, "server_worker_max_qps_kept", report.ServerWorkerMaxQpsKept?.Median);
        json.WriteStartObject("server_lag_us");
        foreach (var lag in report.ServerLag)
        {
            json.WriteStartObject(lag.Qps.ToString(CultureInfo.InvariantCulture));
            WriteRounded(json, "p50", lag.P50Ns / 1e3);
            WriteRounded(json, "p99", lag.P99Ns / 1e3);
            WriteRounded(json, "p99_9", lag.P999Ns / 1e3);
            WriteRounded(json, "max", lag.MaxNs / 1e3);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteRounded(json, "bytes_per_query", report.BytesPerQuery);
        WriteNumberOrNull(json, "peak_rss_bytes", report.PeakRssBytes);
        WriteRounded(json, "start_to_first_query_s", report.StartToFirstQueryS?.Median);
        WriteRounded(json, "cold_start_to_first_query_s", report.ColdStartToFirstQueryS);
        WriteRounded(json, "last_completion_to_logs_s", report.LastCompletionToLogsS?.Median);
        WriteView(json);
        json.WriteNumber("gc_count", report.GcCount);
        WriteBest(json);
        json.WriteNumber("queries", report.Queries);
        json.WriteNumber("repeats", report.Repeats);
        json.WriteString("issue_wait", way.Wait.ToString().ToLowerInvariant());
        WriteNumberOrNull(json, "issue_core", way.IssueCore);
        json.WriteBoolean("records_in_mapped_files", way.SpillFolder is not null);
        json.WriteString("nativebench_version", Versions.Program);
        json.WriteString("dotnet", system.DotNet);
        WriteStringOrNull(json, "cpu_model", system.CpuModel);
        json.WriteNumber("cpu_logical_cores", system.LogicalCores);
        WriteNumberOrNull(json, "load_average_1min_before", system.LoadAverage1Min);
        WriteStrings(json, "warnings", warnings);
        json.WriteEndObject();
    }

    private void WriteBest(Utf8JsonWriter json)
    {
        json.WriteStartObject("best_try");
        WriteRounded(json, "single_stream_ns_per_query", report.SingleStreamNsPerQuery?.Best);
        WriteRounded(json, "single_stream_worker_ns_per_query", report.SingleStreamWorkerNsPerQuery?.Best);
        WriteRounded(json, "multi_stream_ns_per_sample", report.MultiStreamNsPerSample?.Best);
        WriteRounded(json, "offline_samples_per_s", report.OfflineSamplesPerS?.Best);
        WriteRounded(json, "offline_worker_samples_per_s", report.OfflineWorkerSamplesPerS?.Best);
        WriteRounded(json, "server_max_qps_kept", report.ServerMaxQpsKept?.Best);
        WriteRounded(json, "start_to_first_query_s", report.StartToFirstQueryS?.Best);
        WriteRounded(json, "last_completion_to_logs_s", report.LastCompletionToLogsS?.Best);
        json.WriteEndObject();
    }

    private IEnumerable<Row> Rows()
    {
        string queries = Units.Count(report.Queries);
        return new[]
        {
            Of("SingleStream, answered inline", report.SingleStreamNsPerQuery, static v => Time(v), "≤ 100 ns/query", static v => v <= 100,
                "From one query to the next: LoadGen's own share of a latency."),
            Of("SingleStream, answered by a worker", report.SingleStreamWorkerNsPerQuery, static v => Time(v), "", null,
                "The same with a hand-over to another thread and back."),
            Of("MultiStream of 8, answered inline", report.MultiStreamNsPerSample, static v => Time(v) + "/sample", "", null,
                "Per sample, in queries of eight."),
            Of("MultiStream of 8, answered by a worker", report.MultiStreamWorkerNsPerSample, static v => Time(v) + "/sample", "", null,
                "The same with a hand-over."),
            Of("Offline, answered inline", report.OfflineSamplesPerS, Rate("samples/s"), "≥ 50,000,000 samples/s", static v => v >= 50e6,
                "No system under test can be measured to be faster."),
            Of("Offline, answered by a worker", report.OfflineWorkerSamplesPerS, Rate("samples/s"), "", null,
                "The same with parts of 4096 handed to another thread."),
            Of("Server, highest rate kept", report.ServerMaxQpsKept, Rate("queries/s"), "≥ 5,000,000 queries/s", static v => v >= 5e6,
                "One issue thread, no coalescing; kept: the last query is at most 10 ms late."),
            Of("Server, highest rate kept, answered by a worker", report.ServerWorkerMaxQpsKept, Rate("queries/s"), "", null,
                "The same with every query handed to another thread."),
            Of($"memory, Server, {queries} queries", report.BytesPerQuery, static v => Units.Invariant($"{v:0.0} bytes/query"), "≤ 40 bytes/query", static v => v <= 40,
                "What the peak of the process's memory grows by, figures and logs included."),
            Of($"peak memory, Server, {queries} queries", report.PeakRssBytes, static v => Units.Bytes((long)v), "< 700 MiB", static v => v < 700 << 20,
                "The whole process."),
            Of($"start to first query, {queries} queries", report.StartToFirstQueryS, static v => Units.Time(v * 1e9), "≤ 100 ms", static v => v <= 0.1,
                Units.Invariant($"Queries are generated ahead of the issuer, not before it. {Units.Time((report.ColdStartToFirstQueryS ?? 0) * 1e9)} in the process's first test, which compiles the code.")),
            Of($"last completion to logs, {queries} queries", report.LastCompletionToLogsS, static v => Units.Time(v * 1e9), "≤ 2 s", static v => v <= 2,
                "Percentiles, early stopping, the four files."),
            new Row("garbage collections", Units.Count(report.GcCount), "", "0", report.GcCount == 0, "In all measured series together; each would stop every thread."),
        }.OfType<Row>();
    }

    /// <summary>At most a percent more, beyond doubt; more, beyond doubt; or neither can be told.</summary>
    internal static bool? IsMet(ViewCost cost) => cost.Ratio switch { { High: <= MostForView } => true, { Low: > MostForView } => false, _ => null };

    private void WriteView(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("SingleStream with the live view");
        foreach (var name in new[] { "A query", "With over without", "99 % interval", "Pairs", "In processor time", "View's own" })
            table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn("Goal");
        table.AddColumn("");
        foreach (var cost in report.View)
        {
            table.AddRow(
                new Text(cost.ComputesNs > 0 ? $"computing for about {Units.Time(cost.ComputesNs)}" : "a system that does nothing"), new Text(Time(cost.QueryNs)),
                new Text(cost.Ratio is { } r ? Units.Invariant($"{r.Ratio:0.0000}") : "too few pairs"),
                new Text(cost.Ratio is { } i ? Units.Invariant($"{i.Low:0.0000} to {i.High:0.0000}") : ""), new Text(Units.Count(cost.PairRatios.Count)),
                new Text(cost.ProcessorRatio is { } p ? Units.Invariant($"{p.Ratio:0.0000} ({p.Low:0.0000} to {p.High:0.0000})") : ""),
                new Text(cost.ProcessorShare is { } share ? Units.Time(share * 1e9) + " a second" : "not known here"), new Text("≤ 1.01"), Mark(IsMet(cost)));
        }

        console.Write(table);
        console.WriteLine("Pairs of runs in turn, one with the view of 'run' and the machine's readings, one without; the view is drawn and written to nobody.");
        console.WriteLine("In processor time: the issuing thread's alone, which other processes take nothing from. The view's own is what its threads use, on any core.");
    }

    private void WriteView(Utf8JsonWriter json)
    {
        if (report.View.Count == 0)
            return;
        json.WriteStartObject("view_over_none_ratio");
        WriteRatio(json, report.View[0]);
        json.WriteEndObject();
        json.WriteStartArray("view");
        foreach (var cost in report.View)
        {
            json.WriteStartObject();
            WriteRounded(json, "computes_ns", cost.ComputesNs);
            WriteRounded(json, "ns_per_query", cost.QueryNs);
            WriteRatio(json, cost);
            WriteNumberOrNull(json, "issue_processor_ratio", cost.ProcessorRatio?.Ratio);
            WriteNumberOrNull(json, "issue_processor_low_99", cost.ProcessorRatio?.Low);
            WriteNumberOrNull(json, "issue_processor_high_99", cost.ProcessorRatio?.High);
            WriteRounded(json, "view_processor_s_per_s", cost.ProcessorShare);
            json.WriteNumber("gc_count_with", cost.CollectionsWatched);
            json.WriteNumber("gc_count_without", cost.CollectionsAlone);
            json.WriteStartArray("pair_ratios");
            foreach (var ratio in cost.PairRatios)
                json.WriteNumberValue(Math.Round(ratio, 6));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRatio(Utf8JsonWriter json, ViewCost cost)
    {
        WriteNumberOrNull(json, "ratio", cost.Ratio?.Ratio);
        WriteNumberOrNull(json, "low_99", cost.Ratio?.Low);
        WriteNumberOrNull(json, "high_99", cost.Ratio?.High);
        json.WriteNumber("pairs", cost.PairRatios.Count);
    }

    private void WriteLag(IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("Server, issue lag at");
        foreach (var name in new[] { "p50", "p99", "p99.9", "max" })
            table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn("Goal");
        table.AddColumn("");
        foreach (var lag in report.ServerLag)
        {
            bool hasGoal = lag.Qps == 10_000;
            table.AddRow(
                new Text(Units.Count(lag.Qps) + " queries/s"), new Text(Time(lag.P50Ns)), new Text(Time(lag.P99Ns)), new Text(Time(lag.P999Ns)),
                new Text(Time(lag.MaxNs)), new Text(hasGoal ? $"p50 ≤ 1 µs, p99 ≤ 96 µs ({ByTen})" : ""),
                Mark(hasGoal ? lag is { P50Ns: <= 1_000, P99Ns: <= 96_000 } : null));
        }

        console.Write(table);
        console.WriteLine("Lag: how much later than scheduled a query is issued. It counts as the system's latency, so it should be small beside the bound.");
    }

    private static Row? Of(string what, Figure? figure, Func<double, string> text, string goal, Func<double, bool>? isMet, string meaning) =>
        figure is { } f ? new Row(what, text(f.Median), text(f.Best), goal, isMet?.Invoke(f.Median), meaning) : null;

    private static Row? Of(string what, double? value, Func<double, string> text, string goal, Func<double, bool> isMet, string meaning) =>
        value is { } v ? new Row(what, text(v), "", goal, isMet(v), meaning) : null;

    private static Markup Mark(bool? met) => new(met switch { true => "[green]met[/]", false => "[red]missed[/]", null => "" });

    private static string Time(double ns) => ns < 100 ? Units.Invariant($"{ns:0.0} ns") : Units.Time(ns);

    private static Func<double, string> Rate(string unit) => value => Units.Rate(value) + " " + unit;

    /// <summary>Seven digits: more than any of these figures is good for.</summary>
    private static void WriteRounded(Utf8JsonWriter json, string name, double? value) => WriteNumberOrNull(
        json, name, value is { } v && double.IsFinite(v) ? double.Parse(v.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null);

    private sealed record Row(string What, string Measured, string Best, string Goal, bool? Met, string Meaning);
}
