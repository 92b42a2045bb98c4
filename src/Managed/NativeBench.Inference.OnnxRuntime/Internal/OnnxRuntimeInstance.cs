using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>
/// One execution context: output buffers, a batch buffer for samples that aren't neighbours, and bindings made in advance
/// for every run that can come. A run is then one native call.
/// </summary>
internal sealed unsafe class OnnxRuntimeInstance : IInferenceInstance
{
    private readonly InferenceSession _session;
    private readonly bool _ownsSession;
    private readonly ModelReader.Signature _signature;
    private readonly string _modelName;
    private readonly SampleSlab _slab;
    private readonly RunOptions _runOptions = new();
    private readonly NativeBuffer[] _gathered;
    private readonly NativeBuffer?[] _outputBuffers;
    private readonly OutputRows[] _outputs;
    private readonly BucketRows? _buckets;
    private readonly OrtIoBinding?[][] _gatheredBindings;
    private readonly SlabBindings _slabBindings;
    private readonly bool _hasDynamicOutput;
    private IDisposableReadOnlyCollection<OrtValue>? _ownedByOrt;

    public OnnxRuntimeInstance(
        InferenceSession session, bool ownsSession, ModelReader.Signature signature, string modelName, ShapeBuckets? buckets, SampleSlab slab,
        int maxBatchSize)
    {
        _session = session;
        _ownsSession = ownsSession;
        _signature = signature;
        _modelName = modelName;
        _slab = slab;
        MaxBatchSize = maxBatchSize;
        var rows = BoundRows(maxBatchSize);
        _gathered = [.. signature.Inputs.Select(t => NativeBuffer.Allocate(rows * t.BytesPerSample))];
        _outputBuffers = [.. signature.Outputs.Select(
            o => o.Spec.IsStatic ? NativeBuffer.Allocate(rows * o.Spec.BytesPerSample) : null)];
        _outputs = [.. signature.Outputs.Select((o, i) => _outputBuffers[i] is { } buffer
            ? new OutputRows(buffer.Address, o.Spec.BytesPerSample, o.Spec.ElementType)
            : new OutputRows(0, 0, o.Spec.ElementType))];
        _hasDynamicOutput = _outputBuffers.Contains(null);
        _buckets = buckets is null ? null : new BucketRows(slab, buckets, signature, _outputBuffers);
        _gatheredBindings = [.. (buckets?.Lengths ?? [0]).Select(length => BindGathered(buckets is null ? null : length))];
        _slabBindings = new SlabBindings(this);
        _slabBindings.Rebuild();
        slab.Moved += _slabBindings.Rebuild;
    }

    public int MaxBatchSize { get; }

    public ReadOnlySpan<OutputRows> Outputs => _outputs;

    private SampleSlab Slab => _slab;

    public bool Run(ReadOnlySpan<int> slots)
    {
        if (_buckets is not null)
        {
            var bucket = _buckets.Of(slots);
            if (bucket < _gatheredBindings.Length - 1)
            {
                for (var input = 0; input < _gathered.Length; input++)
                    _buckets.Gather(input, bucket, slots, (byte*)_gathered[input].Address);
                Run(_gatheredBindings[bucket][slots.Length]!, slots.Length);
                _buckets.Spread(bucket, slots.Length);
                return false;
            }
        }
        var inPlace = _slabBindings.Find(slots);
        if (inPlace is null)
            Gather(slots);
        Run(inPlace ?? _gatheredBindings[^1][slots.Length]!, slots.Length);
        return inPlace is not null;
    }

