using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using NativeBench.LoadGen;

namespace NativeBench.Tests.LoadGen.Golden;

/// <summary>
/// Every recorded run of the official LoadGen is run again by ours, on virtual time: sequences, verdicts and all log files
/// must be the same. Cases are folders in tests/golden/loadgen, or in the folder that NATIVEBENCH_GOLDEN_DIR names.
/// </summary>
[TestFixture]
[Category("Golden")]
[Parallelizable(ParallelScope.All)]
public sealed class GoldenTests
{
    private static string Root =>
        Environment.GetEnvironmentVariable("NATIVEBENCH_GOLDEN_DIR") is { Length: > 0 } folder ? folder : RepositoryRoot.Combine("tests", "golden", "loadgen");

    public static IEnumerable<TestCaseData> Cases() => Directory
        .EnumerateFiles(Root, "golden.json", SearchOption.AllDirectories)
        .Select(file => Path.GetDirectoryName(file)!)
        .Order(StringComparer.Ordinal)
        .Select(folder => new TestCaseData(folder).SetArgDisplayNames(Path.GetFileName(folder)));

    /// <summary>A folder without cases must not pass for one whose cases all pass.</summary>
    [Test]
    public void There_are_cases() => Assert.That(Cases(), Is.Not.Empty, $"no golden.json below {Root}");

    [TestCaseSource(nameof(Cases))]
    public void Runs_as_the_official_LoadGen_did(string folder)
    {
        using var golden = new GoldenCase(folder);
        string output = Directory.CreateTempSubdirectory("nativebench-golden-").FullName;
        try
        {
            var result = golden.Run(output);
            using (Assert.EnterMultipleScope())
            {
                CompareOutcome(golden, result);
                CompareSeries(golden);
                GoldenLogs.Compare(folder, output);
            }
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static void CompareOutcome(GoldenCase golden, TestResult result)
    {
        var expected = golden.Golden;
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
        var lines = expected.GetProperty("stdout").EnumerateArray().Select(l => l.GetString()).Where(l => l!.StartsWith("FromConfig", StringComparison.Ordinal));
        Assert.That(golden.StandardOutput, Is.EqualTo(lines));
        if (expected.TryGetProperty("generated_query_count", out var generated))
            Assert.That(golden.Series.Select(s => s.GeneratedQueryCount), Is.EqualTo(generated.EnumerateArray().Select(g => g.GetInt64())), "generated_query_count");
        if (expected.TryGetProperty("validity", out var validity))
        {
            string? found = result.Performance is { } performance ? performance.IsValid ? "VALID" : "INVALID" : null;
            Assert.That(found, Is.EqualTo(validity.GetString()), "validity");
        }

        if (expected.TryGetProperty("detail_errors", out var errors))
            Assert.That(result.Errors, Has.Count.EqualTo(errors.GetInt32()), string.Join('\n', result.Errors));
        if (expected.TryGetProperty("detail_warnings", out var warnings))
            Assert.That(result.Warnings, Has.Count.EqualTo(warnings.GetInt32()), string.Join('\n', result.Warnings));
    }

    private static void CompareSeries(GoldenCase golden)
    {
        var expected = golden.Golden.GetProperty("series").EnumerateArray().ToArray();
        Assert.That(golden.Series, Has.Count.EqualTo(expected.Length), "series");
        for (int i = 0; i < Math.Min(expected.Length, golden.Series.Count); i++)
        {
            var (e, found) = (expected[i], golden.Series[i]);
            string where = string.Create(CultureInfo.InvariantCulture, $"series {i}: ");
            Sequence(e.GetProperty("loaded_set"), found.LoadedSet, where + "loaded_set");
            Assert.That(found.LoadedSet, Has.Length.EqualTo(e.GetProperty("loaded_set").GetProperty("count").GetInt32()));
            Assert.That(found.QuerySizes, Has.Length.EqualTo(e.GetProperty("issued_queries").GetInt32()), where + "issued_queries");
            Assert.That(found.SampleIndex, Has.Length.EqualTo(e.GetProperty("issued_samples").GetInt32()), where + "issued_samples");
            if (e.GetProperty("query_sizes") is { ValueKind: JsonValueKind.Object } sizes)
                Sequence(sizes, found.QuerySizes, where + "query_sizes");
            else if (e.GetProperty("samples_per_query").ValueKind == JsonValueKind.Number)
                Assert.That(found.QuerySizes, Is.All.EqualTo(e.GetProperty("samples_per_query").GetInt64()), where + "samples_per_query");
            Assert.That(found.FirstQueryId, Is.EqualTo(e.GetProperty("first_query_id").GetInt64()), where + "first_query_id");
            Assert.That(found.FirstSampleId, Is.EqualTo(e.GetProperty("first_sample_id").GetInt64()), where + "first_sample_id");
            Sequence(e.GetProperty("sample_index"), found.SampleIndex, where + "sample_index");
            Sequence(e.GetProperty("scheduled_offset_ns"), found.ScheduledOffsetNs, where + "scheduled_offset_ns");
            Sequence(e.GetProperty("accuracy_log_value_bits"), found.AccuracyValueBits, where + "accuracy_log_value_bits");
            Sequence(e.GetProperty("issue_minus_schedule_ns"), found.IssueMinusScheduleNs, where + "issue_minus_schedule_ns");
        }
    }

    /// <summary>The first values one by one, since they tell where it goes wrong; then the hash of all.</summary>
    private static void Sequence(JsonElement expected, IReadOnlyList<long> found, string what)
    {
        var first = expected.GetProperty("first").EnumerateArray()
            .Select(v => v.ValueKind == JsonValueKind.String ? long.Parse(v.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : v.GetInt64());
        Assert.That(found.Take(first.Count()), Is.EqualTo(first), what);
        var bytes = new byte[8 * found.Count];
        for (int i = 0; i < found.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), found[i]);
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(bytes)), Is.EqualTo(expected.GetProperty("sha256").GetString()), what + " (hash of all)");
    }
}
