using NativeBench.Submission;
using NativeBench.Submission.Rounds;

namespace NativeBench.Tests.Submission;

/// <summary>Submissions of rounds before the current one and of the other category, from <c>submission run</c> to a tree that its checker takes.</summary>
public sealed class EarlierRoundTests
{
    [TestCase("v6.0", "results/box/resnet/Offline/TEST01/verify_accuracy.txt")]
    [TestCase("v5.1", "compliance/box/resnet/Offline/TEST01/verify_accuracy.txt")]
    public void A_closed_edge_submission(string round, string file)
    {
        using var host = Slow("SingleStream.target_latency=500", "MultiStream.target_latency=500", "Offline.target_qps=60");
        Assert.That(host.Run("--round", round), Is.Zero, host.Cli.Error + host.Cli.Out);
        Assert.That(host.Pack([.. PackedRuns.Fields, "--output", "tree"]), Is.Zero, host.Cli.Error + host.Cli.Out);
        Accepts(host, round, "MultiStream", "Offline", "SingleStream");
        Assert.That(File.Exists(host.At("tree/closed/Example/" + file)));
    }

    [Test]
    public void A_closed_datacenter_submission()
    {
        using var host = Slow("Server.target_qps=20", "Offline.target_qps=60");
        host.ServiceNs = static _ => 2_000_000;
        Assert.That(host.Run("--round", "v2.0", "--category", "datacenter"), Is.Zero, host.Cli.Error + host.Cli.Out);
        Assert.That(host.Pack([.. PackedRuns.Fields, "--output", "tree"]), Is.Zero, host.Cli.Error + host.Cli.Out);
        Accepts(host, "v2.0", "Offline", "Server");
        Assert.That(File.ReadAllText(host.At("tree/closed/Example/systems/box.json")), Does.Contain("\"system_type\": \"datacenter\""));
    }

    [Test]
    public void Server_s_compliance_runs_follow_its_rate()
    {
        using var host = Slow("Server.target_qps=20");
        host.ServiceNs = static _ => 2_000_000;
        string[] server = ["--round", "v2.0", "--category", "datacenter", "--scenario", "Server"];
        Assert.That(host.Run(server), Is.Zero, host.Cli.Error + host.Cli.Out);
        host.Started.Clear();
        host.Rates = ["Server.target_qps=25"];
        Assert.That(host.Run([.. server, "--again", "Server/performance"]), Is.Zero, host.Cli.Error + host.Cli.Out);
        Assert.That(host.Started, Is.EqualTo(Enumerable.Repeat("Server PerformanceOnly", 5)), "performance, TEST01, TEST04-A, TEST04-B and TEST05; not accuracy");
    }

    /// <summary>Half a second a query: few queries in ten minutes.</summary>
    private static SubmissionHost Slow(params string[] rates) => new() { ServiceNs = static _ => 500_000_000, Rates = rates };

    private static void Accepts(SubmissionHost host, string round, params string[] scenarios)
    {
        var report = SubmissionChecker.Check(host.At("tree"), RoundRules.Find(round)!);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.OfficialCheckerAccepts, string.Join('\n', report.Findings));
            Assert.That(report.Findings.Where(static f => f.Severity == FindingSeverity.RulesSaySo).Select(static f => f.Key).Distinct(),
                Is.EqualTo(new[] { "loadgen_git_log_message" }), "only that it's not the official LoadGen");
            Assert.That(report.Results.Select(static r => r.Scenario), Is.EqualTo(scenarios));
        }
    }
}
