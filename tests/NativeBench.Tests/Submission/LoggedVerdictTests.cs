using NativeBench.Cli.Submission.Running;

namespace NativeBench.Tests.Submission;

/// <summary>result.json's verdict against the log that is submitted.</summary>
public sealed class LoggedVerdictTests
{
    private const string Line = """:::MLLOG {"key": "result_validity", "value": "VALID", "time_ms": 1, "namespace": "mlperf::logging", "event_type": "POINT_IN_TIME", "metadata": {}}""";

    [TestCase(Line, true, null)]
    [TestCase(Line, false, "says VALID, result.json INVALID.")]
    [TestCase("""{"key": "result_validity", "value": "VALID"}""", true, "has no result_validity; expected VALID, as result.json has it.")]
    [TestCase(":::MLLOG {\"key\": \"result_validity\", \"value\": ", true, "has no result_validity")]
    [TestCase("", false, "has no result_validity; expected INVALID")]
    public void They_have_to_agree(string text, bool valid, string? expected)
    {
        using var folder = new TemporaryFolder();
        string log = folder.Combine("mlperf_log_detail.txt");
        File.WriteAllText(log, "a line of something else\n" + text + "\n");
        Assert.That(LoggedVerdict.Difference(log, valid), expected is null ? Is.Null : Does.Contain(expected).And.Contain(log));
    }

    [Test]
    public void The_last_one_counts()
    {
        using var folder = new TemporaryFolder();
        string log = folder.Combine("mlperf_log_detail.txt");
        File.WriteAllText(log, Line + "\n" + Line.Replace("VALID", "INVALID", StringComparison.Ordinal) + "\n");
        Assert.That(LoggedVerdict.Difference(log, valid: false), Is.Null);
    }
}
