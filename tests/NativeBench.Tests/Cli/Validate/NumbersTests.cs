using System.Runtime.InteropServices;
using CsCheck;
using NativeBench.Cli.Validate;
using NativeBench.Inference;

namespace NativeBench.Tests.Cli.Validate;

public class NumbersTests
{
    [TestCase(1f, 1f, 0)]
    [TestCase(0f, -0f, 0)]
    [TestCase(1f, 1.0000001f, 1)]
    [TestCase(1.401298464e-45f, -1.401298464e-45f, 2)]
    public void Ulps_count_the_representable_numbers_between(float a, float b, int distance) =>
        Assert.That(Numbers.UlpDistance(a, b, ElementType.Float32), Is.EqualTo(distance));

    [Test]
    public void Neighbours_are_one_ulp_apart_and_distance_is_symmetric() => Gen.Float.Where(static f => float.IsFinite(f) && f < float.MaxValue).Sample(static value =>
    {
        var next = float.BitIncrement(value);
        var half = (Half)(value % 1000);
        return Numbers.UlpDistance(value, next, ElementType.Float32) == (value == next ? 0 : 1)
            && Numbers.UlpDistance(next, value, ElementType.Float32) == Numbers.UlpDistance(value, next, ElementType.Float32)
            && Numbers.UlpDistance((double)half, (double)Half.BitIncrement(half), ElementType.Float16) <= 1;
    });

    [Test]
    public void Real_types_round_to_nearest_and_come_back() => Gen.Double[-60000, 60000].Sample(static value =>
    {
        var bytes = new byte[8];
        foreach (var (type, share) in new[] { (ElementType.Float64, 0), (ElementType.Float32, 1.0 / (1 << 24)), (ElementType.Float16, 1.0 / (1 << 11)), (ElementType.BFloat16, 1.0 / (1 << 8)) })
        {
            var row = bytes.AsSpan(0, type.SizeInBytes());
            Numbers.Write([value], type, row);
            if (Math.Abs(Numbers.Read(row, type)[0] - value) > (share * Math.Abs(value)) + 1e-7)
                return false;
        }

        return true;
    });

    [Test]
    public void Integers_are_read_with_their_sign()
    {
        sbyte[] values = [-128, 0, 127];
        Assert.That(Numbers.Read(MemoryMarshal.AsBytes(values.AsSpan()), ElementType.Int8), Is.EqualTo(new double[] { -128, 0, 127 }));
        Assert.That(Numbers.Read(MemoryMarshal.AsBytes(values.AsSpan()), ElementType.UInt8), Is.EqualTo(new double[] { 128, 0, 127 }));
    }
}
