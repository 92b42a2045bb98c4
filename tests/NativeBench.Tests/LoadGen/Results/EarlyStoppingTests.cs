using System.Globalization;
using NativeBench.LoadGen.Results;

namespace NativeBench.Tests.LoadGen.Results;

/// <summary>Every answer of the official early-stopping code that tests/golden/loadgen/early_stopping.csv holds.</summary>
public sealed class EarlyStoppingTests
{
    private static readonly string[][] s_lines = [.. File
        .ReadLines(RepositoryRoot.Combine("tests", "golden", "loadgen", "early_stopping.csv"))
        .Where(l => !l.StartsWith('#'))
        .Select(l => l.Split(','))];

    [TestCase("h")]
    [TestCase("hfresh")]
    public void Queries_in_time_that_late_ones_need(string kind)
    {
        foreach (string[] f in Lines(kind))
            Assert.That(EarlyStopping.MinQueriesInTime(Integer(f[1]), Real(f[2])), Is.EqualTo(Integer(f[5])), string.Join(',', f));
    }

    [Test]
    public void Estimates_of_streams()
    {
        foreach (string[] f in Lines("est"))
        {
            long n = Integer(f[1]);
            double p = Real(f[2]);
            Assert.That(EarlyStopping.MinQueriesInTime(1, p) + 1, Is.EqualTo(Integer(f[5])), string.Join(',', f));
            Assert.That(EarlyStopping.Discards(n, p), Is.EqualTo(Integer(f[7])), string.Join(',', f));
        }
    }

    [Test]
    public void Server_verdicts()
    {
        foreach (string[] f in Lines("srv"))
        {
            var (n, late, p) = (Integer(f[1]), Integer(f[2]), Real(f[3]));
            bool met = EarlyStopping.IsMet(n, late, p);
            Assert.That(met ? 1 : 0, Is.EqualTo(Integer(f[6])), string.Join(',', f));
            if (!met)
                Assert.That(EarlyStopping.MinQueriesInTime(late, p) + late - n, Is.EqualTo(Integer(f[7])), string.Join(',', f));
        }
    }

    [Test]
    public void Odds_agree_to_eight_digits()
    {
        // The recorded values come from differences of log-gammas and lose digits far out in the tail; ours don't.
        foreach (string[] f in Lines("odds"))
        {
            double expected = Real(f[5]);
            Assert.That(EarlyStopping.Odds(Integer(f[1]), Integer(f[2]), Real(f[3])), Is.EqualTo(expected).Within(1e-8 * expected), string.Join(',', f));
        }
    }

    [Test]
    public void Odds_equal_an_exact_sum_where_that_is_possible()
    {
        // Small cases by the definition, in decimal arithmetic with 28 digits.
        foreach (decimal p in (decimal[])[0.5m, 0.9m, 0.99m])
        {
            for (int inTime = 1; inTime <= 20; inTime++)
            {
                for (int late = 0; late <= 20; late++)
                    Assert.That(EarlyStopping.Odds(inTime, late, (double)p), Is.EqualTo((double)Exact(inTime, late, p)).Within(1e-10).Percent, $"{inTime} {late} {p}");
            }
        }
    }

    private static decimal Exact(int inTime, int late, decimal p)
    {
        int n = inTime + late;
        decimal sum = 0;
        decimal binomial = 1;
        for (int k = 0; k <= late; k++)
        {
            sum += binomial * Power(1 - p, k) * Power(p, n - k);
            binomial = binomial * (n - k) / (k + 1);
        }

        return sum;
    }

    private static decimal Power(decimal x, int n) => n == 0 ? 1 : x * Power(x, n - 1);

    private static string[][] Lines(string kind)
    {
        var lines = s_lines.Where(l => l[0] == kind).ToArray();
        Assert.That(lines, Is.Not.Empty);
        return lines;
    }

    private static long Integer(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static double Real(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
