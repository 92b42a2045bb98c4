using System.Globalization;

namespace NativeBench.Catalog;

/// <summary>A round's seeds, as text: they exceed what JSON numbers hold exactly.</summary>
public sealed record RoundSeeds
{
    /// <summary>qsl_rng_seed.</summary>
    public required string Qsl { get; init; }

    /// <summary>sample_index_rng_seed.</summary>
    public required string SampleIndex { get; init; }

    /// <summary>schedule_rng_seed.</summary>
    public required string Schedule { get; init; }

    /// <summary>The three as numbers, in that order.</summary>
    public (ulong Qsl, ulong SampleIndex, ulong Schedule) Values => (Parse(Qsl), Parse(SampleIndex), Parse(Schedule));

    private static ulong Parse(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
