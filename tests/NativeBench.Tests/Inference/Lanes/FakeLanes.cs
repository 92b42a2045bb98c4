using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Tests.Inference.Lanes;

/// <summary>Lanes of a fake device. What it does wrong if it's used against the rules ends the test.</summary>
internal sealed unsafe class FakeLanes : IInferenceLanes
{
    private readonly object _gate = new();
    private readonly SampleSlab _slab;
    private readonly Finish _finish;
    private readonly int _refuseFrom;
    private readonly Lane[] _lanes;
    private readonly Random _random = new(1);
    private readonly Thread? _device;
    private int _submitted;
    private string? _failure;
    private bool _disposed;

    public FakeLanes(SampleSlab slab, int maxBatchSize, int laneCount, Finish finish, int refuseFrom)
    {
        _slab = slab;
        _finish = finish;
        _refuseFrom = refuseFrom;
        MaxBatchSize = maxBatchSize;
        _lanes = [.. Enumerable.Range(0, laneCount).Select(_ => new Lane(NativeBuffer.Allocate(maxBatchSize * slab.BytesPerRow(0))))];
        if (finish != Finish.InRandomOrder)
            return;
        _device = new Thread(RunDevice) { IsBackground = true };
        _device.Start();
    }

    public int LaneCount => _lanes.Length;

    public int MaxBatchSize { get; }

    public bool WasAbandoned { get; private set; }

    public List<int> WarmUps { get; } = [];

    public int Waits { get; private set; }

    /// <summary>Tokens of the batches that the device is at.</summary>
    public int[] Running => Locked(() => _lanes.Where(static l => l.State == State.Running).Select(static l => l.Token).ToArray());

    public bool Submit(ReadOnlySpan<int> slots, int token)
    {
        lock (_gate)
        {
            if (++_submitted >= _refuseFrom)
                throw new InferenceException("The fake device takes no more batches.");
            Assert.That(slots.Length, Is.InRange(1, MaxBatchSize));
            var lane = Array.Find(_lanes, static l => l.State == State.Free);
            Assert.That(lane, Is.Not.Null, "submitted without a free lane");
            var bytes = (int)_slab.BytesPerRow(0);
            var neighbours = true;
            for (var i = 0; i < slots.Length; i++)
            {
                NativeMemory.Copy((void*)_slab.RowAddress(0, slots[i]), (byte*)lane!.Output.Address + (i * bytes), (nuint)bytes);
                neighbours &= slots[i] == slots[0] + i;
            }
            lane!.Token = token;
            lane.Rows[0] = new OutputRows(lane.Output.Address, bytes, ElementType.Int32);
            lane.State = _finish == Finish.AtOnce ? State.Done : State.Running;
            Monitor.PulseAll(_gate);
            return neighbours;
        }
    }

    public int Reap(Span<CompletedBatch> batches)
    {
        lock (_gate)
        {
            var count = 0;
            for (var i = 0; i < _lanes.Length; i++)
            {
                if (_lanes[i].State != State.Done)
                    continue;
                _lanes[i].State = State.Reaped;
                batches[count++] = new CompletedBatch(i, _lanes[i].Token, _lanes[i].Failed);
            }
            return count;
        }
    }

    public ReadOnlySpan<OutputRows> Outputs(int lane) => _lanes[lane].Rows;

    public void Release(int lane)
    {
        lock (_gate)
        {
            Assert.That(_lanes[lane].State, Is.EqualTo(State.Reaped), "released what wasn't reaped");
            _lanes[lane].State = State.Free;
        }
    }

    public bool Wait(TimeSpan timeout)
    {
        lock (_gate)
        {
            Waits++;
            if (_failure is { } failure)
                throw new InferenceException(failure);
            if (_lanes.Any(static l => l.State == State.Done))
                return true;
            Monitor.Wait(_gate, timeout);
            return _lanes.Any(static l => l.State == State.Done);
        }
    }

    public void WarmUp(int batchSize) => WarmUps.Add(batchSize);

    public void EnterThread() { }

    public void Abandon() => WasAbandoned = true;

    /// <summary>Finishes a running batch.</summary>
    public void FinishBatch(int token, bool failed = false)
    {
        lock (_gate)
        {
            var lane = _lanes.Single(l => l.State == State.Running && l.Token == token);
            lane.State = State.Done;
            lane.Failed = failed;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Finishes several batches between two looks of the reaping thread.</summary>
    public void FinishTogether(params int[] tokens)
    {
        lock (_gate)
            foreach (var token in tokens)
                FinishBatch(token);
    }

    /// <summary>From now on the device is broken.</summary>
    public void Break(string reason)
    {
        lock (_gate)
            _failure = reason;
    }

    /// <summary>Waits until the device has so many batches.</summary>
    public void WaitForRunning(int count)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        lock (_gate)
            while (_lanes.Count(static l => l.State == State.Running) < count)
                if (!Monitor.Wait(_gate, TimeSpan.FromSeconds(30)) || DateTime.UtcNow > deadline)
                    throw new TimeoutException($"Waited for {count} running batches.");
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }
        _device?.Join();
        foreach (var lane in _lanes)
            lane.Output.Dispose();
    }

    private void RunDevice()
    {
        lock (_gate)
        {
            while (!_disposed)
            {
                var running = Array.FindAll(_lanes, static l => l.State == State.Running);
                if (running.Length == 0)
                {
                    Monitor.Wait(_gate);
                    continue;
                }
                running[_random.Next(running.Length)].State = State.Done;
                Monitor.PulseAll(_gate);
                // Lets others in: a lock alone would favour this thread.
                if (_random.Next(3) == 0)
                    Monitor.Wait(_gate, 0);
            }
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }

    private enum State
    {
        Free,
        Running,
        Done,
        Reaped,
    }

    private sealed class Lane(NativeBuffer output)
    {
        public NativeBuffer Output => output;

        public OutputRows[] Rows { get; } = new OutputRows[1];

        public State State { get; set; }

        public int Token { get; set; }

        public bool Failed { get; set; }
    }
}
