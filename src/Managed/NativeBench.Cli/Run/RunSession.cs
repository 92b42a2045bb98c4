using System.Text;
using NativeBench.Cli.Machine;
using NativeBench.Cli.Output;
using NativeBench.Cli.Plans;
using NativeBench.Cli.Settings;
using NativeBench.Cli.Telemetry;
using NativeBench.Cli.Workloads;
using NativeBench.Exporters;
using NativeBench.Inference;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Official;
using NativeBench.Results;

namespace NativeBench.Cli.Run;

/// <summary>
/// One <c>run</c>: checks everything that can be wrong before anything is made, then one run after the other, saving
/// result.json after each.
/// </summary>
internal sealed class RunSession
{
    private const string Interrupted = "Interrupted by the user.";

    private readonly CommandContext _context;
    private readonly RunPlan _plan;
    private readonly ScenarioRunner _runner;
    private readonly ResultFolder _folder;
    private readonly Lock _gate = new();
    private SessionRecord _session;
    private bool _inputIsWrong;

    private RunSession(CommandContext context, RunPlan plan, ScenarioRunner runner, ResultFolder folder, SessionRecord session)
    {
        _context = context;
        _plan = plan;
        _runner = runner;
        _folder = folder;
        _session = session;
    }

    /// <summary>Does what the request says and returns the exit code.</summary>
    public static int Execute(RunRequest request, CommandContext context)
    {
        // Who reads JSON line by line wants nothing else there.
        if (request.Live == LiveMode.Json)
            request = request with { Quiet = true };
        var log = request.Quiet ? static (string _) => { } : (Action<string>)context.Terminal.Log;
        RequireFiles(request, context);
        if (request.PlanPath is { } planPath)
            request = request with { Plan = PlanFile.Read(context.Resolve(planPath), planPath) };
        OfficialLoadGen? official = null;
        if (request.LoadGenLibraryPath is { } library)
        {
            official = OpenLoadGen(library, context);
            context = context with { StartTest = official.StartTest };
        }

        using var workload = WorkloadFactory.Create(request, context);
        if (workload.Backend.Name == "null" && request.Rules == Rules.Quick)
            request = request with { Rules = Rules.QuickNull };
        request = request with { Rules = request.Rules with { Benchmark = workload.Facts } };
        var plan = RunPlan.For(request, workload.Scorer is not null);
        var settings = new SettingsBuilder(
            request.Rules,
            new ConfigurationFiles(Resolved(request.MlperfConfPath, context), Resolved(request.UserConfPath, context), workload.Facts?.ConfName ?? workload.Name),
            request.Assignments);
        var findings = RunChecks.Check(request, workload, plan, settings);

        var folder = ResultFolder.Create(request.OutputPath, workload.Name, context);
        var system = SystemDescription.Read();
        var session = new SessionRecord
        {
            Request = request,
            Workload = workload,
            OfficialLoadGenVersion = official?.Version,
            System = system,
            Gpus = UsesGpu(workload) ? Devices.GpuDescription.Read() : null,
            Arguments = context.Arguments,
            StartedUtc = context.Time.GetUtcNow(),
            Folder = folder.FullPath,
            Warnings = [.. EmulationWarning(workload), .. WeightsWarnings(workload), .. MachineWarnings.For(system, Versions.IsDebugBuild), .. findings],
        };
        log($"{workload.Name} on {workload.Backend.Name}, {request.Rules.Note}; {plan.Runs.Count} {(plan.Runs.Count == 1 ? "run" : "runs")}. Results go to {folder.FullPath}");
        foreach (var warning in session.Warnings)
            log("Warning: " + warning);
        IReadOnlyList<int> devices = request.Execution.Devices ?? [0];
        using var energy = EnergySources.Open(
            context.EnergyRoot,
            gpus: UsesGpu(workload),
            usedGpus: [.. (session.Gpus ?? []).Where(gpu => devices.Count == 0 || (gpu.Device is { } ordinal && devices.Contains(ordinal))).Select(static gpu => gpu.PciBusId).OfType<string>()]);
        using var metrics = request.Otlp is { } collector ? OtlpMetrics.Start(collector, RunMeter.Name, Versions.Program) : null;
        var runner = new ScenarioRunner(request, workload, settings, context, log, energy);
        runner.MeasureIdlePower();
        return new RunSession(context, plan, runner, folder, session).RunAll();
    }

    private int RunAll()
    {
        Save();

        // Draining may take long and a second interrupt ends the process at once: what is on disk says so from the first on.
        using var mark = _context.Cancellation.Register(MarkInterrupted);
        for (var i = 0; i < _plan.Runs.Count && _session.Status == SessionStatus.Running; i++)
            RunOne(_plan.Runs[i], Units.Invariant($"{i + 1}/{_plan.Runs.Count}"));
        if (_session.Status == SessionStatus.Running)
            _session = _session with { Status = SessionStatus.Completed };
        _session = _session with { FinishedUtc = _context.Time.GetUtcNow() };
        SaveOrFail();
        if (_session.Runs.Count > 0 && _folder.SaveReport(_session) is { } unwritten)
            _session = _session with { Warnings = [.. _session.Warnings, unwritten] };
        WriteOutcome();
        return _session.Status switch
        {
            // What is wrong with a file of the user's may only turn out when it's loaded.
            SessionStatus.Failed => _inputIsWrong ? ExitCodes.Usage : ExitCodes.Failed,
            SessionStatus.Interrupted => ExitCodes.Interrupted,
            _ => _session.Runs.All(static r => r.IsMet) ? ExitCodes.Ok : ExitCodes.NotMet,
        };
    }

