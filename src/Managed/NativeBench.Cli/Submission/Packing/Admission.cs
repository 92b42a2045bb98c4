using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.Submission.Compliance;
using NativeBench.Submission.Rounds;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>Which runs may be packed: what separates them from a result of the round and division is told, each with its reason.</summary>
internal sealed class Admission(Rules rules, string division, bool nameFolders, PackFindings findings)
{
    private const string OfficialLoadGen = "MLCommons LoadGen";
    private static readonly string[] s_modes = ["performance", "accuracy"];

    private readonly RoundRules? _checked = RoundRules.Find(rules.Name);

    private bool IsClosed => division == "closed";

    /// <summary>What a folder says about all its runs.</summary>
    public void Admit(PackSource source)
    {
        string where = Where(source.Typed);
        foreach (string problem in source.Problems.Concat(IsClosed ? source.TestProblems : []))
            findings.Add(where + problem);
        if (source.Scenarios.IsEmpty && source.Problems.IsEmpty)
            findings.Add($"{where}there are no runs.");
        if (source.Round != rules.Name)
            findings.Refuse($"{where}the runs were made {Under(source.Round)}.");
        if (IsClosed && source.Division != "closed")
            findings.Refuse($"{where}the runs were made for the open division, which allows what closed refuses.");
        if (source.IsRehearsal)
            findings.Refuse($"{where}the runs were made with --rehearsal.");
        foreach (var run in source.Runs)
            Admit(source, run, where);
    }

    /// <summary>What the runs of a benchmark have to have in common, and the accuracy that they reach.</summary>
    public void Admit(SourceBenchmark benchmark)
    {
        string where = Where(benchmark.Folders);
        SourceRun[] measured = [.. benchmark.Scenarios.Select(static s => s.Performance).OfType<SourceRun>()];
        foreach (var other in measured.Skip(1))
        {
            string[] differences = [.. RunLikeness.Systems(measured[0].Both, other.Both)];
            if (differences.Length > 0 && measured[0].Folder == other.Folder)
                findings.Add($"{where}{measured[0].Name} and {other.Name} weren't made with one system: {string.Join(", ", differences)}.");
        }

        foreach (var scenario in benchmark.Scenarios)
        {
            foreach (string mode in s_modes)
            {
                string name = $"{scenario.Scenario} {mode}";
                if ((mode == "performance" ? scenario.Performance : scenario.Accuracy) is null && !scenario.NoGood.Contains(name))
                    findings.Add($"{where}{name} is missing.");
            }

            if (scenario.Performance is not { } performance)
                continue;
            foreach (var run in scenario.Runs.Where(run => run != performance))
            {
                bool isPaced = scenario.Scenario is TestScenario.Server or TestScenario.Offline && scenario.Tests.Any(t => t.Run == run && t.Test.Parts != CompliancePart.None);
                string[] differences = [.. RunLikeness.Runs(performance.Both, run.Both, isPaced)];
                if (differences.Length > 0)
                    findings.Add($"{where}{performance.Name} and {run.Name} weren't made alike: {string.Join(", ", differences)}. '--again {scenario.Scenario}' of 'submission run' makes them anew.");
            }

            if (scenario.Accuracy is { } accuracy)
                Admit(benchmark, scenario.Scenario.ToString(), accuracy, where);
        }
    }

    private string Where(string folders) => nameFolders ? $"{folders}: " : "";

    private string Under(string round) => round == Rules.Quick.Name ? "under quick rules, which are no round's" : $"for {round}, whose seeds aren't those of {rules.Name}";

    private void Admit(PackSource source, SourceRun run, string where)
    {
        var document = run.Document;
        if (document.Rules != source.Round && document.Rules != rules.Name)
            findings.Refuse($"{where}{run.Name} was made {Under(document.Rules)}.");
        if (IsClosed && source.Division == "closed" && document.Division != "closed")
            findings.Refuse($"{where}{run.Name} was made for the {document.Division} division, and its folder is for closed.");
        if (document.Benchmark != source.Facts.Id)
            findings.Add($"{where}{run.Name} is one of {document.Benchmark}, and its folder is for {source.Facts.Id}.");
        if (document.Emulated)
            findings.Refuse($"{where}the GPU or TensorRT was emulated: the times are those of no system.");
        if (document.SyntheticWeights)
            findings.Refuse($"{where}the model has {document.Model?.Weights ?? "synthetic weights"}: its answers mean nothing.");
        if (document.SyntheticData)
            findings.Refuse($"{where}the data is synthetic: nothing was scored.");
        if (!document.Backend.Computes)
            findings.Refuse($"{where}the backend '{document.Backend.Name}' computes nothing.");
        if (document.Versions.DebugBuild)
            findings.Refuse($"{where}{run.Name} was made with a debug build.");
        if (document.Versions.Loadgen != OfficialLoadGen)
            findings.Disqualify($"{where}measured with NativeBench's own LoadGen; MLPerf admits an unaltered official one only (--loadgen official).");
    }

    /// <summary>An accuracy run covers the data set, and in closed it reaches the target of the variant that is packed.</summary>
    private void Admit(SourceBenchmark benchmark, string scenario, SourceRun accuracy, string where)
    {
        var asked = _checked?.Benchmarks.GetValueOrDefault(benchmark.OfficialName);
        long? whole = asked?.SamplesOf(scenario) ?? benchmark.Facts.Qsl.TotalSampleCount;
        long covered = accuracy.Run.Quality?.SampleCount ?? accuracy.Run.SamplesCompleted;
        if (whole is { } all && (covered != all || accuracy.Document.Data.SampleCount < all))
            findings.Refuse(FormattableString.Invariant($"{where}{accuracy.Name} covers {covered} samples, and the data set has {all}: a run over a part of it, or over another one, is no accuracy result."));
        if (!IsClosed || accuracy.Run.Quality is not { } quality)
            return;
        string[] misses = asked is not null
            ? [.. asked.Misses([quality.OfficialLine], scenario)]
            : [.. quality.Targets.Where(static t => t is { Decides: true, Met: false }).Select(static t => FormattableString.Invariant($"{t.Figure} is {t.Value}, and has to be {t.Threshold ?? t.Upper} {(t.Threshold is null ? "or less" : "or more")}."))];
        foreach (string miss in misses)
            findings.Refuse($"{where}{accuracy.Name} misses the target of {benchmark.OfficialName}, closed division: {miss}");
    }
}
