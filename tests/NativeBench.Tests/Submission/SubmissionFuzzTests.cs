using System.Text;
using NativeBench.Submission;
using NativeBench.Submission.Files;
using NativeBench.Submission.Rounds;

namespace NativeBench.Tests.Submission;

/// <summary>
/// A tree that passes, with whatever may befall its files: nothing is thrown, no part of the check breaks off, and what is essential is
/// missed when it's gone. The same seed, the same trees.
/// </summary>
public sealed class SubmissionFuzzTests
{
    private static readonly RoundRules s_rules = RoundRules.Find("v6.1")!;
    private static readonly MemoryFiles s_made = new(SampleTree.Made);

    /// <summary>Nobody asks for these: they are there for reviewers.</summary>
    private static readonly string[] s_unasked = [.. s_made.Paths.Where(static p => p.EndsWith("/TEST01/accuracy/accuracy.txt", StringComparison.Ordinal))];

    /// <summary>Without these the official checker goes on; the rules, or a reviewer, ask for them.</summary>
    private static readonly string[] s_accepted =
    [
        .. s_made.Paths.Where(static p => p.EndsWith("/performance/run_1/mlperf_log_summary.txt", StringComparison.Ordinal) && !p.Contains("/TEST", StringComparison.Ordinal)),
        .. s_made.Paths.Where(static p => p.EndsWith("/accuracy/mlperf_log_summary.txt", StringComparison.Ordinal)),
        .. s_made.Paths.Where(static p => p.EndsWith("/TEST01/accuracy/mlperf_log_accuracy.json", StringComparison.Ordinal)),
        .. s_made.Paths.Where(static p => p.Contains("/documentation/", StringComparison.Ordinal)),
    ];

    [Test]
    public void The_tree_in_memory_passes_too() => Assert.That(Check(s_made).Findings, Is.Empty);

    [Test]
    public void Three_hundred_damaged_trees() => Run(0, 300);

    [Explicit("minutes; the number of trees is NATIVEBENCH_FUZZ_TREES, the first of them NATIVEBENCH_FUZZ_SEED")]
    [Test]
    public void Many_damaged_trees() => Run(Number("NATIVEBENCH_FUZZ_SEED", 1000), Number("NATIVEBENCH_FUZZ_TREES", 20_000));

    [Test]
    public void Every_essential_file_is_missed()
    {
        Assert.That(s_accepted, Has.Length.EqualTo(10));
        using (Assert.EnterMultipleScope())
        {
            foreach (string path in s_made.Paths.Except(s_unasked))
            {
                var tree = s_made.Copy();
                tree.Remove(path);
                var report = Check(tree);
                Assert.That(report.Findings, Is.Not.Empty, path);
                Assert.That(report.OfficialCheckerAccepts, Is.EqualTo(s_accepted.Contains(path)), path);
            }
        }
    }

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out int number) ? number : otherwise;

    private static void Run(int first, int count)
    {
        for (int seed = first; seed < first + count; seed++)
        {
            var random = new Random(seed);
            var tree = s_made.Copy();
            var done = new List<string>();
            for (int i = random.Next(1, 4); i > 0; i--)
                done.Add(Damage(tree, random));
            CheckReport? report = null;
            Assert.DoesNotThrow(() => report = Check(tree), $"seed {seed}: {string.Join(", ", done)}");
            Assert.That(report!.Findings.Where(static f => f.Message.Contains("broke off", StringComparison.Ordinal)), Is.Empty, $"seed {seed}: {string.Join(", ", done)}");
            Assert.That(report.Findings.Select(static f => f.Message), Has.All.EndsWith("."), $"seed {seed}: {string.Join(", ", done)}");

            // A file that is gone is told, or a folder above it. What TEST01 logged is only asked for if it passed, and any file makes code.
            foreach (string gone in s_made.Paths.Where(p => !p.Contains("/TEST01/accuracy/", StringComparison.Ordinal) && !p.Contains("/src/", StringComparison.Ordinal) && tree.Look(MemoryFiles.Root + "/" + p).Kind == EntryKind.Missing))
                Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == gone || gone.StartsWith(f.Path + "/", StringComparison.Ordinal)), $"seed {seed}: {string.Join(", ", done)}");
        }
    }

    /// <summary>Does something to a file and says what.</summary>
    private static string Damage(MemoryFiles tree, Random random)
    {
        string[] paths = tree.Paths;
        string path = paths[random.Next(paths.Length)];
        string other = paths[random.Next(paths.Length)];
        if (!tree.Look(MemoryFiles.Root + "/" + path).IsFile || !tree.Look(MemoryFiles.Root + "/" + other).IsFile)
            return $"nothing to {path}";
        byte[] bytes = tree[path];
        int kind = random.Next(14);
        switch (kind)
        {
            case 0:
                tree.Remove(path);
                break;
            case 1:
                tree.Remove(path);
                tree[path + random.Next(10)] = bytes;
                break;
            case 2:
                tree[path] = bytes[..random.Next(bytes.Length + 1)];
                break;
            case 3:
                tree[path] = [.. bytes];
                for (int i = random.Next(1, 20); i > 0 && bytes.Length > 0; i--)
                    tree[path][random.Next(bytes.Length)] = (byte)random.Next(256);
                break;
            case 4:
                byte[] more = new byte[random.Next(1, 3000)];
                random.NextBytes(more);
                tree[path] = [.. bytes, .. more];
                break;
            case 5:
                tree.Swap(path, other);
                break;
            case 6:
                tree[path] = [];
                break;
            case 7:
                tree[path] = [0xEF, 0xBB, 0xBF, .. bytes];
                break;
            case 8:
                tree.Put(path, EntryKind.Special);
                break;
            case 9:
                tree.Put(path, EntryKind.Unreachable, isLink: true);
                break;
            case 10:
                tree.Remove(path);
                tree[path + "/inside.txt"] = bytes;
                break;
            case 11:
                tree.Put(path, EntryKind.File, isDenied: true);
                break;
            case 12:
                tree[path] = Lines(bytes, random, static (line, random) => random.Next(3) switch { 0 => "", 1 => line + line, _ => line.Replace(':', ',') });
                break;
            default:
                tree[path] = Lines(bytes, random, static (line, random) => SampleValue(line, random));
                break;
        }

        return $"{kind} to {path}";
    }

    /// <summary>Other JSON where a record's value was.</summary>
    private static string SampleValue(string line, Random random) => !line.StartsWith(":::MLLOG", StringComparison.Ordinal) ? line
        : SampleTree.Changed(line, new[] { "null", "true", "[]", "{}", "-1", "0", "1e999", "\"600000\"", "\"\\ud800\"", "\"\"", "18446744073709551616" }[random.Next(11)]);

    private static byte[] Lines(byte[] bytes, Random random, Func<string, Random, string> change)
    {
        string[] lines = Encoding.UTF8.GetString(bytes).Split('\n');
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(lines.Length);
            lines[at] = change(lines[at], random);
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static CheckReport Check(MemoryFiles tree) => SubmissionChecker.Check(MemoryFiles.Root, s_rules, tree);
}
