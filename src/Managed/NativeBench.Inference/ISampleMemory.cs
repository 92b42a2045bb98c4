namespace NativeBench.Inference;

/// <summary>Where the memory of a slab comes from: page-locked memory for a device, for example. Thread-safe.</summary>
public interface ISampleMemory
{
    /// <summary>What kind it is, for reports: <c>page-locked</c>.</summary>
    string Name { get; }

    /// <summary>Allocates zeroed memory that never moves.</summary>
    /// <param name="bytes">Size in bytes, 0 or more.</param>
    /// <param name="alignmentBytes">A power of two, up to 4096.</param>
    /// <exception cref="InvalidInputException">There isn't so much; the message says how much was asked for.</exception>
    NativeBuffer Allocate(long bytes, int alignmentBytes);
}
