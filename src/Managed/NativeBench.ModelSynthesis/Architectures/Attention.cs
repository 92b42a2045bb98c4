using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>What transformers share, in the form of nodes that runtimes recognise and fuse.</summary>
internal static class Attention
{
    /// <summary>Multi-head attention of [sequence, inputs] to itself, with its output projection.</summary>
    /// <param name="g">The graph.</param>
    /// <param name="name">Prefix of its nodes.</param>
    /// <param name="x">[sequence, inputs].</param>
    /// <param name="heads">Heads.</param>
    /// <param name="headWidth">Width of one.</param>
    /// <param name="std">Deviation of the weights.</param>
    /// <param name="penalty">Added to the scores, [1, 1, sequence]; null for none.</param>
    /// <param name="keyBias">Whether the keys' projection has a bias.</param>
    /// <param name="values">What the values are made from, if that isn't <paramref name="x"/>.</param>
    public static Value SelfAttention(
        GraphBuilder g, string name, Value x, int heads, int headWidth, double std, Value? penalty, bool keyBias = true, Value? values = null)
    {
        var sequence = x.Shape[0];
        var width = heads * headWidth;
        var q = Head("query", x, bias: true, 0, 2, 1, 3);
        var k = Head("key", x, keyBias, 0, 2, 3, 1);
        var v = Head("value", values ?? x, bias: true, 0, 2, 1, 3);

        g.Count(heads, sequence, sequence, headWidth);
        var scores = g.Node(name + ".scores", "MatMul", [heads, sequence, sequence], [q.Name, k.Name]);
        scores = g.Node(name + ".scaled", "Div", scores.Shape, [scores.Name, g.Constant(MathF.Sqrt(headWidth))]);
        if (penalty is { } added)
            scores = g.Node(name + ".masked", "Add", scores.Shape, [scores.Name, added.Name]);
        g.Count(heads, sequence, sequence, headWidth);
        var mixed = g.Node(name + ".mixed", "MatMul", [heads, sequence, headWidth], [g.Softmax(name + ".softmax", scores).Name, v.Name]);
        var merged = g.Reshape(name + ".merged", g.Transpose(name + ".gathered", mixed, 0, 2, 1, 3), sequence, width);
        return g.Project(name + ".output", merged, (int)x.Shape[1], std);

        Value Head(string part, Value from, bool bias, params long[] order)
        {
            var projected = g.Project($"{name}.{part}", from, width, std, bias);
            return g.Transpose($"{name}.{part}.heads", g.Reshape($"{name}.{part}.split", projected, sequence, heads, headWidth), order);
        }
    }

    /// <summary>GELU by the error function: x · (1 + erf(x/√2)) · ½.</summary>
    public static Value Gelu(GraphBuilder g, string name, Value x)
    {
        var scaled = g.Node(name + ".scaled", "Div", x.Shape, [x.Name, g.Constant(MathF.Sqrt(2))]);
        var erf = g.Node(name + ".erf", "Erf", x.Shape, [scaled.Name]);
        var one = g.Node(name + ".plus", "Add", x.Shape, [erf.Name, g.Constant(1)]);
        var product = g.Node(name + ".product", "Mul", x.Shape, [x.Name, one.Name]);
        return g.Node(name, "Mul", x.Shape, [product.Name, g.Constant(0.5f)]);
    }
}
