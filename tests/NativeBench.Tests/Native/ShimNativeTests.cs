namespace NativeBench.Tests.Native;

/// <summary>The native code's own tests, run through CTest as they are and under the sanitizers; each is reported.</summary>
[Category("Native")]
public sealed class ShimNativeTests
{
    private static IEnumerable<TestCaseData> Presets =>
        from preset in NativeBuild.Presets
        select Ignorable(new TestCaseData(preset));

    private static IEnumerable<TestCaseData> Cases =>
        from preset in NativeBuild.Presets
        from name in NativeTestRun.Cases
        select Ignorable(new TestCaseData(preset, name));

    private static IEnumerable<TestCaseData> AdapterPrograms =>
        from preset in NativeBuild.Presets
        from major in new[] { 10, 11 }
        from program in new[] { "session_test", "session_fault_test", "build_test", "engine_test", "memory_test", "fault_test", "soak_test" }
        select Ignorable(new TestCaseData(preset, major, program));

    private static TestCaseData Ignorable(TestCaseData test) =>
        NativeBuild.MissingTools is "" ? test : test.Ignore($"Native code can't be built: {NativeBuild.MissingTools}.");

    [TestCaseSource(nameof(Presets))]
    public void All_native_tests_pass(string preset)
    {
        var run = NativeTestRun.Of(preset);

        // cmake/Sanitizers.cmake says so when it can't build and run as little as an empty program.
        Assume.That(run.Unavailable, Is.Null, $"This machine can't run the preset '{preset}'.");

        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Contain("100% tests passed"));
    }

    [TestCaseSource(nameof(Cases))]
    public void Native_case_passes(string preset, string name) => NativeTestRun.Of(preset).Report(name);

    /// <summary>TensorRT's adapters, through a fake library: where the headers are missing, CTest has one test that says so.</summary>
    [TestCaseSource(nameof(AdapterPrograms))]
    public void Adapter_passes(string preset, int major, string program)
    {
        var run = NativeTestRun.Of(preset);
        var prefix = $"tensorrt_{major}.{program}";
        var names = run.Names.Where(name => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal)).ToArray();

        Assert.That(names, Is.Not.Empty, run.Output);
        foreach (var name in names)
            run.Report(name);
    }
}
