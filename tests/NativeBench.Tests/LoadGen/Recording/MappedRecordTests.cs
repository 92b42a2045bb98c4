using System.Text.Json;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Recording;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Recording;

/// <summary>Records in mapped files: the same figures and logs, nothing left behind, a sentence where they can't be kept.</summary>
public sealed class MappedRecordTests
{
    private static readonly JsonSerializerOptions s_allNumbers = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    [Test]
    public void A_run_on_mapped_files_has_the_same_figures_and_logs(
        [Values(TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Server, TestScenario.Offline)] TestScenario scenario)
    {
        using var folder = new TemporaryFolder();
        string records = Path.Combine(folder.Path, "records");
        var inMemory = Run(scenario, Path.Combine(folder.Path, "a"), recordFolder: null);
        var inFiles = Run(scenario, Path.Combine(folder.Path, "b"), records);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(inFiles.Outcome, Is.EqualTo(TestOutcome.Completed), inFiles.Reason);
            Assert.That(Text(inFiles), Is.EqualTo(Text(inMemory)));
            Assert.That(File.ReadAllText(inFiles.LogFiles.Summary), Is.EqualTo(File.ReadAllText(inMemory.LogFiles.Summary)));
            Assert.That(File.ReadAllText(inFiles.LogFiles.Accuracy), Is.EqualTo(File.ReadAllText(inMemory.LogFiles.Accuracy)));
            Assert.That(Directory.GetFileSystemEntries(records), Is.Empty, "files that stayed behind");
        }
    }

    /// <summary>More than one chunk of records, so that some leave memory and come back while figures are made.</summary>
    [Test]
    public void Records_that_have_left_memory_come_back_as_they_were()
    {
        using var folder = new TemporaryFolder();
        using var memory = new MappedRecordMemory(folder.Path);
        using var column = new NativeColumn<long>(memory);
        const long Count = 5 * NativeColumn<long>.ChunkLength;
        column.EnsureCapacity(Count);
        for (long i = 0; i < Count; i++)
        {
            Assert.That(column[i], Is.Zero);
            column[i] = i * 31;
            column.RetireBefore(i);
        }

        column.RetireBefore(Count, again: true);
        long wrong = 0;
        for (long i = 0; i < Count; i++)
            wrong += column[i] == i * 31 ? 0 : 1;
        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public void A_folder_that_can_hold_no_records_is_named()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");
        var result = Run(TestScenario.Server, Path.Combine(folder.Path, "a"), file);
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
        Assert.That(result.Reason, Does.Contain($"Records can't be kept in '{file}': 64 MiB more were asked for"));
    }

    private static TestResult Run(TestScenario scenario, string output, string? recordFolder)
    {
        Directory.CreateDirectory(output);
        var time = new VirtualTime();
        return LoadGenerator.StartTest(
            new ScriptedSystem(time, static (query, _) => 1000 + (query * 7919L % 100_003), async: scenario is TestScenario.Server or TestScenario.Offline),
            new SimulatedLibrary(40, 30),
            new TestSettings { Scenario = scenario, MinDurationMs = 0, MinQueryCount = 3000, ServerTargetQps = 20_000, AccuracyLogProbability = 0.1 },
            new LogSettings { OutputDirectory = output, EnableTrace = false },
            new StartTestOptions { TimeSource = time, RecordFolder = recordFolder });
    }

    private static string Text(TestResult result) => JsonSerializer.Serialize(
        result.Performance! with { GarbageCollections = 0 }, s_allNumbers);
}
