using System.Globalization;
using NativeBench.LoadGen;
using NativeBench.Tests.LoadGen.Results;

namespace NativeBench.Tests.LoadGen.Golden;

/// <summary>A German comma or a Turkish dotless i must not reach a log or a verdict. All threads get the culture, so nothing else runs meanwhile.</summary>
[TestFixture("")]
[TestFixture("de-DE")]
[TestFixture("tr-TR")]
[NonParallelizable]
public sealed class CultureTests(string name)
{
    private const long MostQueries = 1000;

    private CultureInfo? _default;
    private CultureInfo _current = CultureInfo.InvariantCulture;

    [OneTimeSetUp]
    public void SetCulture()
    {
        _default = CultureInfo.DefaultThreadCurrentCulture;
        _current = CultureInfo.CurrentCulture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
    }

    [OneTimeTearDown]
    public void ResetCulture()
    {
        CultureInfo.DefaultThreadCurrentCulture = _default;
        CultureInfo.CurrentCulture = _current;
    }

    [Test]
    public void Short_golden_cases_leave_the_same_logs()
    {
        int cases = 0;
        foreach (string folder in GoldenTests.Cases().Select(c => (string)c.Arguments[0]!))
        {
            using var golden = new GoldenCase(folder);
            if (golden.Golden.TryGetProperty("generated_query_count", out var counts) && counts.EnumerateArray().Sum(c => c.GetInt64()) > MostQueries)
                continue;
            using var output = new TemporaryFolder();
            var result = golden.Run(output.Path);
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
            GoldenLogs.Compare(folder, output.Path);
            cases++;
        }

        Assert.That(cases, Is.GreaterThan(0));
    }

    [Test]
    public void The_early_stopping_table_is_met()
    {
        var table = new EarlyStoppingTests();
        table.Queries_in_time_that_late_ones_need("h");
        table.Queries_in_time_that_late_ones_need("hfresh");
        table.Estimates_of_streams();
        table.Server_verdicts();
        table.Odds_agree_to_eight_digits();
    }
}
