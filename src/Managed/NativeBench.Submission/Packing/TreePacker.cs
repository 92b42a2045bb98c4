using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NativeBench.Submission.Packing;

/// <summary>
/// Builds a submission tree: files where the round wants them, accuracy logs cut and hashed. It packs what it's given; whether that
/// may be submitted is its caller's to know, and <see cref="SubmissionChecker"/>'s to judge.
/// </summary>
public static class TreePacker
{
    /// <summary>The file that says at a tree's root that it is a rehearsal.</summary>
    public const string RehearsalFile = "REHEARSAL.md";

    private const string AccuracyLog = "mlperf_log_accuracy.json";
    private static readonly string[] s_runLogs = ["mlperf_log_detail.txt", "mlperf_log_summary.txt"];
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Builds a tree.</summary>
    /// <param name="root">The folder that gets closed/ or open/; made if it isn't there.</param>
    /// <param name="request">What to build it from.</param>
    /// <exception cref="ArgumentException">A name can't be one of a path, or the system's description lacks something.</exception>
    /// <exception cref="IOException">A log is missing, or the tree can't be written.</exception>
    public static void Pack(string root, PackRequest request)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(request);
        foreach (string name in request.Systems.SelectMany(static s => s.Results.Select(static r => r.Benchmark).Prepend(s.Name)).Prepend(request.Submitter))
        {
            if (!IsName(name))
                throw new ArgumentException($"'{name}' can't be a folder of a tree: letters, digits, '.', '-' and '_' can.", nameof(request));
        }

        foreach (var system in request.Systems)
        {
            if (system.Description.Missing.Concat(system.Description.Faults()).FirstOrDefault() is { } fault)
                throw new ArgumentException($"The description of {system.Name} isn't complete: {fault}", nameof(request));
        }

        var layout = new TreeLayout(request.Round, request.Division, request.Submitter);
        var tree = new Output(root);
        foreach (var system in request.Systems)
            tree.Write(layout.System(system.Name), system.Description.Write);
        tree.Text(layout.Calibration, request.Calibration);
        if (!request.ModelMapping.IsEmpty)
            tree.Write(layout.ModelMapping, stream => Json(stream, request.ModelMapping));
        foreach (var (benchmark, code) in request.Code)
            Code(tree, layout.Code(benchmark), code);
        foreach (var system in request.Systems)
        {
            foreach (var result in system.Results)
                Result(tree, layout, request, system.Name, result);
        }

        if (!request.Rehearsal.IsEmpty)
            tree.Text(RehearsalFile, RehearsalText(request.Rehearsal));
    }

    /// <summary>Whether a name can be a folder of a tree: the upload refuses blanks, some file systems more.</summary>
    public static bool IsName(string name) =>
        !string.IsNullOrEmpty(name) && name is not ("." or "..") && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static void Code(Output tree, string folder, PackedCode code)
    {
        foreach (var (path, text) in code.Files)
            tree.Text($"{folder}/{path}", text);
        if (code.Folder is not { } source)
            return;
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            tree.Copy(file, $"{folder}/{Path.GetRelativePath(source, file).Replace('\\', '/')}");
    }

    private static void Result(Output tree, TreeLayout layout, PackRequest request, string system, PackedResult result)
    {
        string folder = layout.Result(system, result.Benchmark, result.Scenario);
        foreach (string log in s_runLogs)
        {
            tree.Copy(Path.Combine(result.Performance, log), $"{folder}/performance/run_1/{log}");
            tree.Copy(Path.Combine(result.Accuracy, log), $"{folder}/accuracy/{log}");
        }

        CutLog(tree, request, Path.Combine(result.Accuracy, AccuracyLog), $"{folder}/accuracy", result.AccuracyLines);
        string measurements = layout.Measurements(system, result.Benchmark, result.Scenario);
        tree.Text(measurements + "/user.conf", result.UserConf);
        tree.Text(measurements + "/README.md", result.Readme);
        if (layout.WantsMlperfConf)
            tree.Text(measurements + "/mlperf.conf", result.MlperfConf ?? throw new ArgumentException($"Round {request.Round} asks for mlperf.conf, and {result.Scenario} has none.", nameof(request)));
        tree.Write(layout.MeasurementsFile(system, result.Benchmark, result.Scenario), stream => Json(stream, result.Measurements));
        foreach (string test in result.Compliance)
            Test(tree, request, test, $"{layout.Compliance(system, result.Benchmark, result.Scenario)}/{Path.GetFileName(test)}");
    }

    /// <summary>A test's folder as it was verified, with its accuracy log cut like the others.</summary>
    private static void Test(Output tree, PackRequest request, string source, string folder)
    {
        string accuracy = Path.Combine(source, "accuracy");
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(source, file).Replace('\\', '/');
            if (path is not ("accuracy/" + AccuracyLog or "accuracy/accuracy.txt"))
                tree.Copy(file, $"{folder}/{path}");
        }

        if (!File.Exists(Path.Combine(accuracy, AccuracyLog)))
            return;
        string text = Path.Combine(accuracy, "accuracy.txt");
        CutLog(tree, request, Path.Combine(accuracy, AccuracyLog), $"{folder}/accuracy", File.Exists(text) ? [.. File.ReadLines(text)] : []);
    }

    private static void CutLog(Output tree, PackRequest request, string log, string folder, ImmutableArray<string> lines)
    {
        string hash = AccuracyLogCut.Write(log, tree.Place($"{folder}/{AccuracyLog}"));
        tree.Text($"{folder}/accuracy.txt", string.Join('\n', [.. lines, "hash=" + hash]) + "\n");
        if (request.FullLogs is { } full)
            new Output(full).Copy(log, $"{folder}/{AccuracyLog}");
    }

    private static string RehearsalText(ImmutableArray<string> why) =>
        "# Rehearsal\n\nThis tree was made to try out how a submission is packed. It holds no result of any system and must not be submitted:\n\n"
        + string.Concat(why.Select(static w => $"- {w}\n"));

    private static void Json(Stream stream, ImmutableSortedDictionary<string, string> values)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach (var (key, value) in values)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>A tree that is being written; nothing in it is written twice.</summary>
    private sealed class Output(string root)
    {
        public string Place(string path)
        {
            string full = Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            return File.Exists(full) ? throw new IOException($"'{full}' is there already; a tree is never written over.") : full;
        }

        public void Text(string path, string text) => File.WriteAllText(Place(path), text, s_utf8);

        public void Copy(string source, string path) => File.Copy(source, Place(path));

        public void Write(string path, Action<Stream> write)
        {
            using var stream = new FileStream(Place(path), FileMode.CreateNew, FileAccess.Write);
            write(stream);
            stream.Write("\n"u8);
        }
    }
}
