using System.Runtime.InteropServices;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Tests.Inference;

namespace NativeBench.Tests.Datasets;

public class RandomTensorLibraryTests
{
    [Test]
    public void Values_are_in_the_documented_range_in_every_type([Values] ElementType type)
    {
        using var library = new RandomTensorLibrary(Model(type, 1000));
        library.LoadSamplesToRam([0]);
        var values = Enumerable.Range(0, 1000).Select(i => Read(library.Slab.Rows(0, 0), type, i)).ToArray();
        switch (type)
        {
            case ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16:
                Assert.That(values.Min(), Is.InRange(0, 0.02));
                Assert.That(values.Max(), Is.GreaterThan(0.98).And.LessThan(1));
                Assert.That(values.Average(), Is.EqualTo(0.5).Within(0.05));
                break;
            case ElementType.Int8:
                Assert.That((values.Min(), values.Max()), Is.EqualTo((-128.0, 127.0)));
                break;
            case ElementType.UInt8:
                Assert.That((values.Min(), values.Max()), Is.EqualTo((0.0, 255.0)));
                break;
            default:
                Assert.That(values.Distinct(), Is.EquivalentTo(new[] { 0.0, 1.0 }));
                Assert.That(values.Average(), Is.EqualTo(0.5).Within(0.06));
                break;
        }
    }

    [Test]
    public void The_seed_decides_every_value()
    {
        var again = FirstSample(7);
        Assert.That(FirstSample(7), Is.EqualTo(again));
        Assert.That(FirstSample(7), Is.Not.EqualTo(FirstSample(8)));
    }

    [Test]
    public void Values_never_change_with_the_version()
        // Recorded with the first version: runs of different versions must have the same inputs.
        => Assert.That(MemoryMarshal.Cast<byte, float>(FirstSample(1))[..4].ToArray(), Is.EqualTo(Recorded));

    [Test]
    public void Large_samples_make_a_small_library()
    {
        using var small = new RandomTensorLibrary(Model(ElementType.Float32, 10));
        Assert.That((small.TotalSampleCount, small.PerformanceSampleCount), Is.EqualTo((1024L, 1024L)));
        using var large = new RandomTensorLibrary(Model(ElementType.Float32, 1 << 20));
        Assert.That((large.TotalSampleCount, large.PerformanceSampleCount), Is.EqualTo((256L, 256L)));
        using var huge = new RandomTensorLibrary(Model(ElementType.Float32, 1 << 29));
        Assert.That(huge.TotalSampleCount, Is.EqualTo(1));
    }

    private static float[] Recorded => [0.391046762f, 0.759687304f, 0.278229237f, 0.573480844f];

    private static ModelInfo Model(ElementType type, long elements)
        => new FakeEngine().Model with { Inputs = [new TensorSpec("x", type, [elements])] };

    private static byte[] FirstSample(ulong seed)
    {
        using var library = new RandomTensorLibrary(Model(ElementType.Float32, 16), seed);
        library.LoadSamplesToRam([5, 0]);
        return library.Slab.Rows(0, 1).ToArray();
    }

    private static double Read(ReadOnlySpan<byte> row, ElementType type, int index)
    {
        row = row.Slice(index * type.SizeInBytes(), type.SizeInBytes());
        return type switch
        {
            ElementType.Float32 => MemoryMarshal.Read<float>(row),
            ElementType.Float64 => MemoryMarshal.Read<double>(row),
            ElementType.Float16 => (double)MemoryMarshal.Read<Half>(row),
            ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)MemoryMarshal.Read<ushort>(row) << 16),
            ElementType.Int8 => MemoryMarshal.Read<sbyte>(row),
            ElementType.UInt8 or ElementType.Bool => row[0],
            ElementType.Int16 or ElementType.UInt16 => MemoryMarshal.Read<ushort>(row),
            ElementType.Int32 or ElementType.UInt32 => MemoryMarshal.Read<uint>(row),
            _ => MemoryMarshal.Read<long>(row),
        };
    }
}
