using System.Text.Encodings.Web;
using System.Text.Json;

namespace NativeBench.Results;

/// <summary>Reads and writes result.json.</summary>
public static class ResultFile
{
    /// <summary>Its name in a result folder.</summary>
    public const string Name = "result.json";

    private static readonly ResultJsonContext s_context = new(new JsonSerializerOptions(ResultJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The schema of the current version, as in the repository.</summary>
    public static string Schema
    {
        get
        {
            using var stream = typeof(ResultFile).Assembly.GetManifestResourceStream("result.schema.json")!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    internal static JsonSerializerOptions Options => s_context.Options;

    /// <summary>Writes a document, indented, with a line feed at its end.</summary>
    public static void Write(Stream stream, ResultDocument document)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(document);
        JsonSerializer.Serialize(stream, document, s_context.ResultDocument);
        stream.Write("\n"u8);
    }

    /// <summary>Reads the result.json of a folder, or the file itself.</summary>
    /// <param name="path">A result folder, or a file of any name.</param>
    /// <exception cref="ResultFileException">There's none, it isn't one, or it's of a later version.</exception>
    public static ResultDocument Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, Name) : path;
        try
        {
            using var stream = File.OpenRead(file);
            var document = JsonSerializer.Deserialize(stream, s_context.ResultDocument)
                ?? throw new ResultFileException($"'{file}' holds null, expected a result.");
            return document.SchemaVersion == ResultDocument.CurrentSchemaVersion
                ? document
                : throw new ResultFileException(FormattableString.Invariant(
                    $"'{file}' has schema_version {document.SchemaVersion}; this version reads {ResultDocument.CurrentSchemaVersion}."));
        }
        catch (JsonException e)
        {
            throw new ResultFileException($"'{file}' is no result of nativebench: {Where(e)}.", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ResultFileException($"'{path}': there is no {Name}. Name a folder that 'nativebench run' made.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultFileException($"'{file}' can't be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static string Where(JsonException e)
    {
        var at = e.LineNumber is { } line ? FormattableString.Invariant($"line {line + 1}, ") : "";
        var end = e.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return at + (end > 0 ? e.Message[..end] : e.Message).TrimEnd('.');
    }
}
