using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Internal;

/// <summary>
/// Rows of an output as float32: a view where they are, else widened from float16 into memory that is kept for the next one. For one thread,
/// and one row at a time.
/// </summary>
internal sealed class FloatRow
{
    private float[] _widened = [];

    /// <summary>Whether rows of a type can be read.</summary>
    public static bool Reads(ElementType type) => type is ElementType.Float32 or ElementType.Float16;

    /// <summary>A row; valid until the next call.</summary>
    /// <exception cref="InferenceException">The output has another type.</exception>
    public ReadOnlySpan<float> Of(OutputRows rows, int row)
    {
        if (rows.ElementType == ElementType.Float32)
            return MemoryMarshal.Cast<byte, float>(rows.Row(row));
        if (rows.ElementType != ElementType.Float16)
            throw new InferenceException($"An output is {rows.ElementType.Name()}; expected float32 or float16.");
        var halves = MemoryMarshal.Cast<byte, Half>(rows.Row(row));
        if (_widened.Length < halves.Length)
            _widened = new float[halves.Length];
        HalfNumbers.Widen(halves, _widened);
        return _widened.AsSpan(0, halves.Length);
    }
}
