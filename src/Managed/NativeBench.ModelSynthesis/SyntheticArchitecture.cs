using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis;

/// <summary>An architecture that can be written with synthetic weights.</summary>
public sealed class SyntheticArchitecture
{
    // Protobuf's limit, less what the graph itself takes.
    private const long MostBytes = int.MaxValue - (16L << 20);

    private readonly Action<GraphBuilder> _build;

    internal SyntheticArchitecture(string name, string title, string source, Action<GraphBuilder> build)
    {
        Name = name;
        Title = title;
        Source = source;
        _build = build;
    }

    /// <summary>As the command line takes it, such as <c>resnet50</c>.</summary>
    public string Name { get; }

    /// <summary>What it is, in one line.</summary>
    public string Title { get; }

    /// <summary>Where the architecture was published.</summary>
    public string Source { get; }

    /// <summary>What differs from the published one and why, or null if nothing does.</summary>
    public string? Reduced { get; internal init; }

    /// <summary>Longest sequence of a model of text, and what its benchmark runs with; null for others.</summary>
    public (int Most, int Default)? Sequence { get; internal init; }

    /// <summary>Whether the first dimension of its inputs can be free or above 1.</summary>
    public bool TakesBatches { get; internal init; } = true;

    /// <summary>Lays the graph out. Weights are made when the model is written, so this takes milliseconds and little memory.</summary>
    /// <exception cref="ArgumentException">The options don't suit the architecture; the message is a sentence for the user.</exception>
    public SyntheticModel Build(SynthesisOptions? options = null)
    {
        options = Check(options ?? new SynthesisOptions());
        var graph = new GraphBuilder(Name, options);
        _build(graph);
        var bytes = graph.Initializers.Sum(static tensor => tensor.ByteCount);
        if (bytes > MostBytes)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"'{Name}' would take {bytes / 1e9:0.0} GB in this precision, and a single ONNX file holds 2 GiB: take half precision (f16)."));
        }

        return new SyntheticModel(this, options, graph);
    }

    private SynthesisOptions Check(SynthesisOptions options)
    {
        if (options.Batch < 1)
            throw new ArgumentException(FormattableString.Invariant($"A batch of {options.Batch} is out of range: expected 1 or more, or a free one."));
        if (!TakesBatches && options.Batch > 1)
            throw new ArgumentException(FormattableString.Invariant($"'{Name}' works on one sample at a time: expected a batch of 1, found {options.Batch}."));
        if (Sequence is not { } sequence)
        {
            return options.SequenceLength is null
                ? options with { Batch = TakesBatches ? options.Batch : 1 }
                : throw new ArgumentException($"'{Name}' isn't a model of sequences: a sequence length doesn't apply.");
        }

        if (options.SequenceLength is < 0 || options.SequenceLength > sequence.Most)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"A sequence of {options.SequenceLength} is out of range: '{Name}' takes 1 to {sequence.Most}, or a free one."));
        }

        return options with { SequenceLength = options.SequenceLength ?? sequence.Default };
    }
}
