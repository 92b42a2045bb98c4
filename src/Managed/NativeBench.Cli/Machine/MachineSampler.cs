using System.Diagnostics;
using NativeBench.Cuda;
using NativeBench.Results;

namespace NativeBench.Cli.Machine;

/// <summary>
/// Looks at the machine twice a second while a run is on, from a thread of its own: processors, clocks, memory, energy. Files
/// stay open and a reading allocates next to nothing, so the run neither waits nor collects for it.
/// </summary>
internal sealed class MachineSampler : IDisposable
{
    /// <summary>Time between two readings.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly EnergyMeter _meter;
    private readonly SystemFile? _stat;
    private readonly SystemFile? _statm;
    private readonly List<SystemFile> _clocks = [];
    private readonly string _root;
    private readonly long? _throttledBefore;
    private readonly long? _containerThrottledBefore;
    private readonly IReadOnlyList<NvmlDevice> _gpus;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ManualResetEventSlim _end = new(initialState: false, spinCount: 0);
    private readonly Thread _thread;
    private readonly List<MachineReading> _readings = new(1024);
    private readonly ProcessorTimes? _first;
    private readonly TimeSpan _ownFirst;
    private ProcessorTimes? _previous;
    private TimeSpan _ownPrevious;
    private volatile MachineReading? _latest;

    private MachineSampler(EnergySources energy, string root)
    {
        _root = root;
        _meter = new EnergyMeter(energy);
        _gpus = energy.Gpus;
        _stat = SystemFile.Open(Path.Combine(root, "proc/stat"), size: 256);
        _statm = SystemFile.Open(Path.Combine(root, "proc/self/statm"), size: 128);
        foreach (var cpu in SystemFile.Folders(Path.Combine(root, "sys/devices/system/cpu"), "cpu*"))
        {
            if (SystemFile.Open(Path.Combine(cpu, "cpufreq/scaling_cur_freq"), size: 64) is { } clock)
                _clocks.Add(clock);
        }

        _throttledBefore = ThermalThrottles();
        _containerThrottledBefore = ControlGroup.ThrottleCount(Path.Combine(root, "sys/fs/cgroup"));
        _first = Times();
        _ownFirst = Environment.CpuUsage.TotalTime;
        (_previous, _ownPrevious) = (_first, _ownFirst);
        _meter.Read(0);
        _thread = new Thread(Sample) { IsBackground = true, Name = "machine sampler" };
    }

    /// <summary>Begins; <see cref="Stop"/> ends it.</summary>
    public static MachineSampler Start(EnergySources energy, string root = "/")
    {
        var sampler = new MachineSampler(energy, root);
        sampler._thread.Start();
        return sampler;
    }

    /// <summary>The last reading; null before the first. From any thread.</summary>
    public MachineReading? Latest => _latest;

    /// <summary>All readings; after <see cref="Stop"/>.</summary>
    public IReadOnlyList<MachineReading> Readings => _readings;

    /// <summary>When it began.</summary>
    public DateTimeOffset StartUtc { get; } = DateTimeOffset.UtcNow;

    /// <summary>The energy between two moments; after <see cref="Stop"/>.</summary>
    public EnergyData Energy(DateTimeOffset from, double seconds, long completedSamples, IReadOnlyList<double>? idlePowerW)
    {
        var fromS = (from - StartUtc).TotalSeconds;
        return _meter.Between(fromS, fromS + seconds, completedSamples, idlePowerW);
    }

    /// <summary>Mean power of each energy source so far; after <see cref="Stop"/>.</summary>
    public IReadOnlyList<double> MeanPowerW() => _meter.MeanPowerW();

    /// <summary>Reads a last time and tells what happened.</summary>
    public MachineActivityData Stop()
    {
        _end.Set();
        _thread.Join();
        TakeReading();
        var last = Times();
        var all = last?.All - _first?.All;
        var own = OwnShare(_ownFirst, Environment.CpuUsage.TotalTime, all);
        var busy = all > 0 ? 100.0 * (last!.Value.Busy - _first!.Value.Busy) / all : null;
        return new MachineActivityData
        {
            TimeS = [.. _readings.Select(static r => (double?)Math.Round(r.AtS, 3))],
            CpuBusyPercent = Column(static r => r.CpuBusyPercent, 1)!,
            CpuOwnPercent = Column(static r => r.CpuOwnPercent, 1)!,
            CpuClockMhz = _clocks.Count > 0 ? Column(static r => r.ClockMhz, 0) : null,
            PowerW = _readings.Exists(static r => r.PowerW is not null) ? Column(static r => r.PowerW, 2) : null,
            ResidentBytes = _statm is not null ? Column(static r => r.ResidentBytes, 0) : null,
            GpuBusyPercent = GpuColumn(static g => g.BusyPercent),
            GpuSmClockMhz = GpuColumn(static g => g.SmClockMhz),
            GpuTemperatureC = GpuColumn(static g => g.TemperatureC),
            GpuThrottledPercent = GpuShare(static g => g.IsThrottled),
            GpuPowerCappedPercent = GpuShare(static g => g.IsPowerCapped),
            OwnCpuPercent = own is { } o ? Math.Round(o, 2) : null,
            OtherProcessesCpuPercent = busy is { } b && own is { } mine ? Math.Round(Math.Max(0, b - mine), 2) : null,
            StealPercent = all > 0 ? Math.Round(100.0 * (last!.Value.Steal - _first!.Value.Steal) / all.Value, 2) : null,
            ThermalThrottleCount = ThermalThrottles() - _throttledBefore,
            ContainerThrottleCount = ControlGroup.ThrottleCount(Path.Combine(_root, "sys/fs/cgroup")) - _containerThrottledBefore,
        };
    }

