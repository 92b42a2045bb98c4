using CsCheck;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Configuration;

namespace NativeBench.Tests.LoadGen.Configuration;

public sealed class ConfigurationTests
{
    private string _file = "";

    [SetUp]
    public void CreateFile() => _file = Path.GetTempFileName();

    [TearDown]
    public void DeleteFile() => File.Delete(_file);

    [TestCase("0x1F", ExpectedResult = 31UL)]
    [TestCase("010", ExpectedResult = 8UL)]
    [TestCase("-1", ExpectedResult = ulong.MaxValue)]
    [TestCase("1e3", ExpectedResult = 1UL)]
    [TestCase("2.9", ExpectedResult = 2UL)]
    [TestCase("18446744073709551616", ExpectedResult = ulong.MaxValue)]
    [TestCase("0x", ExpectedResult = 0UL)]
    [TestCase("09", ExpectedResult = 0UL)]
    [TestCase("x", ExpectedResult = 0UL)]
    public ulong Integers_are_read_as_strtoull_reads_them(string text) => CNumber.Unsigned(text);

    [TestCase("1e3", ExpectedResult = 1000.0)]
    [TestCase("0x1.8p1", ExpectedResult = 3.0)]
    [TestCase("-inf", ExpectedResult = double.NegativeInfinity)]
    [TestCase(".5", ExpectedResult = 0.5)]
    [TestCase("5.", ExpectedResult = 5.0)]
    [TestCase("1.5kg", ExpectedResult = 1.5)]
    [TestCase("nan", ExpectedResult = double.NaN)]
    [TestCase("nan(12)", ExpectedResult = double.NaN)]
    [TestCase("0x360f750f3baebdea", ExpectedResult = 3895460910985035242.0, TestName = "Hexadecimal digits are rounded once")]
    [TestCase("0x1.fffffffffffff8p1023", ExpectedResult = double.PositiveInfinity)]
    [TestCase("0x0.00000000000008p-1022", ExpectedResult = 0.0, TestName = "Half of the least number rounds to even")]
    [TestCase("0x0.000000000000080001p-1022", ExpectedResult = double.Epsilon)]
    [TestCase("0x1p99999999999999999999", ExpectedResult = double.PositiveInfinity)]
    public double Reals_are_read_as_strtod_reads_them(string text) => CNumber.Double(text);

    [TestCase("*.*.min_query_count = 7", 7)]
    [TestCase("*.*.min_query_count = 7 8", 8, TestName = "A later value on the line wins")]
    [TestCase("*.*.min_query_count = 7\n*.Server.min_query_count = 9", 9)]
    [TestCase("m.*.min_query_count = 7\n*.Server.min_query_count = 9", 9, TestName = "The scenario beats the model")]
    [TestCase("m.Server.min_query_count = 7\n*.Server.min_query_count = 9", 7)]
    [TestCase("*.*.min_query_count=7", 100, TestName = "Without spaces it is a key that nobody looks up")]
    [TestCase("# all comment\n*.*.min_query_count = 0x10", 16)]
    [TestCase("\r\n*.*.min_query_count = 7\r8\r\n", 8, TestName = "A carriage return is white space")]
    [TestCase("\ufeff*.*.min_query_count = 7", 100, TestName = "A byte order mark is a part of the first key")]
    [TestCase("*.*.min_query_count # gone", 100, TestName = "A key before a comment is dropped")]
    public void Keys_are_looked_up(string content, long expected)
    {
        var settings = new TestSettings { Scenario = TestScenario.Server };
        File.WriteAllText(_file, content);
        var loader = new SettingsLoader();
        Assert.That(loader.FromConfig(ref settings, _file, "m", TestScenario.Server, ConfigurationKind.Audit), Is.Zero);
        Assert.That(settings.MinQueryCount, Is.EqualTo(expected));
        Assert.That(loader.Messages, Is.Empty);
    }

    [TestCase("*.*.min_query_count 7", "expected 'key=value', line=1")]
    [TestCase("\n*.*.min_query_count = 7 # note", "value needs to be integer or double, line=2")]
    [TestCase("*.*.min_query_count = nan(", "value needs to be integer or double, line=1")]
    [TestCase("\r\r\n*.*.min_query_count 7", "expected 'key=value', line=2")]
    [TestCase("*.*.min_query_count = seven", "value needs to be integer or double, line=1")]
    public void A_broken_line_voids_the_file(string content, string message)
    {
        var settings = new TestSettings();
        File.WriteAllText(_file, content + "\n*.*.max_query_count = 5\n");
        var loader = new SettingsLoader();
        Assert.That(loader.FromConfig(ref settings, _file, "*", TestScenario.SingleStream, ConfigurationKind.Audit), Is.EqualTo(-22));
        Assert.That(settings, Is.EqualTo(new TestSettings()));
        Assert.That(loader.Messages.Select(m => m.Text), Is.EqualTo(new[] { message }));
    }

