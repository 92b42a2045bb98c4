using System.Runtime.InteropServices;
using NativeBench.Cli.Validate;
using NativeBench.Inference;

namespace NativeBench.Tests.Cli.Validate;

public class OutputDifferenceTests
{
    private static readonly TensorSpec s_scores = new("scores", ElementType.Float32, [4]);

    [Test]
    public void Equal_outputs_have_no_error()
    {
        var difference = Compare(s_scores, Tolerances.Float32, ([1, 2, 3, 4], [1, 2, 3, 4]), ([0, 0, 0, 0], [0, 0, 0, 0]));
        Assert.That(difference.Findings(), Is.Empty);
        Assert.That(difference.MaxAbsolute, Is.Zero);
        Assert.That(difference.MinCosine, Is.EqualTo(1).Within(1e-12), "two outputs of zeros are alike");
        Assert.That(difference.UlpHistogram[0], Is.EqualTo(8));
        Assert.That(difference.Worst, Is.Empty);
    }

    [Test]
    public void Figures_are_those_of_the_definition()
    {
        var difference = Compare(s_scores, Tolerances.Float32, ([1, 2, 4, 0], [1, 2.5f, 4, 0]));
        Assert.That(difference.MaxAbsolute, Is.EqualTo(0.5));
        Assert.That(difference.MeanAbsolute, Is.EqualTo(0.125));
        Assert.That(difference.MaxRelative, Is.EqualTo(0.25));
        Assert.That(difference.MeanRelative, Is.EqualTo(0.25 / 3), "the element with reference 0 has no relative error");
        Assert.That(difference.MinCosine, Is.EqualTo(22 / Math.Sqrt(21 * 23.25)).Within(1e-12));
        Assert.That(difference.Top1Mismatches, Is.Zero);
        Assert.That(difference.ElementsOut, Is.EqualTo(1));
    }

    [Test]
    public void The_worst_samples_come_first_and_are_few()
    {
        var rows = Enumerable.Range(0, 50).Select(static i => (new float[] { 1, 2, 3, 4 }, new[] { 1, 2, 3, 4 + (i * 1e-3f) })).ToArray();
        var difference = Compare(s_scores, Tolerances.Float32, rows);
        Assert.That(difference.Worst.Select(static w => w.Sample), Is.EqualTo(new long[] { 49, 48, 47, 46, 45 }));
        Assert.That(difference.Worst[0].Element, Is.EqualTo(3));
    }

    [Test]
    public void Another_top_1_counts_unless_the_reference_itself_can_hardly_tell()
    {
        var tie = Compare(s_scores, Tolerances.Float32, ([1, 1.00001f, 0, 0], [1.00001f, 1, 0, 0]));
        Assert.That(tie.Top1Mismatches, Is.EqualTo(1));
        Assert.That(tie.Findings(), Is.Empty);
        var other = Compare(s_scores, Tolerances.Int8, ([10, 9, 9, 9], [10, 10.5f, 9, 9]));
        Assert.That(other.Findings(), Has.One.Contains("another top-1 in 1 of 1 samples"));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void A_number_that_is_finite_on_one_side_only_is_never_tolerated(float bad)
    {
        foreach (var tolerances in Tolerances.All)
            Assert.That(Compare(s_scores, tolerances, ([1, 2, 3, 4], [1, bad, 3, 4])).Findings(), Has.One.Contains("NaN or infinite"), tolerances.Name);
        Assert.That(Compare(s_scores, Tolerances.Float32, ([1, bad, 3, 4], [1, bad, 3, 4])).Findings(), Is.Empty, "the same on both sides");
    }

    [Test]
    public void A_class_number_is_compared_as_one()
    {
        var spec = new TensorSpec("class", ElementType.Int64, []);
        var difference = new OutputDifference(spec, Tolerances.Float32);
        difference.Add(0, BitConverter.GetBytes(7L), BitConverter.GetBytes(7L), ElementType.Int64);
        difference.Add(1, BitConverter.GetBytes(7L), BitConverter.GetBytes(900L), ElementType.Int64);
        Assert.That(difference.Top1Mismatches, Is.EqualTo(1));
        Assert.That(difference.Findings(), Has.One.Contains("another top-1"));
    }

    [Test]
    public void Outputs_of_other_sizes_are_out_of_tolerance()
    {
        var difference = new OutputDifference(new TensorSpec("boxes", ElementType.Float32, [-1]), Tolerances.Int8);
        difference.Add(3, Bytes([1, 2]), Bytes([1, 2, 3]), ElementType.Float32);
        Assert.That(difference.Findings(), Has.Some.Contains("sample 3 has 3 elements, the reference 2"));
    }

    private static OutputDifference Compare(TensorSpec spec, Tolerances tolerances, params (float[] Reference, float[] Candidate)[] rows)
    {
        var difference = new OutputDifference(spec, tolerances);
        for (var i = 0; i < rows.Length; i++)
            difference.Add(i, Bytes(rows[i].Reference), Bytes(rows[i].Candidate), ElementType.Float32);
        return difference;
    }

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
