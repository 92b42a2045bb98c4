using System.Text.Json;
using NativeBench.LoadGen;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Logging;

/// <summary>With <see cref="LogCompatibility.Strict"/> every log line is JSON that a parser takes; officially some aren't.</summary>
public sealed class StrictLogTests
{
    [TestCase(LogCompatibility.Strict, true)]
    [TestCase(LogCompatibility.Official, false)]
    public void Strings_are_escaped_and_the_trace_is_valid(LogCompatibility compatibility, bool valid)
    {
        using var output = new TemporaryFolder();
        var time = new VirtualTime();
        LoadGenerator.StartTest(
            new QuotedSystem(),
            new SimulatedLibrary(10, 10),
            new TestSettings { MinDurationMs = 0 },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = true, Compatibility = compatibility },
            new StartTestOptions { TimeSource = time });
        using (Assert.EnterMultipleScope())
        {
            string name = File.ReadLines(output.Combine("mlperf_log_detail.txt")).Single(l => l.Contains("\"sut_name\"", StringComparison.Ordinal));
            Assert.That(IsJson(name[":::MLLOG ".Length..]), Is.EqualTo(valid), "detail");
            Assert.That(IsJson(File.ReadAllText(output.Combine("mlperf_log_trace.json"))), Is.EqualTo(valid), "trace");
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed class QuotedSystem : ISystemUnderTest
    {
        private IResponseSink _sink = null!;

        public string Name => "the \"best\" \\ system";

        public void StartTest(IResponseSink responses) => _sink = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples) => _sink.QuerySamplesComplete([new QuerySampleResponse(samples[0].Id, 0, 0)]);

        public void FlushQueries()
        {
        }
    }
}
