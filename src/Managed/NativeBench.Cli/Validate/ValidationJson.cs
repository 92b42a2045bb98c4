using System.Text.Json;
using NativeBench.Cli.Output;

namespace NativeBench.Cli.Validate;

/// <summary>A comparison for programs.</summary>
internal sealed class ValidationJson(ValidationReport report)
{
    /// <summary>What a place of the histogram counts: <c>0</c>, <c>1</c>, <c>2-3</c>, <c>4-7</c>, ….</summary>
    public static string UlpLabel(int bucket) => bucket switch
    {
        0 => "0",
        1 => "1",
        < 21 => Units.Invariant($"{1L << (bucket - 1)}-{(1L << bucket) - 1}"),
        _ => Units.Invariant($"2^{bucket - 1} on"),
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("verdict", report.IsInterrupted ? "interrupted" : report.IsWithin ? "within_tolerance" : "out_of_tolerance");
        json.WriteString("benchmark", report.Benchmark);
        WriteSide(json, "reference", report.Reference);
        WriteSide(json, "candidate", report.Candidate);
        json.WriteNumber("samples_compared", report.SamplesCompared);
        json.WriteNumber("samples_available", report.SamplesAvailable);
        WriteTolerances(json);
        json.WriteStartArray("outputs");
        foreach (var output in report.Outputs)
            WriteOutput(json, output);
        json.WriteEndArray();
        json.WriteStartArray("worst_samples");
        foreach (var worst in report.Worst)
            WriteWorst(json, worst);
        json.WriteEndArray();
        if (report.Quality is { } quality)
        {
            json.WriteStartObject("quality");
            json.WriteString("metric", quality.Metric);
            json.WriteNumber("reference_" + quality.Unit, quality.ReferenceValue);
            json.WriteNumber("candidate_" + quality.Unit, quality.CandidateValue);
            json.WriteString("reference", quality.Reference);
            json.WriteString("candidate", quality.Candidate);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("quality");
        }

        ResultJson.WriteStringOrNull(json, "quality_note", report.QualityNote);
        ResultJson.WriteStrings(json, "notes", report.Notes);
        json.WriteEndObject();
    }

    private static void WriteSide(Utf8JsonWriter json, string name, ValidationSide side)
    {
        json.WriteStartObject(name);
        json.WriteString("backend", side.Workload.Backend.Name);
        ResultJson.WriteStringOrNull(json, "backend_version", side.Workload.BackendVersion);
        json.WriteString("model", side.Model.Path);
        json.WriteString("model_sha256", side.Model.Sha256);
        ResultJson.WriteStringOrNull(json, "weights", side.Model.WeightsNote);
        json.WriteBoolean("emulated", side.Workload.Backend.IsEmulated);
        if (side.Execution is { } execution)
        {
            json.WriteNumber("instances", execution.Plan.Instances);
            json.WriteNumber("threads", execution.Plan.IntraOpThreads);
            json.WriteNumber("batch", execution.Plan.BatchSize);
        }

        json.WriteEndObject();
    }

    private void WriteTolerances(Utf8JsonWriter json)
    {
        var tolerances = report.Tolerances;
        json.WriteStartObject("tolerances");
        json.WriteString("name", tolerances.Name);
        json.WriteString("reason", report.ToleranceReason);
        ResultJson.WriteNumberOrNull(json, "relative", tolerances.Relative);
        ResultJson.WriteNumberOrNull(json, "absolute", tolerances.Absolute);
        json.WriteNumber("share_of_largest", tolerances.Absolute is null ? tolerances.ScaleShare : 0);
        json.WriteNumber("min_cosine", tolerances.MinCosine);
        json.WriteNumber("max_other_top1_percent", 100 * tolerances.MaxTop1Share);
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, OutputDifference output)
    {
        json.WriteStartObject();
        json.WriteString("name", output.Name);
        json.WriteString("tensor", output.Spec.ToString());
        json.WriteNumber("samples", output.Samples);
        json.WriteNumber("elements", output.Elements);
        json.WriteNumber("max_absolute_error", output.MaxAbsolute);
        json.WriteNumber("mean_absolute_error", output.MeanAbsolute);
        json.WriteNumber("max_relative_error", output.MaxRelative);
        json.WriteNumber("mean_relative_error", output.MeanRelative);
        json.WriteNumber("min_cosine", output.MinCosine);
        json.WriteNumber("mean_cosine", output.MeanCosine);
        ResultJson.WriteNumberOrNull(json, "other_top1", output.Top1Mismatches);
        ResultJson.WriteNumberOrNull(json, "max_error_of_tolerance", output.MaxExcess);
        json.WriteNumber("elements_out_of_tolerance", output.ElementsOut);
        json.WriteNumber("samples_out_of_tolerance", output.SamplesOut);
        json.WriteStartObject("ulp_histogram");
        for (var bucket = 0; bucket < output.UlpHistogram.Length; bucket++)
        {
            if (output.UlpHistogram[bucket] > 0)
                json.WriteNumber(UlpLabel(bucket), output.UlpHistogram[bucket]);
        }

        json.WriteEndObject();
        ResultJson.WriteStrings(json, "findings", output.Findings());
        json.WriteEndObject();
    }

    private void WriteWorst(Utf8JsonWriter json, WorstSample worst)
    {
        json.WriteStartObject();
        json.WriteNumber("sample", worst.Sample);
        json.WriteString("name", report.Reference.Library.SampleName(worst.Sample));
        json.WriteString("output", worst.Output);
        json.WriteNumber("element", worst.Element);
        ResultJson.WriteNumberOrNull(json, "reference", worst.Reference);
        ResultJson.WriteNumberOrNull(json, "candidate", worst.Candidate);
        json.WriteNumber("cosine", worst.Cosine);
        ResultJson.WriteNumberOrNull(json, "error_of_tolerance", worst.Excess);
        json.WriteEndObject();
    }
}
