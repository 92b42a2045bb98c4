using NativeBench.LoadGen;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Logging;

/// <summary>Where the log files go, and what is copied to standard output.</summary>
[NonParallelizable]
public sealed class LogSettingsTests
{
    [Test]
    public void Prefix_suffix_and_date_time_name_the_files()
    {
        using var output = new TemporaryFolder();
        Run(new LogSettings { OutputDirectory = output.Path, Prefix = "a_", Suffix = "_z", PrefixWithDateTime = true, EnableTrace = false });

        // The date and time are the test's.
        var names = Directory.GetFiles(output.Path).Select(static f => Path.GetFileName(f)).Order().ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(names, Has.Length.EqualTo(4));
            foreach (string name in new[] { "accuracy", "detail", "summary", "trace" })
                Assert.That(names, Has.Some.Matches($"^a_2026-01-01T00:00:00Z_{name}_z\\.(txt|json)$"), name);
        }
    }

    [Test]
    public void Summary_and_detail_are_copied_to_standard_output()
    {
        using var output = new TemporaryFolder();
        var before = Console.Out;
        using var copy = new StringWriter();
        try
        {
            Console.SetOut(copy);
            Run(new LogSettings { OutputDirectory = output.Path, CopySummaryToStdout = true, CopyDetailToStdout = true, EnableTrace = false });
        }
        finally
        {
            Console.SetOut(before);
        }

        string summary = File.ReadAllText(Path.Combine(output.Path, "mlperf_log_summary.txt"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(copy.ToString(), Does.Contain("Result is : VALID").Or.Contain("Result is : INVALID"));
            Assert.That(copy.ToString(), Does.Contain("\"key\": \"effective_scenario\""));
            Assert.That(summary, Does.Contain("SUT name : ScriptedSUT"));
        }
    }

    private static void Run(LogSettings logs)
    {
        var time = new VirtualTime();
        var result = LoadGenerator.StartTest(
            new ScriptedSystem(time, static (_, _) => 1000, async: false),
            new SimulatedLibrary(4, 4),
            new TestSettings { MinDurationMs = 0, MinQueryCount = 100 },
            logs,
            new StartTestOptions { TimeSource = time });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
    }
}
