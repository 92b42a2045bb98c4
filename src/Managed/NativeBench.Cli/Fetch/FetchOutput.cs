using NativeBench.Catalog;
using NativeBench.Cli.Commands;

namespace NativeBench.Cli.Fetch;

/// <summary>What came of a fetch, for people and for programs.</summary>
internal static class FetchOutput
{
    public static void Write(TextWriter output, BenchmarkFacts facts, LocalStore store, IReadOnlyList<FetchOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            output.WriteLine($"{outcome.Item.Name}: {Word(outcome.Status)}, {outcome.Message}");
            if (outcome.Status is FetchStatus.Fetched or FetchStatus.Present)
            {
                output.WriteLine($"  {outcome.Item.Path}");
                continue;
            }

            WriteByHand(output, outcome.Item);
        }

        var presence = store.Look(facts);
        output.WriteLine(presence.IsComplete ? $"Ready: nativebench run --benchmark {facts.Id}" : $"Still missing: {string.Join(", ", presence.Missing)}");
    }

    public static string Json(IReadOnlyList<FetchOutcome> outcomes) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var outcome in outcomes)
        {
            json.WriteStartObject();
            json.WriteString("name", outcome.Item.Name);
            json.WriteString("status", Word(outcome.Status));
            json.WriteString("message", outcome.Message);
            json.WriteString("path", outcome.Item.Path);
            json.WriteString("url", outcome.Item.File?.Url);
            json.WriteString("sha256", outcome.File?.Sha256 ?? outcome.Item.File?.Sha256);
            if (outcome.File is { } file)
            {
                json.WriteNumber("bytes", file.Bytes);
                json.WriteBoolean("verified", file.IsVerified);
            }

            json.WriteString("licence", outcome.Item.Licence);
            json.WriteStartArray("steps");
            foreach (var step in outcome.Item.Steps)
                json.WriteStringValue(step);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteByHand(TextWriter output, FetchItem item)
    {
        if (item.Licence is { } licence)
            output.WriteLine($"  Licence: {licence}");
        if (item.File is { } file)
        {
            if (file.Url is { } url)
                output.WriteLine($"  Address: {url}");
            output.WriteLine($"  Put it at: {item.Path}");
            var sum = file.Sha256 is { } sha ? "SHA-256 " + sha : file.Md5 is { } md5 ? "MD5 " + md5 : "unknown";
            output.WriteLine($"  Checksum: {sum}");
            if (file.Unpack)
                output.WriteLine($"  Unpack it into: {item.Folder}");
        }
        else
        {
            output.WriteLine($"  Put it into: {item.Path}");
        }

        foreach (var step in item.Steps)
            output.WriteLine("  - " + step);
    }

    private static string Word(FetchStatus status) => status switch
    {
        FetchStatus.Fetched => "fetched",
        FetchStatus.Present => "present",
        FetchStatus.ByHand => "by hand",
        _ => "failed",
    };
}
