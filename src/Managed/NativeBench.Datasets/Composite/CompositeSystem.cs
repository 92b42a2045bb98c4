using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Datasets.Composite;

/// <summary>
/// The system under test for benchmarks with several inferences a sample: a queue, and threads that each answer one sample at a time.
/// A sample takes milliseconds to minutes here, so that an ordinary lock serves; nothing is allocated once the queue has grown.
/// </summary>
public sealed class CompositeSystem : IInterruptibleSystem, IDisposable
{
    private readonly List<Thread> _threads = [];
    private readonly IReadOnlyList<ISampleWorker> _workers;
    private readonly Queue<QuerySample> _queue = new();
    private readonly object _gate = new();
    private IResponseSink? _responses;
    private CancellationTokenSource _running = new();
    private Exception? _failure;
    private bool _interrupted;
    private bool _stopped;

    /// <summary>Starts a thread a worker.</summary>
    /// <param name="name">The system's name in the logs.</param>
    /// <param name="workers">At least one; they become this system's.</param>
    public CompositeSystem(string name, IReadOnlyList<ISampleWorker> workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentOutOfRangeException.ThrowIfZero(workers.Count);
        Name = name;
        _workers = workers;
        foreach (var worker in workers)
        {
            var thread = new Thread(() => Work(worker)) { IsBackground = true, Name = $"composite {_threads.Count}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="InferenceException">The backend failed in an earlier test.</exception>
    public void StartTest(IResponseSink responses)
    {
        lock (_gate)
        {
            if (_failure is { } failure)
                throw new InferenceException("The backend failed in an earlier test: " + failure.Message, failure);
            _responses = responses;
            _interrupted = false;
            if (!_running.IsCancellationRequested)
                return;
            _running.Dispose();
            _running = new CancellationTokenSource();
        }
    }

    /// <inheritdoc/>
    public void IssueQuery(ReadOnlySpan<QuerySample> samples)
    {
        lock (_gate)
        {
            if (_interrupted)
            {
                _responses!.SamplesDropped(samples.Length);
                return;
            }
            foreach (var sample in samples)
                _queue.Enqueue(sample);
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public void FlushQueries() { }

    /// <summary>Drops what waits, and what is running too, after the inference that runs now: a sample may take minutes.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            _interrupted = true;
            _running.Cancel();
            if (_queue.Count > 0)
                _responses!.SamplesDropped(_queue.Count);
            _queue.Clear();
        }
    }

    /// <summary>Stops the threads after the inferences that run now.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            _running.Cancel();
            Monitor.PulseAll(_gate);
        }
        foreach (var thread in _threads)
            thread.Join();
        foreach (var worker in _workers)
            worker.Dispose();
        _running.Dispose();
    }

    private void Work(ISampleWorker worker)
    {
        while (TryTake(out var sample, out var responses, out var cancellation))
        {
            try
            {
                var response = worker.Run(sample.Index, cancellation);
                responses.QuerySamplesComplete([new QuerySampleResponse(sample.Id, response.Data, response.Size, response.Tokens)]);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                responses.SamplesDropped(1);
            }
            catch (Exception error)
            {
                // Nothing may escape a worker: LoadGen keeps what was measured and ends the test with this sentence.
                lock (_gate)
                {
                    _queue.Clear();
                    if (_failure is not null)
                        return;
                    _failure = error;
                }
                responses.ReportFailure(error);
                return;
            }
        }
    }

    private bool TryTake(out QuerySample sample, out IResponseSink responses, out CancellationToken cancellation)
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_stopped)
                Monitor.Wait(_gate);
            responses = _responses!;
            cancellation = _running.Token;
            sample = default;
            return !_stopped && _queue.TryDequeue(out sample);
        }
    }
}
