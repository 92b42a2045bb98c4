using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using NativeBench.LoadGen.Official.Interop;

namespace NativeBench.LoadGen.Official;

/// <summary>One test: LoadGen on a thread of its own, its callbacks, and what becomes of responses.</summary>
internal sealed unsafe class OfficialTest : IResponseSink, TestProgress.ISeriesView
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    private readonly IBridge _library;
    private readonly ISystemUnderTest _sut;
    private readonly IQuerySampleLibrary _qsl;
    private readonly StartTestOptions _options;
    private long _issued;
    private long _completed;
    private long _startedMs;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _parked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inCallbacks;
    private volatile bool _stop;
    private volatile bool _ended;
    private volatile Exception? _failure;
    private int _code;
    private string _error = "";

    public OfficialTest(IBridge library, ISystemUnderTest sut, IQuerySampleLibrary qsl, StartTestOptions options) =>
        (_library, _sut, _qsl, _options) = (library, sut, qsl, options);

    public long Issued => Volatile.Read(ref _issued);

    public long Completed => Volatile.Read(ref _completed);

    public TestOutcome Outcome { get; private set; }

    public string? Reason { get; private set; }

    public Exception? Failure => _failure;

    /// <summary>How long a test that is given up waits for what is out, and for a call that is under way.</summary>
    internal TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the test was given up, or is about to be.</summary>
    internal bool IsStopping => _stop;

    /// <summary>Set once LoadGen's thread is kept: it calls nothing of the caller's any more.</summary>
    internal Task Parked => _parked.Task;

    /// <summary>
    /// Runs the test; afterwards the outcome is known, and nothing calls the system under test or the library any more, but for a
    /// callback that hadn't come back <see cref="Grace"/> after the test was given up, which the reason then says.
    /// </summary>
    public void Run(nblg_settings settings, LogSettings logs)
    {
        _sut.StartTest(this);
        _startedMs = Environment.TickCount64;
        _options.Progress?.Show(this);

        // In the background: LoadGen can't be stopped, and a test that is given up must not keep the process.
        var thread = new Thread(() => Call(settings, logs)) { IsBackground = true, Name = "official LoadGen" };
        thread.Start();
        Wait(thread);
        _options.Progress?.Show(null);
    }

    public void QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses)
    {
        // LoadGen has no queries any more to which late answers could belong.
        if (_ended)
            return;
        Check(_library.Complete(responses));
        Interlocked.Add(ref _completed, responses.Length);
    }

    public void FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses)
    {
        if (!_ended)
            Check(_library.FirstToken(responses));
    }

    private void Check(int code)
    {
        // LoadGen would wait for ever for an answer that it didn't take.
        if (code != BridgeNative.NBLG_OK)
            ReportFailure(new LoadGenException(FormattableString.Invariant($"The official LoadGen didn't take an answer (bridge code {code}).")));
    }

    public void SamplesDropped(long count) => Interlocked.Add(ref _completed, count);

    public void ReportFailure(Exception error)
    {
        _failure ??= error;
        _stop = true;
    }

    public SeriesSnapshot Read() => new(
        TestMode.PerformanceOnly, (Environment.TickCount64 - _startedMs) / 1000.0, Issued, Completed, 0, 0, 0, 0);

    private void Call(nblg_settings settings, LogSettings logs)
    {
        var self = GCHandle.Alloc(this);
        byte[] system = Text(_sut.Name), library = Text(_qsl.Name), folder = Text(logs.OutputDirectory), audit = Text(_options.AuditConfigPath);
        byte[] error = new byte[1024];
        fixed (byte* systemName = system, libraryName = library, output = folder, auditPath = audit, errorText = error)
        {
            var callbacks = new nblg_callbacks
            {
                struct_size = (uint)sizeof(nblg_callbacks),
                context = GCHandle.ToIntPtr(self),
                system_name = systemName,
                library_name = libraryName,
                total_sample_count = (ulong)_qsl.TotalSampleCount,
                performance_sample_count = (ulong)_qsl.PerformanceSampleCount,
                issue_query = &IssueQuery,
                flush_queries = &FlushQueries,
                load_samples = &LoadSamples,
                unload_samples = &UnloadSamples,
            };
            var log = new nblg_log_settings { struct_size = (uint)sizeof(nblg_log_settings), enable_trace = logs.EnableTrace ? 1u : 0u, output_folder = output, audit_config = auditPath };
            _code = _library.Run(&callbacks, &settings, &log, errorText, (ulong)error.Length);
            _ended = true;
        }

        self.Free();
        int length = Array.IndexOf(error, (byte)0);
        _error = Encoding.UTF8.GetString(error, 0, length < 0 ? error.Length : length);
    }

    /// <summary>Waits for the end, or until nothing more is to be expected.</summary>
    private void Wait(Thread thread)
    {
        (long Completed, long Issued) last = (-1, -1);
        long lastMs = 0;
        while (!thread.Join(s_poll))
        {
            if (_failure is { } failure)
            {
                Abandon(thread, TestOutcome.Failed, $"The test failed: {failure.Message.TrimEnd('.')}. The official LoadGen can't be stopped and was left waiting; its logs are incomplete.");
                return;
            }

            if (_options.CancellationToken.IsCancellationRequested)
            {
                Interrupt(thread);
                return;
            }

            // The closed loops wait for an answer before they issue more: that nothing is issued any more is no sign of the end.
            long completed = Completed;
            if ((completed, Issued) != last)
                (last, lastMs) = ((completed, Issued), Environment.TickCount64);
            else if (_options.CompletionTimeout is { } timeout && Issued > completed && Environment.TickCount64 - lastMs > timeout.TotalMilliseconds)
            {
                Abandon(thread, TestOutcome.Failed, FormattableString.Invariant(
                    $"{Issued - completed} of {Issued} samples were missing {timeout.TotalSeconds:0.###} s after the last completion; the official LoadGen waits for them for ever and was left, its logs are incomplete."));
                return;
            }
        }

        if (_failure is { } late)
            (Outcome, Reason) = (TestOutcome.Failed, $"The test failed: {late.Message}");
        else if (_code != BridgeNative.NBLG_OK)
            (Outcome, Reason) = (TestOutcome.Failed, $"The official LoadGen ended with an error: {_error}.");
    }

    private void Interrupt(Thread thread)
    {
        // The next query isn't issued any more; what is out may still be answered.
        _stop = true;
        long until = Environment.TickCount64 + (long)Grace.TotalMilliseconds;
        while (thread.IsAlive && Completed < Issued && Environment.TickCount64 < until)
            Thread.Sleep(10);
        Abandon(thread, TestOutcome.Interrupted, "The test was interrupted; the official LoadGen can't be stopped and was left, its logs are incomplete.");
    }

    /// <summary>Gives the test up, and waits until nothing of the caller's is called any more.</summary>
    private void Abandon(Thread thread, TestOutcome outcome, string reason)
    {
        long until = Environment.TickCount64 + (long)Grace.TotalMilliseconds;
        lock (_gate)
            _stop = true;
        while (Volatile.Read(ref _inCallbacks) > 0 && Environment.TickCount64 < until)
        {
            if (thread.Join(TimeSpan.FromMilliseconds(1)))
                break;
        }

        if (Volatile.Read(ref _inCallbacks) > 0)
            reason += " The system under test or its library is still busy with a call of it.";
        (Outcome, Reason) = (outcome, reason);
    }

    private void Issue(ReadOnlySpan<QuerySample> samples)
    {
        Interlocked.Add(ref _issued, samples.Length);
        _sut.IssueQuery(samples);
    }

    /// <summary>A call of LoadGen's begins; once the test is given up, none does any more.</summary>
    private void Enter()
    {
        lock (_gate)
        {
            if (!_stop)
            {
                Interlocked.Increment(ref _inCallbacks);
                return;
            }
        }

        Park();
    }

    /// <summary>A call ended, with an error or without.</summary>
    private void Leave(Exception? error)
    {
        if (error is not null)
            ReportFailure(error);
        Interlocked.Decrement(ref _inCallbacks);
        if (_stop)
            Park();
    }

    /// <summary>Keeps LoadGen's thread: an exception through LoadGen would take the files from under its log writer.</summary>
    private void Park()
    {
        _parked.TrySetResult();
        Thread.Sleep(Timeout.Infinite);
    }

    private static OfficialTest Of(nint context) => Unsafe.As<OfficialTest>(GCHandle.FromIntPtr(context).Target!);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void IssueQuery(nint context, QuerySample* samples, ulong count)
    {
        var test = Of(context);
        Exception? error = null;
        test.Enter();
        try
        {
            test.Issue(new ReadOnlySpan<QuerySample>(samples, checked((int)count)));
        }
        catch (Exception e)
        {
            error = e;
        }

        test.Leave(error);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FlushQueries(nint context)
    {
        var test = Of(context);
        Exception? error = null;
        test.Enter();
        try
        {
            test._sut.FlushQueries();
        }
        catch (Exception e)
        {
            error = e;
        }

        test.Leave(error);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void LoadSamples(nint context, long* indices, ulong count)
    {
        var test = Of(context);
        Exception? error = null;
        test.Enter();
        try
        {
            test._qsl.LoadSamplesToRam(new ReadOnlySpan<long>(indices, checked((int)count)));
        }
        catch (Exception e)
        {
            error = e;
        }

        test.Leave(error);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void UnloadSamples(nint context, long* indices, ulong count)
    {
        var test = Of(context);
        Exception? error = null;
        test.Enter();
        try
        {
            test._qsl.UnloadSamplesFromRam(new ReadOnlySpan<long>(indices, checked((int)count)));
        }
        catch (Exception e)
        {
            error = e;
        }

        test.Leave(error);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + "\0");
}
