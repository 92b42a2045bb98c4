using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.Cli.Settings;
using NativeBench.Cli.Workloads;
using NativeBench.LoadGen;
using NativeBench.Submission.Compliance;

namespace NativeBench.Cli.Submission.Running;

/// <summary>
/// One <c>submission run</c>: makes the runs that a submission still lacks, each in a result folder of its own. Called again, it goes
/// on where it ended; what is good stays as it is, what isn't is set aside and made again.
/// </summary>
internal sealed class SubmissionRun
{
    private const string LockFile = ".lock";
    private static readonly string[] s_settings = ["--set", "--user-conf"];

    private readonly SubmissionRunRequest _request;
    private readonly CommandContext _context;
    private readonly SubmissionPlan _plan;
    private readonly string _root;
    private readonly Action<string> _log;
    private readonly SetAsides _setAsides;
    private RecordedModel? _model;
    private readonly Verifications _verifications;
    private readonly Dictionary<SubmissionStep, string> _waiting = [];
    private readonly ImmutableArray<SubmissionStep> _earlier;

    private SubmissionRun(SubmissionRunRequest request, CommandContext context, SubmissionPlan plan, string root, RunState? before)
    {
        _request = request;
        _context = context;
        _plan = plan;
        _root = root;
        _log = request.Run.Quiet ? static (string _) => { } : context.Terminal.Log;
        _model = before?.Model;
        _setAsides = new SetAsides(root, before?.SetAside ?? []);
        (SubmissionStep Step, StepState State)[] known = [.. (before?.Steps ?? []).Select(static s => (FromState(s), s)).Where(static s => s.Item1 is not null).Select(static s => (s.Item1!, s.s))];
        _verifications = new Verifications(request, context, root, known, _setAsides, _log);
        _earlier = [.. known.Select(static s => s.Step).Except(plan.Steps)];
    }

    private RunRequest Run => _request.Run;

    private string OfficialName => SubmissionScoring.OfficialName(Run.Rules.Benchmark!, Run.Rules.Name);

    private bool RequiresTarget => Run is { Division: "closed", IsRehearsal: false };

    /// <summary>Does what was asked and returns the exit code.</summary>
    public static int Execute(SubmissionRunRequest request, CommandContext context)
    {
        var facts = request.ListOnly ? BenchmarkWorkloads.FindAny(request.Run, context) : BenchmarkWorkloads.Find(request.Run, context);
        request = request with { Run = request.Run with { Benchmark = facts.Id, Rules = request.Run.Rules with { Benchmark = facts } } };
        string root = context.Resolve(request.Run.OutputPath ?? DefaultFolder(request));
        var before = RunState.Read(root);
        var plan = SubmissionPlan.For(request.Run.Rules, request.Run.Division, request.Category, request.Run.Scenarios, [.. (before?.Steps ?? []).Select(static s => s.Scenario)]);

        // A part of the scenarios may be run: what the others read is no mistake.
        var all = plan.Steps.Select(static s => s.Scenario).Union(request.Run.Rules.DefaultScenarios(request.Category)!).ToArray();
        foreach (var assignment in request.Run.Assignments)
            assignment.RequireUseIn(all);
        if (before is null && (File.Exists(root) || (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any(static e => !IsOwn(Path.GetFileName(e))))))
            throw new UsageException($"--output '{request.Run.OutputPath ?? root}' isn't empty and holds no {RunState.FileName}: name a folder that is new, or one that 'submission run' made.");
        RequireSame(before, request, root);
        foreach (string name in request.Again)
        {
            string[] known = [.. plan.Steps.SelectMany(static s => new[] { s.Folder, s.Scenario.ToString() }).Distinct()];
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new UsageException($"--again knows {string.Join(", ", known)}; found '{name}'.{Parsing.NearestName.Hint(name, known)}");
        }

        if (request.ListOnly)
            return new SubmissionRun(request, context, plan, root, before).List();
        if (request.EstimateOnly)
            return new SubmissionRun(request, context, plan, root, before).Estimate();
        Directory.CreateDirectory(root);
        using var hold = Hold(root);
        return new SubmissionRun(request, context, plan, root, before).RunAll();
    }

