using NativeBench.Cli.Output;

namespace NativeBench.Cli.Validate;

/// <summary>How far a candidate's outputs may be from the reference's.</summary>
/// <param name="Name">The number format that they are made for: f32, f16, bf16, int8.</param>
/// <param name="Relative">Share of an element's reference that it may differ by; null: elements aren't judged one by one.</param>
/// <param name="ScaleShare">The same as a share of the sample's largest element, for elements near zero.</param>
/// <param name="MinCosine">Lowest cosine similarity of a sample's outputs.</param>
/// <param name="MaxTop1Share">Share of samples whose highest element may be another one.</param>
internal sealed record Tolerances(string Name, double? Relative, double ScaleShare, double MinCosine, double MaxTop1Share)
{
    /// <summary>An absolute difference that is always allowed, in the output's own unit; replaces <see cref="ScaleShare"/>.</summary>
    public double? Absolute { get; init; }

    /// <summary>
    /// Rounding alone, in another order: 2⁻²⁴ per operation, which a deep network multiplies by some hundred. A hundred times
    /// below an error of 1e-3 in an output of size 1.
    /// </summary>
    public static Tolerances Float32 { get; } = new("f32", 1e-4, 1e-5, 0.99999, 0);

    /// <summary>Half precision: 2⁻¹¹ per operation.</summary>
    public static Tolerances Float16 { get; } = new("f16", 2e-2, 1e-2, 0.999, 0.01);

    /// <summary>Brain floats: 2⁻⁸ per operation.</summary>
    public static Tolerances BFloat16 { get; } = new("bf16", 1e-1, 5e-2, 0.99, 0.02);

    /// <summary>
    /// Eight bits: single elements may be anywhere within a step of their layer, so direction and answer are judged. MLPerf asks
    /// for 99 % of the float model's quality; its own metric decides about that, not this.
    /// </summary>
    public static Tolerances Int8 { get; } = new("int8", null, 0, 0.9, 0.05);

    /// <summary>From the finest to the coarsest.</summary>
    public static IReadOnlyList<Tolerances> All { get; } = [Float32, Float16, BFloat16, Int8];

    /// <summary>What an element may differ by.</summary>
    /// <param name="reference">Its reference.</param>
    /// <param name="scale">The largest magnitude of the sample's reference.</param>
    public double Allowed(double reference, double scale) => (Absolute ?? (ScaleShare * scale)) + ((Relative ?? 0) * Math.Abs(reference));

    /// <summary>In one line.</summary>
    public string Describe()
    {
        var elements = Relative is not { } relative
            ? "elements not judged one by one"
            : Absolute is { } absolute
                ? Units.Invariant($"|error| ≤ {absolute:0.###e+0} + {relative:0.###e+0} · |reference|")
                : Units.Invariant($"|error| ≤ {ScaleShare:0.###e+0} · largest + {relative:0.###e+0} · |reference|");
        return Units.Invariant($"{elements}, cosine ≥ {MinCosine:0.######}, other top-1 in at most {MaxTop1Share:0.##%} of samples");
    }
}
