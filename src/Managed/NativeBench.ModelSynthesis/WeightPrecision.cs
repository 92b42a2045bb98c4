namespace NativeBench.ModelSynthesis;

/// <summary>The number format of a model's weights, activations, and inputs and outputs that are real numbers.</summary>
public enum WeightPrecision
{
    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary16. The same seed gives the weights of <see cref="Float32"/>, rounded.</summary>
    Float16,
}
