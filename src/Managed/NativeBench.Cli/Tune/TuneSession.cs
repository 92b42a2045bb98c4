using System.Diagnostics;
using NativeBench.Cli.Output;
using NativeBench.Cli.Plans;
using NativeBench.Cli.Run;
using NativeBench.Cli.Workloads;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>One <c>tune</c>: scenario by scenario; after each one the files hold what is known.</summary>
internal sealed class TuneSession
{
    private readonly TuneRequest _request;
    private readonly CommandContext _context;
    private readonly IWorkload _workload;
    private readonly Action<string> _log;
    private readonly TuneFolder _folder;
    private readonly long _start = Stopwatch.GetTimestamp();
    private TuneRecord _record;

    private TuneSession(TuneRequest request, CommandContext context, IWorkload workload, Action<string> log, TuneFolder folder)
    {
        (_request, _context, _workload, _log, _folder) = (request, context, workload, log, folder);
        var system = SystemDescription.Read();
        _record = new TuneRecord
        {
            File = new PlanFile
            {
                Backend = workload.Backend.Name,
                Benchmark = workload.Name,
                ModelSha256 = workload.Model?.Sha256,
                LogicalCores = Environment.ProcessorCount,
                CpuModel = system.CpuModel,
                IsComplete = false,
            },
            Request = request,
            System = system,
            Subject = workload.Name,
            WeightsNote = workload.Model?.WeightsNote,
            Folder = folder.Path,
            StartedUtc = context.Time.GetUtcNow(),
            Warnings = [.. MachineWarnings.For(system, Versions.IsDebugBuild)],
            CommandLine = ["nativebench", .. context.Arguments],
        };
    }

    /// <summary>Tunes and returns the exit code.</summary>
    public static int Execute(TuneRequest request, CommandContext context)
    {
        var log = request.Quiet ? static (string _) => { } : (Action<string>)context.Terminal.Log;
        using var workload = WorkloadFactory.Create(request.Run, context);
        if (workload is CompositeWorkload)
            throw new UsageException($"tune searches batches, and '{workload.Name}' answers a sample at a time: try --instances and --threads.");
        if (workload.Backend.Name is not ("ort-cpu" or "tensorrt"))
            throw new UsageException($"tune searches plans for ort-cpu and tensorrt; '{workload.Backend.Name}' isn't tuned by this version.");
        if (workload.Backend.Name == "tensorrt" && request.Limits.Threads is not null)
            throw new UsageException("--threads is for ort-cpu; tensorrt has streams: --instances tries only plans with so many.");
        if (workload.Backend.IsEmulated)
            log("Warning: the GPU, or TensorRT, is emulated: these plans suit no device.");
        request = request with { Run = request.Run with { Rules = request.Run.Rules with { Benchmark = workload.Facts } } };
        var folder = TuneFolder.Create(request.OutputPath, workload.Name, context);
        return new TuneSession(request, context, workload, log, folder).RunAll();
    }

    private int RunAll()
    {
        _log($"{_record.Subject} on {_workload.Backend.Name}: plans for {string.Join(", ", _request.Scenarios)}, about {Units.Seconds(_request.Budget.TotalSeconds)} of search. Results go to {_folder.Path}");
        foreach (var warning in _record.Warnings)
            _log("Warning: " + warning);
        foreach (var scenario in _request.Scenarios)
        {
            if (!RunOne(scenario))
                break;
        }

        var isComplete = _record is { IsInterrupted: false, Failure: null };
        _record = _record with { File = _record.File with { IsComplete = isComplete }, Seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds };
        _folder.Save(_record);
        new TuneOutput(_record).Write(_context.Terminal);
        _context.Terminal.Out.Flush();
        if (_record.IsInterrupted)
            return ExitCodes.Interrupted;
        if (_record.Failure is not null)
            return ExitCodes.Failed;
        return _record.Scenarios.All(static s => s.Winner is not null && s.Check?.IsMet != false && s.Rate is not { Rate: null }) ? ExitCodes.Ok : ExitCodes.NotMet;
    }

    /// <summary>Tunes a scenario; false if nothing more can be done.</summary>
    private bool RunOne(TestScenario scenario)
    {
        try
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            var tuner = new ScenarioTuner(_request, _workload, _context, _log, _folder.Path);
            foreach (var state in tuner.Run(scenario))
                Keep(state);
        }
        catch (OperationCanceledException) when (_context.Cancellation.IsCancellationRequested)
        {
            _record = _record with { IsInterrupted = true };
        }
        catch (Exception e) when (KnownFailure.Describe(e) is { } sentence && _record.Scenarios.Count > 0)
        {
            // What other scenarios gave is kept; the first one's mistake is the command's.
            _record = _record with { Failure = $"{scenario}: {sentence}" };
        }
        finally
        {
            _context.Terminal.ShowLive(null);
        }

        if (_context.Cancellation.IsCancellationRequested)
            _record = _record with { IsInterrupted = true };
        return _record is { IsInterrupted: false, Failure: null };
    }

    /// <summary>Takes in what is known of a scenario, and saves it: the process may be ended at any time.</summary>
    private void Keep(ScenarioTuning tuning)
    {
        var plans = _record.File.Plans.ToDictionary();
        if (tuning.Winner is { } winner)
            plans[tuning.Scenario] = winner;
        _record = _record with
        {
            Scenarios = [.. _record.Scenarios.Where(s => s.Scenario != tuning.Scenario), tuning],
            File = _record.File with { Plans = plans },
            Seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds,
        };
        _folder.Save(_record);
    }
}
