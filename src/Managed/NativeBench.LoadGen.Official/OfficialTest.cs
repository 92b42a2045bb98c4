using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using NativeBench.LoadGen.Official.Interop;

namespace NativeBench.LoadGen.Official;

/// <summary>One test: LoadGen on a thread of its own, its callbacks, and what becomes of responses.</summary>
internal sealed unsafe class OfficialTest : IResponseSink, TestProgress.ISeriesView
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly BridgeLibrary _library;
    private readonly ISystemUnderTest _sut;
    private readonly IQuerySampleLibrary _qsl;
    private readonly StartTestOptions _options;
    private long _issued;
    private long _completed;
    private long _startedMs;
    private volatile bool _stop;
    private volatile Exception? _failure;
    private int _code;
    private string _error = "";

    public OfficialTest(BridgeLibrary library, ISystemUnderTest sut, IQuerySampleLibrary qsl, StartTestOptions options) =>
        (_library, _sut, _qsl, _options) = (library, sut, qsl, options);

    public long Issued => Volatile.Read(ref _issued);

    public long Completed => Volatile.Read(ref _completed);

    public TestOutcome Outcome { get; private set; }

    public string? Reason { get; private set; }

    public Exception? Failure => _failure;

    /// <summary>Runs the test; afterwards the outcome is known.</summary>
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
        Check(_library.Complete(responses));
        Interlocked.Add(ref _completed, responses.Length);
    }

    public void FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses) => Check(_library.FirstToken(responses));

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
                Abandon(TestOutcome.Failed, $"The test failed: {failure.Message.TrimEnd('.')}. The official LoadGen can't be stopped and was left waiting; its logs are incomplete.");
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
                Abandon(TestOutcome.Failed, FormattableString.Invariant(
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
        long until = Environment.TickCount64 + (long)s_grace.TotalMilliseconds;
        while (thread.IsAlive && Completed < Issued && Environment.TickCount64 < until)
            Thread.Sleep(10);
        Abandon(TestOutcome.Interrupted, "The test was interrupted; the official LoadGen can't be stopped and was left, its logs are incomplete.");
    }

    private void Abandon(TestOutcome outcome, string reason)
    {
        _stop = true;
        (Outcome, Reason) = (outcome, reason);
    }

    private void Issue(ReadOnlySpan<QuerySample> samples)
    {
        if (!_stop)
        {
            Interlocked.Add(ref _issued, samples.Length);
            _sut.IssueQuery(samples);
        }

        if (_stop)
            Park();
    }

    /// <summary>Keeps LoadGen's thread: an exception through LoadGen would take the files from under its log writer.</summary>
    private static void Park() => Thread.Sleep(Timeout.Infinite);

    private void Fail(Exception error)
    {
        ReportFailure(error);
        Park();
    }

    private static OfficialTest Of(nint context) => Unsafe.As<OfficialTest>(GCHandle.FromIntPtr(context).Target!);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void IssueQuery(nint context, QuerySample* samples, ulong count)
    {
        var test = Of(context);
        try
        {
            test.Issue(new ReadOnlySpan<QuerySample>(samples, checked((int)count)));
        }
        catch (Exception e)
        {
            test.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FlushQueries(nint context)
    {
        var test = Of(context);
        try
        {
            test._sut.FlushQueries();
        }
        catch (Exception e)
        {
            test.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void LoadSamples(nint context, long* indices, ulong count)
    {
        var test = Of(context);
        try
        {
            test._qsl.LoadSamplesToRam(new ReadOnlySpan<long>(indices, checked((int)count)));
        }
        catch (Exception e)
        {
            test.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void UnloadSamples(nint context, long* indices, ulong count)
    {
        var test = Of(context);
        try
        {
            test._qsl.UnloadSamplesFromRam(new ReadOnlySpan<long>(indices, checked((int)count)));
        }
        catch (Exception e)
        {
            test.Fail(e);
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + "\0");
}
