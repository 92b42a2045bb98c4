using System.Globalization;
using System.Text.Json;
using NativeBench.LoadGen.RandomNumbers;

namespace NativeBench.Tests.LoadGen.RandomNumbers;

/// <summary>Our random numbers against those of libstdc++, as recorded in tests/golden/loadgen/rng.json.</summary>
public sealed class StandardLibraryVectorTests
{
    private static readonly JsonElement[] s_seeds = [.. JsonDocument
        .Parse(File.ReadAllBytes(RepositoryRoot.Combine("tests", "golden", "loadgen", "rng.json")))
        .RootElement.GetProperty("seeds").EnumerateArray()];

    public static IEnumerable<ulong> Seeds() => s_seeds.Select(s => ulong.Parse(s.GetProperty("seed").GetString()!, CultureInfo.InvariantCulture));

    [TestCaseSource(nameof(Seeds))]
    public void Engine_draws_the_same_numbers(ulong seed)
    {
        var expected = Vectors(seed);
        var engine = new Mt19937(seed);
        var drawn = Enumerable.Range(0, 1000).Select(_ => (ulong)engine.Next()).ToArray();
        Assert.That(drawn.Take(8), Is.EqualTo(expected.GetProperty("mt19937").EnumerateArray().Select(v => v.GetUInt64())));
        Assert.That(Fnv(drawn), Is.EqualTo(expected.GetProperty("mt19937_1000_fnv").GetString()));
    }

    [TestCaseSource(nameof(Seeds))]
    public void Discarding_equals_drawing(ulong seed)
    {
        var drawn = new Mt19937(seed);
        var discarded = new Mt19937(seed);
        for (int i = 0; i < 5000; i++)
            drawn.Next();
        discarded.Discard(5000);
        Assert.That(discarded.Next(), Is.EqualTo(drawn.Next()));
    }

    [TestCaseSource(nameof(Seeds))]
    public void Integers_below_n_are_the_same(ulong seed)
    {
        foreach (var expected in Vectors(seed).GetProperty("uniform_int").EnumerateArray())
        {
            var engine = new Mt19937(seed);
            uint n = expected.GetProperty("n").GetUInt32();
            var drawn = Enumerable.Range(0, expected.GetProperty("count").GetInt32()).Select(_ => (ulong)engine.Below(n)).ToArray();
            Assert.That(Fnv(drawn), Is.EqualTo(expected.GetProperty("fnv").GetString()), $"n = {n}");
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void Shuffles_are_the_same_and_so_is_what_follows(ulong seed)
    {
        foreach (var expected in Vectors(seed).GetProperty("shuffle").EnumerateArray())
        {
            int n = expected.GetProperty("n").GetInt32();
            var engine = new Mt19937(seed);
            var skipping = new Mt19937(seed);
            var v = Enumerable.Range(0, n).Select(i => (ulong)i).ToArray();
            engine.Shuffle<ulong>(v);
            skipping.SkipShuffle(n);
            Assert.That(Fnv(v), Is.EqualTo(expected.GetProperty("fnv").GetString()), $"n = {n}");
            uint next = engine.Next();
            Assert.That(next, Is.EqualTo(expected.GetProperty("next_u32").GetUInt32()), $"n = {n}");
            Assert.That(skipping.Next(), Is.EqualTo(next), $"n = {n}, skipped");
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void Reals_and_exponentials_are_the_same_to_the_bit(ulong seed)
    {
        var engine = new Mt19937(seed);
        var reals = Enumerable.Range(0, 100_000).Select(_ => BitConverter.DoubleToUInt64Bits(engine.Real())).ToArray();
        Assert.That(Fnv(reals), Is.EqualTo(Vectors(seed).GetProperty("uniform_real_100000_bits_fnv").GetString()));

        foreach (var expected in Vectors(seed).GetProperty("exponential").EnumerateArray())
        {
            engine = new Mt19937(seed);
            double rate = expected.GetProperty("rate").GetDouble();
            var drawn = Enumerable.Range(0, expected.GetProperty("count").GetInt32()).Select(_ => engine.Exponential(rate)).ToArray();
            Assert.That(Fnv(drawn.Select(x => (ulong)(long)(x * 1e9))), Is.EqualTo(expected.GetProperty("ns_fnv").GetString()), $"rate {rate}, ns");
            Assert.That(Fnv(drawn.Select(BitConverter.DoubleToUInt64Bits)), Is.EqualTo(expected.GetProperty("bits_fnv").GetString()), $"rate {rate}, bits");
        }
    }

    private static JsonElement Vectors(ulong seed)
        => s_seeds.Single(s => s.GetProperty("seed").GetString() == seed.ToString(CultureInfo.InvariantCulture));

    /// <summary>FNV-1a over the bytes of the values, little-endian, from the starting value that the recorder used.</summary>
    private static string Fnv(IEnumerable<ulong> values)
    {
        ulong hash = 1469598103934665603;
        foreach (ulong value in values)
        {
            for (int i = 0; i < 64; i += 8)
                hash = unchecked((hash ^ ((value >> i) & 0xff)) * 0x100000001b3);
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
