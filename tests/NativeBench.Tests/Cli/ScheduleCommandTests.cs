using System.Text.Json;
using NativeBench.Cli.Schedule;
using NativeBench.LoadGen.Scheduling;

namespace NativeBench.Tests.Cli;

public sealed class ScheduleCommandTests
{
    private const string Server = """
        {"scenario": "Server", "mode": "PerformanceOnly", "server_target_qps": 1000, "min_duration_ms": 20, "min_query_count": 5,
         "qsl_rng_seed": "2085463073848966840", "sample_index_rng_seed": 2747215439041700203, "schedule_rng_seed": 16159082839903944936,
         "total_sample_count": 64, "performance_sample_count": 16}
        """;

    [Test]
    public void Csv_has_a_row_a_query()
    {
        using var cli = new CliHost();
        var code = cli.Run("schedule", "--settings", cli.File("s.json", Server), "--format", "csv", "--limit", "3");
        var lines = cli.Out.Split('\n');
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, cli.Error);
            Assert.That(lines[0], Is.EqualTo("query_number,scheduled_offset_ns,sample_indices"));
            Assert.That(lines, Has.Length.EqualTo(5));
            Assert.That(lines[1], Does.Match(@"^0,0,\d+$"));
            Assert.That(lines[3], Does.Match(@"^2,\d+,\d+$"));
        }
    }

    [Test]
    public void A_setting_that_is_there_twice_is_refused()
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, "'scenario' is there twice, as Server and as Offline; expected once.",
            "schedule", "--settings", cli.File("s.json", """{"scenario": "Server", "scenario": "Offline"}"""));
    }

    [Test]
    public void Json_holds_the_same_as_csv()
    {
        using var cli = new CliHost();
        cli.Run("schedule", "--settings", cli.File("s.json", Server), "--format", "json");
        using var document = JsonDocument.Parse(cli.Out);
        using var other = new CliHost();
        other.Run("schedule", "--settings", other.File("s.json", Server));
        var rows = document.RootElement.EnumerateArray().Select(static q =>
            $"{q.GetProperty("query_number")},{q.GetProperty("scheduled_offset_ns")},{string.Join(' ', q.GetProperty("sample_indices").EnumerateArray())}");
        Assert.That(string.Join('\n', rows.Prepend("query_number,scheduled_offset_ns,sample_indices")) + "\n", Is.EqualTo(other.Out));
    }

    [Test]
    public void Several_samples_of_a_query_are_separated_by_spaces()
    {
        var output = new StringWriter();
        ScheduleWriter.WriteCsv(output, [new PlannedQuery(0, 0, 0, new long[] { 3, 1, 2 }), new PlannedQuery(0, 1, 77, new long[] { 5 })]);
        Assert.That(output.ToString(), Is.EqualTo("query_number,scheduled_offset_ns,sample_indices\n0,0,3 1 2\n1,77,5\n"));
    }

    [Test]
    public void Hashes_are_over_little_endian_values_one_a_sample()
    {
        var output = new StringWriter();
        ScheduleWriter.WriteHashes(output, [new PlannedQuery(0, 0, 7, new long[] { 1, 2 })]);

        // sha256 of 0100000000000000 0200000000000000, and of twice 0700000000000000.
        Assert.That(output.ToString(), Is.EqualTo(
            "sample_index_sha256 " + Sha256([1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]) + "\n"
            + "scheduled_offset_ns_sha256 " + Sha256([7, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0]) + "\n"));
    }

    [Test]
    public void A_golden_file_with_a_configuration_file_beside_it_is_understood()
    {
        using var cli = new CliHost();
        cli.File("user.conf", "*.Server.target_qps = 500\n");
        var golden = cli.File("golden.json", """
            {"name": "x", "settings": {"scenario": "Server", "min_duration_ms": 100, "min_query_count": 10, "lat_base": 5, "total": 64, "perf": 16,
             "user_conf": "user.conf", "model": "custom"}, "exit": 0}
            """);
        Assert.That(cli.Run("schedule", "--settings", golden), Is.Zero, cli.Error);
        using var same = new CliHost();
        same.Run("schedule", "--settings", same.File("s.json", Server.Replace("1000", "500", StringComparison.Ordinal).Replace("20,", "100,", StringComparison.Ordinal)));
        Assert.That(cli.Out, Is.EqualTo(same.Out));
    }

    [TestCase("{\"scenari\": \"Server\"}", "there is no setting 'scenari'. Did you mean 'scenario'?")]
    [TestCase("{\"scenario\": \"Serve\"}", "'scenario' takes SingleStream, MultiStream, Server, Offline, MultiStreamFixedInterval; found 'Serve'.")]
    [TestCase("{\"mode\": \"Fast\"}", "'mode' takes SubmissionRun, AccuracyOnly, PerformanceOnly, FindPeakPerformance; found 'Fast'.")]
    [TestCase("{\"min_query_count\": -4}", "'min_query_count' takes a whole number, 0 or more; found '-4'.")]
    [TestCase("{\"min_query_count\": [4]}", "'min_query_count' takes a number or a string; found Array.")]
    [TestCase("{\"total_sample_count\": 0}", "'total_sample_count' takes a whole number, 1 or more; found '0'.")]
    [TestCase("[1]", "expected a JSON object of settings; found Array.")]
    [TestCase("{\n\"scenario\": \n", "line 3: not valid JSON.")]
    [TestCase("{\"settings\": {\"min_query_count\": \"many\", \"scenario\": \"Nope\"}}", "--settings 's.json'")]
    public void A_mistake_in_the_file_is_named(string content, string sentence)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, sentence, "schedule", "--settings", cli.File("s.json", content));
    }

    [Test]
    public void A_hash_of_a_part_is_refused()
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, "--hash covers the whole sequence", "schedule", "--settings", cli.File("s.json", Server), "--hash", "--limit", "3");
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
}
