using System.Runtime.InteropServices;
using NativeBench.Cuda;
using NativeBench.Inference.TensorRT.Interop;

namespace NativeBench.Tests.Native;

/// <summary>Where the shim is looked for, and that one which doesn't fit is refused.</summary>
public sealed class ShimLibraryTests
{
    [Test]
    public void File_that_the_user_names_is_the_only_candidate() =>
        Assert.That(ShimLibrary.Candidates("/my/shim.so", "/assembly", "/base"), Is.EqualTo(new[] { "/my/shim.so" }));

    [TestCase(null)]
    [TestCase("")]
    public void Candidates_go_from_the_assembly_over_the_program_to_the_system(string? unset)
    {
        var candidates = ShimLibrary.Candidates(unset, "/assembly", "/base");

        var native = $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native";
        Assert.That(candidates[0], Is.EqualTo($"/assembly/{native}/{ShimLibrary.FileName}"));
        Assert.That(candidates, Does.Contain($"/assembly/{ShimLibrary.FileName}"));
        Assert.That(candidates, Does.Contain($"/base/{native}/{ShimLibrary.FileName}"));
        Assert.That(candidates[^1], Is.EqualTo(ShimLibrary.FileName));
        Assert.That(candidates, Is.Unique);
    }

    [Test]
    public void Single_file_program_has_no_assembly_directory() =>
        Assert.That(ShimLibrary.Candidates(null, "", "/base")[0], Does.StartWith("/base/"));

    [Test]
    public void Missing_shim_is_told_with_every_path_and_what_helps()
    {
        var status = ShimLibrary.Open(["/one/libshim.so", "/two/libshim.so", "libdoes_not_exist.so"]).Status;

        Assert.That(status.Available, Is.False);
        Assert.That(status.Path, Is.Null);
        Assert.That(status.Version, Is.Null);
        Assert.That(status.Reason, Does.Contain("isn't there").And.Contain("CMake").And.Contain("NATIVEBENCH_SHIM"));
        Assert.That(status.Tried.Take(2), Is.EqualTo(new[]
        {
            new LibraryAttempt("/one/libshim.so", "There is no such file."),
            new LibraryAttempt("/two/libshim.so", "There is no such file."),
        }));
        Assert.That(status.Tried[2].Failure, Does.Contain("libdoes_not_exist.so"));
    }

    [Test]
    public void File_that_is_no_library_is_told_with_the_loaders_reason()
    {
        var file = typeof(ShimLibraryTests).Assembly.Location;

        var status = ShimLibrary.Open([file]).Status;

        Assert.That(status.Available, Is.False);
        Assert.That(status.Reason, Does.StartWith($"The native shim can't be loaded from '{file}': ").And.Contain("ELF header"));
    }

    [Test, Category("Native")]
    public void Other_abi_version_is_refused()
    {
        var file = NativeBuild.Fake("fake_shim_other_abi");

        // The second candidate would do, but a shim that is there and doesn't fit must not be passed over in silence.
        var status = ShimLibrary.Open([file, ShimLibrary.Default.Status.Path!]).Status;

        Assert.That(status.Available, Is.False);
        Assert.That(status.Path, Is.EqualTo(file));
        Assert.That(status.Version, Is.EqualTo("0.0.0-emulated"));
        Assert.That(status.Reason, Does.Contain("has ABI version 99.0, but this NativeBench needs 1.2 or a newer 1.x"));
        Assert.That(status.Tried, Is.EqualTo(new[] { new LibraryAttempt(file, status.Reason) }));
    }

    [Test, Category("Native")]
    public void Other_struct_size_is_refused()
    {
        var status = ShimLibrary.Open([NativeBuild.Fake("fake_shim_other_sizes")]).Status;

        Assert.That(status.Available, Is.False);
        Assert.That(status.Reason, Does.Contain("nb_probe_options of 8 bytes, but this NativeBench knows one of 24 bytes"));
    }

    [Test, Category("Native")]
    public void Some_other_library_is_refused()
    {
        var file = NativeBuild.Fake("fake_cuda");

        Assert.That(ShimLibrary.Open([file]).Status.Reason, Does.StartWith($"'{file}' is no NativeBench shim"));
    }
}
