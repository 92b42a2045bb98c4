using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NativeBench.Catalog.Internal;
using NativeBench.Inference;

namespace NativeBench.Catalog;

/// <summary>Reads catalog files. What is wrong with one is told with file and, where it's known, line and key.</summary>
public static class CatalogReader
{
    /// <summary>The version of the file's form that this program reads.</summary>
    public const int Version = 1;

    /// <summary>Reads a user's file.</summary>
    /// <exception cref="InvalidInputException">It can't be read, or isn't a catalog file.</exception>
    public static BenchmarkFacts ReadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The catalog file '{path}' can't be read: {error.Message}", error);
        }
    }

    /// <summary>Parses the content of a file; <paramref name="name"/> stands in messages.</summary>
    /// <exception cref="InvalidInputException">It isn't a catalog file.</exception>
    public static BenchmarkFacts Parse(ReadOnlySpan<byte> utf8, string name)
    {
        try
        {
            // $schema is for editors; it says nothing about the benchmark.
            var node = JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (node is not JsonObject root)
                throw new InvalidInputException($"'{name}' isn't a catalog file: expected a JSON object.");
            root.Remove("$schema");
            var facts = root.Deserialize(CatalogJson.Default.BenchmarkFacts)!;
            CatalogRules.Check(facts, name);
            return facts;
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(Describe(error, name), error);
        }
    }

    private static string Describe(JsonException error, string name)
    {
        // A syntax error has a line; a wrong key or type has a path, its line being that of the re-read text.
        var text = error.Message;
        foreach (var end in new[] { " Path:", " LineNumber:" })
        {
            if (text.IndexOf(end, StringComparison.Ordinal) is >= 0 and var at)
                text = text[..at];
        }

        text = text.Replace(" for type 'NativeBench.Catalog.", " for '", StringComparison.Ordinal)
            .Replace("The JSON property", "the key", StringComparison.Ordinal)
            .Replace(" could not be mapped to any .NET member contained in type 'NativeBench.Catalog.", " isn't one of a '", StringComparison.Ordinal);
        return error.Path is { Length: > 1 } path
            ? $"'{name}', at {path[2..]}: {text}"
            : string.Create(CultureInfo.InvariantCulture, $"{name}:{(error.LineNumber ?? 0) + 1}: not valid JSON: {text}");
    }
}
