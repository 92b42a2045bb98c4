using System.Text.Json.Nodes;
using NativeBench.Catalog;
using NativeBench.Cli;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Run;
using NativeBench.Cli.Submission.Running;
using NativeBench.Submission.Rounds;

namespace NativeBench.Tests.Submission;

/// <summary>Which runs a submission needs: by benchmark, round, category and division, as the official sources have it.</summary>
public sealed class SubmissionPlanTests
{
    private static readonly string[] s_categories = ["edge", "datacenter"];

    /// <summary>Names of the checker's tables for which the catalog has no constraints of that round; none of them is runnable here.</summary>
    private static readonly string[] s_without = ["llama2-70b-99", "mixtral-8x7b", "llama3.1-405b", "pointpainting"];

    [Test]
    public void Runs_are_those_that_the_rules_list()
    {
        var rules = JsonNode.Parse(File.ReadAllText(TestData.Require("..", "catalog", "benchmarks.json")))!["benchmarks"]!.AsArray();
        int plans = 0;
        using var scope = Assert.EnterMultipleScope();
        foreach (var entry in rules)
        {
            string id = entry!["id"]!.GetValue<string>();
            if (SuiteCatalog.BuiltIn.Find(id) is null || entry["required_scenarios"] is not JsonObject required)
                continue;
            foreach (string round in SubmissionRunCommand.Rounds)
            {
                if (required[round] is not JsonObject kinds)
                    continue;
                string[] tests = [.. (entry["compliance"]?[round] as JsonArray ?? []).Select(static t => t!.GetValue<string>().Split(' ')[0])];
                foreach (string category in s_categories)
                {
                    string[]? scenarios = kinds[category] is JsonArray names ? [.. names.Select(static n => n!.GetValue<string>()).Select(static n => n.StartsWith("one of ", StringComparison.Ordinal) ? n[7..].Split(' ')[0] : n.Split(' ')[0])] : null;
                    Assert.That(Steps(id, round, category, "closed"), Is.EquivalentTo(Expected(scenarios, tests)), $"{id} {round} {category} closed");
                    Assert.That(Steps(id, round, category, "open"), Is.EquivalentTo(Expected(scenarios, [])), $"{id} {round} {category} open");
                    plans += scenarios is null ? 0 : 1;
                }
            }
        }

        Assert.That(plans, Is.GreaterThan(30), "the table was read");
    }

    [TestCaseSource(typeof(SubmissionRunCommand), nameof(SubmissionRunCommand.Rounds))]
    public void Runs_are_those_that_the_checker_of_the_round_looks_for(string round)
    {
        using var scope = Assert.EnterMultipleScope();
        foreach (var (name, asked) in RoundRules.Find(round)!.Benchmarks)
        {
            var facts = SuiteCatalog.BuiltIn.All.SingleOrDefault(f => f.Names.Checker.TryGetValue(round, out var names) && names.Contains(name));
            if (facts is null)
            {
                Assert.That(s_without.Contains(name) || asked.RequiredScenarios.Keys.All(static k => k == "datacenter-edge"), $"{name} isn't in the catalog for {round}");
                continue;
            }

            foreach (string category in s_categories)
            {
                // bert-99.9 isn't one of v2.0's for edge systems, bert-99 is; e2e-rag is two names with one catalog entry.
                if ((round, name, category) is ("v2.0", "bert-99.9", "edge") || name == "e2e-rag-db")
                    continue;
                string[]? scenarios = asked.RequiredScenarios.TryGetValue(category, out var required) ? [.. required] : null;
                if (asked.OptionalScenarios.TryGetValue(category, out var optional) && optional.Contains("Server"))
                    scenarios = [.. scenarios!, "Server"];
                Assert.That(Steps(facts.Id, round, category, "closed"), Is.EquivalentTo(Expected(scenarios, [.. asked.ComplianceTests])), $"{name} {round} {category}");
            }
        }
    }

    [TestCase("v6.1")]
    [TestCase("v6.0")]
    [TestCase("v5.1")]
    [TestCase("v2.0")]
    public void Seeds_are_those_that_the_checker_wants(string round)
    {
        var (qsl, sample, schedule) = RoundDefinition.Find(round)!.Seeds!.Values;
        Assert.That(new NativeBench.Submission.Rounds.RoundSeeds(qsl, sample, schedule), Is.EqualTo(RoundRules.Find(round)!.Seeds));
    }

    private static string[] Expected(string[]? scenarios, string[] tests) =>
        [.. (scenarios ?? []).SelectMany(s => new[] { "performance", "accuracy" }.Concat(tests).Select(step => $"{s} {step}"))];

    /// <summary>The plan; nothing where the benchmark isn't there for such systems.</summary>
    private static string[] Steps(string id, string round, string category, string division)
    {
        try
        {
            var rules = Rules.Find(round) with { Benchmark = SuiteCatalog.BuiltIn.Find(id) };
            return [.. SubmissionPlan.For(rules, division, category, null, []).Steps.Select(static s => s.ToString())];
        }
        catch (UsageException)
        {
            return [];
        }
    }
}
