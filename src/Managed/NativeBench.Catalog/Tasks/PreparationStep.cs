namespace NativeBench.Catalog.Tasks;

/// <summary>How far the preparation of samples is.</summary>
/// <param name="Done">Samples that are ready.</param>
/// <param name="Total">Samples there are.</param>
public readonly record struct PreparationStep(long Done, long Total);
