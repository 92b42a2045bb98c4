using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Output;

/// <summary>result.json: everything measured, units in the key names. <c>schema_version</c> grows when a key changes its meaning.</summary>
internal static class ResultJson
{
    /// <summary>Version of the keys below.</summary>
    public const int SchemaVersion = 1;

    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one document.</summary>
    public static void Write(Stream stream, SessionRecord session)
    {
        using var json = new Utf8JsonWriter(stream, s_options);
        json.WriteStartObject();
        json.WriteNumber("schema_version", SchemaVersion);
        json.WriteString("status", session.Status.ToString().ToLowerInvariant());
        WriteStringOrNull(json, "failure", session.Failure);
        json.WriteString("benchmark", session.Workload.Name);
        json.WriteString("rules", session.Request.Rules.Name);
        json.WriteString("rules_note", session.Request.Rules.Note);
        json.WriteString("division", session.Request.Division);
        json.WriteBoolean("emulated", session.Workload.Backend.IsEmulated);
        json.WriteString("started_utc", Timestamp(session.StartedUtc));
        WriteStringOrNull(json, "finished_utc", session.FinishedUtc is { } end ? Timestamp(end) : null);
        WriteStrings(json, "command_line", ["nativebench", .. session.Arguments]);
        WriteSubject(json, session);
        WriteSystem(json, session.System);
        json.WriteStartArray("runs");
        foreach (var run in session.Runs)
            RunJson.Write(json, run);
        json.WriteEndArray();
        WriteStrings(json, "warnings", session.Warnings);
        json.WriteEndObject();
        json.Flush();
        stream.Write("\n"u8);
    }

    /// <summary>A string, or null.</summary>
    public static void WriteStringOrNull(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
            json.WriteNull(name);
        else
            json.WriteString(name, value);
    }

    /// <summary>A number, or null when it isn't known or can't be written as JSON.</summary>
    public static void WriteNumberOrNull(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    /// <summary>A list of strings.</summary>
    public static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>ISO 8601 in UTC, to the millisecond.</summary>
    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void WriteSubject(Utf8JsonWriter json, SessionRecord session)
    {
        var workload = session.Workload;
        json.WriteStartObject("backend");
        json.WriteString("requested", workload.Backend.Requested);
        json.WriteString("name", workload.Backend.Name);
        json.WriteString("reason", workload.Backend.Reason);
        json.WriteBoolean("computes", workload.Backend.Name != "null");
        json.WriteEndObject();

        json.WriteStartObject("versions");
        json.WriteString("nativebench", Versions.Program);
        json.WriteString("loadgen", "NativeBench.LoadGen");
        json.WriteString("loadgen_behaves_as", LoadGenerator.ReferenceVersion);
        json.WriteString("dotnet", session.System.DotNet);
        WriteStringOrNull(json, "backend", workload.BackendVersion);
        json.WriteEndObject();

        if (workload.Model is { } model)
        {
            json.WriteStartObject("model");
            json.WriteString("path", model.Path);
            json.WriteString("sha256", model.Sha256);
            json.WriteNumber("size_bytes", model.FileBytes);
            WriteStringOrNull(json, "weights", model.WeightsNote);
            WriteStrings(json, "inputs", model.Inputs.Select(static t => t.ToString()));
            WriteStrings(json, "outputs", model.Outputs.Select(static t => t.ToString()));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("model");
        }

        json.WriteStartObject("data");
        json.WriteString("kind", workload.Data.Kind);
        json.WriteString("description", workload.Data.Description);
        WriteStringOrNull(json, "path", workload.Data.Path);
        WriteStringOrNull(json, "sha256", workload.Data.Sha256);
        if (workload.Data.Seed is { } seed)
            json.WriteNumber("seed", seed);
        json.WriteNumber("sample_count", workload.Library.TotalSampleCount);
        json.WriteEndObject();
    }

    private static void WriteSystem(Utf8JsonWriter json, SystemDescription system)
    {
        json.WriteStartObject("system");
        WriteStringOrNull(json, "cpu_model", system.CpuModel);
        json.WriteNumber("cpu_logical_cores", system.LogicalCores);
        WriteNumberOrNull(json, "cpu_physical_cores", system.PhysicalCores);
        json.WriteNumber("memory_bytes", system.MemoryBytes);
        json.WriteString("os", system.Os);
        WriteStringOrNull(json, "kernel", system.Kernel);
        json.WriteString("architecture", system.Architecture);
        WriteStringOrNull(json, "cpu_governor", system.Governor);
        WriteNumberOrNull(json, "load_average_1min_before", system.LoadAverage1Min);
        json.WriteEndObject();
    }
}
