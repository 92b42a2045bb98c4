using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NativeBench.Cli.Commands;

/// <summary>Indented JSON for standard output.</summary>
internal static class JsonText
{
    /// <summary>What <paramref name="write"/> writes, as text.</summary>
    public static string Write(Action<Utf8JsonWriter> write)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
    }
}
