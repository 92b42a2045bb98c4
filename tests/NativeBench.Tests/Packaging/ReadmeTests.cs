namespace NativeBench.Tests.Packaging;

/// <summary>The package's README shows a program that is compiled and run.</summary>
public sealed class ReadmeTests
{
    private static readonly string s_sample = RepositoryRoot.Combine("samples", "OwnSystemUnderTest", "Program.cs");

    [Test]
    public void The_sample_in_the_README_is_the_one_that_is_compiled()
    {
        string readme = File.ReadAllText(RepositoryRoot.Combine("src", "Managed", "NativeBench.LoadGen", "README.md"));
        string code = readme.Split("```csharp\n")[1].Split("```")[0];
        Assert.That(code, Is.EqualTo(File.ReadAllText(s_sample)));
    }

    [Test]
    public void The_sample_has_no_more_than_30_lines()
        => Assert.That(File.ReadAllLines(s_sample), Has.Length.LessThanOrEqualTo(30));

    [Test]
    public void The_sample_runs_and_prints_a_verdict()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = Tool.DotNet(folder.Path, Path.Combine(AppContext.BaseDirectory, "OwnSystemUnderTest.dll"));
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match(@"^(VALID|INVALID): \d+ blocks, 99 % of them within \d+ µs\s*$"));
        Assert.That(File.ReadAllText(folder.Combine("logs", "mlperf_log_summary.txt")), Does.Contain("Result is : " + output.Split(':')[0]));
    }

    [Test]
    public void The_sample_with_data_of_its_own_scores_and_measures_a_model()
    {
        using var folder = new TemporaryFolder();
        var model = RepositoryRoot.Combine("src", "Managed", "NativeBench.Datasets", "Digits", "digits_resnet8.onnx");
        var (exitCode, output) = Tool.DotNet(folder.Path, Path.Combine(AppContext.BaseDirectory, "OwnDataset.dll"), model);
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match(@"^Top-1: (59|60)/60\s+(VALID|INVALID): \d+ digits a second\s*$"));
        Assert.That(File.ReadAllText(folder.Combine("logs", "mlperf_log_summary.txt")), Does.Contain("SUT name : ort-cpu digits_resnet8.onnx"));
    }
}