    /// <summary>Processor time that the sampler's thread has used; after <see cref="Dispose"/>. Null where the system doesn't tell.</summary>
    public TimeSpan? ProcessorTime { get; private set; }

    public void Dispose()
    {
        _end.Set();
        if (_thread.IsAlive)
            _thread.Join();
        _stat?.Dispose();
        _statm?.Dispose();
        foreach (var clock in _clocks)
            clock.Dispose();
        _end.Dispose();
    }

    private void Sample()
    {
        while (!_end.Wait(Period))
            TakeReading();
        ProcessorTime = ThreadTime.Used();
    }

    private void TakeReading()
    {
        var atS = Elapsed();
        _meter.Read(atS);
        var times = Times();
        var own = Environment.CpuUsage.TotalTime;
        var all = times?.All - _previous?.All;
        var reading = new MachineReading(
            atS,
            all > 0 ? 100.0 * (times!.Value.Busy - _previous!.Value.Busy) / all.Value : null,
            OwnShare(_ownPrevious, own, all), Clock(), _meter.PowerW, Resident())
        {
            Gpu = GpuUse.Read(_gpus),
        };
        _readings.Add(reading);
        _latest = reading;
        (_previous, _ownPrevious) = (times, own);
    }

    private double Elapsed() => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    /// <summary>The process's part of the machine's processor time, which the kernel counts in hundredths of a second (time(7)).</summary>
    private static double? OwnShare(TimeSpan before, TimeSpan now, long? allTicks) =>
        allTicks > 0 ? Math.Min(100, 100 * (now - before).TotalSeconds / (allTicks.Value / 100.0)) : null;

    private ProcessorTimes? Times()
    {
        try
        {
            return _stat is null ? null : ProcessorTimes.Parse(_stat.Read());
        }
        catch (IOException)
        {
            return null;
        }
    }

    private double? Clock()
    {
        double sum = 0;
        var count = 0;
        foreach (var file in _clocks)
        {
            if (file.ReadNumber() is { } kilohertz)
            {
                sum += kilohertz / 1e3;
                count++;
            }
        }

        return count > 0 ? sum / count : null;
    }

    /// <summary>The second number of statm, in pages.</summary>
    private double? Resident()
    {
        if (_statm is null)
            return null;
        var text = _statm.Read();
        var space = text.IndexOf((byte)' ');
        return space > 0 && System.Buffers.Text.Utf8Parser.TryParse(text[(space + 1)..], out long pages, out _) ? (double)pages * Environment.SystemPageSize : null;
    }

    private long? ThermalThrottles()
    {
        long? sum = null;
        foreach (var cpu in SystemFile.Folders(Path.Combine(_root, "sys/devices/system/cpu"), "cpu*"))
        {
            if (SystemFile.Number(Path.Combine(cpu, "thermal_throttle/core_throttle_count")) is { } count)
                sum = (sum ?? 0) + count;
        }

        return sum;
    }

    private double?[]? GpuColumn(Func<GpuUse, double?> value) =>
        _readings.Exists(r => r.Gpu is { } gpu && value(gpu) is not null) ? Column(r => r.Gpu is { } gpu ? value(gpu) : null, 1) : null;

    /// <summary>The share of the readings, among those that tell, in which something was so, in per cent.</summary>
    private double? GpuShare(Func<GpuUse, bool?> value)
    {
        var told = _readings.Select(r => r.Gpu is { } gpu ? value(gpu) : null).OfType<bool>().ToArray();
        return told.Length > 0 ? Math.Round(100.0 * told.Count(static v => v) / told.Length, 1) : null;
    }

    private double?[] Column(Func<MachineReading, double?> value, int digits) =>
        [.. _readings.Select(r => value(r) is { } number ? (double?)Math.Round(number, digits) : null)];
}
