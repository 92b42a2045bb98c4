using System.Runtime.InteropServices;
using CsCheck;
using NativeBench.Datasets.Prepared;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Prepared;

public class PreparedSamplesTests
{
    private static readonly float[][] s_samples = [.. Enumerable.Range(0, 40).Select(static i => Enumerable.Range(0, 33).Select(j => (i * 100f) + j).ToArray())];

    /// <summary>Of a page of 4096 bytes each.</summary>
    private static readonly float[][] s_pages = [.. Enumerable.Range(0, 6).Select(static i => Enumerable.Range(0, 1024).Select(j => (i * 2000f) + j).ToArray())];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private string PathOf(string name = "x") => _folder.Combine(name + ".prepared");

    [Test]
    public void Prepared_samples_are_what_the_source_made_and_are_made_once()
    {
        using var source = new FloatSource(s_samples);
        PreparedSamples.Prepare(source, PathOf(), threads: 4);
        PreparedSamples.Prepare(source, PathOf(), threads: 4);
        Assert.That(source.Prepared, Is.EqualTo(40));
        Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { PathOf() }), "the partial file got its name");

        using var library = PreparedLibrary.Open("x", source, PathOf());
        library.LoadSamplesToRam([7, 3, 39]);
        Assert.That(Row(library, 0), Is.EqualTo(s_samples[7]));
        Assert.That(Row(library, 1), Is.EqualTo(s_samples[3]));
        Assert.That(Row(library, 2), Is.EqualTo(s_samples[39]));
        Assert.That(library.TotalSampleCount, Is.EqualTo(40));
    }

    [Test]
    public void An_interrupted_preparation_goes_on_where_it_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var first = new FloatSource(s_samples) { OnPrepare = sample => { if (sample == 11) stop.Cancel(); } };
        Assert.That(() => PreparedSamples.Prepare(first, PathOf(), threads: 1, cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(first.Prepared, Is.InRange(1, 39));
        Assert.That(File.Exists(PathOf()), Is.False);

        var reports = new List<PreparationProgress>();
        using var second = new FloatSource(s_samples);
        PreparedSamples.Prepare(second, PathOf(), threads: 1, reports.Add);
        Assert.That(first.Prepared + second.Prepared, Is.EqualTo(40));
        Assert.That(reports[^1], Has.Property("Done").EqualTo(40).And.Property("FoundReady").EqualTo(first.Prepared));
        using var library = PreparedLibrary.Open("x", second, PathOf());
        library.LoadSamplesToRam([.. Enumerable.Range(0, 40).Select(static i => (long)i)]);
        for (var i = 0; i < 40; i++)
            Assert.That(Row(library, i), Is.EqualTo(s_samples[i]));
    }

    [Test]
    public void A_record_that_cannot_be_read_ends_the_preparation_with_its_sentence_and_keeps_the_rest()
    {
        using var broken = new FloatSource(s_samples) { OnPrepare = static sample => { if (sample == 20) throw new InvalidInputException("'x.jpg' is cut off."); } };
        Assert.That(() => PreparedSamples.Prepare(broken, PathOf(), threads: 2), Throws.TypeOf<InvalidInputException>().With.Message.EqualTo("'x.jpg' is cut off."));
        using var repaired = new FloatSource(s_samples);
        PreparedSamples.Prepare(repaired, PathOf(), threads: 2);
        Assert.That(broken.Prepared + repaired.Prepared, Is.EqualTo(40));
    }

    [Test]
    public void Samples_of_another_version_are_not_taken()
    {
        using var old = new FloatSource(s_samples) { Fingerprint = "version 1" };
        using var changed = new FloatSource(s_samples) { Fingerprint = "version 2" };
        PreparedSamples.Prepare(old, PathOf());
        Assert.That(PreparedSamples.IsReady(PathOf(), old), Is.True);
        Assert.That(PreparedSamples.IsReady(PathOf(), changed), Is.False);
        Assert.That(() => PreparedLibrary.Open("x", changed, PathOf()), Throws.TypeOf<InvalidInputException>().With.Message.Contains("holds other samples"));
        Assert.That(() => PreparedLibrary.Open("x", old, PathOf("y")), Throws.TypeOf<InvalidInputException>().With.Message.Contains("There is no file"));
        Assert.That(PreparedSamples.PathFor("c", "a/b", old), Is.Not.EqualTo(PreparedSamples.PathFor("c", "a/b", changed)));
        PreparedSamples.Prepare(changed, PathOf());
        Assert.That(changed.Prepared, Is.EqualTo(40));
        Assert.That(PreparedSamples.IsReady(PathOf(), changed), Is.True);
    }

    /// <summary>One byte flipped anywhere: either the file isn't taken, or loading names it, or the byte belongs to no sample.</summary>
    [Test]
    public void Damage_anywhere_is_found()
    {
        using var source = new FloatSource(s_samples[..5]);
        PreparedSamples.Prepare(source, PathOf());
        var intact = File.ReadAllBytes(PathOf());
        const int FirstSample = 8192;
        Assert.That(MemoryMarshal.Read<float>(intact.AsSpan(FirstSample + (33 * 4))), Is.EqualTo(100), "the layout is as the test takes it");
        Gen.OneOf(Gen.Int[0, 79], Gen.Int[88, 95], Gen.Int[4096, 4096 + (5 * 8) - 1], Gen.Int[FirstSample, intact.Length - 1]).Sample(position =>
        {
            var damaged = intact.ToArray();
            damaged[position] ^= 0x10;
            var path = _folder.Combine($"damaged{position}.prepared");
            File.WriteAllBytes(path, damaged);
            try
            {
                if (!PreparedSamples.IsReady(path, source))
                    return true;
                using var library = PreparedLibrary.Open("x", source, path);
                library.LoadSamplesToRam([0, 1, 2, 3, 4]);
                return false;
            }
            catch (InvalidInputException error)
            {
                return error.Message.Contains("is damaged", StringComparison.Ordinal) && error.Message.Contains(path, StringComparison.Ordinal);
            }
            finally
            {
                File.Delete(path);
            }
        }, iter: 100, threads: 1);
    }

    [Test]
    public void A_truncated_file_is_not_taken()
    {
        using var source = new FloatSource(s_samples);
        PreparedSamples.Prepare(source, PathOf());
        using (var file = File.OpenWrite(PathOf()))
            file.SetLength(file.Length - 1);
        Assert.That(PreparedSamples.IsReady(PathOf(), source), Is.False);
        File.WriteAllBytes(PathOf(), [1, 2, 3]);
        Assert.That(PreparedSamples.IsReady(PathOf(), source), Is.False);
    }

    /// <summary>Samples of whole pages, in an order of LoadGen's: the pages of the file are the slab.</summary>
    [Test]
    public void A_whole_part_of_the_file_is_read_in_place()
    {
        using var source = new FloatSource(s_pages);
        PreparedSamples.Prepare(source, PathOf());
        var before = File.ReadAllBytes(PathOf());
        using var library = PreparedLibrary.Open("x", source, PathOf());
        foreach (var set in (long[][])[[2, 0, 1, 3], [4, 3, 5], [1], [0, 5], [5, 4, 3, 2, 1, 0], [0, 1, 2, 3, 4, 5, 0]])
        {
            library.LoadSamplesToRam(set);
            var isPart = set.Distinct().Count() == set.Length && set.Max() - set.Min() + 1 == set.Length;
            if (OperatingSystem.IsLinux())
                Assert.That(library.Slab.SlotOf(set[0]), Is.EqualTo(isPart ? set[0] - set.Min() : 0), "slots follow the file where nothing is copied");
            foreach (var sample in set)
                Assert.That(Row(library, library.Slab.SlotOf(sample)), Is.EqualTo(s_pages[sample]));
            library.Slab.Rows(0, 0).Clear();
            library.UnloadSamplesFromRam(set);
            // What somebody wrote over a row is gone with a set that is mapped anew, and never in the file.
            Assert.That(File.ReadAllBytes(PathOf()), Is.EqualTo(before));
            library.LoadSamplesToRam([5, 1]);
            library.UnloadSamplesFromRam([5, 1]);
        }
    }

    [Test]
    public void Damage_in_place_is_named_and_leaves_nothing_loaded()
    {
        using var source = new FloatSource(s_pages);
        PreparedSamples.Prepare(source, PathOf());
        using (var file = File.OpenWrite(PathOf()))
        {
            file.Position = 8192 + (3 * 4096) + 77;
            file.WriteByte(0x55);
        }
        using var library = PreparedLibrary.Open("x", source, PathOf());
        library.LoadSamplesToRam([2, 0, 1]);
        library.UnloadSamplesFromRam([2, 0, 1]);
        Assert.That(() => library.LoadSamplesToRam([0, 1, 2, 4, 3]), Throws.TypeOf<InvalidInputException>().With.Message.Contains("sample 3 isn't as it was written"));
        Assert.That((library.Slab.Count, library.Slab.SlotOf(0)), Is.EqualTo((0, -1)));
        library.LoadSamplesToRam([0, 1, 2]);
        Assert.That(Row(library, library.Slab.SlotOf(2)), Is.EqualTo(s_pages[2]));
    }

    /// <summary>Any bit, at any length around the whole steps of 256 bytes.</summary>
    [Test]
    public void Every_changed_bit_and_every_length_changes_the_checksum()
    {
        Gen.Select(Gen.Int[1, 1100], Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue]).Sample((length, seed, at) =>
        {
            var bytes = new byte[length];
            new Random(seed).NextBytes(bytes);
            var before = Checksum.Of(bytes);
            bytes[at % length] ^= (byte)(1 << (at % 8));
            var changed = Checksum.Of(bytes);
            bytes[at % length] ^= (byte)(1 << (at % 8));
            return before != changed && before != Checksum.Of(bytes.AsSpan(0, length - 1)) && before == Checksum.Of(bytes);
        });
        Assert.That(Enumerable.Range(0, 1100).Select(static n => Checksum.Of(new byte[n])).Distinct().Count(), Is.EqualTo(1100), "zeros count");
    }

    [Test]
    public void Remaining_time_follows_the_samples_that_were_made()
    {
        Assert.That(new PreparationProgress(30, 100, 10, TimeSpan.FromSeconds(4)).Remaining, Is.EqualTo(TimeSpan.FromSeconds(14)));
        Assert.That(new PreparationProgress(10, 100, 10, TimeSpan.FromSeconds(4)).Remaining, Is.Null);
    }

    private static float[] Row(PreparedLibrary library, int slot) => MemoryMarshal.Cast<byte, float>(library.Slab.Rows(0, slot)).ToArray();
}
