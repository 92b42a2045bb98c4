using System.Runtime.InteropServices;
using NativeBench.Cuda;
using NativeBench.Tests.Native;

namespace NativeBench.Tests.Cuda;

/// <summary>Ranges for NVIDIA's profilers, taken by stand-ins that speak both of NVTX's ways.</summary>
[Category("Native")]
public sealed class NvtxTests
{
    [Test]
    public void A_profiler_s_library_is_attached_as_by_NVTX_s_own_headers()
    {
        var file = NativeBuild.Fake("fake_nvtx_profiler");
        var nvtx = Nvtx.Open(injection: file, library: "/nowhere/libnvToolsExt.so.1");
        Assert.That(nvtx.Status.Available, Is.True, nvtx.Status.Reason);
        var outer = nvtx.Start("Server µ");
        var inner = nvtx.Start("warm-up");
        nvtx.End(inner);
        nvtx.End(outer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(nvtx.Status.Path, Is.EqualTo(file));
            Assert.That(nvtx.Status.IsEmulated, Is.True);
            Assert.That(Taken(file), Is.EqualTo($"start Server µ {outer};start warm-up {inner};end {inner};end {outer};"));
        }
    }

    [Test]
    public void Without_a_profiler_s_library_it_is_libnvToolsExt()
    {
        var file = NativeBuild.Fake("fake_nvtx");
        var nvtx = Nvtx.Open(injection: NativeBuild.Fake("fake_nvtx_profiler_refuses"), library: file);
        var range = nvtx.Start("Offline");
        nvtx.End(range);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(nvtx.Status.Tried[0].Failure, Is.EqualTo("InitializeInjectionNvtx2 answered 0."));
            Assert.That(nvtx.Status.Path, Is.EqualTo(file));
            Assert.That(Taken(file), Is.EqualTo($"start Offline {range};end {range};"));
        }
    }

    [Test]
    public void Without_both_ranges_are_nothing_and_the_reason_is_told()
    {
        var nvtx = Nvtx.Open(injection: NativeBuild.Fake("fake_cuda"), library: "/nowhere/libnvToolsExt.so.1");
        Assert.That(nvtx.Start("x"), Is.Zero);
        nvtx.End(0);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(nvtx.Status.Available, Is.False);
            Assert.That(nvtx.Status.Reason, Does.Contain("NVTX_INJECTION64_PATH").And.Contain("libnvToolsExt"));
            Assert.That(nvtx.Status.Tried.Select(static t => t.Failure), Has.Some.EqualTo("It has no InitializeInjectionNvtx2."));
            Assert.That(nvtx.Status.Tried, Has.Count.EqualTo(2));
        }
    }

    private static unsafe string Taken(string file)
    {
        var text = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(NativeLibrary.Load(file), "nb_fake_nvtx_text");
        return Marshal.PtrToStringUTF8(text())!;
    }
}
