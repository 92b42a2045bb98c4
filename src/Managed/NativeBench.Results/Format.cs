using System.Globalization;

namespace NativeBench.Results;

/// <summary>Numbers as people read them, the same in every culture and every output.</summary>
public static class Format
{
    /// <summary>A time in the unit that keeps it between 1 and 1000, four digits: <c>48.21 µs</c>, <c>1.204 ms</c>.</summary>
    public static string Time(double nanoseconds)
    {
        var (value, unit) = Math.Abs(nanoseconds) switch
        {
            < 999.5 => (nanoseconds, "ns"),
            < 999_950 => (nanoseconds / 1e3, "µs"),
            < 999_950_000 => (nanoseconds / 1e6, "ms"),
            _ => (nanoseconds / 1e9, "s"),
        };
        return unit == "ns" ? string.Create(CultureInfo.InvariantCulture, $"{value:0} ns") : string.Create(CultureInfo.InvariantCulture, $"{Digits(value, 4)} {unit}");
    }

    /// <summary>A rate with four digits and thousands separators: <c>12,340</c>, <c>0.8312</c>.</summary>
    public static string Rate(double perSecond) =>
        Math.Abs(perSecond) >= 1000 ? perSecond.ToString("#,0", CultureInfo.InvariantCulture) : Digits(perSecond, 4);

    /// <summary>A count with thousands separators.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>So many of a thing: <c>1 run</c>, <c>2 runs</c>.</summary>
    public static string Many(long count, string thing) => $"{Count(count)} {thing}{(count == 1 ? "" : "s")}";

    /// <summary>A size in the binary unit that keeps it short.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB"),
    };

    /// <summary>A figure with its unit (<see cref="RunFigure.Unit"/>).</summary>
    public static string Value(double value, string unit) => unit switch
    {
        "ns" => Time(value),
        "%" => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} %"),
        "streams" => Count((long)value) + " streams",
        "runs" => Many((long)value, "run"),
        _ => $"{Rate(value)} {unit}",
    };

    private static string Digits(double value, int digits)
    {
        if (value == 0)
            return "0";

        // 9.9996 has four digits only after rounding: 10.00.
        var magnitude = Magnitude(value);
        magnitude = Magnitude(Math.Round(value / Math.Pow(10, magnitude), digits - 1) * Math.Pow(10, magnitude));
        var decimals = Math.Clamp(digits - 1 - magnitude, 0, 9);
        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static int Magnitude(double value) => (int)Math.Floor(Math.Log10(Math.Abs(value)));
}
