using NativeBench.Inference;

namespace NativeBench.Datasets.Composite;

/// <summary>
/// An instance of an engine over a slab of its own that is filled anew before every run, for inferences whose inputs only come about
/// on the way. Belongs to one thread.
/// </summary>
public sealed class ScratchEngine : IDisposable
{
    private readonly SampleSlab _slab;
    private readonly IInferenceInstance _instance;
    private readonly int[] _slots;

    /// <summary>Makes an instance.</summary>
    /// <param name="engine">What runs; stays the caller's.</param>
    /// <param name="rows">Rows of the largest run.</param>
    /// <exception cref="InvalidInputException">The model can't run so many rows.</exception>
    public ScratchEngine(IInferenceEngine engine, int rows = 1)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Model = engine.Model;
        _slots = [.. Enumerable.Range(0, rows)];
        _slab = new SampleSlab(engine.Model.Inputs, rows);
        _slab.Load([.. _slots.Select(static s => (long)s)]);
        _instance = engine.CreateInstance(_slab, rows);
    }

    /// <summary>What runs.</summary>
    public ModelInfo Model { get; }

    /// <summary>The outputs of the last run.</summary>
    public ReadOnlySpan<OutputRows> Outputs => _instance.Outputs;

    /// <summary>Rows of the largest run.</summary>
    public int MostRows => _slots.Length;

    /// <summary>The bytes of an input's row, to be filled.</summary>
    public Span<byte> Input(int input, int row = 0) => _slab.Rows(input, row);

    /// <summary>The bytes of an input's first rows, to be filled.</summary>
    public Span<byte> InputRows(int input, int rows) => _slab.Rows(input, 0, rows);

    /// <summary>Runs the first rows.</summary>
    public void Run(int rows = 1) => _instance.Run(_slots.AsSpan(0, rows));

    /// <inheritdoc/>
    public void Dispose()
    {
        _instance.Dispose();
        _slab.Dispose();
    }
}
