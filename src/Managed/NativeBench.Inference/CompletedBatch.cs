namespace NativeBench.Inference;

/// <summary>A batch that a device is done with.</summary>
/// <param name="Lane">Where its outputs are.</param>
/// <param name="Token">As it was submitted with.</param>
/// <param name="Failed">It has no outputs: the device failed. <see cref="IInferenceLanes.Wait"/> tells why.</param>
public readonly record struct CompletedBatch(int Lane, int Token, bool Failed);
