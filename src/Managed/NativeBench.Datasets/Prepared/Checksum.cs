using System.Numerics;
using System.Runtime.InteropServices;

namespace NativeBench.Datasets.Prepared;

/// <summary>
/// A 64-bit checksum of a sample's bytes against damage on disk: four lanes of multiply and rotate over 32 bytes at a time, about as
/// fast as memory. Not meant against forgery. Never 0, which stands for "not there yet".
/// </summary>
internal static class Checksum
{
    // Odd constants with well-mixed bits (fractional parts of square roots of 2, 3, 5 and 7).
    private const ulong A = 0x6A09E667F3BCC909, B = 0xBB67AE8584CAA73B, C = 0x3C6EF372FE94F82B, D = 0xA54FF53A5F1D36F1;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong a = A, b = B, c = C, d = D ^ (ulong)bytes.Length;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            a = BitOperations.RotateLeft((a ^ words[i]) * A, 29);
            b = BitOperations.RotateLeft((b ^ words[i + 1]) * B, 31);
            c = BitOperations.RotateLeft((c ^ words[i + 2]) * C, 33);
            d = BitOperations.RotateLeft((d ^ words[i + 3]) * D, 37);
        }
        for (; i < words.Length; i++)
            a = BitOperations.RotateLeft((a ^ words[i]) * B, 27);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            b = BitOperations.RotateLeft((b ^ rest) * C, 25);
        var sum = ((a * B) ^ BitOperations.RotateLeft(b, 17)) + ((c * D) ^ BitOperations.RotateLeft(d, 43));
        sum = (sum ^ (sum >> 32)) * A;
        sum ^= sum >> 29;
        return sum == 0 ? 1 : sum;
    }
}