    [TestCase("*.*.min_query_cout = 7", "'min_query_cout' is not a setting.")]
    [TestCase("\nresnet5.*.min_query_count = 7", "'resnet5' is neither this run's model 'm' nor one that the built-in configuration knows.")]
    [TestCase("*.server.min_query_count = 7", "'server' is not a scenario; expected one of SingleStream, MultiStream, Server, Offline, MultiStreamFixedInterval, *.")]
    [TestCase("*.*.qsl_rng_seed = 7", "'qsl_rng_seed' has no effect in such a file: only the built-in configuration sets it.")]
    [TestCase("min_query_count = 7", "'min_query_count' is not of the form model.scenario.key, so nothing looks it up.")]
    [TestCase("*.*.min_query_count # 7", "'*.*.min_query_count' isn't followed by '= value', so it's dropped.")]
    [TestCase("*.*.min_query_count=7", "'*.*.min_query_count=7' isn't followed by '= value', so it's dropped.")]
    public void What_has_no_effect_is_found(string content, string text)
    {
        var settings = new TestSettings();
        File.WriteAllText(_file, content);
        var loader = new SettingsLoader();
        Assert.That(loader.FromConfig(ref settings, _file, "m", TestScenario.Server, ConfigurationKind.Audit), Is.Zero);
        Assert.That(loader.Findings.Single(), Is.EqualTo(new ConfigurationFinding(_file, content.StartsWith('\n') ? 2 : 1, text)));
    }

    [TestCase("m.Server.min_query_count = 7\nresnet50.*.min_duration = 1\n*.Offline.target_latency_percentile = 90\n*.Server.target_duration = 0")]
    public void What_others_use_is_no_finding(string content)
    {
        var settings = new TestSettings();
        File.WriteAllText(_file, content);
        var loader = new SettingsLoader();
        loader.FromConfig(ref settings, _file, "m", TestScenario.Server, ConfigurationKind.Audit);
        Assert.That(loader.Findings, Is.Empty);
    }

    [Test]
    public void The_sign_of_a_nan_is_kept()
    {
        Assert.That(double.IsNegative(CNumber.Double("nan")), Is.False);
        Assert.That(double.IsNegative(CNumber.Double("-nan")), Is.True);
    }

    [Test]
    public void A_byte_order_mark_is_found()
    {
        var settings = new TestSettings();
        File.WriteAllText(_file, "\ufeff*.*.min_query_count = 7");
        var loader = new SettingsLoader();
        loader.FromConfig(ref settings, _file, "m", TestScenario.Server, ConfigurationKind.Audit);
        Assert.That(loader.Findings.Single().Text, Does.StartWith("The file begins with a byte order mark"));
    }

    [TestCase("/no/such/file")]
    [TestCase("")]
    public void A_missing_file_is_reported(string path)
    {
        var settings = new TestSettings();
        var loader = new SettingsLoader();
        Assert.That(loader.FromConfig(ref settings, path, "*", TestScenario.SingleStream), Is.EqualTo(-2));
        Assert.That(loader.Messages.Single().Text, Is.EqualTo("can't open file " + path));
    }

    [Test]
    public void The_first_user_conf_applies_the_built_in_one_and_a_second_is_reported()
    {
        File.WriteAllText(_file, "resnet50.Server.target_qps = 123.5\nresnet50.*.qsl_rng_seed = 1\n");
        var settings = new TestSettings { Scenario = TestScenario.Server };
        var loader = new SettingsLoader();
        loader.FromConfig(ref settings, _file, "resnet50", TestScenario.Server);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(settings.ServerTargetLatencyNs, Is.EqualTo(15_000_000));
            Assert.That(settings.ServerTargetQps, Is.EqualTo(123.5));
            Assert.That(settings.MinDurationMs, Is.EqualTo(600_000));
            Assert.That(settings.QslRngSeed, Is.EqualTo(2085463073848966840UL), "seeds come from the built-in configuration only");
        }

        loader.FromConfig(ref settings, _file, "resnet50", TestScenario.Server);
        Assert.That(loader.Messages.Single().Text, Does.StartWith("Multiple conf files are used."));
    }

    [Test]
    public void Percent_values_are_multiplied_as_doubles()
    {
        var settings = new TestSettings();
        File.WriteAllText(_file, "*.SingleStream.target_latency_percentile = 95\n");
        new SettingsLoader().FromConfig(ref settings, _file, "*", TestScenario.SingleStream, ConfigurationKind.Audit);
        Assert.That(settings.SingleStreamTargetLatencyPercentile, Is.EqualTo(0.9500000000000001));
    }

    [Test]
    public void The_parser_takes_any_text_without_failing()
        => Gen.OneOf(Gen.String, Gen.String[Gen.Char["ab.*=# 0123456789\n\t-+exXinfnapP"], 0, 200]).Sample(text =>
        {
            var file = ConfigurationFile.Parse(new StringReader(text));
            return file.Errors is not null;
        });
}
