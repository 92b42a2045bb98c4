using System.Globalization;
using System.Text;
using System.Text.Json;
using NativeBench.Submission.Compliance;

namespace NativeBench.Tests.Submission;

/// <summary>
/// Constructed runs and what the official compliance scripts decided (<c>tests/golden/submission/compliance_cases.json</c>, made by
/// <c>scripts/reference/compliance.py</c>).
/// </summary>
internal static class ComplianceCases
{
    private static readonly Lazy<JsonElement[]> s_all = new(static () =>
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("tests", "golden", "submission", "compliance_cases.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(static c => c.Clone())];
    });

    public static IEnumerable<JsonElement> Of(string test) => s_all.Value.Where(c => c.GetProperty("test").GetString() == test);

    /// <summary>Writes a case's runs into a folder and verifies them.</summary>
    public static ComplianceVerdict Verify(JsonElement given, string folder)
    {
        string reference = Path.Combine(folder, "performance");
        string accuracy = Path.Combine(folder, "accuracy");
        string audit = Path.Combine(folder, "audit");
        WriteRun(reference, given.GetProperty("reference"));
        WriteRun(audit, given.GetProperty("audit"));
        WriteLog(accuracy, given.GetProperty("accuracy"));
        WriteLog(audit, given.GetProperty("sampled"));
        var options = given.GetProperty("options");
        var type = options.TryGetProperty("dtype", out var dtype) ? Enum.Parse<AnswerType>(dtype.GetString()!, ignoreCase: true) : (AnswerType?)null;
        bool before = given.GetProperty("revision").GetString() == "v4.1";
        var test = ComplianceTest.Find(given.GetProperty("test").GetString()!)!;
        string benchmark = test == ComplianceTest.Test07 ? "gpt-oss-120b" : test == ComplianceTest.Test08 ? "dlrm-v3" : "resnet50";
        return ComplianceVerifier.Verify(
            test, benchmark, reference, accuracy, audit, Path.Combine(folder, "output"),
            new ComplianceOptions
            {
                Round = given.GetProperty("revision").GetString()!,
                AnswerType = type ?? AnswerType.Byte,
                TokenType = type ?? (before ? AnswerType.Int64 : AnswerType.Int32),
                ScoreText = options.TryGetProperty("score_text", out var printed) ? [.. printed.EnumerateArray().Select(static l => l.GetString()!)] : null,
                WholeAnswers = options.TryGetProperty("unixmode", out var whole) && whole.GetBoolean(),
            });
    }

    private static void WriteRun(string folder, JsonElement run)
    {
        Directory.CreateDirectory(folder);
        string? error = run.TryGetProperty("error", out var key) ? key.GetString() : null;
        string detail = run.TryGetProperty("detail_text", out var text) ? text.GetString()!
            : string.Concat(run.GetProperty("detail").EnumerateObject().Select(p => Record(p.Name, p.Value.GetRawText(), p.Name == error)));
        File.WriteAllText(Path.Combine(folder, "mlperf_log_detail.txt"), detail);
        File.WriteAllText(Path.Combine(folder, "mlperf_log_summary.txt"), string.Concat(run.GetProperty("summary").EnumerateArray().Select(static l => l.GetString() + "\n")));
    }

    private static string Record(string key, string value, bool isError) =>
        $$""":::MLLOG {"key": "{{key}}", "value": {{value}}, "metadata": {"is_error": {{(isError ? "true" : "false")}}, "is_warning": false} }""" + "\n";

    private static void WriteLog(string folder, JsonElement log)
    {
        if (log.ValueKind == JsonValueKind.Null)
            return;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "mlperf_log_accuracy.json"), log.ValueKind == JsonValueKind.String ? log.GetString()! : Answers(log));
    }

    /// <summary>An accuracy log in LoadGen's form, of entries [sample, data, token data, token count].</summary>
    private static string Answers(JsonElement entries)
    {
        var text = new StringBuilder("[");
        int number = 0;
        foreach (var entry in entries.EnumerateArray())
        {
            text.Append(number == 0 ? "\n" : ",\n");
            text.Append(CultureInfo.InvariantCulture, $"{{ \"seq_id\" : {number++}, \"qsl_idx\" : {entry[0].GetInt64()}, \"data\" : \"{entry[1].GetString()}\"");
            if (entry.GetArrayLength() > 2 && entry[2].ValueKind == JsonValueKind.String)
                text.Append(CultureInfo.InvariantCulture, $", \"token_data\" : \"{entry[2].GetString()}\"");
            if (entry.GetArrayLength() > 3 && entry[3].ValueKind == JsonValueKind.Number)
                text.Append(CultureInfo.InvariantCulture, $", \"token_count\" : {entry[3].GetInt64()}");
            text.Append(" }");
        }

        return text.Append("\n]\n").ToString();
    }
}
