using System.Runtime.InteropServices;
using NativeBench.Datasets;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets;

/// <summary>Rounding to float16 and back, against the runtime's own conversion of one number.</summary>
public sealed class HalfNumbersTests
{
    [Test]
    public void Every_float16_comes_back_as_it_was()
    {
        Half[] all = [.. Enumerable.Range(0, 1 << 16).Select(static bits => BitConverter.UInt16BitsToHalf((ushort)bits))];
        var wide = new float[all.Length];
        var again = new Half[all.Length];
        HalfNumbers.Widen(all, wide);
        HalfNumbers.Round(wide, again);
        for (var i = 0; i < all.Length; i++)
        {
            if (Half.IsNaN(all[i]))
                Assert.That(float.IsNaN(wide[i]) && Half.IsNaN(again[i]), $"{i:X4}");
            else if (BitConverter.SingleToUInt32Bits(wide[i]) != BitConverter.SingleToUInt32Bits((float)all[i]) || BitConverter.HalfToUInt16Bits(again[i]) != i)
                Assert.Fail($"{i:X4}: {wide[i]:R}, back as {BitConverter.HalfToUInt16Bits(again[i]):X4}");
        }
    }

    [Test]
    public void What_lies_between_two_float16_is_rounded_to_the_nearest_and_ties_to_even()
    {
        // All neighbours of all float16 and of the middles between them, and both sides of where it becomes infinite.
        var numbers = new List<float> { 65519.996f, 65520f, 65536f, float.MaxValue, float.Epsilon, 2.9802322e-8f, 2.980233e-8f, float.PositiveInfinity };
        for (var bits = 0; bits < 0x7C00; bits++)
        {
            float low = (float)BitConverter.UInt16BitsToHalf((ushort)bits), high = (float)BitConverter.UInt16BitsToHalf((ushort)(bits + 1));
            var middle = float.IsInfinity(high) ? 65520 : (low + high) / 2;
            numbers.AddRange([MathF.BitIncrement(low), MathF.BitDecrement(middle), middle, MathF.BitIncrement(middle)]);
        }

        numbers.AddRange(numbers.Select(static n => -n).ToArray());
        var rounded = new Half[numbers.Count];
        HalfNumbers.Round(CollectionsMarshal.AsSpan(numbers), rounded);
        for (var i = 0; i < rounded.Length; i++)
        {
            if (BitConverter.HalfToUInt16Bits(rounded[i]) != BitConverter.HalfToUInt16Bits((Half)numbers[i]))
                Assert.Fail($"{numbers[i]:R} became {rounded[i]}; expected {(Half)numbers[i]}");
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(19)]
    public void Any_number_of_them_is_converted(int count)
    {
        float[] numbers = [.. Enumerable.Range(0, count).Select(static i => (i * 0.37f) - 2)];
        var halves = new Half[count + 1];
        halves[count] = Half.One;
        HalfNumbers.Round(numbers, halves);
        Assert.That(halves[..count], Is.EqualTo(numbers.Select(static n => (Half)n)));
        Assert.That(halves[count], Is.EqualTo(Half.One), "what is behind stays");
        var wide = new float[count];
        HalfNumbers.Widen(halves.AsSpan(0, count), wide);
        Assert.That(wide, Is.EqualTo(numbers.Select(static n => (float)(Half)n)));
        Assert.That(() => HalfNumbers.Round(new float[2], new Half[1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Samples_are_made_as_float32_and_rounded_for_the_model()
    {
        var model = new ModelInfo
        {
            Path = "m.onnx", Sha256 = new string('0', 64), FileBytes = 1, Inputs = [new TensorSpec("input", ElementType.Float16, [3])], Outputs = [],
        };
        var floats = new FloatSource([0.1f, 1000.3f, -2]);
        using var source = Float16Source.For(floats, model);
        var bytes = new byte[6];
        source.Prepare(0, bytes);
        Assert.That(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), Is.EqualTo(new[] { (Half)0.1f, (Half)1000.3f, (Half)(-2) }));
        Assert.That(source.Tensors, Is.EqualTo(model.Inputs));
        Assert.That(source.Fingerprint, Is.Not.EqualTo(floats.Fingerprint), "a cache of float32 isn't taken for one of float16");
        Assert.That(Float16Source.For(floats, Float16Source.AsFloat32(model)), Is.SameAs(floats));
    }
}
