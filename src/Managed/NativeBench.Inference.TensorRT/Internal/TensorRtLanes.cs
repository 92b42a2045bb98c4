using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NativeBench.Inference.TensorRT.Interop;

namespace NativeBench.Inference.TensorRT.Internal;

/// <summary>
/// A session of the shim. Submitting is one call for a batch; completions are read out of page-locked memory without any.
/// </summary>
internal sealed unsafe class TensorRtLanes : IInferenceLanes
{
    // Of the largest batch, which most batches are; of the others, only what makes them ready.
    private const uint LargestWarmUpRounds = 2;
    private const uint WarmUpRounds = 1;
    private const int AnyNearCpu = -1;

    private readonly TensorRtEngine _engine;
    private readonly TensorRtRuntime _runtime;
    private readonly int _device;
    private readonly SampleSlab _slab;
    private readonly SessionHandle _handle;
    private readonly nint _session;
    private readonly ShimNative.nb_lane* _lanes;
    private readonly ulong[] _taken;
    private readonly OutputRows[] _outputs;
    private readonly int _outputCount;
    private readonly int _inputCount;
    private readonly NativeBuffer _addresses;
    private readonly nint[] _regions;
    private readonly long[] _strides;

    public TensorRtLanes(
        TensorRtEngine engine, EngineHandle engineHandle, EngineSignature signature, TensorRtRuntime runtime, TensorRtOptions options,
        SampleSlab slab, int maxBatchSize, int laneCount)
    {
        _engine = engine;
        _runtime = runtime;
        _device = options.Device;
        _slab = slab;
        LaneCount = laneCount;
        MaxBatchSize = maxBatchSize;
        _handle = Create(engineHandle, signature, options, maxBatchSize, laneCount, out _lanes);
        _session = _handle.DangerousGetHandle();
        try
        {
            _taken = new ulong[laneCount];
            _inputCount = signature.Inputs.Length;
            _outputCount = signature.Outputs.Length;
            _regions = new nint[_inputCount];
            _strides = new long[_inputCount];
            _addresses = NativeBuffer.Allocate((long)maxBatchSize * _inputCount * sizeof(void*));
            _outputs = ReadOutputs(signature);
            CheckInputs(signature);
        }
        catch
        {
            _addresses?.Dispose();
            _handle.Dispose();
            throw;
        }
        FindRegions();
        slab.Moved += FindRegions;
    }

    public int LaneCount { get; }

    public int MaxBatchSize { get; }

    public bool Submit(ReadOnlySpan<int> slots, int token)
    {
        var neighbours = WriteAddresses(slots);
        var status = ShimNative.nb_submit(out _, _session, (void**)_addresses.Address, (uint)slots.Length, (ulong)token);
        if (status != ShimNative.NB_OK)
            ThrowRefused(status, slots.Length);
        return neighbours;
    }

    public int Reap(Span<CompletedBatch> batches)
    {
        var count = 0;
        for (var i = 0; i < _taken.Length; i++)
        {
            var lane = _lanes + i;
            // The device may be faster than the submitter's publication: only when both agree, the rest is valid.
            var done = Volatile.Read(ref lane->done);
            if (done == _taken[i] || done != Volatile.Read(ref lane->issued))
                continue;
            _taken[i] = done;
            batches[count++] = new CompletedBatch(i, (int)lane->token, lane->status != ShimNative.NB_OK);
        }
        return count;
    }

    public ReadOnlySpan<OutputRows> Outputs(int lane) => _outputs.AsSpan(lane * _outputCount, _outputCount);

    public void Release(int lane) => Volatile.Write(ref _lanes[lane].released, _taken[lane]);

    public bool Wait(TimeSpan timeout)
    {
        var status = ShimNative.nb_wait(_session, null, (uint)Math.Clamp(timeout.TotalMilliseconds, 0, int.MaxValue));
        if (status == ShimNative.NB_OK)
            return true;
        if (status < 0)
            ThrowFailed();
        return false;
    }

