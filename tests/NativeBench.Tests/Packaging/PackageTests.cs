using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace NativeBench.Tests.Packaging;

/// <summary>LoadGen as a package: what is in it, and that somebody else's program builds with it, natively too.</summary>
[TestFixture]
public sealed class PackageTests
{
    /// <summary>What a publish says where native code can't be made; anything else is our fault.</summary>
    private static readonly string[] s_noCompiler =
        ["Platform linker", "error NU1100", "error NU1101", "error NU1102", "error NU1301", "Cross-OS native compilation", "NETSDK1203"];

    private readonly TemporaryFolder _folder = new();
    private string _version = "";

    [OneTimeSetUp]
    public void Pack()
    {
        // A version of its own, so that no package cache has an older one of it.
        _version = $"0.0.0-test{DateTime.UtcNow.Ticks}";
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        string project = RepositoryRoot.Combine("src", "Managed", "NativeBench.LoadGen", "NativeBench.LoadGen.csproj");
        var (exitCode, output) = Tool.DotNet(
            RepositoryRoot.Path, "pack", project, "--no-build", "--configuration", configuration, "--output", _folder.Path, "-p:PackageVersion=" + _version);
        Assert.That(exitCode, Is.Zero, output);
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void The_package_holds_library_documentation_README_and_licence()
    {
        using var package = ZipFile.OpenRead(_folder.Combine($"NativeBench.LoadGen.{_version}.nupkg"));
        string[] files = [.. package.Entries.Select(e => e.FullName).Where(n => !n.StartsWith("package/", StringComparison.Ordinal) && !n.StartsWith("_rels/", StringComparison.Ordinal))];
        Assert.That(files, Is.EquivalentTo(new[]
        {
            "[Content_Types].xml", "NativeBench.LoadGen.nuspec", "README.md", "lib/net10.0/NativeBench.LoadGen.dll", "lib/net10.0/NativeBench.LoadGen.xml",
        }));

        using var stream = package.GetEntry("NativeBench.LoadGen.nuspec")!.Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(e => e.Name.LocalName == name).Value;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Value("license"), Is.EqualTo("Apache-2.0"));
            Assert.That(Value("readme"), Is.EqualTo("README.md"));
            Assert.That(Value("description"), Does.StartWith("MLPerf LoadGen in C#"));
            Assert.That(metadata.Descendants().Where(e => e.Name.LocalName == "dependency"), Is.Empty);
        }
    }

    [Test]
    public void Symbols_are_packed_beside_it()
    {
        using var package = ZipFile.OpenRead(_folder.Combine($"NativeBench.LoadGen.{_version}.snupkg"));
        Assert.That(package.Entries.Select(e => e.FullName), Does.Contain("lib/net10.0/NativeBench.LoadGen.pdb"));
    }

    [Test]
    public void Only_libraries_and_the_tool_are_packable()
    {
        foreach (string project in Directory.EnumerateFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories))
        {
            var properties = XDocument.Load(project).Descendants("PropertyGroup").Elements();
            bool isLibrary = project.Contains(Path.Combine("src", "Managed"), StringComparison.Ordinal) && properties.All(p => p.Name != "OutputType");
            bool isTool = properties.Any(p => p.Name == "PackAsTool" && p.Value == "true");
            bool isPackable = !properties.Any(p => p.Name == "IsPackable" && p.Value == "false");
            Assert.That(isPackable, Is.EqualTo(isLibrary || isTool), project);
        }
    }

    /// <summary>The README's reader: a new project, the package, the sample; published with PublishAot, where each warning of the analysis would show.</summary>
    [Test]
    [Category("Aot")]
    public void The_sample_with_the_package_compiles_to_native_code_without_a_warning()
    {
        string home = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(_folder.Combine("program"));
        File.Copy(RepositoryRoot.Combine("samples", "OwnSystemUnderTest", "Program.cs"), _folder.Combine("program", "Program.cs"));
        File.WriteAllText(_folder.Combine("program", "program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <PublishAot>true</PublishAot>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <RestoreAdditionalProjectSources>{_folder.Path}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{_folder.Combine("packages")}</RestorePackagesPath>
                <RestoreFallbackFolders Condition="Exists('{home}')">{home}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="NativeBench.LoadGen" Version="{_version}" />
              </ItemGroup>
            </Project>
            """);
        var (exitCode, output) = Tool.DotNet(
            _folder.Combine("program"), "publish", "--use-current-runtime", "--output", _folder.Combine("published"), "-p:UseSharedCompilation=false");
        if (exitCode != 0 && s_noCompiler.FirstOrDefault(reason => output.Contains(reason, StringComparison.Ordinal)) is { } reason)
            Assert.Ignore($"No native compiler for .NET here ('{reason}'); the analyzers of the build have to do.\n{output}");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Not.Contain("warning"));

        string program = _folder.Combine("published", RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "program.exe" : "program");
        var (runCode, verdict) = Tool.Run(program, _folder.Path);
        Assert.That(runCode, Is.Zero, verdict);
        Assert.That(verdict, Does.Match("^(VALID|INVALID): "));
    }
}
