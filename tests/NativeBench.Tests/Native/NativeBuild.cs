using System.Diagnostics;
using System.Text;

namespace NativeBench.Tests.Native;

/// <summary>The checkout's native build, as tests use it.</summary>
internal static class NativeBuild
{
    private static readonly Lazy<string> s_missingTools = new(FindMissingTools);
    private static readonly Lazy<(int ExitCode, string Output)> s_release = new(() => Run("release", runTests: false));

    /// <summary>The presets whose native tests are run.</summary>
    public static IReadOnlyList<string> Presets { get; } = ["release", "asan", "tsan"];

    /// <summary>The checkout's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What this machine lacks to build native code, as a sentence's part; empty if nothing.</summary>
    public static string MissingTools => s_missingTools.Value;

    /// <summary>Ends the test as not run, with the reason, where native code can't be built.</summary>
    public static void AssumeTools() => Assume.That(MissingTools, Is.Empty, $"Native code can't be built: {MissingTools}.");

    /// <summary>Builds a preset and maybe runs its tests.</summary>
    public static (int ExitCode, string Output) Run(string preset, bool runTests) =>
        Execute("cmake", $"-DPRESET={preset}", $"-DRUN_TESTS={(runTests ? "ON" : "OFF")}", "-P", "cmake/BuildPreset.cmake");

    /// <summary>The path of an emulated library of the release preset, which is built first if need be.</summary>
    public static string Fake(string name)
    {
        AssumeTools();
        Assert.That(s_release.Value.ExitCode, Is.Zero, s_release.Value.Output);
        return Path.Combine(Root, "artifacts", "native", "release", "fakes", $"lib{name}.so");
    }

    /// <summary>
    /// The path of an emulated library (<c>nb_emulated_cuda</c>, <c>nb_emulated_engine</c>) of the release preset, which is built
    /// first if need be; see native/emulation.
    /// </summary>
    public static string Emulation(string name)
    {
        AssumeTools();
        Assert.That(s_release.Value.ExitCode, Is.Zero, s_release.Value.Output);
        return Path.Combine(Root, "artifacts", "native", "release", "emulation", $"lib{name}.so");
    }

    /// <summary>Runs a program in the root; its output and its errors come back in one text.</summary>
    public static (int ExitCode, string Output) Execute(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = new StringBuilder();
        void Append(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            lock (output)
                output.AppendLine(line.Data);
        }
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return (process.ExitCode, output.ToString());
    }

    private static string FindMissingTools()
    {
        if (!OperatingSystem.IsLinux())
            return "the native code is built on Linux only so far";
        var (_, output) = Execute("sh", "cmake/missing-tools.sh");
        return string.Join(", ", output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NativeBench.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"'{AppContext.BaseDirectory}' isn't inside the checkout.");
        return folder.FullName;
    }
}
