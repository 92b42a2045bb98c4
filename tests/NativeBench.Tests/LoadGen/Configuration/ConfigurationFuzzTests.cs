using NativeBench.Fuzz;

namespace NativeBench.Tests.LoadGen.Configuration;

/// <summary>A short, repeatable run of the fuzz target; tests/fuzz/README.md says how to run it for longer.</summary>
public sealed class ConfigurationFuzzTests
{
    private const int Files = 2000;

    private static string Corpus => RepositoryRoot.Combine("tests", "fuzz", "config");

    public static IEnumerable<TestCaseData> CorpusFiles()
        => Directory.EnumerateFiles(Corpus).Order(StringComparer.Ordinal).Select(f => new TestCaseData(f).SetArgDisplayNames(Path.GetFileName(f)));

    [SetUp]
    public void RequireCLibrary()
    {
        if (!CLibrary.IsThere)
            Assert.Ignore("The C library's number parsers, which the results are compared with, are only called on Linux.");
    }

    [TestCaseSource(nameof(CorpusFiles))]
    public void The_corpus_is_read_as_the_reference_reads_it(string path)
    {
        using var target = new ConfigurationTarget(seed: 1, Corpus);
        byte[] file = File.ReadAllBytes(path);
        for (int i = 0; i < 100; i++)
            Assert.That(target.Check(file), Is.Null);
    }

    [Test]
    public void Damaged_files_are_read_as_the_reference_reads_them()
    {
        using var target = new ConfigurationTarget(seed: 1, Corpus);
        for (int i = 0; i < Files; i++)
            Assert.That(target.Next(out byte[] file), Is.Null, System.Text.Encoding.UTF8.GetString(file));
    }
}
