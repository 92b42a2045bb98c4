using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.Submission.Compliance;
using NativeBench.Submission.Rounds;

namespace NativeBench.Cli.Submission.Running;

/// <summary>What a verification found.</summary>
/// <param name="Runs">The runs that it was made with: <see cref="RunsOf"/>.</param>
/// <param name="How">How answers were compared, where there is a choice.</param>
/// <param name="Reasons">Why the test fails, a sentence each; empty if it's passed.</param>
internal sealed record Verification(string Runs, string How, ImmutableArray<string> Reasons)
{
    /// <summary>Whether the test is passed.</summary>
    [JsonIgnore]
    public bool Passes => Reasons.IsEmpty;

    /// <summary>The runs that a step's verification reads, as the starts of those that are in a folder: its own, then those it's compared with.</summary>
    public static string RunsOf(string root, SubmissionStep step) =>
        string.Join(' ', step.VerifiedRuns.Select(s => StepInspection.Look(root, s, requiresTarget: false).Document?.StartedUtc ?? "none"));

    /// <summary>Whether it was made with the runs that are in a folder.</summary>
    public bool IsOf(string root, SubmissionStep step) => Runs == RunsOf(root, step);
}

/// <summary>
/// Verifies compliance runs, each once for the runs that it's compared with. What was verified stays as it is while these do; when one
/// of them was made again, the new verification takes its place in one step, and the old one is set aside.
/// </summary>
internal sealed class Verifications
{
    private const string Staging = ".new";

    private readonly SubmissionRunRequest _request;
    private readonly CommandContext _context;
    private readonly string _root;
    private readonly SetAsides _setAsides;
    private readonly Action<string> _log;
    private readonly Dictionary<SubmissionStep, Verification> _known = [];

    public Verifications(SubmissionRunRequest request, CommandContext context, string root, IEnumerable<(SubmissionStep Step, StepState State)> before, SetAsides setAsides, Action<string> log)
    {
        (_request, _context, _root, _setAsides, _log) = (request, context, root, setAsides, log);
        foreach (var (step, state) in before)
        {
            if (state.Verification is { } verification)
                _known[step] = verification;
        }
    }

    private static string OfficialName(RunRequest run) => SubmissionScoring.OfficialName(run.Rules.Benchmark!, run.Rules.Name);

    /// <summary>What was verified with the runs that are there; null if nothing was.</summary>
    public Verification? Find(SubmissionStep step) =>
        _known.TryGetValue(step, out var known) && known.How == How(step) && known.IsOf(_root, step) && IsThere(step) ? known : null;

    /// <summary>Verifies a step whose runs are all there, unless that was done.</summary>
    /// <param name="step">A compliance test.</param>
    /// <param name="reference">The accuracy run that a rehearsal compares answers with; null where there's none.</param>
    public Verification Verify(SubmissionStep step, SubmissionStep? reference)
    {
        if (Find(step) is { } known)
            return known;
        string runs = Verification.RunsOf(_root, step);
        string verified = Path.Combine(_root, step.Verified);
        string staging = Path.Combine(verified, Staging);
        if (Directory.Exists(staging))
            Directory.Delete(staging, recursive: true);
        var verdict = ComplianceVerifier.Verify(
            step.Test!, OfficialName(_request.Run), Logs(step.ComparedWith), Logs(new SubmissionStep(step.Scenario, StepKind.Accuracy)), Logs(step), staging,
            new ComplianceOptions
            {
                Round = _request.Run.Rules.Name, AnswerType = _request.AnswerType, WholeAnswers = _request.WholeAnswers, Score = Scoring(step.Scenario, reference),
            });
        Publish(step, staging, verified);
        string[] reasons = [.. verdict.Reasons.Select(Placed)];
        var found = new Verification(runs, How(step), verdict.Passes ? [] : [.. reasons.DefaultIfEmpty("It fails.")]);
        _known[step] = found;
        _log($"{step}: {(found.Passes ? "passed" : "FAILED")}");
        foreach (string sentence in reasons.Concat(verdict.Warnings.Select(Placed)))
            _log($"{step}: {sentence}");
        return found;

        string Placed(string sentence) => sentence.Replace(staging, verified, StringComparison.Ordinal);
    }

    private string How(SubmissionStep step) => step.Test != ComplianceTest.Test01 ? "" : _request.WholeAnswers ? "whole answers" : $"first {_request.AnswerType}";

    private string Logs(SubmissionStep step) => Path.Combine(_root, step.Logs);

    /// <summary>Up to v2.0, TEST04-B's figures are with TEST04-A.</summary>
    private bool IsThere(SubmissionStep step) => Directory.Exists(Path.Combine(_root, step.Verified, step.Test!.Name))
        && (step.Test != ComplianceTest.Test04B || File.Exists(Path.Combine(_root, step.Verified, ComplianceTest.Test04A.Name, "verify_performance.txt")));

    private void Publish(SubmissionStep step, string staging, string verified)
    {
        if (Directory.Exists(Path.Combine(verified, step.Test!.Name)))
            _setAsides.Move($"{step.Verified}/{step.Test.Name}", "One of its runs was made again, or it is compared in another way.");
        foreach (string folder in Directory.GetDirectories(staging))
        {
            string target = Path.Combine(verified, Path.GetFileName(folder));
            if (!Directory.Exists(target))
                Directory.Move(folder, target);
            else
                Move(Directory.GetFiles(folder), target);
        }

        Move(Directory.GetFiles(staging), verified);
        Directory.Delete(staging, recursive: true);

        static void Move(string[] files, string folder)
        {
            foreach (string file in files)
                File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
    }

    private Func<string, IReadOnlyList<string>?>? Scoring(TestScenario scenario, SubmissionStep? reference)
    {
        var run = _request.Run;
        var facts = run.Rules.Benchmark!;
        if (run is { SyntheticWeights: false, SyntheticData: false })
            return SubmissionScoring.ByMetric(run, facts, _context);
        return reference is null ? null : SubmissionScoring.ByAgreement(
            Path.Combine(_root, reference.Logs, "mlperf_log_accuracy.json"), SubmissionScoring.Figures(RoundRules.Find(run.Rules.Name), OfficialName(run), scenario.ToString(), facts));
    }
}
