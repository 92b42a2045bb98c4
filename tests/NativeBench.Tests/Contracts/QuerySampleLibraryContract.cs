using NativeBench.LoadGen;

namespace NativeBench.Tests.Contracts;

/// <summary>
/// What LoadGen relies on in every <see cref="IQuerySampleLibrary"/>. An implementation adds one fixture that says how to make one.
/// </summary>
public abstract class QuerySampleLibraryContract
{
    /// <summary>A library of at least 3 samples with nothing loaded. Disposed by the test if it's disposable.</summary>
    private protected abstract IQuerySampleLibrary Create();

    /// <summary>The bytes that are loaded for a sample, or null if they can't be seen.</summary>
    private protected virtual byte[]? LoadedBytes(IQuerySampleLibrary library, long sample) => null;

    [Test]
    public void It_has_a_name_and_plausible_counts()
    {
        var library = Create();
        using var disposable = library as IDisposable;
        Assert.That(library.Name, Is.Not.Empty);
        Assert.That(library.TotalSampleCount, Is.GreaterThanOrEqualTo(3));
        Assert.That(library.PerformanceSampleCount, Is.InRange(1, library.TotalSampleCount));
    }

    [Test]
    public void A_performance_set_can_be_loaded_and_unloaded_again_and_again()
    {
        var library = Create();
        using var disposable = library as IDisposable;
        var set = Enumerable.Range(0, (int)library.PerformanceSampleCount).Select(static i => (long)i).ToArray();
        for (var round = 0; round < 3; round++)
        {
            library.LoadSamplesToRam(set);
            library.UnloadSamplesFromRam(set);
        }
    }

    [Test]
    public void All_samples_can_be_loaded_set_by_set()
    {
        var library = Create();
        using var disposable = library as IDisposable;
        var all = Enumerable.Range(0, (int)library.TotalSampleCount).Select(static i => (long)i);
        foreach (var set in all.Chunk((int)library.PerformanceSampleCount))
        {
            library.LoadSamplesToRam(set);
            library.UnloadSamplesFromRam(set);
        }
    }

    [Test]
    public void A_set_may_name_a_sample_twice()
    {
        var library = Create();
        using var disposable = library as IDisposable;
        long[] set = [2, 0, 1, 2, 0];
        library.LoadSamplesToRam(set);
        library.UnloadSamplesFromRam(set);
        library.LoadSamplesToRam([0]);
        library.UnloadSamplesFromRam([0]);
    }

    [Test]
    public void A_sample_is_the_same_however_it_was_loaded()
    {
        var library = Create();
        using var disposable = library as IDisposable;
        library.LoadSamplesToRam([0, 1, 2]);
        var expected = LoadedBytes(library, 1);
        library.UnloadSamplesFromRam([0, 1, 2]);
        library.LoadSamplesToRam([2, 1]);
        Assert.That(LoadedBytes(library, 1), Is.EqualTo(expected));
        library.UnloadSamplesFromRam([2, 1]);
    }

    [Test]
    public void A_sample_that_does_not_exist_is_refused()
    {
        var library = Create();
        using var disposable = library as IDisposable;
        Assert.That(() => library.LoadSamplesToRam([library.TotalSampleCount]), Throws.Exception);
        Assert.That(() => library.LoadSamplesToRam([-1]), Throws.Exception);
        library.LoadSamplesToRam([0]);
        library.UnloadSamplesFromRam([0]);
    }
}
