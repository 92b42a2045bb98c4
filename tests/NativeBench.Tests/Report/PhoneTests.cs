using NativeBench.LoadGen;
using NativeBench.Report;
using NativeBench.Results;
using NativeBench.Tests.Results;

namespace NativeBench.Tests.Report;

/// <summary>The report on a phone, 390 CSS pixels wide: nothing to scroll sideways but tables and drawings in their own frames, and text that can be read.</summary>
public sealed class PhoneTests
{
    private const int Width = 390;
    private const double SmallestReadable = 12;

    [Test]
    public void A_result_fits_and_can_be_read()
    {
        var phone = Phone.Show(HtmlReport.Create([new ReportedResult("results/a-folder-with-a-rather-long-name-that-has-no-blank-in-it-at-all", Everything())]), Width);
        Assert.That(phone.Texts, Is.GreaterThan(200));
        ExpectFit(phone);
    }

    /// <summary>On a desk two drawings stand beside each other.</summary>
    [Test]
    public void Numbers_of_drawings_are_whole_on_a_desk_too()
    {
        var slow = NoisySystem.Measure(TestScenario.SingleStream, 1, 3e8, seconds: 400);
        var fast = NoisySystem.Measure(TestScenario.Offline, 1, 1e4);
        var desk = Phone.Show(HtmlReport.Create([new ReportedResult("a", Everything()), new ReportedResult("b", Documents.Of(slow, fast))]), width: 1100);
        Assert.That(desk.Cut, Is.Empty);
        Assert.That(desk.Outside, Is.Empty);
    }

    [Test]
    public void Several_results_and_a_search_fit()
    {
        var plans = Enumerable.Range(1, 25).Select(static i => new TriedPlan(
            FormattableString.Invariant($"instances {i}, threads {i}, batch {i * 8}, batch delay us 1000"), 1234.5 / i, i == 1, i == 2, i == 3 ? "The model doesn't take batches of this size: it was exported for one sample." : null));
        RatePointData Point(double rate, long p99) => new()
        {
            ScheduledSamplesPerS = rate, CompletedSamplesPerS = rate, LatencyP50Ns = p99 / 2, LatencyP90Ns = p99 - 1, LatencyP99Ns = p99, Valid = p99 < 5_000_000,
        };
        var search = new TuneFile
        {
            Benchmark = "resnet50", Backend = "ort-cpu", Status = "interrupted", CpuModel = "A processor with a name that is longer than most, 128 cores", CommandLine = ["nativebench", "tune"],
            Scenarios =
            [
                new TunedScenario
                {
                    Scenario = "Server", ScoreUnit = "queries/s kept", Plans = [.. plans], Rates = [Point(100, 1_000_000), Point(2000, 9_000_000), Point(1500, 2_000_000)], TargetQps = 1500, BoundNs = 5_000_000,
                },
            ],
        };
        ExpectFit(Phone.Show(HtmlReport.Create([new ReportedResult("a", Everything()), new ReportedResult("b", Everything())], [new ReportedTuning("t", search)]), Width));
    }

