using CsCheck;
using NativeBench.Results;

namespace NativeBench.Tests.Results;

/// <summary>Slices lose nothing and count as LoadGen counts.</summary>
public sealed class SliceBuilderTests
{
    private static readonly Gen<(long Done, long Latency)[]> s_items =
        Gen.Select(Gen.Long[0, 10_000_000_000], Gen.Long[0, 1_000_000_000]).Array[1, 2000];

    [Test]
    public void Every_item_is_in_exactly_one_slice_of_a_round_length() => s_items.Sample(items =>
    {
        var slices = Build(items);
        var duration = Math.Max(1, items.Max(static i => i.Done)) / 1e9;
        return slices.CompletedSamples.Sum() == items.Length
            && slices.CompletedSamples.Count <= SliceBuilder.MostSlices
            && Math.Abs(((slices.CompletedSamples.Count - 1) * slices.SliceS) + slices.LastSliceS - duration) < 1e-6
            && slices.LatencyMaxNs.Max() == items.Max(static i => i.Latency);
    });

    [Test]
    public void A_slice_has_the_percentiles_of_its_items() => s_items.Sample(items =>
    {
        var slices = Build(items);
        var sliceNs = (long)Math.Round(slices.SliceS * 1e9);
        var last = slices.CompletedSamples.Count - 1;
        for (var i = 0; i <= last; i++)
        {
            var inside = items.Where(item => Math.Min(item.Done / sliceNs, last) == i).Select(static item => item.Latency).Order().ToArray();
            if (slices.CompletedSamples[i] != inside.Length)
                return false;
            if (inside.Length > 0 && (slices.LatencyP50Ns[i] != inside[(int)(inside.Length * 0.5)] || slices.LatencyP99Ns[i] != inside[(int)(inside.Length * 0.99)]))
                return false;
        }

        return true;
    });

    [TestCase(10_000_000_000, 60_000, ExpectedResult = 100_000_000)]
    [TestCase(10_000_000_001, 60_000, ExpectedResult = 200_000_000)]
    [TestCase(600_000_000_000, 1_000_000, ExpectedResult = 10_000_000_000)]
    [TestCase(10_000_000_000, 100, ExpectedResult = 1_000_000_000)]
    [TestCase(10_000_000_000, 1, ExpectedResult = 10_000_000_000)]
    [TestCase(1, 1, ExpectedResult = 1)]
    public long Slices_are_1_2_or_5_times_a_power_of_ten(long durationNs, int items) => SliceBuilder.SliceNs(durationNs, items);

    [Test]
    public void Samples_that_one_call_completed_are_a_batch()
    {
        var slices = Build([(5, 1), (5, 1), (5, 1), (5, 1), (9, 1), (9, 1), (9, 1), (9, 1)]);
        Assert.That(slices.SamplesPerCompletion[^1], Is.EqualTo(4));
    }

    [Test]
    public void Nothing_completed_is_no_slice()
    {
        Assert.That(SliceBuilder.Build(new MeasuredSeries([], [])), Is.Null);
        Assert.That(LatencyHistogram.Build(new MeasuredSeries([], [])), Is.Null);
    }

    private static SlicesData Build((long Done, long Latency)[] items) => SliceBuilder.Build(
        new MeasuredSeries([.. items.Select(static i => i.Done)], [.. items.Select(static i => i.Latency)]))!;
}
