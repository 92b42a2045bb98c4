using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis;

/// <summary>
/// An architecture with a seed: everything but the weights themselves, which are made while the file is written. The same
/// options give the same bytes, on every machine.
/// </summary>
public sealed class SyntheticModel
{
    private readonly GraphBuilder _graph;

    internal SyntheticModel(SyntheticArchitecture architecture, SynthesisOptions options, GraphBuilder graph)
    {
        Architecture = architecture;
        Options = options;
        _graph = graph;
    }

    /// <summary>What was laid out.</summary>
    public SyntheticArchitecture Architecture { get; }

    /// <summary>With what; a sequence length is filled in.</summary>
    public SynthesisOptions Options { get; }

    /// <summary>Trained parameters: weights and biases, not running statistics or constants.</summary>
    public long Parameters => _graph.Parameters;

    /// <summary>
    /// Multiply-adds of convolutions and matrix products for one sample; half the floating-point operations that are often
    /// quoted. 0 where a dimension is free.
    /// </summary>
    public long MultiplyAdds => _graph.MultiplyAdds;

    /// <summary>Nodes of the graph.</summary>
    public int Nodes => _graph.NodeCount;

    /// <summary>What its outputs must be called: <c>synthetic weights, seed 1</c>.</summary>
    public string Label => FormattableString.Invariant($"{SyntheticLabel.Words}, seed {Options.Seed}");

    /// <summary>The name for a file: <c>resnet50-synthetic.onnx</c>, <c>bert-base-f16-seed7-synthetic.onnx</c>.</summary>
    public string FileName
    {
        get
        {
            var name = Architecture.Name;
            if (Options.Precision == WeightPrecision.Float16)
                name += "-f16";
            if (Options.Batch is { } batch && Architecture.TakesBatches)
                name += FormattableString.Invariant($"-batch{batch}");
            if (Architecture.Sequence is { } sequence && Options.SequenceLength != sequence.Default)
                name += Options.SequenceLength == 0 ? "-any-length" : FormattableString.Invariant($"-length{Options.SequenceLength}");
            if (Options.Seed != 1)
                name += FormattableString.Invariant($"-seed{Options.Seed}");
            return name + "-synthetic.onnx";
        }
    }

    /// <summary>Writes the ONNX file's bytes.</summary>
    /// <param name="stream">Where to; only written to, from its position on.</param>
    /// <param name="progress">Told the share that is written, 0 to 1; may be null.</param>
    /// <param name="cancellation">Ends the writing between tensors.</param>
    public void WriteTo(Stream stream, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        new ModelFile(this, _graph).WriteTo(stream, progress, cancellation);
    }

    /// <summary>Writes a file: beside it first, so that it is there complete or not at all. An existing one is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="progress">As above.</param>
    /// <param name="cancellation">As above.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void WriteFile(string path, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var part = FormattableString.Invariant($"{path}.{Environment.ProcessId}.part");
        try
        {
            using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
                WriteTo(file, progress, cancellation);
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