    /// <summary>What a kill before the first state was written may leave.</summary>
    private static bool IsOwn(string name) => name is LockFile or RunState.FileName + ".tmp";

    private static string DefaultFolder(SubmissionRunRequest request) =>
        Path.Combine("results", $"submission-{request.Run.Rules.Name}-{request.Run.Division}-{request.Category}-{request.Run.Benchmark}");

    /// <summary>All runs of a folder are of one submission, made with the same options.</summary>
    private static void RequireSame(RunState? before, SubmissionRunRequest request, string root)
    {
        if (before is null)
            return;
        string folder = request.Run.OutputPath ?? root;
        foreach (var (option, found, asked) in new[]
                 {
                     ("--benchmark", before.Benchmark, request.Run.Benchmark!), ("--round", before.Round, request.Run.Rules.Name),
                     ("--division", before.Division, request.Run.Division), ("--category", before.Category, request.Category),
                     ("--rehearsal", before.Rehearsal ? "on" : "off", request.Run.IsRehearsal ? "on" : "off"),
                 })
        {
            if (found != asked)
                throw new UsageException($"--output '{folder}' holds runs of {option} {found}; found {option} {asked}. Name another folder for these.");
        }

        // LoadGen's settings may change: what came out INVALID asks for another rate.
        foreach (string option in before.Options.Keys.Union(request.Options.Keys).Except(s_settings))
        {
            string? found = before.Options.GetValueOrDefault(option), asked = request.Options.GetValueOrDefault(option);
            if (found != asked)
                throw new UsageException($"--output '{folder}' holds runs made with {Value(option, found)}; found {Value(option, asked)}. Runs of one submission are made alike: name another folder for these.");
        }

        static string Value(string option, string? value) => value is null ? "no " + option : value.Length == 0 ? option : $"{option} {value}";
    }

    /// <summary>Two sessions in one folder would make the same runs.</summary>
    private static FileStream Hold(string root)
    {
        string path = Path.Combine(root, LockFile);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new CannotRunException($"Another 'submission run' is at work in {root} ({path} is held). Wait for it, or end it.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UsageException($"--output '{root}' can't be written to: {e.Message}", e);
        }
    }

    private int List()
    {
        RunOutput.WriteList(_context.Terminal, [.. _plan.Steps.Select(step => new ListedRun(step, Look(step).IsGood, TimeEstimate.Least(Run.Rules, step)))], _plan, Run.Rules.Benchmark!.NotRunnable, Run.Json);
        return ExitCodes.Ok;
    }

    private int Estimate()
    {
        var left = Left();
        RunOutput.WriteEstimate(_context.Terminal, left, TimeEstimate.Measure(Run with { Scenarios = null }, left, _context), IfTheRateChanges(left), _plan, Run.Json);
        return ExitCodes.Ok;
    }

    private int RunAll()
    {
        SetAsideBad();
        Save();
        var left = Left();
        _log(Units.Invariant($"{Run.Benchmark}, {Run.Rules.Name}, {Run.Division}, {_request.Category}: {left.Count} of {_plan.Steps.Length} runs to make. They go to {_root}"));
        foreach (string sentence in _plan.Left)
            _log("Note: " + sentence);
        if (left.Count > 0)
        {
            foreach (string line in RunOutput.EstimateLines(left, TimeEstimate.Measure(Run with { Scenarios = null }, left, _context), IfTheRateChanges(left)))
                _log(line);
        }

        int code = ExitCodes.Ok;
        foreach (var step in _plan.Steps)
        {
            if (_context.Cancellation.IsCancellationRequested)
                code = ExitCodes.Interrupted;
            if (code is ExitCodes.Interrupted or ExitCodes.Failed)
                break;
            SetAsideOutdated(step);
            if (Look(step).IsMissing)
                code = RunStep(step);
            if (step.Kind == StepKind.Compliance)
                Verify(step);
            Save();
        }

        WriteSystem();
        if (_plan.Steps.Select(Look).FirstOrDefault(static s => s.IsGood)?.Document?.Model is { } model && _model?.Sha256 != model.Sha256)
            _model = RecordedModel.Read(model.Path, model.Sha256);
        var state = Save();
        RunOutput.Write(_context.Terminal, state, _plan, _root, Run.Json, Run.Quiet);
        if (code is ExitCodes.Interrupted or ExitCodes.Failed)
            return code;
        return PlannedStates(state).All(static s => s.Status == "good") ? ExitCodes.Ok : ExitCodes.NotMet;
    }

