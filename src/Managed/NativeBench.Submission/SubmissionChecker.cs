using System.Collections.Immutable;
using System.Text.Json;
using NativeBench.Submission.Checking;
using NativeBench.Submission.Files;
using NativeBench.Submission.Rounds;

namespace NativeBench.Submission;

/// <summary>
/// Checks a submission tree as the official checker does (mlcommons/inference <c>tools/submission</c>), and what that lets through.
/// Reads trees that any tool made, and says of a broken one what is broken.
/// </summary>
public static class SubmissionChecker
{
    private static readonly string[] s_divisions = ["closed", "open", "network"];

    /// <summary>Checks a tree. Whatever lies there, nothing is thrown: what can't be read or checked is a finding.</summary>
    /// <param name="root">The folder that holds closed, open or network.</param>
    /// <param name="rules">The round's rules.</param>
    /// <param name="fullLogs">A folder with the accuracy logs before truncation, at the same relative paths, or null.</param>
    /// <param name="skipDatasetSize">Whether accuracy runs may cover a part of the data set (the official checker's <c>--skip-dataset-size-check</c>).</param>
    public static CheckReport Check(string root, RoundRules rules, string? fullLogs = null, bool skipDatasetSize = false) =>
        Check(root, rules, DiskFiles.Instance, fullLogs, skipDatasetSize);

    /// <summary>The same, over other files than this machine's.</summary>
    internal static CheckReport Check(string root, RoundRules rules, ITreeFiles files, string? fullLogs = null, bool skipDatasetSize = false)
    {
        var tree = new CheckContext(root, rules, fullLogs, skipDatasetSize, files);
        Guarded(tree, "", () =>
        {
            foreach (string division in tree.Folders("").Intersect(s_divisions))
            {
                foreach (string submitter in tree.Folders(division))
                    Guarded(tree, $"{division}/{submitter}", () => Submitter(tree, division, submitter));
            }
        });
        if (tree.Results.Count == 0)
            tree.AgainstRules("", null, "no results", "closed/SUBMITTER/results/SYSTEM/BENCHMARK/SCENARIO", "The tree holds no result; the official checker says OK to that.");
        Guarded(tree, "", () => UploadCheck.Run(tree));
        return new CheckReport(rules.Round, [.. tree.Results], [.. tree.Findings.Distinct().OrderBy(static f => f.Severity).ThenBy(static f => f.Path, StringComparer.Ordinal)]);
    }

    /// <summary>Runs a part of the check; one that can't be brought to its end is a finding, and the rest is checked nevertheless.</summary>
    private static void Guarded(CheckContext tree, string path, Action check)
    {
        try
        {
            check();
        }
        catch (Exception e)
        {
            tree.Rejected(path, null, $"{e.GetType().Name}: {UnreadableFileException.FirstLine(e)}", null, "The check of this part broke off: nothing more is known of it.");
        }
    }

    private static void Submitter(CheckContext tree, string division, string submitter)
    {
        string home = $"{division}/{submitter}";
        Code(tree, $"{home}/{(tree.Rules.HasSeparateFolders ? "code" : "src")}");
        if (division != "open" && !tree.HasFile($"{home}/documentation/calibration.md") && !tree.HasFile($"{home}/calibration.md"))
            tree.Odd($"{home}/documentation/calibration.md", null, null, "a file", "The rules ask for a description of the calibration, if there was one.");
        if (!tree.HasFolder($"{home}/results"))
            tree.Judged($"{home}/results", null, null, "a folder", "The submitter has no results.");
        var ownNames = division == "open" ? OwnNames(tree, $"{home}/model_mapping.json") : ImmutableDictionary<string, string>.Empty;
        string[] systems = tree.Folders($"{home}/results");
        foreach (string system in systems)
        {
            Guarded(tree, $"{home}/results/{system}", () =>
            {
                var (type, network) = SystemCheck.Run(tree, division, submitter, system);
                foreach (string benchmark in tree.Folders($"{home}/results/{system}"))
                    Benchmark(tree, new ResultFolder(division, submitter, system, benchmark, "") { SystemType = type, IsNetwork = network }, ownNames);
            });
        }

        foreach (string file in tree.Files($"{home}/systems").Where(static f => f.EndsWith(".json", StringComparison.Ordinal)))
        {
            if (!systems.Contains(Path.GetFileNameWithoutExtension(file)))
                tree.Odd($"{home}/systems/{file}", null, null, $"{home}/results/{Path.GetFileNameWithoutExtension(file)}", "A system without results.");
        }

        foreach (string file in tree.Files($"{home}/systems").Where(static f => f.EndsWith("_power.yaml", StringComparison.Ordinal)))
            NameplateCheck.Run(tree, $"{home}/systems/{file}");
    }

