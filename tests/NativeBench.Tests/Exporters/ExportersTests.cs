using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NativeBench.Cli.Telemetry;
using NativeBench.Exporters;
using NativeBench.LoadGen;
using NativeBench.Results;
using NativeBench.Tests.Cli;
using Parquet;
using Parquet.Schema;

namespace NativeBench.Tests.Exporters;

/// <summary>What other programs read: Parquet, metrics, events.</summary>
public sealed class ExportersTests
{
    [Test]
    public async Task Records_on_request_are_the_latencies_of_the_result()
    {
        using var cli = new CliHost();
        cli.Run("run", "--backend", "null", "--scenario", "SingleStream,MultiStream", "--set", "min_duration=5", "--output", "out", "--raw-records");
        foreach (var run in ResultFile.Read(Path.Combine(cli.Folder, "out")).Runs)
        {
            var file = Path.Combine(cli.Folder, "out", run.Folder, ParquetRecords.FileName);
            await using var reader = await ParquetReader.CreateAsync(file);
            using var group = reader.OpenRowGroupReader(0);
            var latency = new long?[group.RowCount];
            var sample = new long[group.RowCount];
            await group.ReadAsync<long>((DataField)reader.Schema.Fields.Single(static f => f.Name == "latency_ns"), latency);
            await group.ReadAsync<long>((DataField)reader.Schema.Fields.Single(static f => f.Name == "sample_index"), sample);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(reader.Schema.Fields.Select(static f => f.Name),
                    Is.EqualTo(new[] { "query_number", "sample_index", "scheduled_ns", "issued_ns", "completed_ns", "latency_ns" }));
                Assert.That(reader.RowGroups.Sum(static g => g.RowCount), Is.EqualTo(run.SampleCount));
                Assert.That(sample, Is.All.InRange(0, 1 << 20));
                if (reader.RowGroupCount == 1)
                    Assert.That(latency.Max(), Is.EqualTo(run.SampleLatency!.MaxNs));
            }
        }
    }

    [Test]
    public void No_records_without_the_request()
    {
        using var cli = new CliHost();
        cli.Run("run", "--backend", "null", "--scenario", "SingleStream", "--set", "min_duration=5", "--output", "out");
        Assert.That(Directory.GetFiles(cli.Folder, "*.parquet", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public void A_listener_sees_the_run_s_figures_and_nobody_else_s()
    {
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, l) =>
        {
            if (instrument.Meter.Name == RunMeter.Name)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();
        using var cli = new CliHost();
        cli.Context = cli.Context with
        {
            StartTest = (sut, qsl, settings, log, options) => LoadGenerator.StartTest(new Asking(sut, listener.RecordObservableInstruments), qsl, settings, log, options),
        };
        cli.Run("run", "--backend", "null", "--scenario", "SingleStream", "--set", "min_duration=5", "--set", "min_query_count=5000", "--output", "out");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen.Keys, Is.SupersetOf(new[] { "nativebench.samples.completed", "nativebench.samples.in_flight", "nativebench.latency.p99" }));
            Assert.That(seen["nativebench.samples.completed"], Is.GreaterThan(0));
        }

        seen.Clear();
        listener.RecordObservableInstruments();
        Assert.That(seen, Is.Empty, "nothing runs any more");
    }

    [Test]
    public void Phases_are_events()
    {
        using var listener = new Phases();
        using var cli = new CliHost();
        cli.Run("run", "--backend", "null", "--scenario", "SingleStream", "--set", "min_duration=5", "--output", "out");
        Assert.That(listener.Names.Where(static n => n.EndsWith("SingleStream", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "WarmUpStart SingleStream", "WarmUpStop SingleStream", "MeasureStart SingleStream", "MeasureStop SingleStream",
        }));
    }

    [Test]
    public async Task Metrics_reach_a_collector_over_http()
    {
        using var meter = new Meter("NativeBench.Test." + Guid.NewGuid());
        meter.CreateObservableGauge("nativebench.test.figure", static () => 42.0);
        var port = FreePort();
        using var collector = new HttpListener();
        collector.Prefixes.Add(FormattableString.Invariant($"http://127.0.0.1:{port}/"));
        collector.Start();
        var request = collector.GetContextAsync();
        using (var export = OtlpMetrics.Start(new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}")), meter.Name, "1"))
        {
            var flush = Task.Run(export.Flush);
            var context = await request.WaitAsync(TimeSpan.FromSeconds(60));
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            context.Response.StatusCode = 200;
            context.Response.Close();
            using (Assert.EnterMultipleScope())
            {
                Assert.That(context.Request.Url!.AbsolutePath, Is.EqualTo("/v1/metrics"));
                Assert.That(context.Request.ContentType, Is.EqualTo("application/x-protobuf"));
                Assert.That(Encoding.Latin1.GetString(body.ToArray()), Does.Contain("nativebench.test.figure"));
            }

            collector.Stop();
            await flush;
        }
    }

    [TestCase("collector", "--otlp takes an http or https address")]
    [TestCase("ftp://x", "--otlp takes an http or https address")]
    public void An_address_that_is_none_is_told(string address, string sentence)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, sentence, "run", "--backend", "null", "--scenario", "SingleStream", "--otlp", address);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Asks for the metrics in the middle of a run.</summary>
    private sealed class Asking(ISystemUnderTest inner, Action ask) : ISystemUnderTest
    {
        private int _queries;

        public string Name => inner.Name;

        public void StartTest(IResponseSink responses) => inner.StartTest(responses);

        public void FlushQueries() => inner.FlushQueries();

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            if (++_queries == 2000)
                ask();
            inner.IssueQuery(samples);
        }
    }

    private sealed class Phases : EventListener
    {
        public List<string> Names { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "NativeBench-Run")
                EnableEvents(eventSource, EventLevel.Informational);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventSource.Name == "NativeBench-Run")
                Names.Add($"{eventData.EventName} {eventData.Payload![0]}");
        }
    }
}
