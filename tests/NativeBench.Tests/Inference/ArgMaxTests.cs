using System.Runtime.InteropServices;
using CsCheck;
using NativeBench.Inference;

namespace NativeBench.Tests.Inference;

public class ArgMaxTests
{
    [Test]
    public void The_lowest_index_wins_among_equals_in_every_type()
    {
        Assert.That(Of<float>(ElementType.Float32, [1, 3, 3, -2]), Is.EqualTo(1));
        Assert.That(Of<double>(ElementType.Float64, [-1, -1]), Is.Zero);
        Assert.That(Of<Half>(ElementType.Float16, [(Half)0.5f, (Half)2, (Half)2]), Is.EqualTo(1));
        Assert.That(Of<ushort>(ElementType.BFloat16, [0x3F80, 0x4000, 0xC000, 0x4000]), Is.EqualTo(1), "1, 2, -2, 2");
        Assert.That(Of<sbyte>(ElementType.Int8, [-128, -1, 127, 127]), Is.EqualTo(2));
        Assert.That(Of<byte>(ElementType.UInt8, [127, 200, 200]), Is.EqualTo(1));
        Assert.That(Of<byte>(ElementType.Bool, [0, 1, 1]), Is.EqualTo(1));
        Assert.That(Of<short>(ElementType.Int16, [-5, 5, 5]), Is.EqualTo(1));
        Assert.That(Of<ushort>(ElementType.UInt16, [1, 65535]), Is.EqualTo(1));
        Assert.That(Of<int>(ElementType.Int32, [int.MinValue, 0, 0]), Is.EqualTo(1));
        Assert.That(Of<uint>(ElementType.UInt32, [0, uint.MaxValue]), Is.EqualTo(1));
        Assert.That(Of<long>(ElementType.Int64, [-1, 1, 1]), Is.EqualTo(1));
        Assert.That(Of<ulong>(ElementType.UInt64, [0, ulong.MaxValue, ulong.MaxValue]), Is.EqualTo(1));
    }

    [Test]
    public void Nan_never_wins()
    {
        Assert.That(Of<float>(ElementType.Float32, [float.NaN, float.NegativeInfinity, -1, float.NaN]), Is.EqualTo(2));
        Assert.That(Of<float>(ElementType.Float32, [float.NaN, float.NegativeInfinity]), Is.EqualTo(1));
        Assert.That(Of<float>(ElementType.Float32, [float.NaN, float.NaN]), Is.Zero);
        Assert.That(Of<ushort>(ElementType.BFloat16, [0x7FC0, 0xC000]), Is.EqualTo(1));
    }

    [Test]
    public void One_integer_is_the_class_itself()
    {
        Assert.That(Of<long>(ElementType.Int64, [7]), Is.EqualTo(7));
        Assert.That(Of<int>(ElementType.Int32, [3]), Is.EqualTo(3));
        Assert.That(Of<float>(ElementType.Float32, [7]), Is.Zero);
    }

    [Test]
    public void It_agrees_with_a_plain_search()
        => Gen.Float.Array[1, 40].Sample(values =>
        {
            var numbers = values.Where(static v => !float.IsNaN(v)).ToArray();
            var expected = numbers.Length == 0 ? 0 : Array.IndexOf(values, numbers.Max());
            return Of(ElementType.Float32, values) == expected;
        });

    private static long Of<T>(ElementType type, T[] values) where T : unmanaged
        => ArgMax.ClassOf(MemoryMarshal.AsBytes<T>(values), type);
}
