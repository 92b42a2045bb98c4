using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NativeBench.Cli.Validate;

namespace NativeBench.Cli.Submission.Running;

/// <summary>
/// What a submission's folder is for and how far it has come: <c>submission-run.json</c> in it. The result folders beside it are what
/// counts; this file tells which they are, and what they were made with.
/// </summary>
internal sealed record RunState
{
    /// <summary>The file's name.</summary>
    public const string FileName = "submission-run.json";

    /// <summary>Version of the keys.</summary>
    public const int CurrentSchemaVersion = 1;

    private static readonly RunStateJson s_context = new(new JsonSerializerOptions(RunStateJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public required int SchemaVersion { get; init; }

    /// <summary>Id of the catalog.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Such as v6.1.</summary>
    public required string Round { get; init; }

    /// <summary>closed or open.</summary>
    public required string Division { get; init; }

    /// <summary>edge or datacenter.</summary>
    public required string Category { get; init; }

    /// <summary>Whether it's only tried out how a submission is made.</summary>
    public required bool Rehearsal { get; init; }

    /// <summary>What the runs are made with: the options that decide it, by their names, in ordinal order.</summary>
    public required ImmutableSortedDictionary<string, string> Options { get; init; }

    /// <summary>The runs, in the order in which they are made.</summary>
    public required ImmutableArray<StepState> Steps { get; init; }

    /// <summary>What was read of the model's file, for who packs elsewhere; null while nothing was.</summary>
    public RecordedModel? Model { get; init; }

    /// <summary>Attempts that were no good, in the order in which they were set aside: folders relative to this file's.</summary>
    public ImmutableArray<SetAside> SetAside { get => field.IsDefault ? [] : field; init; }

    /// <summary>Reads the state of a folder; null if it has none.</summary>
    public static RunState? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            using var stream = File.OpenRead(path);
            var state = JsonSerializer.Deserialize(stream, s_context.RunState) ?? throw new UsageException($"'{path}' holds null; expected what 'submission run' writes.");
            return state.SchemaVersion == CurrentSchemaVersion ? state
                : throw new UsageException(FormattableString.Invariant($"'{path}' has schema_version {state.SchemaVersion}; this version reads {CurrentSchemaVersion}."));
        }
        catch (JsonException e)
        {
            throw new UsageException($"'{path}' isn't what 'submission run' writes: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' can't be read: {e.Message}", e);
        }
    }

    /// <summary>Replaces the file in one step.</summary>
    public void Write(string folder)
    {
        string path = Path.Combine(folder, FileName);
        string temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, this, s_context.RunState);
            stream.Write("\n"u8);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

/// <summary>One run of a submission.</summary>
internal sealed record StepState
{
    public required string Scenario { get; init; }

    /// <summary>performance, accuracy, or a compliance test's name.</summary>
    public required string Step { get; init; }

    /// <summary>Its result folder, relative to the state's, with slashes.</summary>
    public required string Folder { get; init; }

    /// <summary>missing, good or bad.</summary>
    public required string Status { get; init; }

    /// <summary>What it measured, in words; null while there's nothing.</summary>
    public string? Figure { get; init; }

    /// <summary>Why it isn't good, a sentence each.</summary>
    public ImmutableArray<string> Reasons { get => field.IsDefault ? [] : field; init; }

    /// <summary>What verifying a compliance test found; null where it wasn't. <c>verified/</c> counts as long as its runs are those that are there.</summary>
    public Verification? Verification { get; init; }
}

/// <summary>What a model's file tells.</summary>
/// <param name="Sha256">The file's hash.</param>
/// <param name="WeightTypes">In what it keeps its weights, the largest share first.</param>
/// <param name="Quantized">Whether it has quantized operators.</param>
internal sealed record RecordedModel(string Sha256, ImmutableArray<string> WeightTypes, bool Quantized)
{
    /// <summary>Reads a file; null if it isn't there, isn't the one of the hash, or can't be read.</summary>
    public static RecordedModel? Read(string path, string sha256)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            using (var stream = File.OpenRead(path))
            {
                if (Convert.ToHexStringLower(SHA256.HashData(stream)) != sha256)
                    return null;
            }

            return new RecordedModel(sha256, Validate.WeightTypes.Read(path), ModelPrecision.HasQuantisedOperators(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>An attempt that was no good.</summary>
/// <param name="Step">Whose it was: <c>SingleStream/TEST01</c>.</param>
/// <param name="Folder">Where it is now.</param>
/// <param name="Reason">What was wrong with it.</param>
internal sealed record SetAside(string Step, string Folder, string Reason);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RunState))]
internal sealed partial class RunStateJson : JsonSerializerContext;
