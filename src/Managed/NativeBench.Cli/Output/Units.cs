using System.Globalization;
using NativeBench.Results;

namespace NativeBench.Cli.Output;

/// <summary>Numbers as people read them, the same on every machine's culture.</summary>
internal static class Units
{
    /// <summary>A time in the unit that keeps it between 1 and 1000, four digits: <c>48.21 µs</c>, <c>1.204 ms</c>.</summary>
    public static string Time(double nanoseconds) => Format.Time(nanoseconds);

    /// <summary>A rate with four digits and thousands separators: <c>12,340</c>, <c>0.8312</c>.</summary>
    public static string Rate(double perSecond) => Format.Rate(perSecond);

    /// <summary>A count with thousands separators.</summary>
    public static string Count(long count) => Format.Count(count);

    /// <summary>A duration in seconds with one decimal, or minutes when it's long.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };

    /// <summary>A size in the binary unit that keeps it short.</summary>
    public static string Bytes(long bytes) => Format.Bytes(bytes);

    /// <summary>The shortest text that a setting's value can be given by.</summary>
    public static string Plain(double value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>Rounds down to a number of significant digits, for values that a user is asked to type.</summary>
    public static double FloorTo(double value, int digits)
    {
        if (value <= 0 || !double.IsFinite(value))
            return 0;
        var scale = Math.Pow(10, digits - 1 - Math.Floor(Math.Log10(value)));
        return Math.Floor(value * scale) / scale;
    }

    /// <summary>Rounds up to a number of significant digits.</summary>
    public static double CeilingTo(double value, int digits)
    {
        if (value <= 0 || !double.IsFinite(value))
            return 0;
        var scale = Math.Pow(10, digits - 1 - Math.Floor(Math.Log10(value)));
        return Math.Ceiling(value * scale) / scale;
    }

    /// <summary>Formats with the invariant culture.</summary>
    public static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
