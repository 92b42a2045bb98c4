namespace NativeBench.Tests.Native;

/// <summary>The shim's own tests, run through CTest as they are and under the sanitizers.</summary>
[Category("Native")]
public sealed class ShimNativeTests
{
    private static readonly string[] s_presets = ["release", "asan", "tsan"];

    private static IEnumerable<TestCaseData> Presets =>
        from preset in s_presets
        let test = new TestCaseData(preset)
        select NativeBuild.MissingTools is "" ? test : test.Ignore($"Native code can't be built: {NativeBuild.MissingTools}.");

    [TestCaseSource(nameof(Presets))]
    public void All_native_tests_pass(string preset)
    {
        var (exitCode, output) = NativeBuild.Run(preset, runTests: true);

        // cmake/Sanitizers.cmake says so when it can't build and run as little as an empty program.
        var unavailable = output.Split('\n').FirstOrDefault(line => line.Contains("Sanitizer unavailable", StringComparison.Ordinal));
        Assume.That(unavailable, Is.Null, $"This machine can't run the preset '{preset}'.");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("100% tests passed"));
    }
}
