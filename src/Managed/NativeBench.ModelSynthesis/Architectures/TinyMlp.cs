using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>A network of about a microsecond: what a run of it takes is the harness's own time.</summary>
internal static class TinyMlp
{
    public static SyntheticArchitecture Architecture { get; } = new(
        "tiny-mlp", "64-128-128-16 perceptron: a microsecond of work, for measuring overhead", "this program's own", static g =>
        {
            var x = g.Relu("relu1", g.Dense("dense1", g.Input("input", g.Real, 64), 128, Incoming.Image));
            x = g.Relu("relu2", g.Dense("dense2", x, 128, Incoming.Rectified));
            g.Output("output", g.Dense("dense3", x, 16, Incoming.Rectified), g.Real);
        });
}
