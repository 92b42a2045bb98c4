using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NativeBench.Catalog;
using NativeBench.Cli.Validate;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>What a tree says about how a result was made.</summary>
internal static class ResultTexts
{
    /// <summary>README.md of a result.</summary>
    public static string Readme(SourceScenario source, string folderScenario, BenchmarkFacts facts, string round, ImmutableArray<string> rehearsal)
    {
        var document = source.Performance.Document;
        var text = new StringBuilder();
        void Add(string line) => text.Append(CultureInfo.InvariantCulture, $"{line}\n");
        Add($"# {facts.Title}: {folderScenario}");
        Add("");
        if (!rehearsal.IsEmpty)
            Add($"REHEARSAL, no result: {string.Join(' ', rehearsal)}\n");
        if (folderScenario != source.Scenario.ToString())
            Add($"Inferred from the run in {source.Scenario}, as the rules allow for edge systems: the logs are that run's.\n");
        Add($"- Round {round}; measured {document.StartedUtc} with NativeBench {document.Versions.Nativebench} on {document.Backend.Name} ({document.Versions.Backend ?? "no library"})");
        Add($"- Model: {(document.Model is { } model ? $"{Path.GetFileName(model.Path)}, SHA-256 {model.Sha256}{(model.Weights is { } note ? $" ({note})" : "")}" : "none")}");
        Add($"- Data: {document.Data.Description}, {document.Data.SampleCount.ToString(CultureInfo.InvariantCulture)} samples{(document.Data.Sha256 is { } hash ? $", SHA-256 {hash}" : "")}");
        if (source.Performance.Run.Execution is { } execution)
            Add(FormattableString.Invariant($"- Execution: batch {execution.Batch}, {execution.Instances} instances of {execution.Threads} threads, batch delay {execution.BatchDelayUs} us"));
        Add("");
        Add("The runs were made one after the other by");
        Add("");
        Add($"    {string.Join(' ', document.CommandLine)}");
        Add("");
        Add("which makes performance, accuracy and compliance runs, and verifies these. user.conf has the values that were in force.");
        return text.ToString();
    }

    /// <summary>The measurements file's keys.</summary>
    public static ImmutableSortedDictionary<string, string> Measurements(SourceScenario source, BenchmarkFacts facts, string? precision)
    {
        var document = source.Performance.Document;
        string types = document.Model is { } model ? string.Join(", ", model.Inputs.Select(TypeOf).Distinct()) : "none";
        string weights = precision ?? (document.Model is { } file && ModelPrecision.HasQuantisedOperators(file.Path) ? "int8" : "fp32");
        return ImmutableSortedDictionary<string, string>.Empty
            .Add("input_data_types", types)
            .Add("retraining", "No")
            .Add("starting_weights_filename", document.Model is { } started ? Path.GetFileName(started.Path) : facts.DefaultModelFile?.File ?? "none")
            .Add("weight_data_types", weights)
            .Add("weight_transformations", "none");
    }

    /// <summary>The code folder: what to run. The program itself is public.</summary>
    public static ImmutableSortedDictionary<string, string> Code(PackSource source) => ImmutableSortedDictionary<string, string>.Empty
        .Add("README.md",
            $"# {source.Facts.Title}\n\nMeasured by NativeBench {Program(source)}, an open-source MLPerf Inference runner for .NET; run.sh has the command. "
            + "The model is an ONNX file; README.md of each result names its checksum.\n")
        .Add("run.sh", $"#!/bin/sh\nexec {string.Join(' ', (source.Runs.FirstOrDefault()?.Document.CommandLine ?? ["nativebench"]).Select(Quote))}\n");

    private static string Program(PackSource source) => source.Runs.FirstOrDefault()?.Document.Versions.Nativebench ?? Versions.Program;

    private static string Quote(string argument) =>
        argument.All(static c => char.IsAsciiLetterOrDigit(c) || "-_./=:,".Contains(c, StringComparison.Ordinal)) ? argument : "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    /// <summary><c>input_tensor:0 float32 [N,3,224,224]</c> has the type before the shape.</summary>
    private static string TypeOf(string tensor)
    {
        string[] words = tensor.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string type = words.Length > 1 ? words[^2] : tensor;
        return type switch { "float32" => "fp32", "float16" => "fp16", "bfloat16" => "bf16", _ => type };
    }
}
