using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>
/// Runs a session with inputs of any shape. The first run with a set of shapes learns the outputs' from ONNX Runtime; later ones are
/// bound to memory of ours and are one native call.
/// </summary>
internal sealed unsafe class OnnxRuntimeNetwork : INetwork
{
    // A binding costs a few KB; a model with more different shapes than this starts again.
    private const int MostBindings = 1 << 11;

    private readonly InferenceSession _session;
    private readonly bool _ownsSession;
    private readonly RunOptions _runOptions = new();
    private readonly Block[] _inputs;
    private readonly Block[] _outputs;
    private readonly Dictionary<ulong, Bound> _bound = [];

    public OnnxRuntimeNetwork(InferenceSession session, bool ownsSession, NetworkInfo info)
    {
        _session = session;
        _ownsSession = ownsSession;
        Info = info;
        _inputs = [.. info.Inputs.Select(static t => new Block(t))];
        _outputs = [.. info.Outputs.Select(static t => new Block(t))];
    }

    public NetworkInfo Info { get; }

    public Span<byte> Input(int input, params ReadOnlySpan<long> shape)
    {
        var block = _inputs[input];
        if (!block.Tensor.Is(block.Tensor.ElementType, shape))
            throw new InferenceException($"'{Info.Name}' takes {block.Tensor}; found {NetworkTensor.ShapeText(shape)}.");
        if (block.Reshape(shape))
            ForgetBindings();
        return block.Bytes;
    }

    public void Run()
    {
        var key = Key();
        if (!_bound.TryGetValue(key, out var bound) || !bound.Fits(_inputs))
        {
            RunFirst(key);
            return;
        }

        Run(bound.Binding);
        for (var i = 0; i < _outputs.Length; i++)
            _outputs[i].Reshape(bound.OutputShapes[i]);
    }

    public ReadOnlySpan<long> OutputShape(int output) => _outputs[output].Shape;

    public ReadOnlySpan<byte> Output(int output) => _outputs[output].Bytes;

    public void Dispose()
    {
        ForgetBindings();
        foreach (var block in _inputs.Concat(_outputs))
            block.Dispose();
        _runOptions.Dispose();
        if (_ownsSession)
            _session.Dispose();
    }

    /// <summary>Lets ONNX Runtime allocate the outputs, takes them over, and makes a binding for the next time.</summary>
    private void RunFirst(ulong key)
    {
        using (var binding = BindInputs())
        {
            foreach (var output in Info.Outputs)
                binding.BindOutputToDevice(output.Name, OrtMemoryInfo.DefaultInstance);
            Run(binding);
            using var values = binding.GetOutputValues();
            var moved = false;
            var i = 0;
            foreach (var value in values)
            {
                moved |= _outputs[i].Reshape(value.GetTensorTypeAndShape().Shape);
                var bytes = value.GetTensorSizeInBytes();
                if (bytes > 0)
                    new ReadOnlySpan<byte>(Unsafe.AsPointer(ref MemoryMarshal.GetReference(value.GetTensorMutableRawData())), checked((int)bytes)).CopyTo(_outputs[i].Bytes);
                i++;
            }

            if (moved || _bound.Count >= MostBindings)
                ForgetBindings();
        }

        var bound = new Bound(BindInputs(), [.. _inputs.Select(static b => b.Shape.ToArray())], [.. _outputs.Select(static b => b.Shape.ToArray())]);
        foreach (var block in _outputs)
        {
            using var value = block.ToOrt();
            bound.Binding.BindOutput(block.Tensor.Name, value);
        }

        if (_bound.Remove(key, out var other))
            other.Binding.Dispose();
        _bound.Add(key, bound);
    }

    private OrtIoBinding BindInputs()
    {
        var binding = _session.CreateIoBinding();
        foreach (var block in _inputs)
        {
            // The binding keeps the native value alive; ours is only a handle on it.
            using var value = block.ToOrt();
            binding.BindInput(block.Tensor.Name, value);
        }

        return binding;
    }

    private void Run(OrtIoBinding binding)
    {
        try
        {
            _session.RunWithBinding(_runOptions, binding);
        }
        catch (OnnxRuntimeException error)
        {
            var shapes = string.Join(", ", _inputs.Select(static b => $"{b.Tensor.Name} {NetworkTensor.ShapeText(b.Shape)}"));
            throw new InferenceException($"'{Info.Name}' failed on {shapes}. ONNX Runtime says: {OrtLibrary.Explain(error)}.", error);
        }
    }

    private ulong Key()
    {
        var hash = 14695981039346656037UL;
        foreach (var block in _inputs)
            foreach (var dimension in block.Shape)
                hash = (hash ^ (ulong)dimension) * 1099511628211UL;
        return hash;
    }

    private void ForgetBindings()
    {
        foreach (var bound in _bound.Values)
            bound.Binding.Dispose();
        _bound.Clear();
    }

    private sealed record Bound(OrtIoBinding Binding, long[][] InputShapes, long[][] OutputShapes)
    {
        public bool Fits(Block[] inputs)
        {
            for (var i = 0; i < inputs.Length; i++)
                if (!inputs[i].Shape.SequenceEqual(InputShapes[i]))
                    return false;
            return true;
        }
    }

    /// <summary>A tensor's memory, which grows with it.</summary>
    private sealed class Block(NetworkTensor tensor) : IDisposable
    {
        private readonly long[] _shape = new long[tensor.Dimensions.Length];
        private long[]? _otherRank;
        private NativeBuffer _memory = NativeBuffer.Allocate(0);
        private int _bytes;

        public NetworkTensor Tensor => tensor;

        public ReadOnlySpan<long> Shape => _otherRank ?? _shape;

        public Span<byte> Bytes => _memory.Slice(0, _bytes);

        /// <summary>Gives it another shape; true if its memory moved.</summary>
        public bool Reshape(ReadOnlySpan<long> shape)
        {
            // An output's rank may differ from what the file declares.
            _otherRank = shape.Length == _shape.Length ? null : shape.ToArray();
            if (_otherRank is null)
                shape.CopyTo(_shape);
            var bytes = (long)tensor.ElementType.SizeInBytes();
            foreach (var dimension in shape)
                bytes = checked(bytes * dimension);
            _bytes = checked((int)bytes);
            if (bytes <= _memory.Bytes)
                return false;
            var size = Math.Max(bytes, Math.Min(2 * _memory.Bytes, int.MaxValue));
            _memory.Dispose();
            _memory = NativeBuffer.Allocate(size);
            return true;
        }

        public OrtValue ToOrt() => OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, OrtElementTypes.ToOrt(tensor.ElementType), Shape.ToArray(), _memory.Address, _bytes);

        public void Dispose() => _memory.Dispose();
    }
}
