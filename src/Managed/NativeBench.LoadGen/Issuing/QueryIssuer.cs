using System.Globalization;
using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Running;
using NativeBench.LoadGen.Scheduling;

namespace NativeBench.LoadGen.Issuing;

/// <summary>
/// Hands the queries of a series to the system under test, at the times that the scenario demands, and decides when to
/// stop (mlcommons/inference <c>loadgen/issue_query_controller.cc</c>). One instance serves one issuing thread.
/// </summary>
internal abstract class QueryIssuer(TestContext test, Series series, ScheduleFeeder feeder) : IDisposable
{
    protected TestContext Test { get; } = test;

    protected Series Series { get; } = series;

    protected QuerySchedule Schedule { get; } = series.Schedule;

    protected ScheduleFeeder Feeder { get; } = feeder;

    protected ISystemUnderTest Sut { get; } = test.Sut;

    /// <summary>In performance mode: all queries were issued, and the run still isn't long enough.</summary>
    public bool RanOut { get; protected set; }

    public static QueryIssuer For(TestContext test, Series series, ScheduleFeeder feeder) => series.Settings.Scenario switch
    {
        TestScenario.SingleStream or TestScenario.MultiStream => new ClosedLoopIssuer(test, series, feeder),
        TestScenario.MultiStreamFixedInterval => new FixedIntervalIssuer(test, series, feeder),
        TestScenario.Server => new ServerIssuer(test, series, feeder, thread: 0, threads: 1),
        _ => new OfflineIssuer(test, series, feeder),
    };

    /// <summary>Issues until the scenario's end, the end of the queries, or until the test is told to stop.</summary>
    public abstract void Run();

    /// <summary>Number of the issuing thread, for messages.</summary>
    protected virtual int Thread => 0;

    /// <summary>This thread's share of a count of queries.</summary>
    protected virtual long Share(long count) => count;

    public virtual void Dispose()
    {
    }

    /// <summary>Whether the run ends after the query that was just issued; logs why.</summary>
    /// <param name="issued">Queries issued so far, by this thread.</param>
    /// <param name="elapsedNs">Issue time of this query since the start of the series.</param>
    protected bool Ends(long issued, long elapsedNs)
    {
        if (Series.Mode == TestMode.AccuracyOnly)
            return false;
        var s = Series.Settings;
        if (s.Scenario == TestScenario.Server)
        {
            long all = Series.IssuedQueries;
            if (s.MaxAsyncQueries > 0 && all - Series.CompletedSamples is var outstanding && outstanding > s.MaxAsyncQueries)
                return EndEarly($"Too many outstanding queries. issued {all} outstanding {outstanding}");
        }
        else if (issued >= s.MinQueryCount && elapsedNs >= s.TargetDurationMs * 1_000_000)
        {
            Test.Detail.Message("Ending naturally: Minimum query count and test duration met.");
            return true;
        }

        if (s.MaxQueryCount > 0 && issued >= Share(s.MaxQueryCount))
            return EndEarly($"Max query count reached. query_count {issued}");
        if (s.MaxDurationMs > 0 && elapsedNs > s.MaxDurationMs * 1_000_000)
            return EndEarly($"Max test duration reached. duration_ns {elapsedNs}");
        return false;
    }

    /// <summary>Hands over a query; an exception ends the test, and what was measured stays.</summary>
    /// <param name="samples">The query.</param>
    /// <param name="loopBeginNs">For the trace: when the issuer turned to this query.</param>
    protected bool Issue(ReadOnlySpan<QuerySample> samples, long loopBeginNs)
    {
        var trace = Test.Trace;
        long issueBeginNs = trace?.NowNs ?? 0;
        try
        {
            Sut.IssueQuery(samples);
        }
        catch (Exception e)
        {
            Test.Fail($"The system under test '{Sut.Name}' failed in IssueQuery: {e.Message}", e);
            return false;
        }

        if (trace is not null)
        {
            trace.Span("IssueQuery", issueBeginNs);
            trace.Span("SampleLoop", loopBeginNs);
        }

        return true;
    }

    private bool EndEarly(FormattableString why)
    {
        Test.Detail.Error("error_runtime", string.Create(CultureInfo.InvariantCulture, $"IssueQueryThread {Thread} Ending early: {why.ToString(CultureInfo.InvariantCulture)}"));
        return true;
    }
}