    public void WarmUp(int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batchSize, MaxBatchSize);
        foreach (var buffer in _gathered)
            NativeMemory.Clear((void*)buffer.Address, (nuint)buffer.Bytes);
        Run(_gatheredBindings[^1][batchSize]!, batchSize);
    }

    public void Dispose()
    {
        _slab.Moved -= _slabBindings.Rebuild;
        _ownedByOrt?.Dispose();
        _slabBindings.Dispose();
        foreach (var binding in _gatheredBindings.SelectMany(static b => b))
            binding?.Dispose();
        foreach (var buffer in _gathered)
            buffer.Dispose();
        foreach (var buffer in _outputBuffers)
            buffer?.Dispose();
        _runOptions.Dispose();
        if (_ownsSession)
            _session.Dispose();
    }

    /// <summary>Rows that a run of <paramref name="count"/> samples is bound to: a fixed batch is always complete.</summary>
    private int BoundRows(int count) => count == 0 ? 0 : _signature.FixedBatch ?? count;

    private void Run(OrtIoBinding binding, int count)
    {
        try
        {
            _session.RunWithBinding(_runOptions, binding);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InferenceException(
                $"'{_modelName}' failed on a batch of {count.ToString(CultureInfo.InvariantCulture)}. ONNX Runtime says: {OrtLibrary.Explain(error)}.",
                error);
        }
        if (_hasDynamicOutput)
            ReadDynamicOutputs(binding, count);
    }

    /// <summary>Copies samples together; neighbours among them in one go. The last run's rows pad a fixed batch.</summary>
    private void Gather(ReadOnlySpan<int> slots)
    {
        for (var input = 0; input < _gathered.Length; input++)
        {
            var bytesPerRow = _slab.BytesPerRow(input);
            var target = (byte*)_gathered[input].Address;
            for (int i = 0, next; i < slots.Length; i = next)
            {
                for (next = i + 1; next < slots.Length && slots[next] == slots[next - 1] + 1; next++) { }
                var bytes = (next - i) * bytesPerRow;
                NativeMemory.Copy((void*)_slab.RowAddress(input, slots[i]), target, (nuint)bytes);
                target += bytes;
            }
        }
    }

    private OrtIoBinding?[] BindGathered(int? length)
    {
        var bindings = new OrtIoBinding?[MaxBatchSize + 1];
        for (var count = 1; count <= MaxBatchSize; count++)
            bindings[count] = BoundRows(count) == BoundRows(count - 1)
                ? bindings[count - 1]
                : Bind(BoundRows(count), input => _gathered[input].Address, length);
        return bindings;
    }

    private OrtIoBinding Bind(int rows, Func<int, nint> inputAddress, int? length = null)
    {
        var memory = OrtMemoryInfo.DefaultInstance;
        var binding = _session.CreateIoBinding();
        for (var i = 0; i < _signature.Inputs.Length; i++)
        {
            var spec = _signature.Inputs[i];
            // The binding keeps the native value alive; ours is only a handle on it.
            long[] shape = [rows, .. spec.SampleShape];
            if (length is { } some && _signature.InputHasBuckets[i])
                shape[1] = some;
            using var value = OrtValue.CreateTensorValueWithData(
                memory, OrtElementTypes.ToOrt(spec.ElementType), shape, inputAddress(i), Bytes(shape, spec.ElementType));
            binding.BindInput(spec.Name, value);
        }
        for (var i = 0; i < _signature.Outputs.Length; i++)
        {
            var layout = _signature.Outputs[i];
            if (_outputBuffers[i] is not { } buffer)
            {
                binding.BindOutputToDevice(layout.Spec.Name, memory);
                continue;
            }
            var shape = layout.Shape(rows, length);
            using var value = OrtValue.CreateTensorValueWithData(
                memory, OrtElementTypes.ToOrt(layout.Spec.ElementType), shape, buffer.Address, Bytes(shape, layout.Spec.ElementType));
            binding.BindOutput(layout.Spec.Name, value);
        }
        return binding;
    }

    private static long Bytes(long[] shape, ElementType type) => shape.Aggregate((long)type.SizeInBytes(), static (bytes, dimension) => bytes * dimension);

    /// <summary>Outputs whose size only a run tells are ONNX Runtime's memory; this is the one path that allocates per batch.</summary>
    private void ReadDynamicOutputs(OrtIoBinding binding, int count)
    {
        _ownedByOrt?.Dispose();
        _ownedByOrt = binding.GetOutputValues();
        var i = 0;
        foreach (var value in _ownedByOrt)
        {
            if (_outputBuffers[i] is null)
                _outputs[i] = ReadRows(value, _signature.Outputs[i].Spec, count);
            i++;
        }
    }

    private OutputRows ReadRows(OrtValue value, TensorSpec spec, int count)
    {
        var shape = value.GetTensorTypeAndShape().Shape;
        var bytes = value.GetTensorSizeInBytes();
        var rows = BoundRows(count);
        if (rows > 1 && (shape.Length == 0 || shape[0] != rows))
            throw new InferenceException(
                $"Output '{spec.Name}' of '{_modelName}' came out as [{string.Join(",", shape)}] for a batch of {rows}; expected the batch as "
                + "its first dimension. Run this model with --batch 1.");
        var data = bytes == 0 ? 0 : (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(value.GetTensorMutableRawData()));
        return new OutputRows(data, bytes / rows, spec.ElementType);
    }

    /// <summary>
    /// Bindings that read samples where they lie: for a single sample in any slot, and for a full batch of neighbours from any
    /// slot on. A binding costs about 2 KB, so a slab of very many slots gets them for the first slots only; the rest is gathered.
    /// </summary>
    private sealed class SlabBindings(OnnxRuntimeInstance instance) : IDisposable
    {
        private const int MaxBindings = 1 << 15;

        private OrtIoBinding[] _singles = [];
        private OrtIoBinding[] _batches = [];

        public OrtIoBinding? Find(ReadOnlySpan<int> slots)
        {
            var table = slots.Length == 1 ? _singles : slots.Length == instance.MaxBatchSize ? _batches : [];
            var first = slots[0];
            if ((uint)first >= (uint)table.Length)
                return null;
            for (var i = 1; i < slots.Length; i++)
                if (slots[i] != first + i)
                    return null;
            return table[first];
        }

        /// <summary>Makes the bindings anew for memory that has moved; takes place while samples are loaded.</summary>
        public void Rebuild()
        {
            Dispose();
            var batch = instance.MaxBatchSize;
            if (batch > 1 && instance.BoundRows(batch) == batch)
                _batches = Make(batch, Math.Min(instance.Slab.Capacity - batch + 1, MaxBindings / 2));
            if (instance.BoundRows(1) == 1)
                _singles = Make(1, Math.Min(instance.Slab.Capacity, MaxBindings - _batches.Length));
        }

        public void Dispose()
        {
            foreach (var binding in _singles)
                binding.Dispose();
            foreach (var binding in _batches)
                binding.Dispose();
            _singles = _batches = [];
        }

        private OrtIoBinding[] Make(int rows, int count)
        {
            var bindings = new OrtIoBinding[Math.Max(count, 0)];
            for (var slot = 0; slot < bindings.Length; slot++)
            {
                var first = slot;
                bindings[slot] = instance.Bind(rows, input => instance.Slab.RowAddress(input, first));
            }
            return bindings;
        }
    }
}
