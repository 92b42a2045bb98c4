using CsCheck;
using NativeBench.Cli.Parsing;

namespace NativeBench.Tests.Cli;

public sealed class NearestNameTests
{
    [TestCase("target_qsp", "target_qps")]
    [TestCase("TARGET_QPS", "target_qps")]
    [TestCase("min_duraton", "min_duration")]
    public void Finds_what_was_meant(string typed, string meant) =>
        Assert.That(NearestName.Find(typed, ["min_duration", "max_duration", "target_qps"]), Is.EqualTo(meant));

    [Test]
    public void A_beginning_is_completed_rather_than_corrected() =>
        Assert.That(NearestName.Find("--out", ["--output-format", "--cut", "--output"]), Is.EqualTo("--output"));

    [Test]
    public void Offers_nothing_when_nothing_is_near() =>
        Assert.That(NearestName.Find("zebra", ["min_duration", "target_qps"]), Is.Null);

    [Test]
    public void Distance_counts_alike_in_both_directions_and_is_zero_for_equal_words_only() =>
        Gen.Select(Gen.String[Gen.Char["abc"], 0, 8], Gen.String[Gen.Char["abc"], 0, 8]).Sample(static (a, b) =>
            NearestName.Distance(a, b) == NearestName.Distance(b, a)
            && NearestName.Distance(a, b) <= Math.Max(a.Length, b.Length)
            && (NearestName.Distance(a, b) == 0) == (a == b));
}
