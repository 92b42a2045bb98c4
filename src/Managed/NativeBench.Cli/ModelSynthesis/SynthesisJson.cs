using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.ModelSynthesis;

namespace NativeBench.Cli.ModelSynthesis;

/// <summary>A written model for programs.</summary>
internal static class SynthesisJson
{
    public static void Write(Utf8JsonWriter json, SyntheticModel model, string path, long bytes, string sha256)
    {
        json.WriteStartObject();
        json.WriteString("path", path);
        json.WriteString("sha256", sha256);
        json.WriteNumber("size_bytes", bytes);
        json.WriteString("weights", model.Label);
        json.WriteNumber("seed", model.Options.Seed);
        json.WriteString("precision", model.Options.Precision == WeightPrecision.Float16 ? "f16" : "f32");
        ResultJson.WriteNumberOrNull(json, "batch", model.Options.Batch);
        ResultJson.WriteNumberOrNull(json, "sequence_length", model.Options.SequenceLength is > 0 and var length ? length : null);
        WriteArchitecture(json, model);
        json.WriteEndObject();
    }

    /// <summary>What is the same for all options.</summary>
    public static void WriteArchitecture(Utf8JsonWriter json, SyntheticModel model)
    {
        json.WriteString("architecture", model.Architecture.Name);
        json.WriteString("title", model.Architecture.Title);
        json.WriteString("source", model.Architecture.Source);
        ResultJson.WriteStringOrNull(json, "reduced", model.Architecture.Reduced);
        json.WriteNumber("parameters", model.Parameters);
        ResultJson.WriteNumberOrNull(json, "multiply_adds_per_sample", model.MultiplyAdds == 0 ? null : model.MultiplyAdds);
        json.WriteNumber("nodes", model.Nodes);
    }
}
