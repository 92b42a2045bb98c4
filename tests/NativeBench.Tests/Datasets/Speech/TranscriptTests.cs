using System.Globalization;
using CsCheck;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Speech;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Speech;

public class TranscriptTests
{
    [TestCase("mister quilter is the apostle of the middle classes", "mister quilter is the apostle of the middle classes")]
    [TestCase("Mrs. Smith, don't!", "misess smith don't")]
    [TestCase("Dr. No & Co. + Sons", "doctor no and company plus sons")]
    [TestCase("He paid $3.50 for 21 eggs", "he paid three dollars fifty cents for twenty one eggs")]
    [TestCase("$0.01 and $0", "one cent and zero dollars")]
    [TestCase("in 1999, 1905, 1900, 2000, 2007 and 2017", "in nineteen ninety nine nineteen oh five nineteen hundred two thousand two thousand seven and twenty seventeen")]
    [TestCase("the 1st, 2nd, 12th, 20th and 101st", "the first second twelfth twentieth and one hundred and first")]
    [TestCase("1,234 men", "twelve thirty four men")]
    [TestCase("10,234 men", "ten thousand two hundred thirty four men")]
    [TestCase("3.14", "three point fourteen")]
    [TestCase("agent 007", "agent zero zero seven")]
    [TestCase("call 5551234567", "call five five five one two three four five six seven")]
    [TestCase("5550000000", "five billion five hundred fifty million")]
    [TestCase("at 8:00 pm!", "at eight zero zero pm")]
    [TestCase("café “naïve” it’s — œuvre", "cafe naive it's oeuvre")]
    public void Transcripts_are_normalised_as_the_reference_does(string written, string spoken)
        => Assert.That(TranscriptNormalizer.Normalize(written), Is.EqualTo(spoken));

    [Test]
    public void Normalised_text_has_only_what_the_network_can_say_and_stays_as_it_is()
        => Gen.String.Sample(static text =>
        {
            var once = TranscriptNormalizer.Normalize(text);
            return once.All(SpeechLabels.Rnnt.Contains) && TranscriptNormalizer.Normalize(once).Trim() == once.Trim();
        }, iter: 2000);

    [TestCase("a b c", "a b c", 0)]
    [TestCase("a x c", "a b c", 1)]
    [TestCase("a c", "a b c", 1)]
    [TestCase("a b b c", "a b c", 1)]
    [TestCase("", "a b c", 3)]
    [TestCase("c b a", "a b c", 2)]
    public void Edit_distance_counts_words(string hypothesis, string reference, int expected)
        => Assert.That(EditDistance.Between(hypothesis.Split(' ', StringSplitOptions.RemoveEmptyEntries), reference.Split(' ')), Is.EqualTo(expected));

    [Test]
    public void Edit_distance_is_a_metric()
    {
        var words = Gen.Int[0, 2].Select(static i => "abc"[i].ToString()).Array[0, 8];
        Gen.Select(words, words, words).Sample(static (a, b, c) =>
            EditDistance.Between(a, b) == EditDistance.Between(b, a)
            && EditDistance.Between(a, b) == 0 == a.SequenceEqual(b)
            && EditDistance.Between(a, c) <= EditDistance.Between(a, b) + EditDistance.Between(b, c), iter: 2000);
    }

    [Test]
    public void Word_error_rate_of_a_log_prints_as_the_official_script_does()
    {
        using var folder = new TemporaryFolder();
        Utterance[] clips = [new("a.wav", 1, "HELLO WORLD"), new("b.wav", 1, "it's me")];
        var log = AccuracyLogFile.Write(folder, (1, Labels("it's me")), (0, Labels("hello word")));
        var score = new TranscriptLogScorer([.. clips]).Score(log);
        Assert.That(score.OfficialLine, Is.EqualTo("Word Error Rate: 25.0%, accuracy=75.0%"));
        Assert.That(score.Find("wer")!.Value, Is.EqualTo(25));
        var small = AccuracyLogFile.Write(folder, (0, Labels("hello world").Select(static l => (sbyte)l).ToArray()));
        Assert.That(new TranscriptLogScorer([.. clips], ElementType.Int8).Score(small).Find("wer")!.Value, Is.Zero);
        Assert.That(
            () => new TranscriptLogScorer([.. clips]).Score(AccuracyLogFile.Write(folder, (0, [28L]))),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("label 28 at position 0; expected 0 to 27 as int64"));
        Assert.That(
            () => new TranscriptLogScorer([.. clips]).Score(AccuracyLogFile.Write(folder, (2, [0L]))),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("samples 0 to 1"));
    }

    [Test]
    public void A_manifest_leaves_out_long_clips_and_names_what_is_wrong()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("clips.json");
        File.WriteAllText(path, """
            [{"files":[{"fname":"x/1.wav","speed":1}],"original_duration":15.0,"transcript":"one"},
             {"files":[{"fname":"x/2.wav","speed":1}],"original_duration":15.01,"transcript":"two"}]
            """);
        var clips = SpeechManifest.Load(path, "/data");
        Assert.That(clips.Select(static c => c.AudioPath), Is.EqualTo(new[] { Path.Combine("/data", "x/1.wav") }));
        File.WriteAllText(path, """[{"files":[],"original_duration":1,"transcript":"one"}]""");
        Assert.That(() => SpeechManifest.Load(path, ""), Throws.TypeOf<InvalidInputException>().With.Message.EqualTo($"'{path}': clip 0 has no file of speed 1 with an fname."));
        File.WriteAllText(path, "[");
        Assert.That(() => SpeechManifest.Load(path, ""), Throws.TypeOf<InvalidInputException>().With.Message.Contains("not json"));
    }

    [TestCase(7.4529, "7.4529")]
    [TestCase(100, "100.0")]
    [TestCase(1e-7, "1e-07")]
    [TestCase(0.0001, "0.0001")]
    [TestCase(1.5e17, "1.5e+17")]
    public void Numbers_print_as_python_prints_them(double value, string expected)
    {
        foreach (var culture in (string[])["", "de-DE", "ru-RU"])
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.That(PythonNumber.Text(value), Is.EqualTo(expected));
        }
    }

    private static long[] Labels(string text) => [.. text.Select(static c => (long)SpeechLabels.Rnnt.IndexOf(c))];
}
