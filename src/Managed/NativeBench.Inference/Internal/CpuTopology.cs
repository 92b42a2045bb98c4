using System.Globalization;

namespace NativeBench.Inference.Internal;

/// <summary>The processors that this process may use, by NUMA node; of each node first one of every core, then the siblings.</summary>
/// <param name="Nodes">Processor numbers as the system counts them; at least one node with one processor.</param>
internal sealed record CpuTopology(int[][] Nodes)
{
    /// <summary>Reads this machine's. Where the system doesn't tell about nodes, all is one.</summary>
    /// <param name="allowed">The processors that may be used.</param>
    /// <param name="root">Linux's folder of devices.</param>
    public static CpuTopology Read(IReadOnlyCollection<int> allowed, string root = "/sys/devices/system")
    {
        var nodes = new List<int[]>();
        var folder = Path.Combine(root, "node");
        if (Directory.Exists(folder))
        {
            var named = Directory.GetDirectories(folder, "node*")
                .Select(static path => (Path: path, Number: Path.GetFileName(path)["node".Length..]))
                .Where(static n => int.TryParse(n.Number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .OrderBy(static n => int.Parse(n.Number, CultureInfo.InvariantCulture));
            foreach (var (path, _) in named)
                if (CoresFirst(ReadList(Path.Combine(path, "cpulist")).Intersect(allowed), root) is { Length: > 0 } cpus)
                    nodes.Add(cpus);
        }
        var known = nodes.SelectMany(static n => n).ToHashSet();
        if (CoresFirst(allowed.Where(cpu => !known.Contains(cpu)), root) is { Length: > 0 } rest)
            nodes.Add(rest);
        return new CpuTopology([.. nodes]);
    }

    /// <summary>The processors of each instance.</summary>
    /// <param name="pinning">Cores or nodes.</param>
    /// <param name="instances">How many instances.</param>
    /// <param name="threads">Threads of each.</param>
    public int[][] Assign(CpuPinning pinning, int instances, int threads)
    {
        if (pinning == CpuPinning.Nodes)
            return [.. Enumerable.Range(0, instances).Select(i => Nodes[i % Nodes.Length])];
        var free = Nodes.Select(static n => new Queue<int>(n)).ToArray();
        var result = new int[instances][];
        for (var i = 0; i < instances; i++)
        {
            result[i] = new int[Math.Min(threads, Nodes.Sum(static n => n.Length))];
            var taken = 0;
            while (taken < result[i].Length)
            {
                var roomiest = free.MaxBy(static f => f.Count)!;
                if (roomiest.Count == 0)
                {
                    // More threads than processors: they share, from the beginning again.
                    for (var n = 0; n < Nodes.Length; n++)
                        free[n] = new Queue<int>(Nodes[n].Except(result[i].Take(taken)));
                    continue;
                }
                while (taken < result[i].Length && roomiest.TryDequeue(out var cpu))
                    result[i][taken++] = cpu;
            }
        }
        return result;
    }

    private static int[] CoresFirst(IEnumerable<int> cpus, string root)
    {
        var byCore = cpus.Order().GroupBy(cpu =>
            ReadList(Path.Combine(root, "cpu", string.Create(CultureInfo.InvariantCulture, $"cpu{cpu}"), "topology", "thread_siblings_list"))
                .DefaultIfEmpty(cpu).Min()).Select(static g => g.ToArray()).ToArray();
        var most = byCore.Select(static c => c.Length).DefaultIfEmpty().Max();
        return [.. Enumerable.Range(0, most).SelectMany(turn => byCore.Where(c => turn < c.Length).Select(c => c[turn]))];
    }

    /// <summary>Numbers such as <c>0-3,8</c>; none if there's no such file.</summary>
    private static List<int> ReadList(string path)
    {
        var numbers = new List<int>();
        if (!File.Exists(path))
            return numbers;
        foreach (var part in File.ReadAllText(path).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            {
                for (var n = first; n <= last; n++)
                    numbers.Add(n);
            }
        }
        return numbers;
    }
}
