using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using NativeBench.Submission;
using NativeBench.Submission.Checking;
using NativeBench.Submission.Files;
using NativeBench.Submission.Rounds;

namespace NativeBench.Tests.Submission;

/// <summary>What may lie in a tree besides files and folders: each is a finding that names its path, nothing hangs or throws.</summary>
public sealed class HostileTreeTests
{
    private static readonly string s_detail = SampleTree.In("SingleStream", "performance/run_1/mlperf_log_detail.txt");
    private static readonly string s_accuracyLog = SampleTree.In("SingleStream", "accuracy/mlperf_log_accuracy.json");
    private static readonly string s_test01 = SampleTree.In("SingleStream", "TEST01/performance/run_1/mlperf_log_summary.txt");

    [Test]
    public void Named_pipes_are_never_opened([Values(0, 1, 2, 3)] int which)
    {
        RequireUnix();
        string path = new[] { s_detail, s_accuracyLog, SampleTree.In("Offline", "user.conf"), SampleTree.Submitter + "/systems/box.json" }[which];
        using var tree = new SampleTree();
        tree.Delete(path);
        using (var process = Process.Start("mkfifo", [At(tree, path)])!)
        {
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero);
        }

        var report = Check(tree);
        Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Severity == FindingSeverity.OfficialCheckerRejects));
        if (OperatingSystem.IsLinux())
            Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Found == "a named pipe"));
    }

    [Test]
    public void Sockets_and_devices_are_no_files()
    {
        RequireUnix();
        using var tree = new SampleTree();
        using var folder = new TemporaryFolder();

        // A socket's path has to be short.
        string path = folder.Combine("s");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        tree.Delete(s_detail);
        File.Move(path, At(tree, s_detail));
        tree.Delete(s_accuracyLog);
        File.CreateSymbolicLink(At(tree, s_accuracyLog), "/dev/zero");
        var report = Check(tree);
        foreach (string at in new[] { s_detail, s_accuracyLog })
            Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == at && f.Severity == FindingSeverity.OfficialCheckerRejects), at);
    }

    [Test]
    public void Links_to_nothing_in_circles_and_back_are_told()
    {
        RequireUnix();
        using var tree = new SampleTree();
        string circle = SampleTree.In("Offline", "measurements.json");
        foreach (string path in new[] { s_detail, circle, s_test01 })
            tree.Delete(path);
        File.CreateSymbolicLink(At(tree, s_detail), "nowhere.txt");
        File.CreateSymbolicLink(At(tree, circle), "measurements.json");
        File.CreateSymbolicLink(At(tree, s_test01), "nowhere.txt");
        string back = SampleTree.Submitter + "/src/resnet50/back";
        Directory.CreateSymbolicLink(At(tree, back), At(tree, "closed"));
        string scenario = SampleTree.Benchmark + "/Again";
        Directory.CreateSymbolicLink(At(tree, scenario), At(tree, SampleTree.Benchmark));
        var report = Check(tree);
        foreach (string path in new[] { s_detail, circle, s_test01, scenario })
            Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Severity == FindingSeverity.OfficialCheckerRejects), path);
        foreach (string path in new[] { s_detail, circle, s_test01, back, scenario })
            Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Message == "The upload refuses links."), path);
    }

    [Test]
    public void A_folder_where_a_file_belongs_and_the_other_way_round()
    {
        using var tree = new SampleTree();
        string[] files = [s_detail, SampleTree.In("SingleStream", "accuracy/accuracy.txt"), SampleTree.In("Offline", "README.md"), SampleTree.In("MultiStream", "TEST04/verify_performance.txt")];
        foreach (string path in files)
        {
            tree.Delete(path);
            tree.Write(path + "/inside.txt", "x");
        }

        string[] folders = [SampleTree.In("Offline", "performance/run_1"), SampleTree.In("MultiStream", "TEST01"), SampleTree.In("MultiStream", "TEST04/performance/run_1")];
        foreach (string path in folders)
        {
            tree.Delete(path);
            tree.Write(path, "x");
        }

        var report = Check(tree);
        foreach (string path in files.Append(folders[0] + "/mlperf_log_detail.txt").Append(folders[1]).Append(folders[2] + "/mlperf_log_detail.txt"))
            Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Severity == FindingSeverity.OfficialCheckerRejects), path);
    }

    [Test]
    public void What_may_not_be_read_is_told()
    {
        string folder = SampleTree.In("Offline", "accuracy");
        string src = SampleTree.Submitter + "/src/resnet50/secret";
        var tree = new MemoryFiles(SampleTree.Made);
        tree.Put(s_detail, EntryKind.File, isDenied: true);
        tree.Put(SampleTree.Submitter + "/systems/box.json", EntryKind.Unreachable);
        tree.Put(folder, EntryKind.Folder, isDenied: true);
        tree.Put(src, EntryKind.Folder, isDenied: true);
        tree.Put(SampleTree.Submitter + "/results/other", EntryKind.Folder, isDenied: true);
        var report = SubmissionChecker.Check(MemoryFiles.Root, Rules, tree);
        foreach (string path in new[] { s_detail, SampleTree.Submitter + "/systems/box.json", SampleTree.Submitter + "/results/other" })
            Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Severity == FindingSeverity.OfficialCheckerRejects), path);
        foreach (string path in new[] { folder, src })
            Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Message.StartsWith("The folder can't be listed: Access to the path", StringComparison.Ordinal)), path);
    }

    /// <summary>On the disk; the superuser may read everything, so that there's nothing to see then.</summary>
    [Test]
    [UnsupportedOSPlatform("windows")]
    public void What_may_not_be_read_on_the_disk_is_told()
    {
        RequireUnix();
        if (Environment.IsPrivilegedProcess)
            Assert.Ignore("The superuser may read everything.");
        using var tree = new SampleTree();
        string folder = SampleTree.In("Offline", "performance");
        try
        {
            File.SetUnixFileMode(At(tree, s_detail), UnixFileMode.None);
            File.SetUnixFileMode(At(tree, folder), UnixFileMode.None);
            var report = Check(tree);
            foreach (string path in new[] { s_detail, folder })
                Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == path), path);
        }
        finally
        {
            File.SetUnixFileMode(At(tree, folder), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Test]
    public void Names_that_are_no_UTF_8_are_told()
    {
        RequireUnix();
        using var tree = new SampleTree();

        // No name of .NET's can be one; printf's can.
        string script = $"cd '{At(tree, SampleTree.Benchmark)}' && mkdir \"$(printf 'x\\377')\" && touch \"../../../src/$(printf 'y\\377')\"";
        using (var process = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardError = true })!)
        {
            process.WaitForExit();
            if (process.ExitCode != 0)
                Assert.Ignore("This file system takes no such names.");
        }

        try
        {
            var report = Check(tree);
            Assert.That(report.Findings, Has.Some.Matches<Finding>(static f => f.Path == SampleTree.Benchmark + "/x\uFFFD" && f.Severity == FindingSeverity.OfficialCheckerRejects));
            Assert.That(report.Findings, Has.Some.Matches<Finding>(static f => f.Path == SampleTree.Submitter + "/src/y\uFFFD" && f.Severity == FindingSeverity.RulesSaySo));
        }
        finally
        {
            Remove(At(tree, "closed"));
        }
    }

    [Test]
    public void A_tree_that_is_deeper_than_paths_may_be_long()
    {
        RequireUnix();
        using var tree = new SampleTree();
        string script = $"cd '{At(tree, SampleTree.Submitter)}/src' && for i in $(seq 400); do mkdir aaaaaaaaaaaaaaaaaaaa && cd -P aaaaaaaaaaaaaaaaaaaa || exit 1; done";
        using (var process = Process.Start("sh", ["-c", script])!)
        {
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero);
        }

        try
        {
            Assert.That(Check(tree).Findings, Has.Some.Matches<Finding>(static f => f.Path.Length > 3000 && f.Severity == FindingSeverity.RulesSaySo));
        }
        finally
        {
            Remove(At(tree, SampleTree.Submitter) + "/src");
        }
    }

    /// <summary>Files of 3 GB, without a byte on the disk; none is read to its end.</summary>
    [Test]
    public void Files_that_are_larger_than_any_array()
    {
        RequireUnix();
        using var tree = new SampleTree();
        string[] paths = [s_detail, s_accuracyLog, SampleTree.In("SingleStream", "accuracy/accuracy.txt"), SampleTree.Submitter + "/systems/box.json", SampleTree.In("Offline", "TEST01/verify_accuracy.txt")];
        foreach (string path in paths)
        {
            using var file = File.Create(At(tree, path));
            file.SetLength(3L << 30);
        }

        var report = Check(tree);
        foreach (string path in paths)
        {
            Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Severity == FindingSeverity.OfficialCheckerRejects), path);
            Assert.That(report.Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Message == "The upload refuses files of that size."), path);
        }
    }

    [Test]
    public void Nothing_that_moves_a_terminals_cursor_gets_into_a_finding()
    {
        RequireUnix();
        using var tree = new SampleTree();
        tree.Write(SampleTree.Submitter + "/src/a \u001b[2J\n.txt", "x");
        tree.Set(s_detail, "result_validity", "\"\\u001b[2J\"");
        var report = Check(tree);
        Assert.That(report.Findings, Has.Length.EqualTo(2));
        Assert.That(report.Findings.Any(static f => (f.Path + f.Found + f.Message).Any(char.IsControl)), Is.False);
    }

    [Test]
    public void Hidden_files_and_folders_are_refused_at_the_upload()
    {
        using var tree = new SampleTree();
        tree.Write(SampleTree.Submitter + "/src/resnet50/.cache/x.txt", "x");
        tree.Write(SampleTree.Submitter + "/src/resnet50/.hidden", "x");
        tree.Write(".git/config", "x");
        Assert.That(Check(tree).Findings.Select(static f => f.Path), Is.EquivalentTo(new[] { SampleTree.Submitter + "/src/resnet50/.cache", SampleTree.Submitter + "/src/resnet50/.hidden" }));
    }

    [Test]
    public void A_part_that_breaks_off_is_a_finding_and_the_rest_is_checked()
    {
        var report = SubmissionChecker.Check(MemoryFiles.Root, Rules, new FailingFiles(new MemoryFiles(SampleTree.Made), s_detail));
        Assert.That(report.Findings.Single(static f => f.Severity == FindingSeverity.OfficialCheckerRejects), Has.Property(nameof(Finding.Path)).EqualTo(SampleTree.In("SingleStream", "").TrimEnd('/'))
            .And.Property(nameof(Finding.Found)).Contains("InvalidTimeZoneException"));
        Assert.That(report.Results, Has.Length.EqualTo(2));
    }

    [TestCase("a\nb\r\nc\rd", "a|b|c|d")]
    [TestCase("a\n\nb\n", "a||b")]
    [TestCase("", "")]
    [TestCase("\uFEFFa", "\uFEFFa")]
    public void Lines_end_as_in_Python(string text, string lines) =>
        Assert.That(string.Join('|', TextLines.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))), Is.EqualTo(lines));

    /// <summary>Ends and characters that lie across the blocks in which a file is read.</summary>
    [Test]
    public void Lines_across_blocks_are_whole([Values(32766, 32767, 32768, 65535)] int length)
    {
        string first = new('ä', length);
        Assert.That(TextLines.Read(new MemoryStream(Encoding.UTF8.GetBytes(first + "\r\nsecond\rthird"))), Is.EqualTo(new[] { first, "second", "third" }));
    }

    [Test]
    public void What_is_no_text_is_told()
    {
        Assert.That(() => TextLines.Read(new MemoryStream([65, 0xFF, 10])).ToArray(), Throws.TypeOf<UnreadableFileException>().With.Message.Contains("no UTF-8"));
        Assert.That(() => TextLines.Read(new MemoryStream([65, 0xC3])).ToArray(), Throws.TypeOf<UnreadableFileException>().With.Message.Contains("no UTF-8"), "cut off");
        Assert.That(() => TextLines.Read(new MemoryStream(new byte[200]), maxLineLength: 100).ToArray(), Throws.TypeOf<UnreadableFileException>().With.Message.Contains("line 1 has more than 100"));
    }

    [TestCase(0)]
    [TestCase(100)]
    [TestCase(8192)]
    [TestCase(70_000)]
    [TestCase(131_073)]
    public void Both_ends_and_the_hash_of_a_stream_are_read_in_pieces(int length)
    {
        byte[] all = new byte[length];
        new Random(length).NextBytes(all);
        var ends = AccuracyLogCheck.Ends.Read(new TricklingStream(all), 4096, 4096);
        Assert.That(ends.Hash, Is.EqualTo(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(all))));
        Assert.That(ends.Head.ToArray(), Is.EqualTo(all[..Math.Min(4096, length)]));
        Assert.That(ends.Tail.ToArray(), Is.EqualTo(all[^Math.Min(4096, length)..]));
    }

    /// <summary>Reads 3 GB of zeros; the hash is the one of the whole.</summary>
    [Explicit("some seconds")]
    [Test]
    public void A_full_log_beyond_2_GB_is_hashed()
    {
        using var tree = new SampleTree();
        using var full = new TemporaryFolder();
        string path = full.Combine(s_accuracyLog.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = File.Create(path))
            file.SetLength(3L << 30);
        string end = new('\0', 4096);
        tree.Write(s_accuracyLog, end + "\n\n...\n\n" + end);
        tree.Write(SampleTree.In("SingleStream", "accuracy/accuracy.txt"), "accuracy=76.5%\nhash=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n");
        var findings = SubmissionChecker.Check(tree.Root, Rules, full.Path).Findings.Where(static f => f.Path == s_accuracyLog).ToArray();
        using var stream = File.OpenRead(path);
        Assert.That(findings.Single().Wanted, Is.EqualTo(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream))));
    }

    private static RoundRules Rules => RoundRules.Find("v6.1")!;

    private static string At(SampleTree tree, string path) => Path.Combine(tree.Root, path);

    private static CheckReport Check(SampleTree tree) => SubmissionChecker.Check(tree.Root, Rules);

    /// <summary>Removes what .NET has no names for.</summary>
    private static void Remove(string folder)
    {
        using var process = Process.Start("rm", ["-rf", folder])!;
        process.WaitForExit();
    }

    private static void RequireUnix()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            Assert.Ignore("There is no such thing on Windows.");
    }

    /// <summary>Fails in a way that nobody thought of at one path.</summary>
    private sealed class FailingFiles(ITreeFiles inner, string at) : ITreeFiles
    {
        public TreeEntry Look(string path) => inner.Look(path);

        public IReadOnlyList<TreeChild> Entries(string folder) => inner.Entries(folder);

        public Stream Open(string path) => path.EndsWith(at, StringComparison.Ordinal) ? throw new InvalidTimeZoneException("not now") : inner.Open(path);
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        private int _number;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1 + (_number++ * 997 % 9000)));
    }
}
