using NativeBench.Catalog;
using NativeBench.Cli.Output;
using NativeBench.Cli.Workloads;

namespace NativeBench.Cli.Run;

/// <summary>
/// What separates a run from the benchmark as the round defines it. Closed refuses each difference by name; Open records them
/// (mlcommons/inference_policies <c>inference_rules.adoc</c>, divisions).
/// </summary>
internal static class DivisionCheck
{
    /// <summary>The differences, as warnings of an Open run; throws them all in Closed.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="workload">What is run.</param>
    /// <param name="plan">The runs.</param>
    /// <param name="loosened">Constraints of the round that the settings loosen.</param>
    public static IEnumerable<string> Apply(RunRequest request, IWorkload workload, RunPlan plan, IReadOnlyList<string> loosened)
    {
        var (differences, unverified) = Compare(request, workload, plan);
        string[] all = [.. loosened, .. differences];
        string[] assumed = workload.Assumed is { } sentence ? [sentence] : [];
        if (request.IsRehearsal)
            return [.. all.Distinct().Select(static d => "Rehearsal: " + d), .. unverified, .. assumed];
        if (request.Division == "closed")
        {
            if (all.Length > 0)
                throw new UsageException($"--division closed: {string.Join(' ', all)} Change that, or run in the open division, which records it.");
            return
            [
                .. unverified,
                .. assumed.Select(static a => a + " Whether the reference does the same can't be verified."),
                .. request.UsesOfficialLoadGen ? Array.Empty<string>()
                    : ["MLPerf admits results of the official LoadGen only: this run keeps the closed division's constraints, and is no submission."],
                .. MissingScenarios(request, plan),
            ];
        }

        // What was changed about the data is told under any rules: it changes the accuracy.
        var isBenchmark = request.Rules.IsRound && workload.Facts is { Rounds.IsEmpty: false };
        return [.. loosened, .. workload.Changes, .. assumed, .. isBenchmark ? differences.Except(workload.Changes).Select(static d => "Open division: " + d) : [], .. MissingScenarios(request, plan)];
    }

    private static (List<string> Differences, List<string> Unverified) Compare(RunRequest request, IWorkload workload, RunPlan plan)
    {
        var differences = new List<string>();
        var unverified = new List<string>();
        if (request.Rules.IsQuick)
            differences.Add("quick rules are no round's; --rules names one.");
        if (workload.Facts is not { } facts)
        {
            differences.Add("a model of your own is no benchmark; --benchmark names one.");
            return (differences, unverified);
        }

        var round = request.Rules.BenchmarkRound;
        if (request.Rules.IsRound && (round is null || round.NotInSuite is not null))
            differences.Add($"'{facts.Id}' is no benchmark of {request.Rules.Name}{(round?.NotInSuite is { } why ? $" ({why})" : "")}.");
        if (!SuiteCatalog.BuiltInIds.Contains(facts.Id))
        {
            // Its rules are the file's own; only one that stands for a benchmark of MLPerf's can be meant for Closed.
            if (facts.Names.Checker.TryGetValue(request.Rules.Name, out var official) && !official.IsDefaultOrEmpty)
                unverified.Add($"'{facts.Id}' is a benchmark of your own catalog file: that it's {request.Rules.Name}'s {official[0]} is the file's word.");
            else
                differences.Add($"'{facts.Id}' is a benchmark of your own catalog file, and no benchmark of {request.Rules.Name} (names.checker would say of which).");
        }

        CompareScenarios(request, plan, round, differences);
        CompareModel(facts, workload, differences, unverified);
        CompareData(facts, request.Rules.Name, workload, differences);
        differences.AddRange(workload.Changes);
        return (differences, unverified);
    }

    private static void CompareScenarios(RunRequest request, RunPlan plan, RoundFacts? round, List<string> differences)
    {
        if (round is null || round.Scenarios.IsEmpty)
            return;
        foreach (var scenario in plan.Scenarios)
        {
            if (!round.Scenarios.ContainsKey(scenario.ToString()))
                differences.Add($"{request.Rules.Name} has no {scenario} for this benchmark; it has {string.Join(", ", round.Scenarios.Keys)}.");
        }
    }

    private static void CompareModel(BenchmarkFacts facts, IWorkload workload, List<string> differences, List<string> unverified)
    {
        if (workload.Model is not { } model)
        {
            differences.Add("no model is run.");
            return;
        }

        if (model.WeightsNote is { } note)
        {
            differences.Add($"the model has {note}.");
            return;
        }

        var known = facts.Model.Files.Where(static f => f.RunsHere && f.Sha256 is not null).ToArray();
        if (known.Any(f => f.Sha256 == model.Sha256))
            return;
        var md5 = facts.Model.Files.Where(static f => f.Md5 is not null).Select(static f => f.Md5!).ToArray();
        if (md5.Length > 0 && File.Exists(model.Path) && md5.Contains(FileHash.Md5Of(model.Path)))
            return;
        if (known.Length > 0)
            differences.Add($"the model's SHA-256 {model.Sha256} isn't that of the reference ({string.Join(", ", known.Select(static f => $"{f.File} {f.Sha256}"))}).");
        else
            unverified.Add($"The catalog has no checksum of an ONNX file for '{facts.Id}', so it can't be verified that the model (SHA-256 {model.Sha256}) is the reference.");
        if (!ModelContract.IsKnown(facts))
            unverified.Add($"The catalog doesn't know the inputs and outputs of '{facts.Id}', so the model's weren't compared.");
    }

    private static void CompareData(BenchmarkFacts facts, string round, IWorkload workload, List<string> differences)
    {
        switch (workload.Data.Kind)
        {
            case "random":
                differences.Add("the data is synthetic.");
                return;
            case "folder" when facts.Pipeline is { } pipeline && PipelineFacts.KindOf(pipeline.Reader) != "tensors":
                differences.Add($"the tensors in '{workload.Data.Path}' were prepared elsewhere, so the benchmark's preprocessing isn't what made them.");
                break;
        }

        var count = workload.Library.TotalSampleCount;
        if (facts.AccuracySamples(round) is { } all && count != all)
            differences.Add(Units.Invariant($"the data has {count} samples, the benchmark's {all}: another version or a part of it."));
        if (facts.Qsl.PerformanceSampleCount is { } loaded && workload.Library.PerformanceSampleCount < Math.Min(loaded, count))
            differences.Add(Units.Invariant($"performance runs load {workload.Library.PerformanceSampleCount} samples, the benchmark {loaded}."));
    }

    private static IEnumerable<string> MissingScenarios(RunRequest request, RunPlan plan)
    {
        if (request.SystemType is not { } type)
            yield break;
        foreach (var group in request.Rules.Required(type))
        {
            if (!plan.Scenarios.Any(s => group.Contains(s.ToString())))
                yield return $"{request.Rules.Name} requires {string.Join(" or ", group)} of {type} systems, which this session doesn't run.";
        }
    }
}