    private static void Code(CheckContext tree, string code)
    {
        if (tree.HasFile(code))
            tree.AgainstRules(code, null, "a file", "a folder", "The code of each benchmark belongs into a folder.");
        else if (!tree.HasFolder(code))
            tree.Judged(code, null, null, "a folder", "The folder with the code is missing.");
        else if (!HasAnyFile(tree, code))
            tree.AgainstRules(code, null, "an empty folder", "the code of each benchmark", "The rules ask for the code that produced the results.");
    }

    private static bool HasAnyFile(CheckContext tree, string folder)
    {
        var folders = new Stack<string>([folder]);
        while (folders.TryPop(out string? at))
        {
            foreach (var child in tree.Children(at, rejected: false))
            {
                if (!child.IsFolder)
                    return true;
                if (!child.IsLink)
                    folders.Push(CheckContext.Join(at, child.Name));
            }
        }

        return false;
    }

    private static IReadOnlyDictionary<string, string> OwnNames(CheckContext tree, string path)
    {
        if (tree.Look(path).Kind == EntryKind.Missing || tree.ReadObject(path, "model_mapping.json") is not { } mapping)
            return ImmutableDictionary<string, string>.Empty;
        var names = new Dictionary<string, string>();

        // Of a key that is there twice, the last one counts, as everywhere in Python.
        foreach (var entry in mapping.EnumerateObject().Where(static p => p.Value.ValueKind == JsonValueKind.String))
            names[entry.Name] = entry.Value.TextOf();
        return names;
    }

    private static void Benchmark(CheckContext tree, ResultFolder at, IReadOnlyDictionary<string, string> ownNames)
    {
        string path = $"{at.SubmitterPath}/results/{at.System}/{at.Folder}";
        string[] scenarios = tree.Folders(path);
        if (tree.Rules.OfficialName(at.Folder, ownNames) is { } name)
        {
            at = at with { Benchmark = name, Rules = tree.Rules.Benchmarks[name] };
            ScenarioSet(tree, at, path, scenarios);
        }
        else
        {
            tree.Rejected(path, "benchmark", at.Folder, string.Join(", ", tree.Rules.Benchmarks.Keys), at.IsOpen
                ? $"{tree.Rules.Round} has no such benchmark; an open submission tells what it stands for in model_mapping.json."
                : $"{tree.Rules.Round} has no such benchmark.");
        }

        foreach (string scenario in scenarios)
        {
            var result = at with { Scenario = scenario };
            Guarded(tree, result.Path, () => Result(tree, result));
        }
    }

