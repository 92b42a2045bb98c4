using NativeBench.Cli.Output;
using NativeBench.Cli.Workloads;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Validate;

/// <summary>One side, opened: its samples in, all its outputs out, by the system under test that a run would use.</summary>
internal sealed class ValidationSide : IResponseSink, IDisposable
{
    private readonly IWorkloadSystem _system;
    private readonly OutputCapture _capture;
    private readonly TimeSpan? _timeout;
    private readonly CancellationToken _cancellation;
    private Exception? _failure;
    private long _completed;

    public ValidationSide(ValidateRequest request, SideRequest side, CommandContext context)
    {
        Request = side;
        _timeout = request.Timeout;
        _cancellation = context.Cancellation;
        Workload = WorkloadFactory.Create(request.ToRun(side), context);
        try
        {
            if (Workload is CompositeWorkload)
                throw new UsageException($"validate compares one inference a sample, and '{Workload.Name}' takes several: compare its networks one by one, by --model.");
            if (Workload.Model is not { } model || Workload.Library is not TensorLibrary library)
                throw new UsageException($"--{side.Role} {side.Backend} computes nothing that could be compared: name a backend that does.");
            Model = model;
            Library = library;
            _capture = new OutputCapture(Workload.Scorer is null ? null : Workload.Responses);
            PlanFindings = [.. side.Plan?.Check(Workload.Backend.Name, model, Environment.ProcessorCount) ?? []];
            var settings = new TestSettings { Scenario = request.Scenario };
            Workload.Check(request.Scenario, settings, side.Execution);
            _system = Workload.OpenSystem(request.Scenario, settings, side.Execution, _capture);
        }
        catch
        {
            Workload.Dispose();
            throw;
        }
    }

    public SideRequest Request { get; }

    public IWorkload Workload { get; }

    /// <summary>What is doubtful about the plan that was named, in sentences.</summary>
    public IReadOnlyList<string> PlanFindings { get; }

    public ModelInfo Model { get; }

    public TensorLibrary Library { get; }

    public ExecutionDescription? Execution => _system.Description;

    /// <summary>Element types of the outputs as they came.</summary>
    public ElementType[] Types => _capture.Types;

    /// <summary>In one line: backend, model, plan.</summary>
    public string Describe()
    {
        var plan = Execution?.Plan;
        var how = plan is null ? "" : Units.Invariant($", {plan.Instances} × {plan.IntraOpThreads} threads, batch {plan.BatchSize}");
        var weights = Model.WeightsNote is { } note ? $" ({note})" : "";
        return $"{Workload.Backend.Name} {Workload.BackendVersion}, {Model.Name}{weights}{how}";
    }

    /// <summary>Runs loaded samples as one query; sample i of the list gets id i.</summary>
    public void Run(ReadOnlySpan<long> samples)
    {
        _capture.Begin(samples.Length);
        _completed = 0;
        var query = new QuerySample[samples.Length];
        for (var i = 0; i < query.Length; i++)
            query[i] = new QuerySample((ulong)i, samples[i]);
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        _system.Sut.StartTest(this);
        _system.Sut.IssueQuery(query);
        _system.Sut.FlushQueries();
        var wait = new SpinWait();
        while (Volatile.Read(ref _completed) < query.Length)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (Volatile.Read(ref _failure) is { } failure)
                throw new CannotRunException($"The {Request.Role} failed: {CrashReport.FirstLine(failure.Message)}", failure);
            if (_timeout is { } timeout && System.Diagnostics.Stopwatch.GetElapsedTime(start) > timeout)
            {
                throw new CannotRunException(Units.Invariant(
                    $"The {Request.Role} left {query.Length - Volatile.Read(ref _completed)} of {query.Length} samples unanswered for {timeout.TotalSeconds} s (--timeout)."));
            }

            wait.SpinOnce();
        }
    }

    /// <summary>An output of a sample of the last run.</summary>
    public ReadOnlySpan<byte> Row(int id, int output) => _capture[id][output];

    /// <summary>What the benchmark would have answered to a sample of the last run; only with a <see cref="IWorkload.Scorer"/>.</summary>
    public ReadOnlySpan<byte> Answer(int id) => _capture.Answer(id);

    void IResponseSink.QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses) => Interlocked.Add(ref _completed, responses.Length);

    void IResponseSink.FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses) { }

    void IResponseSink.SamplesDropped(long count) => Interlocked.CompareExchange(ref _failure, new InferenceException(Units.Invariant($"{count} samples were dropped.")), null);

    void IResponseSink.ReportFailure(Exception error) => Volatile.Write(ref _failure, error);

    public void Dispose()
    {
        _system.Dispose();
        Workload.Dispose();
    }
}
