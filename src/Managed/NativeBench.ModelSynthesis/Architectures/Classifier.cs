using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>The end of a network that classifies images.</summary>
internal static class Classifier
{
    /// <summary>Deviation of the scores before the softmax, about: some classes stand out, none takes all.</summary>
    private const double ScoreGain = 3;

    /// <summary>Mean over the positions, scores, probabilities, and the class if the model names it.</summary>
    public static void Softmax(GraphBuilder g, Value x, int classes, string scores, string? @class = null)
    {
        var logits = g.Dense("scores", g.GlobalMean("pool", x), classes, Incoming.Rectified, ScoreGain);
        var probabilities = g.Softmax("probabilities", logits);
        if (@class is not null)
        {
            g.Output(@class, g.Node("class", "ArgMax", [], [probabilities.Name], OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("keepdims", 0)), OnnxType.Int64);
        }

        g.Output(scores, probabilities, g.Real);
    }
}
