using NativeBench.Results;

namespace NativeBench.Cli.Submission;

/// <summary>
/// Whether two runs were made with the same system: accuracy and compliance runs say something about a performance run only then
/// (mlcommons/inference_policies <c>inference_rules.adoc</c>: the same system and implementation for all runs of a result).
/// </summary>
internal static class RunLikeness
{
    /// <summary>What a run was asked to compute in, as its backend described it, or its command line did; null where nothing was asked.</summary>
    public static string? Precision(ResultDocument document, RunData run)
    {
        if (run.Execution?.BackendSettings.GetValueOrDefault("precision") is { } described)
            return described;
        string? asked = null;
        for (int i = 0; i < document.CommandLine.Count; i++)
        {
            string argument = document.CommandLine[i];
            if (argument == "--precision" && i + 1 < document.CommandLine.Count)
                asked = document.CommandLine[i + 1];
            else if (argument.StartsWith("--precision=", StringComparison.Ordinal))
                asked = argument["--precision=".Length..];
        }

        return asked is null ? null : $"{asked} allowed";
    }

    /// <summary>The LoadGen that issued and measured, with its revision.</summary>
    public static string LoadGen(ResultDocument document) => $"{document.Versions.Loadgen} {document.Versions.LoadgenBehavesAs}";

    /// <summary>The machine in a few words: processor, cores, memory to the GiB, GPUs.</summary>
    public static string Machine(ResultDocument document)
    {
        var system = document.System;
        string gpus = system.Gpus is { Count: > 0 } all ? ", " + string.Join(" + ", all.GroupBy(static g => g.Name).Select(static g => FormattableString.Invariant($"{g.Count()} x {g.Key}"))) : "";
        return FormattableString.Invariant($"{system.CpuModel ?? "a processor without a name"}, {system.CpuLogicalCores} cores, {Math.Round(system.MemoryBytes / (double)(1 << 30))} GiB{gpus}");
    }

    /// <summary>Model, backend, precision and LoadGen in which two runs differ, each with both values: <c>backend ort-cpu and ort-cuda</c>.</summary>
    public static IEnumerable<string> Systems((ResultDocument Document, RunData Run) one, (ResultDocument Document, RunData Run) other) => Compare(
    [
        ("model", one.Document.Model?.Sha256, other.Document.Model?.Sha256),
        ("backend", one.Document.Backend.Name, other.Document.Backend.Name),
        ("backend version", one.Document.Versions.Backend, other.Document.Versions.Backend),
        ("precision", Precision(one.Document, one.Run), Precision(other.Document, other.Run)),
        ("LoadGen", LoadGen(one.Document), LoadGen(other.Document)),
    ]);

    /// <summary>The same, the machine, the data, and how the runs executed: batch, instances, threads, batch delay, and with <paramref name="rate"/> the rate they were issued at.</summary>
    public static IEnumerable<string> Runs((ResultDocument Document, RunData Run) one, (ResultDocument Document, RunData Run) other, bool rate)
    {
        var (a, b) = (one.Run.Execution, other.Run.Execution);
        return Systems(one, other).Concat(Compare(
        [
            ("machine", Machine(one.Document), Machine(other.Document)),
            ("data", Data(one.Document), Data(other.Document)),
            ("batch", Text(a?.Batch), Text(b?.Batch)),
            ("instances", Text(a?.Instances), Text(b?.Instances)),
            ("threads", Text(a?.Threads), Text(b?.Threads)),
            ("batch delay", Text(a?.BatchDelayUs), Text(b?.BatchDelayUs)),
            ("target_qps", rate ? Rate(one.Run) : null, rate ? Rate(other.Run) : null),
        ]));
    }

    private static IEnumerable<string> Compare((string What, string? One, string? Other)[] facts) =>
        facts.Where(static f => f.One != f.Other).Select(static f => $"{f.What} {f.One ?? "none"} and {f.Other ?? "none"}");

    private static string Data(ResultDocument document) => document.Data.Sha256 ?? FormattableString.Invariant($"of {document.Data.SampleCount} samples");

    private static string? Text(int? value) => value is { } number ? FormattableString.Invariant($"{number}") : null;

    private static string? Rate(RunData run) => run.SettingsEffective["target_qps"]?.ToJsonString();
}
