using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NativeBench.Datasets.Prepared;

/// <summary>
/// A 64-bit checksum of a sample's bytes against damage on disk: 64 lanes of multiply and rotate over 256 bytes at a time, so that memory
/// and not the sum is what takes time. Each step can be undone, so that a change within one lane always shows. Not meant against forgery.
/// Never 0, which stands for "not there yet".
/// </summary>
internal static class Checksum
{
    // Odd constants with well-mixed bits (fractional parts of square roots of 2, 3, 5 and 7).
    private const ulong A = 0x6A09E667F3BCC909, B = 0xBB67AE8584CAA73B, C = 0x3C6EF372FE94F82B, D = 0xA54FF53A5F1D36F1;

    private const int Lanes = 8;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var sum = D ^ (ulong)bytes.Length;
        var whole = MemoryMarshal.Cast<byte, Vector256<uint>>(bytes);
        whole = whole[..(whole.Length / Lanes * Lanes)];
        if (whole.Length > 0)
            sum = OfWhole(whole, sum);
        var rest = bytes[(whole.Length * Vector256<byte>.Count)..];
        var words = MemoryMarshal.Cast<byte, ulong>(rest);
        foreach (var word in words)
            sum = BitOperations.RotateLeft((sum ^ word) * B, 27);
        foreach (var last in rest[(words.Length * sizeof(ulong))..])
            sum = BitOperations.RotateLeft((sum ^ last) * C, 25);
        sum = (sum ^ (sum >> 32)) * A;
        sum ^= sum >> 29;
        return sum == 0 ? 1 : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong OfWhole(ReadOnlySpan<Vector256<uint>> whole, ulong sum)
    {
        var s0 = Vector256.Create(unchecked((uint)A));
        var s1 = Vector256.Create(unchecked((uint)B));
        var s2 = Vector256.Create(unchecked((uint)C));
        var s3 = Vector256.Create(unchecked((uint)D));
        var (s4, s5, s6, s7) = (~s0, ~s1, ~s2, ~s3);
        for (; whole.Length >= Lanes; whole = whole[Lanes..])
        {
            s0 = Step(s0, whole[0]);
            s1 = Step(s1, whole[1]);
            s2 = Step(s2, whole[2]);
            s3 = Step(s3, whole[3]);
            s4 = Step(s4, whole[4]);
            s5 = Step(s5, whole[5]);
            s6 = Step(s6, whole[6]);
            s7 = Step(s7, whole[7]);
        }
        foreach (var lane in (ReadOnlySpan<Vector256<uint>>)[s0, s1, s2, s3, s4, s5, s6, s7])
            for (var i = 0; i < Vector256<ulong>.Count; i++)
                sum = BitOperations.RotateLeft((sum ^ lane.AsUInt64()[i]) * A, 29);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Step(Vector256<uint> state, Vector256<uint> data)
    {
        const int Turn = 13;
        var mixed = (state ^ data) * Vector256.Create(0xF3BCC909u);
        return (mixed << Turn) | (mixed >>> (32 - Turn));
    }
}