    [Test]
    public void A_page_that_is_too_wide_or_too_small_would_be_found_out()
    {
        var wide = Phone.Show("<!doctype html><body><p>x</p><div style='width:500px;height:9px'>wide</div>");
        var small = Phone.Show("<!doctype html><body><p>x</p><svg viewBox='0 0 1000 10' style='width:300px'><text font-size='20' y='9'>small</text></svg>");
        var cut = Phone.Show("<!doctype html><body><p>x</p><svg viewBox='0 0 300 40' style='width:300px'><text font-size='14' text-anchor='end' x='20' y='20'>10,000</text></svg>");
        var held = Phone.Show("<!doctype html><body style='margin:0'><div style='overflow-x:auto'><table style='width:900px'><tr><td>held</table></div>");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(wide.PageWidth, Is.GreaterThanOrEqualTo(500));
            Assert.That(wide.Outside, Has.Some.Contains("wide"));
            Assert.That(small.SmallestText, Is.EqualTo(6).Within(0.1));
            Assert.That(small.Smallest, Does.Contain("small"));
            Assert.That(cut.Cut, Has.Some.Contains("10,000"));
            Assert.That(held.PageWidth, Is.LessThanOrEqualTo(390));
            Assert.That(held.Outside, Is.Empty);
        }
    }

    private static void ExpectFit(Phone.Layout phone)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(phone.PageWidth, Is.LessThanOrEqualTo(Width));
            Assert.That(phone.Outside, Is.Empty);
            Assert.That(phone.Cut, Is.Empty);
            Assert.That(phone.SmallestText, Is.GreaterThanOrEqualTo(SmallestReadable), phone.Smallest);
        }
    }

    /// <summary>A result with a part of every kind, and words that are long.</summary>
    private static ResultDocument Everything()
    {
        var server = NoisySystem.Measure(TestScenario.Server, 2, 1e6, 10) with
        {
            Advice = ["Server at 820 qps misses 15 ms at p99 by 2.1 ms; --set target_qps=790 was the highest rate whose slices all kept it."],
            MeasurementWarnings = ["Other processes used 31 % of the machine's processors meanwhile: tails are too long. Stop them ('top' names them) and run again."],
            Energy = new EnergyData
            {
                Sources =
                [
                    new EnergySourceData
                    {
                        Name = "rapl:package-0", Kind = "counter", EnergyJ = 1234.567, DurationS = 10, MeanPowerW = 123.4567, IdlePowerW = 60, EnergyAboveIdleJ = 634.567, JoulesPerSample = 0.01234, SamplesPerJoule = 81.03,
                    },
                ],
                NotReadable = ["rapl:package-1: /sys/class/powercap/intel-rapl:1/energy_uj is readable by root only (sudo chmod a+r /sys/class/powercap/intel-rapl:1/energy_uj)"],
            },
            MachineActivity = new MachineActivityData
            {
                TimeS = [0.5, 1, 1.5, 2], CpuBusyPercent = [90, 99, 98, 97], CpuOwnPercent = [80, 95, 94, 93], PowerW = [100, 123, 124, 125], GpuBusyPercent = [50, 60, 70, 80],
            },
        };
        var accuracy = NoisySystem.Measure(TestScenario.Offline, 3, 1e6) with
        {
            Mode = "accuracy",
            Accuracy = new AccuracyData
            {
                Metric = "top1", Percent = 94, TargetMet = true,
                Classes = new ClassesData { Label = Numbers(20, static i => i), SampleCount = Numbers(20, static _ => 500), CorrectCount = Numbers(20, static i => 480 + i) },
                Confusion = [.. Enumerable.Range(0, 20).Select(static row => new RowData { SampleCount = Numbers(20, i => i == row ? 480 + i : (i + row) % 3) })],
            },
        };
        return Documents.Of(NoisySystem.Measure(TestScenario.SingleStream, 1, 1e6), NoisySystem.Measure(TestScenario.MultiStream, 1, 1e6), server, NoisySystem.Measure(TestScenario.Offline, 3, 1e6), accuracy) with
        {
            Emulated = true,
            SyntheticWeights = true,
            Status = "interrupted",
            Benchmark = "/data/models/a_model_whose_name_is_long_and_has_no_blank_for_a_browser_to_break_it_at_v2_quantized.onnx",
            CommandLine = ["nativebench", "run", "--model", "/data/models/a_model_whose_name_is_long_and_has_no_blank_for_a_browser_to_break_it_at_v2_quantized.onnx", "--set", "target_qps=820"],
            Warnings = ["Other processes keep this machine busy (load average 12.17 on 2 cores): tails will be too long. Stop them, or wait."],
        };

        static double?[] Numbers(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(i => (double?)value(i))];
    }
}
