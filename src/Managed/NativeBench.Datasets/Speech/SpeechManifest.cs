using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>A manifest of LibriSpeech clips (<c>dev-clean-wav.json</c>): an array of files, duration and transcript.</summary>
public static class SpeechManifest
{
    /// <summary>Seconds of the longest clip that MLPerf's RNN-T uses.</summary>
    public const double RnntMaxSeconds = 15;

    /// <summary>Reads a manifest; clips that are too long are left out, the others keep their order, which is the samples'.</summary>
    /// <param name="path">The manifest.</param>
    /// <param name="audioFolder">What the file names in it are relative to.</param>
    /// <param name="maxSeconds">The longest clip, inclusive; default 15 s.</param>
    /// <exception cref="InvalidInputException">It can't be read, isn't a manifest, or has no clip that is short enough.</exception>
    public static ImmutableArray<Utterance> Load(string path, string audioFolder, double maxSeconds = RnntMaxSeconds)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(audioFolder);
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                throw new InvalidInputException($"'{path}' isn't a speech manifest: expected an array of clips.");
            var utterances = ImmutableArray.CreateBuilder<Utterance>();
            var index = 0;
            foreach (var entry in document.RootElement.EnumerateArray())
            {
                var utterance = Read(entry, index++, path, audioFolder);
                if (utterance.DurationSeconds <= maxSeconds)
                    utterances.Add(utterance);
            }
            return utterances.Count > 0
                ? utterances.ToImmutable()
                : throw new InvalidInputException(string.Create(
                    CultureInfo.InvariantCulture, $"'{path}' has {index} clips, none of at most {maxSeconds} s; expected at least one."));
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                string.Create(CultureInfo.InvariantCulture, $"{path}:{(error.LineNumber ?? 0) + 1}: not json; expected a speech manifest. Make or copy the file again."),
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The manifest '{path}' can't be read: {error.Message}", error);
        }
    }

    private static Utterance Read(JsonElement entry, int index, string path, string audioFolder)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            throw Wrong(path, index, "isn't an object");
        if (!entry.TryGetProperty("original_duration", out var duration) || duration.ValueKind != JsonValueKind.Number)
            throw Wrong(path, index, "has no original_duration");
        if (!entry.TryGetProperty("transcript", out var transcript) || transcript.ValueKind != JsonValueKind.String)
            throw Wrong(path, index, "has no transcript");
        if (!entry.TryGetProperty("files", out var files) || files.ValueKind != JsonValueKind.Array)
            throw Wrong(path, index, "has no files");
        foreach (var file in files.EnumerateArray())
        {
            // Of several speeds the unchanged one is used.
            var isUnchanged = !file.TryGetProperty("speed", out var speed) || (speed.ValueKind == JsonValueKind.Number && speed.GetDouble() == 1);
            if (isUnchanged && file.TryGetProperty("fname", out var name) && name.ValueKind == JsonValueKind.String)
                return new Utterance(Locate(audioFolder, name.GetString()!), duration.GetDouble(), transcript.GetString()!);
        }
        throw Wrong(path, index, "has no file of speed 1 with an fname");
    }

    /// <summary>
    /// A clip's file: below the folder as it's named. Where a script wrote the path of its own machine, the end of the path decides.
    /// </summary>
    private static string Locate(string folder, string name)
    {
        var named = Path.Combine(folder, name);
        for (var rest = name; !File.Exists(named) && rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash;)
        {
            rest = rest[(slash + 1)..];
            if (rest.Length > 0 && Path.Combine(folder, rest) is var shorter && File.Exists(shorter))
                return shorter;
        }
        return named;
    }

    private static InvalidInputException Wrong(string path, int index, string what)
        => new(string.Create(CultureInfo.InvariantCulture, $"'{path}': clip {index} {what}."));
}
