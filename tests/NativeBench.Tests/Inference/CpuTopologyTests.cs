using NativeBench.Inference;
using NativeBench.Inference.Internal;

namespace NativeBench.Tests.Inference;

public class CpuTopologyTests
{
    private static readonly CpuTopology s_twoNodes = new([[0, 1, 2, 3], [4, 5, 6, 7]]);

    [Test]
    public void Instances_get_cores_of_one_node_each()
        => Assert.That(s_twoNodes.Assign(CpuPinning.Cores, 4, 2), Is.EqualTo(new[] { new[] { 0, 1 }, [4, 5], [2, 3], [6, 7] }));

    [Test]
    public void An_instance_larger_than_a_node_gets_cores_of_both()
        => Assert.That(s_twoNodes.Assign(CpuPinning.Cores, 1, 6)[0], Is.EquivalentTo(new[] { 0, 1, 2, 3, 4, 5 }));

    [Test]
    public void More_threads_than_cores_share_them()
    {
        var cpus = s_twoNodes.Assign(CpuPinning.Cores, 5, 4);
        Assert.That(cpus, Has.All.Length.EqualTo(4));
        Assert.That(cpus, Has.All.Unique);
        Assert.That(s_twoNodes.Assign(CpuPinning.Cores, 1, 100)[0], Has.Length.EqualTo(8));
    }

    [Test]
    public void Nodes_are_shared_out_in_turn()
        => Assert.That(s_twoNodes.Assign(CpuPinning.Nodes, 3, 1), Is.EqualTo(new[] { new[] { 0, 1, 2, 3 }, [4, 5, 6, 7], [0, 1, 2, 3] }));

    [Test]
    public void A_machine_is_read_with_a_thread_of_every_core_first()
    {
        using var root = new TemporaryFolder();
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(root.Combine("node", "node0")).FullName, "cpulist"), "0-1,4-5\n");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(root.Combine("node", "node1")).FullName, "cpulist"), "2-3,6-7\n");
        for (var cpu = 0; cpu < 8; cpu++)
            File.WriteAllText(
                Path.Combine(Directory.CreateDirectory(root.Combine("cpu", $"cpu{cpu}", "topology")).FullName, "thread_siblings_list"),
                $"{cpu % 4},{(cpu % 4) + 4}\n");
        Assert.That(CpuTopology.Read([0, 1, 2, 3, 4, 5, 7], root.Path).Nodes, Is.EqualTo(new[] { new[] { 0, 1, 4, 5 }, [2, 3, 7] }));
        Assert.That(CpuTopology.Read([0, 2], root.Combine("nothing")).Nodes, Is.EqualTo(new[] { new[] { 0, 2 } }));
    }

    [Test]
    public void A_pinned_thread_stays_where_it_is_put()
    {
        if (!ThreadAffinity.IsSupported)
            Assert.Ignore("threads can't be pinned on this system");
        var before = ThreadAffinity.Current;
        int[] during = [];
        var thread = new Thread(() =>
        {
            ThreadAffinity.Pin(before.AsSpan(0, 1));
            during = ThreadAffinity.Current;
        });
        thread.Start();
        thread.Join();
        Assert.That(during, Is.EqualTo(before[..1]));
        Assert.That(ThreadAffinity.Current, Is.EqualTo(before));
    }
}