    private void RunOne(PlannedRun run, string position)
    {
        try
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            var record = _runner.Run(run, position, _folder.CreateRunFolder(run), alone: _plan.Scenarios.Count == 1);
            _session = _session with { Runs = [.. _session.Runs, Asserted(record)] };
            if (record.Result.Outcome == TestOutcome.Interrupted)
                End(SessionStatus.Interrupted, Interrupted);
            else if (record.Result.Outcome == TestOutcome.Failed)
                Fail(record.Result.Failure, Failure(run, record.Result));
        }
        catch (OperationCanceledException) when (_context.Cancellation.IsCancellationRequested)
        {
            End(SessionStatus.Interrupted, Interrupted);
        }
        catch (Exception e)
        {
            Fail(e, $"{run}: " + (KnownFailure.Describe(e) ?? CrashReport.Describe(e, CrashReport.Write(e, _context.Arguments, _folder.FullPath))));
        }

        SaveOrFail();
    }

    /// <summary>Holds the run's figures, as result.json will have them, against what was asked.</summary>
    private RunRecord Asserted(RunRecord record)
    {
        if (_session.Request.Assertions.Count == 0)
            return record;
        var data = RunDataBuilder.Build(record);
        return record with { Assertions = [.. _session.Request.Assertions.Select(a => a.Evaluate(data)).OfType<AssertionData>()] };
    }

    private string Failure(PlannedRun run, TestResult result)
    {
        var reason = (result.Reason ?? result.Failure?.Message ?? "failed").TrimEnd('.');
        if (result.Failure is { } failure && KnownFailure.Describe(failure) is null
            && CrashReport.Write(failure, _context.Arguments, _folder.FullPath) is { } details)
        {
            return $"{run} failed: {reason}. The details are in {details}.";
        }

        return $"{run} failed: {reason}.";
    }

    private void Fail(Exception? cause, string why)
    {
        _inputIsWrong = cause is InvalidInputException;
        End(SessionStatus.Failed, why);
    }

    private void End(SessionStatus status, string why) => _session = _session with { Status = status, Failure = why };

    private void MarkInterrupted()
    {
        lock (_gate)
        {
            if (_session.Status == SessionStatus.Running)
                TrySaveMark();
        }
    }

    private void TrySaveMark()
    {
        try
        {
            _folder.Save(_session with { Status = SessionStatus.Interrupted, Failure = Interrupted });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The save at the end will tell; a signal's thread must not fail.
        }
    }

    private void Save()
    {
        try
        {
            lock (_gate)
                _folder.Save(_session);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"result.json can't be written to {_folder.FullPath}: {CrashReport.FirstLine(e.Message)}.", e);
        }
    }

    /// <summary>Saves; if that fails, ends the session, whose figures are then on standard output alone.</summary>
    private void SaveOrFail()
    {
        try
        {
            Save();
        }
        catch (CannotRunException e)
        {
            if (_session.Failure?.Contains(e.Message, StringComparison.Ordinal) != true)
                End(SessionStatus.Failed, _session.Failure is { } earlier ? $"{earlier} {e.Message}" : e.Message);
        }
    }

    private void WriteOutcome()
    {
        var terminal = _context.Terminal;
        if (_session.Request.Json)
        {
            // Not from the file: where it couldn't be written, this is all there is.
            using var json = new MemoryStream();
            ResultJson.Write(json, _session);
            terminal.Out.Write(Encoding.UTF8.GetString(json.ToArray()));
            if (_session.Failure is { } failure)
                terminal.Log(failure);
        }
        else
        {
            OutcomeTable.Write(terminal, _session);
        }

        terminal.Out.Flush();
    }

    private static IEnumerable<string> WeightsWarnings(IWorkload workload) =>
        workload.Model?.WeightsNote is { } note ? [$"'{workload.Model.Name}' has {note}: its speed may be compared, its answers mean nothing."] : [];

    private static void RequireFiles(RunRequest request, CommandContext context)
    {
        foreach (var (option, path) in new[]
                 {
                     ("--mlperf-conf", request.MlperfConfPath), ("--user-conf", request.UserConfPath), ("--audit-conf", request.AuditConfPath),
                 })
        {
            if (path is not null && !File.Exists(context.Resolve(path)))
                throw new UsageException($"{option} '{path}': there is no such file.");
        }

        if (request.AuditConfPath is { } audit)
            ConfigurationFiles.RequireUse("--audit-conf", context.Resolve(audit));
    }

    private static bool UsesGpu(IWorkload workload) => workload.Backend.Name is not ("null" or "ort-cpu");

    private static OfficialLoadGen OpenLoadGen(string path, CommandContext context)
    {
        string full = context.Resolve(path);
        if (!File.Exists(full))
            throw new UsageException($"--loadgen-library '{path}': there is no such file.");
        try
        {
            return OfficialLoadGen.Open(full);
        }
        catch (LoadGenException e)
        {
            throw new UsageException($"--loadgen-library: {e.Message}");
        }
    }

    private static IEnumerable<string> EmulationWarning(IWorkload workload) => workload.Backend.IsEmulated
        ? [$"The GPU, or TensorRT, is emulated ({workload.BackendVersion}): answers are the CPU's, times mean nothing, and this is no result of any system."]
        : [];

    private static string? Resolved(string? path, CommandContext context) => path is null ? null : context.Resolve(path);
}
