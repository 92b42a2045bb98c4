using NativeBench.Datasets.Onnx;

namespace NativeBench.Cli.Validate;

/// <summary>What an 8-bit output means: real = scale · (integer − zero).</summary>
internal sealed record OutputQuantization(double Scale, double Zero)
{
    /// <summary>The numbers that integers stand for.</summary>
    public double[] Dequantise(double[] integers) => [.. integers.Select(q => Scale * (q - Zero))];

    /// <summary>Reads scale and zero point of an output from the operator that makes it; null if the file doesn't tell.</summary>
    public static OutputQuantization? Read(string path, string output) =>
        ModelQuantization.OfOutput(path, output) is { } found ? new OutputQuantization(found.Scale, found.ZeroPoint) : null;
}
