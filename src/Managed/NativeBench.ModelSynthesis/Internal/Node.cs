namespace NativeBench.ModelSynthesis.Internal;

/// <summary>A node of a graph (onnx.proto, <c>NodeProto</c>).</summary>
internal sealed record Node(string Name, string Operation, string[] Inputs, string[] Outputs, OnnxAttribute[] Attributes)
{
    /// <summary>The message, with the names that outputs of the graph have in the end.</summary>
    public ProtobufWriter Encode(Dictionary<string, string> renamed)
    {
        var message = new ProtobufWriter();
        foreach (var input in Inputs)
            message.Text(1, renamed.GetValueOrDefault(input, input));
        foreach (var output in Outputs)
            message.Text(2, renamed.GetValueOrDefault(output, output));
        message.Text(3, Name).Text(4, Operation);
        foreach (var attribute in Attributes)
            message.Message(5, attribute.Message);
        return message;
    }
}
