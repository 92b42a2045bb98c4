using NativeBench.Cli;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli;

public sealed class WarmUpTests
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    private static WarmUpFigures Measure(ISystemUnderTest sut, IQuerySampleLibrary? library = null, int samplesPerQuery = 1, bool bursts = false, CancellationToken cancellation = default) =>
        WarmUp.Measure(sut, library ?? new Library(5), samplesPerQuery, bursts, s_moment, TimeSpan.FromSeconds(5), cancellation);

    [Test]
    public void Issues_loaded_samples_only_and_unloads_them()
    {
        var library = new Library(5);
        var sut = new Answering();
        Measure(sut, library, samplesPerQuery: 8, bursts: true);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(sut.HighestIndex, Is.EqualTo(4));
            Assert.That(sut.Ids, Is.Unique);
            Assert.That(sut.Ids, Does.Not.Contain(0UL));
            Assert.That(library.Loaded, Is.Zero);
        }
    }

    [Test]
    public void A_query_slower_than_the_budget_is_timed_once()
    {
        var figures = Measure(new Answering { Delay = TimeSpan.FromMilliseconds(60) });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(figures.Queries, Is.EqualTo(1));
            Assert.That(figures.MeanNs, Is.GreaterThanOrEqualTo(60e6));
        }
    }

    [Test]
    public void A_failure_of_the_system_ends_it_with_a_sentence() =>
        Assert.That(() => Measure(new Failing()), Throws.TypeOf<CannotRunException>().With.Message.Contains("failed while warming up: out of paper"));

    [Test]
    public void Samples_that_never_complete_end_it_at_the_timeout() =>
        Assert.That(
            () => WarmUp.Measure(new Silent(), new Library(1), 1, false, s_moment, TimeSpan.FromMilliseconds(30), default),
            Throws.TypeOf<CannotRunException>().With.Message.Contains("1 of 1 samples unanswered").And.Message.Contains("--timeout"));

    [Test]
    public void An_interrupt_ends_it()
    {
        using var source = new CancellationTokenSource(30);
        Assert.That(() => Measure(new Silent(), cancellation: source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private sealed class Library(long count) : IQuerySampleLibrary
    {
        public int Loaded { get; private set; }

        public string Name => "test";

        public long TotalSampleCount => count;

        public long PerformanceSampleCount => count;

        public void LoadSamplesToRam(ReadOnlySpan<long> samples) => Loaded += samples.Length;

        public void UnloadSamplesFromRam(ReadOnlySpan<long> samples) => Loaded -= samples.Length;
    }

    private abstract class Sut : ISystemUnderTest
    {
        protected IResponseSink Responses { get; private set; } = null!;

        public string Name => "test";

        public void StartTest(IResponseSink responses) => Responses = responses;

        public abstract void IssueQuery(ReadOnlySpan<QuerySample> samples);

        public void FlushQueries() { }
    }

    private sealed class Answering : Sut
    {
        public TimeSpan Delay { get; init; }

        public long HighestIndex { get; private set; }

        public List<ulong> Ids { get; } = [];

        public override void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            if (Delay > TimeSpan.Zero)
                Thread.Sleep(Delay);
            var responses = new QuerySampleResponse[samples.Length];
            for (var i = 0; i < samples.Length; i++)
            {
                HighestIndex = Math.Max(HighestIndex, samples[i].Index);
                if (Ids.Count < 1000)
                    Ids.Add(samples[i].Id);
                responses[i] = new QuerySampleResponse(samples[i].Id, 0, 0);
            }

            Responses.QuerySamplesComplete(responses);
        }
    }

    private sealed class Failing : Sut
    {
        public override void IssueQuery(ReadOnlySpan<QuerySample> samples) => Responses.ReportFailure(new InvalidOperationException("out of paper.\nmore"));
    }

    private sealed class Silent : Sut
    {
        public override void IssueQuery(ReadOnlySpan<QuerySample> samples) { }
    }
}
