using System.Collections.Immutable;
using NativeBench.Cli.Output;
using NativeBench.Submission.Packing;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>
/// The keys of a measurements file (official checker: <c>measurements_checks.py</c>). What the runs tell is filled in; the rest is the
/// submitter's to state, and is never guessed.
/// </summary>
internal static class MeasurementTexts
{
    /// <summary>The keys, all of which a round wants.</summary>
    public static ImmutableArray<string> Keys { get; } = ["input_data_types", "retraining", "starting_weights_filename", "weight_data_types", "weight_transformations"];

    /// <summary>What is known of a performance run.</summary>
    public static ImmutableSortedDictionary<string, string> Known(SourceRun performance, ModelKnowledge model)
    {
        var document = performance.Document;
        var known = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (document.Model is { } file)
            known["input_data_types"] = string.Join(", ", file.Inputs.Select(TypeOf).Distinct());
        string? precision = RunLikeness.Precision(document, performance.Run);
        if (model.Weights is { } weights)
            known["weight_data_types"] = precision is null ? weights : $"{weights}; {document.Backend.Name}: {precision}";
        if (model.Reference is { } reference)
        {
            // The file is the benchmark's own, to the byte: nobody trained or changed it before it was loaded.
            known["retraining"] = "No";
            known["starting_weights_filename"] = reference.File ?? Path.GetFileName(document.Model!.Path);
            var settings = performance.Run.Execution?.BackendSettings;
            string[] loaded =
            [
                .. settings?.GetValueOrDefault("graph optimization") is { } optimization ? [$"graph optimization {optimization}"] : Array.Empty<string>(),
                .. settings?.ContainsKey("engine") == true ? ["built into a TensorRT engine"] : Array.Empty<string>(),
                .. precision is null ? Array.Empty<string>() : [$"precision {precision}"],
            ];
            known["weight_transformations"] = $"none of the file{(loaded.Length == 0 ? "" : $"; {document.Backend.Name} when it loads it: {string.Join(", ", loaded)}")}";
        }

        return known.ToImmutable();
    }

    /// <summary>A file with such keys.</summary>
    /// <exception cref="UsageException">It can't be read.</exception>
    public static IEnumerable<KeyValuePair<string, string>> ReadFile(string path, string typed)
    {
        try
        {
            return SystemFields.Read(path).Values;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--measurement '{typed}': {CrashReport.FirstLine(e.Message)} It takes KEY=VALUE, or a file with a JSON object of such keys.", e);
        }
    }

    /// <summary><c>input_tensor:0 float32 [N,3,224,224]</c> has the type before the shape.</summary>
    private static string TypeOf(string tensor)
    {
        string[] words = tensor.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string type = words.Length > 1 ? words[^2] : tensor;
        return type switch { "float32" => "fp32", "float16" => "fp16", "bfloat16" => "bf16", _ => type };
    }
}