    private IEnumerable<StepState> PlannedStates(RunState state) => state.Steps.Where(s => _plan.Steps.Any(p => p.Folder == s.Folder));

    /// <summary>Compliance runs that are good, and have to be made again if a performance run that is left comes out with another rate.</summary>
    private List<SubmissionStep> IfTheRateChanges(List<SubmissionStep> left) =>
        [.. _plan.Steps.Where(s => s.Kind == StepKind.Compliance && IsPaced(s) && !left.Contains(s) && left.Contains(new SubmissionStep(s.Scenario, StepKind.Performance)))];

    private static bool IsPaced(SubmissionStep step) => step.Scenario is TestScenario.Server or TestScenario.Offline;

    private List<SubmissionStep> Left() => [.. _plan.Steps.Where(s => !Look(s).IsGood)];

    private StepInspection Look(SubmissionStep step) => StepInspection.Look(_root, step, RequiresTarget);

    private int RunStep(SubmissionStep step)
    {
        if (Obstacle(step) is { } obstacle)
        {
            _waiting[step] = obstacle;
            return ExitCodes.Ok;
        }

        _log($"{step}: starts at {_context.Time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}");
        var terminal = _context.Terminal;
        int code = RunSession.Execute(
            Run with
            {
                Scenarios = [step.Scenario],
                Modes = [step.Kind == StepKind.Accuracy ? RunMode.Accuracy : RunMode.Performance],
                AuditConfPath = step.Test is not null && Seeds(step) is [] ? WriteAudit(step) : null,
                HasOtherSeeds = Seeds(step) is not [],
                Assignments = [.. Run.Assignments.Where(a => a.Concerns(step.Scenario)), .. Carried(step), .. Seeds(step)],
                OutputPath = Path.Combine(_root, step.Folder),
                Json = false,
            },
            _context with { Terminal = new Terminal(TextWriter.Null, terminal.Error) { ErrorIsTerminal = terminal.ErrorIsTerminal, NoColor = terminal.NoColor, Width = terminal.Width } });
        var seen = Look(step);
        _log($"{step}: {(!seen.IsGood ? "no good" : step.Test is null ? "good" : "ran")}{(seen.Figure is { } figure ? ", " + figure : "")}{(seen.Reasons.IsEmpty ? "" : ". " + string.Join(' ', seen.Reasons))}");
        return code is ExitCodes.Interrupted or ExitCodes.Failed ? code : ExitCodes.Ok;
    }

    /// <summary>Why a compliance run would have nothing to be compared with; null if it has.</summary>
    private string? Obstacle(SubmissionStep step)
    {
        if (step.Kind != StepKind.Compliance)
            return null;
        if (!IsGood(step, StepKind.Performance))
            return $"It waits for a VALID performance run of {step.Scenario}.";
        return step.Test!.NeedsAccuracyRun && !IsGood(step, StepKind.Accuracy) ? $"It waits for the accuracy run of {step.Scenario}." : null;
    }

    private bool IsGood(SubmissionStep step, StepKind kind) => Look(new SubmissionStep(step.Scenario, kind)).IsGood;

