using System.Globalization;

namespace NativeBench.Cuda;

/// <summary>A supply that a board measures itself, read from files of the kernel.</summary>
public sealed class PowerRail
{
    private const long MicroPerMilli = 1000;

    private readonly string? _millivolts;
    private readonly string? _milliamperes;
    private readonly string? _microwatts;

    internal PowerRail(string name, string monitor, string? millivolts, string? milliamperes, string? microwatts)
    {
        Name = name;
        Monitor = monitor;
        _millivolts = millivolts;
        _milliamperes = milliamperes;
        _microwatts = microwatts;
    }

    /// <summary>As the board names it: <c>VDD_GPU_SOC</c>.</summary>
    public string Name { get; }

    /// <summary>The kind of the chip that measures it: <c>ina3221</c>.</summary>
    public string Monitor { get; }

    /// <summary>Its power now in mW; null if it can't be read. Reads files: not for the path of a query.</summary>
    public long? ReadMw()
    {
        if (_microwatts is not null)
            return Read(_microwatts) / MicroPerMilli;
        return Read(_millivolts) is { } volts && Read(_milliamperes) is { } amperes ? volts * amperes / MicroPerMilli : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Monitor})";

    private static long? Read(string? path)
    {
        try
        {
            return path is not null && long.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? value : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // An unused channel of an INA3221 answers with an I/O error.
            return null;
        }
    }
}