    public void WarmUp(int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batchSize, MaxBatchSize);
        ShimText.CheckFor(ShimNative.nb_warm_up(_handle, [(uint)batchSize], 1, batchSize == MaxBatchSize ? LargestWarmUpRounds : WarmUpRounds), $"'{_engine.Model.Name}' fails on a batch of zeros");
    }

    // On machines of one node there is nothing to bind to, and the thread stays as it was.
    public void EnterThread() => _ = ShimNative.nb_thread_bind(_runtime.Handle, _device, AnyNearCpu);

    // nb_session_destroy leaves behind what a hanging device may still write to; the samples are up to us.
    public void Abandon() => _runtime.HasHangingDevice = true;

    public TensorRtCounters ReadCounters()
    {
        var native = new ShimNative.nb_counters { size = (uint)sizeof(ShimNative.nb_counters) };
        ShimText.Check(ShimNative.nb_session_counters(ref native, _handle));
        return new TensorRtCounters
        {
            Batches = (long)native.batches,
            Samples = (long)native.samples,
            GraphLaunches = (long)native.graph_launches,
            Enqueues = (long)native.enqueues,
            CopiesToDevice = (long)native.h2d_copies,
            BytesToDevice = (long)native.h2d_bytes,
            CopiesFromDevice = (long)native.d2h_copies,
            BytesFromDevice = (long)native.d2h_bytes,
            GatheredSamples = (long)native.gathered_samples,
            BoundInPlace = (long)native.bound_in_place,
            WordsByDevice = (long)native.device_words,
            WordsByHost = (long)native.host_words,
            BatchCopies = (long)native.batch_copies,
            Waits = (long)native.waits,
            SubmitCalls = (long)native.submit_calls,
            WaitCalls = (long)native.wait_calls,
            OtherCalls = (long)native.other_calls,
            Graphs = (long)native.graphs,
            FailedCaptures = (long)native.failed_captures,
        };
    }

    /// <summary>What warming up had to say, a sentence each.</summary>
    public string[] ReadWarnings()
    {
        var text = ShimText.Read((Span<byte> buffer, uint capacity, out uint required) =>
            ShimNative.nb_session_text(buffer, capacity, out required, _handle, ShimNative.NB_SESSION_TEXT_WARNINGS));
        return text?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
    }

    public void Dispose()
    {
        if (_handle.IsClosed)
            return;
        _slab.Moved -= FindRegions;
        _engine.Closed(this);
        _handle.Dispose();
        _addresses.Dispose();
    }

    private SessionHandle Create(
        EngineHandle engine, EngineSignature signature, TensorRtOptions options, int maxBatchSize, int laneCount, out ShimNative.nb_lane* lanes)
    {
        var names = signature.Shapes.Select(static s => NativeText.Of(s.Tensor)).ToArray();
        try
        {
            var shapes = stackalloc ShimNative.nb_input_shape[Math.Max(names.Length, 1)];
            for (var i = 0; i < names.Length; i++)
                shapes[i] = Shape(names[i].Address, signature.Shapes[i].Shape.AsSpan());
            var native = new ShimNative.nb_session_options
            {
                size = (uint)sizeof(ShimNative.nb_session_options),
                flags = (options.Graphs ? ShimNative.NB_SESSION_GRAPHS : 0) | (options.CompleteByHostFunction ? ShimNative.NB_SESSION_HOST_FUNCTION : 0),
                lanes = (uint)laneCount,
                max_batch = (uint)maxBatchSize,
                gather = (int)options.Gather,
                auto_runs = 4,
                drain_timeout_ms = (uint)options.DrainTimeout.TotalMilliseconds,
                shape_count = (uint)names.Length,
                shape_bytes = (uint)sizeof(ShimNative.nb_input_shape),
                shapes = names.Length == 0 ? null : shapes,
            };
            var status = ShimNative.nb_session_create(out var session, out lanes, engine, native);
            if (status != ShimNative.NB_OK)
            {
                session.Dispose();
                ShimText.CheckFor(status, $"'{_engine.Model.Name}' can't be made ready on {_engine.DeviceName}");
            }
            session.Hold(engine);
            return session;
        }
        finally
        {
            foreach (var name in names)
                name.Dispose();
        }
    }

    private static ShimNative.nb_input_shape Shape(nint tensor, ReadOnlySpan<long> dims)
    {
        var shape = new ShimNative.nb_input_shape
        {
            size = (uint)sizeof(ShimNative.nb_input_shape),
            rank = dims.Length,
            tensor = (byte*)tensor,
        };
        for (var axis = 0; axis < dims.Length; axis++)
            shape.dims[axis] = dims[axis];
        return shape;
    }

    private OutputRows[] ReadOutputs(EngineSignature signature)
    {
        var rows = new OutputRows[LaneCount * _outputCount];
        for (var lane = 0; lane < LaneCount; lane++)
        {
            for (var output = 0; output < _outputCount; output++)
            {
                ShimText.Check(ShimNative.nb_session_output(out var data, out var bytes, _handle, (uint)lane, (uint)output));
                rows[(lane * _outputCount) + output] = new OutputRows(data, (long)bytes, signature.Outputs[output].ElementType);
            }
        }
        return rows;
    }

    private void CheckInputs(EngineSignature signature)
    {
        for (var input = 0; input < _inputCount; input++)
        {
            ShimText.Check(ShimNative.nb_session_input(out var bytes, _handle, (uint)input));
            if ((long)bytes != _slab.BytesPerRow(input))
                throw new InvalidInputException(
                    $"A sample of input '{signature.Inputs[input].Name}' has {_slab.BytesPerRow(input)} bytes; the engine of '{_engine.Model.Name}' takes {bytes}.");
        }
    }

    /// <summary>Where the regions of the slab are; takes place while samples are loaded.</summary>
    private void FindRegions()
    {
        for (var input = 0; input < _inputCount; input++)
        {
            _regions[input] = _slab.Capacity == 0 ? 0 : _slab.RowAddress(input, 0);
            _strides[input] = _slab.BytesPerRow(input);
        }
    }

    /// <summary>Writes the samples' addresses, those of one sample side by side.</summary>
    /// <returns>Whether the samples lie side by side.</returns>
    private bool WriteAddresses(ReadOnlySpan<int> slots)
    {
        var next = (nint*)_addresses.Address;
        var neighbours = true;
        for (var i = 0; i < slots.Length; i++)
        {
            neighbours &= slots[i] == slots[0] + i;
            for (var input = 0; input < _regions.Length; input++)
                *next++ = _regions[input] + (nint)(slots[i] * _strides[input]);
        }
        return neighbours;
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowRefused(int status, int count) => throw (status == ShimNative.NB_BUSY
        ? new InvalidOperationException("A batch was submitted while no lane was free.")
        : new InferenceException($"{_engine.DeviceName} didn't take a batch of {count}: {ShimText.LastError()}"));

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowFailed() => throw new InferenceException($"{_engine.DeviceName} failed: {ShimText.LastError()}");
}
