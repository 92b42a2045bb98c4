namespace NativeBench.Report.Plots;

/// <summary>The unit of a latency axis.</summary>
internal readonly record struct TimeUnit(string Name, double Ns)
{
    /// <summary>The unit that keeps a typical value readable.</summary>
    public static TimeUnit For(double ns) => ns switch
    {
        < 1e3 => new("ns", 1),
        < 1e6 => new("µs", 1e3),
        < 1e9 => new("ms", 1e6),
        _ => new("s", 1e9),
    };
}
