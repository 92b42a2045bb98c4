using System.Runtime.InteropServices;
using NativeBench.Inference.Internal;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>
/// Rows of samples that run at less than the full length: inputs are the starts of the rows in the slab, and outputs are put
/// back at the places where rows of full length would be. Used by one thread at a time.
/// </summary>
/// <param name="slab">Where the samples are.</param>
/// <param name="buckets">The lengths.</param>
/// <param name="signature">What the model takes and gives.</param>
/// <param name="outputs">Memory of the outputs; null for those of unknown shape.</param>
internal sealed unsafe class BucketRows(
    SampleSlab slab, ShapeBuckets buckets, ModelReader.Signature signature, NativeBuffer?[] outputs)
{
    /// <summary>
    /// What stands at the places that weren't computed, in outputs of floating point: a score that never wins, the same that
    /// language models add to masked positions.
    /// </summary>
    public const float Absent = -10_000;

    private readonly BucketMap _map = new(slab, buckets);

    /// <summary>The bucket that a batch runs at.</summary>
    public int Of(ReadOnlySpan<int> slots) => _map.Of(slots);

    /// <summary>Copies the starts of rows together.</summary>
    public void Gather(int input, int bucket, ReadOnlySpan<int> slots, byte* target)
    {
        var bytes = slab.BytesPerRow(input);
        if (signature.InputHasBuckets[input])
            bytes = bytes / buckets.Largest * buckets.Lengths[bucket];
        foreach (var slot in slots)
        {
            NativeMemory.Copy((void*)slab.RowAddress(input, slot), target, (nuint)bytes);
            target += bytes;
        }
    }

    /// <summary>Moves the rows of the outputs to where rows of full length would be, and fills what is behind them.</summary>
    public void Spread(int bucket, int count)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            if (!signature.Outputs[i].HasBuckets || outputs[i] is not { } buffer)
                continue;
            var type = signature.Outputs[i].Spec.ElementType;
            var full = signature.Outputs[i].Spec.BytesPerSample;
            var part = full / buckets.Largest * buckets.Lengths[bucket];
            // From the last to the first: no row is overwritten before it was moved.
            for (var row = count - 1; row >= 0; row--)
            {
                var target = (byte*)buffer.Address + (row * full);
                new Span<byte>((byte*)buffer.Address + (row * part), checked((int)part)).CopyTo(new Span<byte>(target, (int)part));
                Fill(new Span<byte>(target + part, checked((int)(full - part))), type);
            }
        }
    }

    private static void Fill(Span<byte> bytes, ElementType type)
    {
        switch (type)
        {
            case ElementType.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).Fill(Absent);
                break;
            case ElementType.Float64:
                MemoryMarshal.Cast<byte, double>(bytes).Fill(Absent);
                break;
            case ElementType.Float16:
                MemoryMarshal.Cast<byte, Half>(bytes).Fill((Half)Absent);
                break;
            default:
                bytes.Clear();
                break;
        }
    }
}