    private static void ScenarioSet(CheckContext tree, ResultFolder at, string path, string[] scenarios)
    {
        // An unreadable or unknown system type has a finding of its own.
        string type = at.SystemType switch
        {
            "edge" => "edge",
            "datacenter" => "datacenter",
            "datacenter,edge" or "edge,datacenter" => "datacenter-edge",
            _ => "",
        };

        // v2.0 holds open submissions too against the suite, and not against its scenarios.
        if (type.Length == 0 || (at.IsOpen && !tree.Rules.OnlyReports))
            return;
        if (!at.Rules!.RequiredScenarios.TryGetValue(type, out var required))
        {
            tree.Rejected(path, "system_type", at.SystemType, string.Join(" or ", at.Rules.RequiredScenarios.Keys), $"{at.Benchmark} isn't part of that suite.");
            return;
        }

        if (at.IsOpen)
            return;
        if (scenarios.Length == 0 && !tree.Rules.OnlyReports)
        {
            tree.AgainstRules(path, "scenario", null, string.Join(", ", required), "The folder holds no result; the official checker passes over it.");
            return;
        }

        var optional = at.Rules.OptionalScenarios.GetValueOrDefault(type, []);
        foreach (string scenario in required.Where(s => !scenarios.Contains(s, StringComparer.OrdinalIgnoreCase)))
            tree.Rejected($"{path}/{scenario}", "scenario", null, scenario, $"{at.Benchmark} needs {string.Join(", ", required)} on a system of type {at.SystemType}.");
        foreach (string scenario in scenarios.Where(s => !required.Concat(optional).Contains(s, StringComparer.OrdinalIgnoreCase)))
            tree.Rejected($"{path}/{scenario}", "scenario", scenario, string.Join(", ", required.Concat(optional)), $"{at.Benchmark} has no such scenario on a system of type {at.SystemType}.");
        if (optional.Contains("Server") && optional.Contains("Interactive") && !scenarios.Any(static s => s.ToUpperInvariant() is "SERVER" or "INTERACTIVE"))
            tree.Rejected(path, "scenario", null, "Server or Interactive", $"{at.Benchmark} needs one of the two.");
    }

    private static void Result(CheckContext tree, ResultFolder result)
    {
        if (!Scenarios.IsNamedOfficially(result.Scenario))
            tree.Rejected(result.Path, "scenario", result.Scenario, $"{result.ScenarioName} or {result.ScenarioName.ToLowerInvariant()}", "The official checker knows names of scenarios in LoadGen's spelling or all lower case.");
        string run = result.Path + "/performance/run_1";
        string path = run + "/mlperf_log_detail.txt";
        if (IsOfEndpoints(tree, result))
        {
            tree.AgainstRules(result.Path, null, "result_summary.json", "mlperf_log_detail.txt", "Results of MLPerf Endpoints aren't verified by NativeBench: what the official checker says of them isn't known.");
            tree.Results.Add(new CheckedResult(result.Path, result.Division, result.Submitter, result.System, result.Benchmark ?? result.Folder, result.Scenario, null, null, null));
            return;
        }

        var log = tree.ReadLog(path, "The performance run's detail log");
        string? metric = null;
        double? value = null;
        if (log is not null)
        {
            PerformanceLogCheck.Run(tree, result, path, log);
            (metric, value) = ResultMetric.Of(tree.Rules, result, log);
            ResultMetric.Judge(tree, path, log, metric, value);
        }

        if (!tree.HasFile(run + "/mlperf_log_summary.txt"))
            tree.AgainstRules(run + "/mlperf_log_summary.txt", null, null, "a file", "The performance run's summary is missing.");
        foreach (string folder in tree.Folders(result.Path + "/performance").Except(["run_1", "power", "ranging"]))
            tree.Odd($"{result.Path}/performance/{folder}", null, folder, "run_1", "Nobody reads this folder.");
        PowerCheck.Run(tree, result, log);
        AccuracyRunCheck.Run(tree, result);
        MeasurementsCheck.Run(tree, result);
        ComplianceCheck.Run(tree, result);
        tree.Results.Add(new CheckedResult(
            result.Path, result.Division, result.Submitter, result.System, result.Benchmark ?? result.Folder, result.Scenario, log?.Text("effective_scenario"), metric, value));
    }

    /// <summary>Whether a result was made by MLPerf Endpoints, which has other files, instead of LoadGen.</summary>
    private static bool IsOfEndpoints(CheckContext tree, ResultFolder result) =>
        tree.Look(result.Path + "/performance/run_1/mlperf_log_detail.txt").Kind == EntryKind.Missing
        && tree.Look(result.Path + "/accuracy/mlperf_log_detail.txt").Kind == EntryKind.Missing
        && tree.HasFile(result.Path + "/performance/result_summary.json");
}
