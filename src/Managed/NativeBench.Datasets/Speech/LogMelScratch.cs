namespace NativeBench.Datasets.Speech;

/// <summary>Memory that <see cref="LogMelFrontEnd"/> works in; it grows with the longest clip. Belongs to one thread.</summary>
public sealed class LogMelScratch
{
    internal float[] Signal = [];
    internal double[] Energies = [];
    internal double[] Column = [];

    /// <summary>The first elements of an array, made larger if it has fewer.</summary>
    internal static Span<T> Take<T>(ref T[] array, int count)
    {
        if (array.Length < count)
            array = new T[count];
        return array.AsSpan(0, count);
    }
}
