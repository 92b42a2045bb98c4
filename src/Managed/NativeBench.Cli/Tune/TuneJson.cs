using System.Globalization;
using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.Cli.Plans;
using NativeBench.Cli.Run;

namespace NativeBench.Cli.Tune;

/// <summary>A search for programs: the plan file's keys, and how they were found.</summary>
internal sealed class TuneJson(TuneRecord record)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        record.File.WriteKeys(json);
        json.WriteString("started_utc", record.StartedUtc.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        ResultJson.WriteStringOrNull(json, "failure", record.Failure);
        ResultJson.WriteStringOrNull(json, "weights", record.WeightsNote);
        json.WriteString("rules", record.Request.Run.Rules.Name);
        json.WriteNumber("duration_s", record.Seconds);
        json.WriteNumber("budget_s", record.Request.Budget.TotalSeconds);
        json.WriteBoolean("grid", record.Request.IsGrid);
        ResultJson.WriteStrings(json, "command_line", record.CommandLine);
        ResultJson.WriteNumberOrNull(json, "load_average_1min_before", record.System.LoadAverage1Min);
        ResultJson.WriteStrings(json, "warnings", record.Warnings);
        json.WriteString("folder", record.Folder);
        json.WriteStartArray("scenarios");
        foreach (var scenario in record.Scenarios)
            WriteScenario(json, scenario);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteScenario(Utf8JsonWriter json, ScenarioTuning tuning)
    {
        json.WriteStartObject();
        json.WriteString("scenario", tuning.Scenario.ToString());
        json.WriteString("score_unit", tuning.Unit);
        json.WriteBoolean("interrupted", tuning.Search.IsInterrupted || tuning.Rate?.IsInterrupted == true);
        json.WriteNumber("search_s", tuning.Search.Took.TotalSeconds);
        ResultJson.WriteNumberOrNull(json, "gain_over_standard", tuning.Gain);
        json.WriteNumber("ties", Math.Max(0, tuning.Search.Ties.Count - 1));
        json.WriteStartArray("plans_tried");
        foreach (var trial in tuning.Search.Trials)
        {
            json.WriteStartObject();
            PlanJson.Write(json, trial.Plan);
            json.WriteBoolean("standard", trial.Plan == tuning.Standard);
            json.WriteBoolean("winner", trial == tuning.Search.Winner);
            ResultJson.WriteNumberOrNull(json, "score", trial.Measurements == 0 || trial.Failure is not null ? null : trial.Score);
            ResultJson.WriteNumberOrNull(json, "lowest_score", trial.Measurements == 0 || trial.Failure is not null ? null : trial.Lowest);
            json.WriteNumber("measurements", trial.Measurements);
            json.WriteNumber("last_round", trial.Round);
            ResultJson.WriteStringOrNull(json, "failure", trial.Failure);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (tuning.Rate is { } rate)
            WriteRate(json, tuning, rate);
        if (tuning.Check is { } check)
            WriteCheck(json, check);
        json.WriteEndObject();
    }

    private static void WriteRate(Utf8JsonWriter json, ScenarioTuning tuning, RateResult rate)
    {
        json.WriteStartObject("server");
        ResultJson.WriteNumberOrNull(json, "target_qps", rate.Rate);
        json.WriteBoolean("confirmed", rate.IsConfirmed);
        ResultJson.WriteNumberOrNull(json, "lowest_invalid_qps", rate.LowestInvalid);
        ResultJson.WriteNumberOrNull(json, "target_latency_ns", tuning.BoundNs);
        ResultJson.WriteStringOrNull(json, "target_latency_reason", tuning.BoundReason);
        json.WriteStartArray("runs");
        foreach (var probe in rate.Probes)
        {
            json.WriteStartObject();
            json.WriteNumber("target_qps", probe.Rate);
            json.WriteBoolean("valid", probe.IsValid);
            json.WriteNumber("duration_s", probe.Took.TotalSeconds);
            json.WriteString("detail", probe.Detail);
            if (probe.Point is { } point)
            {
                json.WriteNumber("scheduled_samples_per_s", point.ScheduledSamplesPerS);
                json.WriteNumber("completed_samples_per_s", point.CompletedSamplesPerS);
                json.WriteNumber("latency_p50_ns", point.LatencyP50Ns);
                json.WriteNumber("latency_p90_ns", point.LatencyP90Ns);
                json.WriteNumber("latency_p99_ns", point.LatencyP99Ns);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCheck(Utf8JsonWriter json, RunRecord check)
    {
        json.WriteStartObject("check");
        json.WriteString("outcome", check.Result.Outcome.ToString().ToLowerInvariant());
        json.WriteBoolean("valid", check.IsMet);
        if (check.Result.Performance is { } performance)
        {
            var metric = Metric.Of(check.Run.Scenario, performance);
            json.WriteString("metric", metric.Label);
            json.WriteString("value", metric.Text);
        }

        json.WriteString("folder", check.Folder);
        json.WriteEndObject();
    }
}
