namespace NativeBench.ModelSynthesis.Internal;

/// <summary>The ONNX file of a graph (field numbers: onnx.proto, <c>ModelProto</c> and <c>GraphProto</c>).</summary>
internal sealed class ModelFile(SyntheticModel model, GraphBuilder graph)
{
    // Opset 17 has LayerNormalization as one operator; IR 8 is the version it came with.
    private const int IrVersion = 8;
    private const int Opset = 17;

    public void WriteTo(Stream stream, Action<double>? progress, CancellationToken cancellation)
    {
        var nodes = new ProtobufWriter();
        graph.WriteNodes(nodes);
        nodes.Text(2, graph.Name);
        var ends = new ProtobufWriter();
        graph.WriteInputsAndOutputs(ends);

        var heads = new List<(ProtobufWriter Head, Initializer Tensor)>();
        long size = nodes.Written.Length + ends.Written.Length;
        foreach (var tensor in graph.Initializers)
        {
            var header = tensor.Header();
            var head = new ProtobufWriter().Head(5, header.Written.Length + tensor.ByteCount);
            size += head.Written.Length + header.Written.Length + tensor.ByteCount;
            heads.Add((Joined(head, header), tensor));
        }

        if (size > int.MaxValue)
            throw new InvalidOperationException($"'{graph.Name}' would be {size} bytes; a single ONNX file holds at most 2 GiB.");

        stream.Write(Envelope().Head(7, size).Written);
        stream.Write(nodes.Written);
        long written = nodes.Written.Length;
        foreach (var (head, tensor) in heads)
        {
            cancellation.ThrowIfCancellationRequested();
            stream.Write(head.Written);
            tensor.WriteNumbers(stream);
            written += head.Written.Length + tensor.ByteCount;
            progress?.Invoke((double)written / size);
        }

        stream.Write(ends.Written);
        progress?.Invoke(1);
    }

    private ProtobufWriter Envelope()
    {
        var envelope = new ProtobufWriter()
            .Number(1, IrVersion)
            .Text(2, SyntheticLabel.Producer)
            .Text(3, SyntheticLabel.Generation)
            .Text(6, $"{model.Architecture.Title}. {Sentence(model.Label)}: for speed work only, its answers mean nothing.")
            .Message(8, new ProtobufWriter().Text(1, "").Number(2, Opset))
            .Message(14, Entry(SyntheticLabel.WeightsKey, model.Label))
            .Message(14, Entry(SyntheticLabel.ArchitectureKey, model.Architecture.Name));
        if (model.Architecture.Reduced is { } reduced)
            envelope.Message(14, Entry(SyntheticLabel.ReducedKey, reduced));
        return envelope;
    }

    private static string Sentence(string label) => char.ToUpperInvariant(label[0]) + label[1..];

    private static ProtobufWriter Entry(string key, string value) => new ProtobufWriter().Text(1, key).Text(2, value);

    private static ProtobufWriter Joined(ProtobufWriter first, ProtobufWriter second)
    {
        var both = new ProtobufWriter();
        both.Append(first.Written);
        both.Append(second.Written);
        return both;
    }
}
