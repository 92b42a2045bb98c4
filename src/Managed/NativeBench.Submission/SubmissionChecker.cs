using System.Collections.Immutable;
using System.Text.Json;
using NativeBench.Submission.Checking;
using NativeBench.Submission.Packing;
using NativeBench.Submission.Rounds;

namespace NativeBench.Submission;

/// <summary>
/// Checks a submission tree as the official checker does (mlcommons/inference <c>tools/submission</c>), and what that lets through.
/// Reads trees that any tool made, and says of a broken one what is broken.
/// </summary>
public static class SubmissionChecker
{
    private const long MaxFileBytes = 50L << 20;
    private static readonly string[] s_divisions = ["closed", "open", "network"];

    /// <summary>Checks a tree.</summary>
    /// <param name="root">The folder that holds closed, open or network.</param>
    /// <param name="rules">The round's rules.</param>
    /// <param name="fullLogs">A folder with the accuracy logs before truncation, at the same relative paths, or null.</param>
    /// <param name="skipDatasetSize">Whether accuracy runs may cover a part of the data set (the official checker's <c>--skip-dataset-size-check</c>).</param>
    public static CheckReport Check(string root, RoundRules rules, string? fullLogs = null, bool skipDatasetSize = false)
    {
        var tree = new CheckContext(root, rules, fullLogs, skipDatasetSize);
        foreach (string division in tree.Folders("").Intersect(s_divisions))
        {
            foreach (string submitter in tree.Folders(division))
                Submitter(tree, division, submitter);
        }

        if (tree.Results.Count == 0)
            tree.AgainstRules("", null, "no results", "closed/SUBMITTER/results/SYSTEM/BENCHMARK/SCENARIO", "The tree holds no result; the official checker says OK to that.");
        Names(tree);
        return new CheckReport(rules.Round, [.. tree.Results], [.. tree.Findings.Distinct().OrderBy(static f => f.Severity).ThenBy(static f => f.Path, StringComparer.Ordinal)]);
    }

    private static void Submitter(CheckContext tree, string division, string submitter)
    {
        string home = $"{division}/{submitter}";
        string code = $"{home}/{(tree.Rules.HasSeparateFolders ? "code" : "src")}";
        if (!tree.HasFolder(code))
            tree.Judged(code, null, null, "a folder", "The folder with the code is missing.");
        else if (!Directory.EnumerateFiles(tree.At(code), "*", SearchOption.AllDirectories).Any())
            tree.AgainstRules(code, null, "an empty folder", "the code of each benchmark", "The rules ask for the code that produced the results.");
        if (division != "open" && !tree.HasFile($"{home}/documentation/calibration.md") && !tree.HasFile($"{home}/calibration.md"))
            tree.Odd($"{home}/documentation/calibration.md", null, null, "a file", "The rules ask for a description of the calibration, if there was one.");
        var ownNames = division == "open" ? OwnNames(tree, $"{home}/model_mapping.json") : ImmutableDictionary<string, string>.Empty;
        string[] systems = tree.Folders($"{home}/results");
        foreach (string system in systems)
        {
            var (type, network) = SystemCheck.Run(tree, division, submitter, system);
            foreach (string benchmark in tree.Folders($"{home}/results/{system}"))
                Benchmark(tree, new ResultFolder(division, submitter, system, benchmark, "") { SystemType = type, IsNetwork = network }, ownNames);
        }

        foreach (string file in tree.Files($"{home}/systems").Where(static f => f.EndsWith(".json", StringComparison.Ordinal)))
        {
            if (!systems.Contains(Path.GetFileNameWithoutExtension(file)))
                tree.Odd($"{home}/systems/{file}", null, null, $"{home}/results/{Path.GetFileNameWithoutExtension(file)}", "A system without results.");
        }
    }

    private static IReadOnlyDictionary<string, string> OwnNames(CheckContext tree, string path)
    {
        if (!tree.HasFile(path) || tree.ReadObject(path, "model_mapping.json") is not { } mapping)
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
            Result(tree, at with { Scenario = scenario });
    }

    private static void ScenarioSet(CheckContext tree, ResultFolder at, string path, string[] scenarios)
    {
        // An unreadable or unknown system type has a finding of its own.
        string type = at.SystemType.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() switch
        {
            "edge" => "edge",
            "datacenter" => "datacenter",
            "datacenter,edge" or "edge,datacenter" => "datacenter-edge",
            _ => "",
        };
        if (type.Length == 0 || at.IsOpen)
            return;
        if (!at.Rules!.RequiredScenarios.TryGetValue(type, out var required))
        {
            tree.Rejected(path, "system_type", at.SystemType, string.Join(" or ", at.Rules.RequiredScenarios.Keys), $"{at.Benchmark} isn't part of that suite.");
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
        string run = result.Path + "/performance/run_1";
        string path = run + "/mlperf_log_detail.txt";
        var log = tree.ReadLog(path, "The performance run's detail log");
        string? metric = null;
        double? value = null;
        if (log is not null)
        {
            PerformanceLogCheck.Run(tree, result, path, log);
            (metric, value) = PerformanceLogCheck.Metric(tree.Rules, result, log);
            if (value is null)
                tree.Rejected(path, metric, log.Text(metric), "a number", "The result itself isn't in the log.");
            else if (value == 0)
                tree.Rejected(path, metric, log.Text(metric), "more than 0", "A result of 0 counts as none.");
        }

        if (!tree.HasFile(run + "/mlperf_log_summary.txt"))
            tree.AgainstRules(run + "/mlperf_log_summary.txt", null, null, "a file", "The performance run's summary is missing.");
        foreach (string folder in tree.Folders(result.Path + "/performance").Except(["run_1", "power", "ranging"]))
            tree.Odd($"{result.Path}/performance/{folder}", null, folder, "run_1", "Nobody reads this folder.");
        AccuracyRunCheck.Run(tree, result);
        MeasurementsCheck.Run(tree, result);
        ComplianceCheck.Run(tree, result);
        tree.Results.Add(new CheckedResult(
            result.Path, result.Division, result.Submitter, result.System, result.Benchmark ?? result.Folder, result.Scenario, log?.Text("effective_scenario"), metric, value));
    }

    /// <summary>What the upload refuses: blanks in names, large files, links (<c>tools/submission</c>, repository checks).</summary>
    private static void Names(CheckContext tree)
    {
        string root = tree.At("");
        if (!Directory.Exists(root))
            return;
        foreach (string file in Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }))
        {
            string path = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (path.Contains(' ', StringComparison.Ordinal))
                tree.AgainstRules(path, "name", path, "no blanks", "The upload refuses names with blanks.");
            long bytes = new FileInfo(file).Length;
            if (bytes > MaxFileBytes)
                tree.AgainstRules(path, "size", FormattableString.Invariant($"{bytes} bytes"), "at most 50 MiB", "The upload refuses files of that size.");
        }

        foreach (string folder in tree.Folders("").Except(s_divisions).Where(static f => !f.StartsWith('.')))
            tree.Odd(folder, null, folder, string.Join(", ", s_divisions), "Nobody reads this folder.");
        if (tree.HasFile(TreePacker.RehearsalFile))
            tree.AgainstRules(TreePacker.RehearsalFile, null, TreePacker.RehearsalFile, null, "The tree says itself that it is a rehearsal: it must not be submitted.");
        foreach (string file in tree.Files("").Where(static f => !f.StartsWith('.') && f != TreePacker.RehearsalFile))
            tree.Odd(file, null, file, string.Join(", ", s_divisions), "Nobody reads this file.");
    }
}