    private string Audit(SubmissionStep step) => step.Test!.AuditConfig(OfficialName, Run.Rules.Name)
        ?? throw new CannotRunException($"There's no audit.config of {step.Test} for '{Run.Benchmark}' in {Run.Rules.Name}.");

    /// <summary>TEST05 of rounds whose audit.config named the seeds, which LoadGen since 3.0 reads from mlperf.conf alone: as settings.</summary>
    private SettingAssignment[] Seeds(SubmissionStep step) => step.Test != ComplianceTest.Test05 ? []
        : [.. Audit(step).Split('\n').Where(static line => line.Contains("_rng_seed", StringComparison.Ordinal)).Select(static line => line.Split('='))
            .Select(static parts => SettingAssignment.Create(parts[0].Trim()[4..], parts[1].Trim(), "audit.config of TEST05"))];

    /// <summary>The test's audit.config, kept beside the runs: reviewers ask for it.</summary>
    private string WriteAudit(SubmissionStep step)
    {
        string text = Audit(step);
        string folder = Directory.CreateDirectory(Path.Combine(_root, "audit")).FullName;
        string path = Path.Combine(folder, step.Test!.Name + ".config");
        if (!File.Exists(path) || File.ReadAllText(path) != text)
            File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The performance run's rate, so that runs that are compared with it have the same load.</summary>
    private IEnumerable<SettingAssignment> Carried(SubmissionStep step)
    {
        if (step.Kind == StepKind.Performance || !IsPaced(step)
            || (step is { Kind: StepKind.Accuracy, Scenario: TestScenario.Offline })
            || Look(new SubmissionStep(step.Scenario, StepKind.Performance)).Run?.SettingsEffective["target_qps"] is not { } rate)
            yield break;
        yield return SettingAssignment.Create($"{step.Scenario}.target_qps", rate.ToJsonString(), "the performance run");
    }

    private void Verify(SubmissionStep step)
    {
        if (!Look(step).IsGood || Obstacle(step) is not null || !step.Test!.CanVerify)
            return;
        if (step.Test == ComplianceTest.Test04B && !Look(step.ComparedWith).IsGood)
            _waiting[step] = $"It waits for TEST04-A of {step.Scenario}.";
        else
            _verifications.Verify(step, _plan.Steps.Concat(_earlier).FirstOrDefault(s => s.Kind == StepKind.Accuracy && Look(s).IsGood));
    }

    /// <summary>Moves attempts that are no good out of the way; nothing is deleted.</summary>
    private void SetAsideBad()
    {
        foreach (var step in _plan.Steps)
        {
            var seen = Look(step);
            var reasons = seen.Reasons;
            if (seen.IsGood && step.Kind == StepKind.Compliance)
            {
                Verify(step);
                reasons = _verifications.Find(step)?.Reasons ?? [];
            }

            if (reasons.IsEmpty && seen.IsGood && IsAskedAgain(step))
                reasons = ["It was good, and --again asks for another."];
            if (!reasons.IsEmpty)
                SetAside(step, string.Join(' ', reasons));
            else
                SetAsideOutdated(step);
        }
    }

    /// <summary>An accuracy or compliance run from before its performance run doesn't count where that differs from it, or it fails against that.</summary>
    private void SetAsideOutdated(SubmissionStep step)
    {
        if (step.Kind == StepKind.Performance || !Look(step).IsGood || !IsOlderThanPerformance(step))
            return;
        if (Differences(step) is { Length: > 0 } differences)
        {
            SetAside(step, $"It was made before the performance run that is there now, and differs from it: {string.Join(", ", differences)}.");
        }
        else if (step.Kind == StepKind.Compliance)
        {
            Verify(step);
            if (_verifications.Find(step) is { Passes: false } failed)
                SetAside(step, $"It was made before the performance run that is there now, and fails against it: {string.Join(' ', failed.Reasons)}");
        }
    }

    private bool IsOlderThanPerformance(SubmissionStep step) => Look(new SubmissionStep(step.Scenario, StepKind.Performance)) is { IsGood: true } performance
        && string.CompareOrdinal(Look(step).Document!.StartedUtc, performance.Document!.StartedUtc) < 0;

    /// <summary>In what a run and its performance run differ that they must have in common.</summary>
    private string[] Differences(SubmissionStep step) =>
        step.Kind != StepKind.Performance && Look(step) is { IsGood: true } seen && Look(new SubmissionStep(step.Scenario, StepKind.Performance)) is { IsGood: true } performance
            ? [.. RunLikeness.Runs((performance.Document!, performance.Run!), (seen.Document!, seen.Run!), rate: step.Kind == StepKind.Compliance && IsPaced(step))]
            : [];

    private void SetAside(SubmissionStep step, string reason)
    {
        string target = _setAsides.Move(step.Folder, reason);
        Save();
        _log($"{step}: {reason} Set aside to {target}; it's made again.");
    }

    /// <summary>What the machine tells about itself, for the user to complete; never written over.</summary>
    private void WriteSystem()
    {
        string path = Path.Combine(_root, MachineFields.FileName);
        if (File.Exists(path) || _plan.Steps.Select(Look).FirstOrDefault(static s => s.IsGood)?.Document is not { } document)
            return;
        using (var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
            MachineFields.Read([document], _root).Write(stream);
        _log($"What could be read of the machine is in {path}: fill in the rest for 'submission pack'.");
    }

    private bool IsAskedAgain(SubmissionStep step) =>
        _request.Again.Any(name => name.Equals(step.Folder, StringComparison.OrdinalIgnoreCase) || name.Equals(step.Scenario.ToString(), StringComparison.OrdinalIgnoreCase));

    private RunState Save()
    {
        var state = new RunState
        {
            SchemaVersion = RunState.CurrentSchemaVersion,
            Benchmark = Run.Benchmark!,
            Round = Run.Rules.Name,
            Division = Run.Division,
            Category = _request.Category,
            Rehearsal = Run.IsRehearsal,
            Options = _request.Options,
            Steps = [.. _plan.Steps.Select(State), .. _earlier.Select(State)],
            Model = _model,
            SetAside = _setAsides.All,
        };
        state.Write(_root);
        return state;
    }

    private StepState State(SubmissionStep step)
    {
        var seen = Look(step);
        var verification = seen.IsGood && step.Kind == StepKind.Compliance ? _verifications.Find(step) : null;
        ImmutableArray<string> reasons = seen.IsMissing ? _waiting.TryGetValue(step, out string? why) ? [why] : [] : [.. seen.Reasons, .. verification?.Reasons ?? [], .. Unlike(step)];
        return new StepState
        {
            Scenario = step.Scenario.ToString(),
            Step = step.Name,
            Folder = step.Folder,
            Status = seen.IsMissing ? "missing" : reasons.IsEmpty ? "good" : "bad",
            Figure = seen.Figure,
            Reasons = reasons,
            Verification = verification,
        };
    }

    /// <summary>A run after its performance run that differs from it would differ again: that one has to be made anew.</summary>
    private string[] Unlike(SubmissionStep step) => Differences(step) is { Length: > 0 } differences && !IsOlderThanPerformance(step)
        ? [$"It and the performance run differ: {string.Join(", ", differences)}. '--again {step.Scenario}' makes all runs of {step.Scenario} alike."] : [];

    private static SubmissionStep? FromState(StepState state)
    {
        if (!Enum.TryParse<TestScenario>(state.Scenario, out var scenario))
            return null;
        return state.Step switch
        {
            "performance" => new SubmissionStep(scenario, StepKind.Performance),
            "accuracy" => new SubmissionStep(scenario, StepKind.Accuracy),
            var name => ComplianceTest.Find(name) is { } test ? new SubmissionStep(scenario, StepKind.Compliance, test) : null,
        };
    }
}
