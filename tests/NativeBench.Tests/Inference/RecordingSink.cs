using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

/// <summary>A response sink that remembers everything, and on which a test can wait.</summary>
internal sealed unsafe class RecordingSink : IResponseSink
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly Dictionary<ulong, int> _completions = [];
    private readonly Dictionary<ulong, byte[]> _payloads = [];
    private readonly List<int> _batches = [];
    private readonly List<Exception> _failures = [];
    private long _dropped;

    /// <summary>How often each id was completed.</summary>
    public IReadOnlyDictionary<ulong, int> Completions => Locked(() => new Dictionary<ulong, int>(_completions));

    /// <summary>The bytes of the first completion of each id.</summary>
    public IReadOnlyDictionary<ulong, byte[]> Payloads => Locked(() => new Dictionary<ulong, byte[]>(_payloads));

    /// <summary>Samples of each completing call, in order.</summary>
    public IReadOnlyList<int> Batches => Locked(() => _batches.ToArray());

    public IReadOnlyList<Exception> Failures => Locked(() => _failures.ToArray());

    public void QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses)
    {
        lock (_gate)
        {
            _batches.Add(responses.Length);
            foreach (var response in responses)
            {
                _completions[response.Id] = _completions.GetValueOrDefault(response.Id) + 1;
                _payloads.TryAdd(response.Id, new ReadOnlySpan<byte>((void*)response.Data, (int)response.Size).ToArray());
            }
            Monitor.PulseAll(_gate);
        }
    }

    public void FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses) => throw new NotSupportedException();

    /// <summary>Samples that won't complete.</summary>
    public long Dropped => Locked(() => _dropped);

    public void SamplesDropped(long count)
    {
        lock (_gate)
            _dropped += count;
    }

    public void ReportFailure(Exception error)
    {
        lock (_gate)
        {
            _failures.Add(error);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until so many different ids have been completed.</summary>
    public void WaitForSamples(int count) => WaitUntil(() => _completions.Count >= count, $"{count} samples");

    public void WaitForFailure() => WaitUntil(() => _failures.Count > 0, "a failure");

    private void WaitUntil(Func<bool> condition, string what)
    {
        var deadline = DateTime.UtcNow + s_patience;
        lock (_gate)
            while (!condition())
                if (DateTime.UtcNow > deadline || !Monitor.Wait(_gate, s_patience))
                    throw new TimeoutException(
                        $"Waited for {what}; got {_completions.Count} samples, {_failures.Count} failures {string.Join(" | ", _failures)}.");
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}
