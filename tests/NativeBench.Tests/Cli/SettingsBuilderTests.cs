using NativeBench.Cli;
using NativeBench.Cli.Run;
using NativeBench.Cli.Settings;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli;

/// <summary>Defaults, rules, --mlperf-conf, --user-conf, --set: each goes over the one before; estimates fill only what is left.</summary>
public sealed class SettingsBuilderTests
{
    private static readonly Estimates s_estimates = new()
    {
        SingleStreamLatencyNs = 11, MultiStreamLatencyNs = 22, ServerQps = 33, ServerLatencyNs = 44, OfflineQps = 55,
    };

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("nativebench-settings-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    private string File(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    private static SettingsBuilder Builder(Rules rules, string? mlperf = null, string? user = null, string model = "digits", params string[] sets) =>
        new(rules, new ConfigurationFiles(mlperf, user, model), [.. sets.Select(static text => SettingAssignment.Parse(text))]);

    [Test]
    public void Quick_rules_have_the_round_s_seeds_ten_seconds_and_enough_queries_for_a_verdict()
    {
        var server = Builder(Rules.Quick).Build(TestScenario.Server, TestMode.PerformanceOnly).Settings;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.MinDurationMs, Is.EqualTo(10_000));
            Assert.That(server.MinQueryCount, Is.EqualTo(662));
            Assert.That(server.QslRngSeed, Is.EqualTo(2085463073848966840));
            Assert.That(server.SampleIndexRngSeed, Is.EqualTo(2747215439041700203));
            Assert.That(server.ScheduleRngSeed, Is.EqualTo(16159082839903944936));
        }
    }

    [Test]
    public void A_round_takes_the_built_in_configuration()
    {
        var (settings, messages) = Builder(Rules.V61, model: "resnet50").Build(TestScenario.Server, TestMode.PerformanceOnly);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(settings.MinDurationMs, Is.EqualTo(600_000));
            Assert.That(settings.ServerTargetLatencyNs, Is.EqualTo(15_000_000));
            Assert.That(settings.PerformanceSampleCountOverride, Is.EqualTo(1024));
            Assert.That(settings.ScheduleRngSeed, Is.EqualTo(16159082839903944936));
            Assert.That(messages, Is.Empty);
        }
    }

    [Test]
    public void Each_source_goes_over_the_one_before()
    {
        var mlperf = File("mlperf.conf", "*.Server.target_qps = 100\n*.Server.min_duration = 3000\n*.Server.max_duration = 9000\n");
        var user = File("user.conf", "*.Server.target_qps = 200\n*.Server.min_duration = 4000\n");
        var settings = Builder(Rules.Quick, mlperf, user, "digits", "target_qps=300").Build(TestScenario.Server, TestMode.PerformanceOnly).Settings;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(settings.ServerTargetQps, Is.EqualTo(300));
            Assert.That(settings.MinDurationMs, Is.EqualTo(4000));
            Assert.That(settings.MaxDurationMs, Is.EqualTo(9000));
            Assert.That(settings.MinQueryCount, Is.EqualTo(662));
        }
    }

    [Test]
    public void Quick_rules_do_not_become_a_round_s_because_a_user_conf_is_given()
    {
        var user = File("user.conf", "*.Offline.target_qps = 200\n");
        var settings = Builder(Rules.Quick, user: user).Build(TestScenario.Offline, TestMode.PerformanceOnly).Settings;
        Assert.That(settings.MinDurationMs, Is.EqualTo(10_000));
    }

    [Test]
    public void What_the_user_gave_is_left_alone_by_estimates()
    {
        var user = File("user.conf", "*.Server.target_qps = 200\n");
        foreach (var rules in new[] { Rules.Quick, Rules.V61 })
        {
            var builder = Builder(rules, user: user, sets: ["SingleStream.target_latency=7"]);
            var given = builder.FindExplicit(TestScenario.Server);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(given.ServerQps, Is.True, rules.Name);
                Assert.That(given.ServerLatency, Is.False, rules.Name);
                Assert.That(given.OfflineQps, Is.False, rules.Name);
                Assert.That(builder.FindExplicit(TestScenario.SingleStream).SingleStreamLatency, Is.True, rules.Name);
            }
        }
    }

    [Test]
    public void Estimates_go_over_a_round_s_placeholders_and_under_set()
    {
        var builder = Builder(Rules.V61, sets: ["offline_expected_qps=77"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(builder.Build(TestScenario.Server, TestMode.PerformanceOnly, s_estimates).Settings.ServerTargetQps, Is.EqualTo(33));
            Assert.That(builder.Build(TestScenario.Offline, TestMode.PerformanceOnly, s_estimates).Settings.OfflineExpectedQps, Is.EqualTo(77));
        }
    }

    [Test]
    public void A_broken_file_is_named_with_its_line()
    {
        var user = File("user.conf", "*.Server.target_qps = 200\n*.Server.min_duration 5\n");
        Assert.That(() => Builder(Rules.Quick, user: user).Build(TestScenario.Server, TestMode.PerformanceOnly),
            Throws.TypeOf<UsageException>().With.Message.Contains("user.conf").And.Message.Contains("line=2"));
    }

    [Test]
    public void A_file_that_says_something_in_vain_is_refused_with_its_line()
    {
        var user = File("user.conf", "*.Server.target_qps = 200\n*.Server.target_qsp = 5\n");
        Assert.That(() => Builder(Rules.Quick, user: user).Build(TestScenario.Server, TestMode.PerformanceOnly),
            Throws.TypeOf<UsageException>().With.Message.Contains($"{user}:2: 'target_qsp' is not a setting."));
    }

    [Test]
    public void A_round_s_constraint_that_is_loosened_is_told()
    {
        var builder = Builder(Rules.V61, sets: ["min_duration=800", "Server.target_latency=20"]);
        var settings = builder.Build(TestScenario.Server, TestMode.PerformanceOnly).Settings;
        Assert.That(RoundDeviations.Find(Rules.V61, builder.BuildRound(TestScenario.Server), settings), Is.EqualTo(new[]
        {
            "Server: min_duration is 800 ms, v6.1 asks for 600000 ms.", "Server: target_latency is 20 ms, v6.1 asks for 10 ms.",
        }));
    }

    [Test]
    public void Other_samples_than_the_round_s_are_told()
    {
        var builder = Builder(Rules.V61, model: "bert", sets: ["performance_issue_same=1", "performance_sample_count_override=20000"]);
        var settings = builder.Build(TestScenario.Offline, TestMode.PerformanceOnly).Settings;
        Assert.That(RoundDeviations.Find(Rules.V61, builder.BuildRound(TestScenario.Offline), settings), Is.EqualTo(new[] { "Offline: performance_issue_same is 1, v6.1 asks for 0." }));
        builder = Builder(Rules.V61, model: "bert", sets: ["performance_sample_count_override=20"]);
        settings = builder.Build(TestScenario.Offline, TestMode.PerformanceOnly).Settings;
        Assert.That(RoundDeviations.Find(Rules.V61, builder.BuildRound(TestScenario.Offline), settings), Has.One.StartsWith("Offline: performance_sample_count_override is 20, v6.1 asks for 10833"));
    }

    [Test]
    public void A_round_s_own_settings_deviate_from_nothing()
    {
        var builder = Builder(Rules.V61, model: "bert", sets: ["target_qps=3"]);
        foreach (var scenario in Enum.GetValues<TestScenario>())
        {
            var settings = builder.Build(scenario, TestMode.PerformanceOnly).Settings;
            Assert.That(RoundDeviations.Find(Rules.V61, builder.BuildRound(scenario), settings), Is.Empty);
        }
    }

    [Test]
    public void Mode_stays_the_command_line_s()
    {
        var user = File("user.conf", "*.*.mode = 1\n");
        var settings = Builder(Rules.Quick, user: user).Build(TestScenario.Server, TestMode.PerformanceOnly).Settings;
        Assert.That(settings.Mode, Is.EqualTo(TestMode.PerformanceOnly));
    }
}
