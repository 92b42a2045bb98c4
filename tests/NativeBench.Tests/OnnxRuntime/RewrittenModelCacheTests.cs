using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;

namespace NativeBench.Tests.OnnxRuntime;

public class RewrittenModelCacheTests
{
    [Test]
    public void The_second_loading_reads_what_the_first_has_written()
    {
        using var folder = new TemporaryFolder();
        Assert.That(Load(folder.Combine("cache")), Is.EqualTo("written"));
        var file = Directory.GetFiles(folder.Combine("cache")).Single();
        var written = File.GetLastWriteTimeUtc(file);
        Assert.That(Load(folder.Combine("cache")), Is.EqualTo("read"));
        Assert.That(File.GetLastWriteTimeUtc(file), Is.EqualTo(written));
    }

    [Test]
    public void Another_model_or_another_rewriting_is_another_file()
    {
        using var folder = new TemporaryFolder();
        Load(folder.Path);
        Assert.That(Load(folder.Path, GraphOptimization.Basic), Is.EqualTo("written"));
        Assert.That(Load(folder.Path, element: ElementType.Int64), Is.EqualTo("written"));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(3));
    }

    [Test]
    public void A_broken_file_is_made_anew()
    {
        using var folder = new TemporaryFolder();
        Load(folder.Path);
        File.WriteAllText(Directory.GetFiles(folder.Path).Single(), "not a model");
        Assert.That(Load(folder.Path), Is.EqualTo("written"));
        Assert.That(Load(folder.Path), Is.EqualTo("read"));
    }

    [Test]
    public void Where_nothing_can_be_written_the_model_is_loaded_all_the_same_and_the_report_says_so()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("file"), "");
        Assert.That(Load(folder.Combine("file", "below")), Does.StartWith("not written: "));
    }

    [Test]
    public void Loading_at_the_same_time_leaves_one_whole_file()
    {
        using var folder = new TemporaryFolder();
        Parallel.For(0, 8, _ => Load(folder.Path));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
        Assert.That(Load(folder.Path), Is.EqualTo("read"));
    }

    /// <summary>Loads and runs a model; what the report says of the cache.</summary>
    private static string Load(
        string folder, GraphOptimization optimization = GraphOptimization.All, ElementType element = ElementType.Float32)
    {
        using var engine = OnnxRuntimeEngine.Load(
            SyntheticModel.Identity(element, "N", 2), "identity.onnx",
            new OnnxRuntimeOptions { CacheFolder = folder, Optimization = optimization });
        using var slab = new SampleSlab(engine.Model.Inputs, 1);
        slab.Load([0]);
        slab.Rows(0, 0).Fill(1);
        using var instance = engine.CreateInstance(slab, 1);
        instance.Run([0]);
        Assert.That(instance.Outputs[0].Row(0).ToArray(), Is.All.EqualTo(1));
        return engine.Settings.Single(static s => s.Key == "rewritten model cache").Value;
    }
}
