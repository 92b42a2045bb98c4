using System.Buffers.Text;

namespace NativeBench.Cli.Machine;

/// <summary>The processors' time since the machine started, in the kernel's ticks: the first line of /proc/stat (proc(5)).</summary>
/// <param name="Busy">Spent on anything.</param>
/// <param name="Idle">Spent on nothing, waiting for disks included.</param>
/// <param name="Steal">In which the hypervisor ran something else.</param>
internal readonly record struct ProcessorTimes(long Busy, long Idle, long Steal)
{
    public long All => Busy + Idle + Steal;

    /// <summary>Reads the line; null if it isn't one.</summary>
    public static ProcessorTimes? Parse(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("cpu "u8))
            return null;
        Span<long> values = stackalloc long[8];
        text = text["cpu "u8.Length..];
        for (var i = 0; i < values.Length; i++)
        {
            text = text.TrimStart((byte)' ');
            if (!Utf8Parser.TryParse(text, out values[i], out var length))
                return null;
            text = text[length..];
        }

        // user, nice, system, idle, iowait, irq, softirq, steal. Guests' time is in user already.
        return new ProcessorTimes(values[0] + values[1] + values[2] + values[5] + values[6], values[3] + values[4], values[7]);
    }
}
