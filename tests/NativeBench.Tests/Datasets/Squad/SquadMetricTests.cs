using CsCheck;
using NativeBench.Datasets.Squad;
using NativeBench.Datasets.Text;

namespace NativeBench.Tests.Datasets.Squad;

public class SquadMetricTests
{
    [TestCase("The  Denver Broncos!", "denver broncos")]
    [TestCase("a an the", "")]
    [TestCase("$1.5 billion", "15 billion")]
    [TestCase("Theatre and Anne", "theatre and anne")]
    [TestCase("U.S.A.", "usa")]
    [TestCase("the—end", "—end")]
    public void Answers_are_normalised(string text, string expected) => Assert.That(SquadMetric.Normalize(text), Is.EqualTo(expected));

    [Test]
    public void F1_is_worked_by_hand()
    {
        // 2 of 3 predicted and 2 of 4 true words in common: p 2/3, r 1/2.
        Assert.That(SquadMetric.F1("denver broncos won", "the denver broncos of colorado"), Is.EqualTo(2 * (2 / 3.0) * 0.5 / ((2 / 3.0) + 0.5)).Within(1e-15));
        Assert.That(SquadMetric.F1("cat cat cat", "cat cat"), Is.EqualTo(0.8).Within(1e-15), "words count as often as both have them");
        Assert.That(SquadMetric.F1("the", "a"), Is.Zero, "nothing is left to compare");
        Assert.That(SquadMetric.IsExactMatch("the", "a"), Is.True);
        Assert.That(SquadMetric.F1("x", ["y", "x z", "x"]), Is.EqualTo(1));
    }

    private static readonly string[] s_words = ["a", "b c", "the d", "b", "e"];

    [Test]
    public void F1_is_symmetric_and_exact_matches_have_it_full()
        => Gen.Select(Gen.Int[0, 4].Array[1, 5], Gen.Int[0, 4].Array[1, 5]).Sample(static (x, y) =>
        {
            string one = string.Join(' ', x.Select(static i => s_words[i])), other = string.Join(' ', y.Select(static i => s_words[i]));
            var f1 = SquadMetric.F1(one, other);
            return f1 is >= 0 and <= 1 && Math.Abs(f1 - SquadMetric.F1(other, one)) < 1e-15
                && (!SquadMetric.IsExactMatch(one, other) || SquadMetric.Normalize(one).Length == 0 || f1 == 1);
        }, iter: 1000);

    [TestCase("Hello, World!", "hello|,|world|!")]
    [TestCase("naïve Ångström", "naive|angstrom")]
    [TestCase("$1.5\u00A0billion", "$|1|.|5|billion")]
    [TestCase("中文字x", "中|文|字|x")]
    [TestCase("zero\u200Bwidth\u0000", "zerowidth")]
    [TestCase("won’t–stop", "won|’|t|–|stop")]
    public void The_basic_tokenizer_splits_as_berts(string text, string expected)
        => Assert.That(string.Join('|', BertBasicTokenizer.Tokenize(text)), Is.EqualTo(expected));

    [TestCase("steve smith", "Steve Smith's", "Steve Smith")]
    [TestCase("1895", "(1895-1943).", "1895")]
    [TestCase("angstrom", "Ångström,", "Ångström")]
    [TestCase("japan", "Japanese", "Japan")]
    [TestCase("not there", "Japanese cars", "Japanese cars")]
    public void Answers_are_cut_out_of_the_original(string answer, string original, string expected)
        => Assert.That(SquadAnswer.Project(answer, original), Is.EqualTo(expected));
}
