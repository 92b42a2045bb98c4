using System.Runtime.InteropServices;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Speech;
using NativeBench.Datasets.Text;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Speech;

public class WhisperTests
{
    private static readonly EnglishNormalizer s_normalizer = new([new("colour", "color"), new("grey", "gray")]);

    // By hand from the rules in openai/whisper, whisper/normalizers/english.py.
    [TestCase("it's the colour grey", "it is the color gray")]
    [TestCase("mr. smith won't", "mister smith will not")]
    [TestCase("he'd been, and we've gone", "he had been and we have gone")]
    [TestCase("hmm, um yes [laughs] (quietly)", "yes")]
    [TestCase("two hundred and five", "205")]
    [TestCase("twenty two", "22")]
    [TestCase("nineteen eighty four", "1984")]
    [TestCase("one oh one", "101")]
    [TestCase("one", "one")]
    [TestCase("the first and the twenty first", "the 1st and the 21st")]
    [TestCase("two thousand three hundred", "2300")]
    [TestCase("three point one four", "3.14")]
    [TestCase("two and a half million", "2500000")]
    [TestCase("half a million", "500000")]
    [TestCase("twenty million dollars", "$20000000")]
    [TestCase("two dollars and seven cents", "$2.07")]
    [TestCase("fifty percent", "50%")]
    [TestCase("minus five", "-5")]
    [TestCase("double three", "33")]
    [TestCase("in the nineteen sixties", "in the 1960s")]
    [TestCase("1,234 miles", "1234 miles")]
    [TestCase("$20 million", "$20000000")]
    [TestCase("déjà vu œuvre", "deja vu oeuvre")]
    [TestCase("you and me", "you and me")]
    [TestCase("two and me", "2 and me")]
    public void Texts_are_normalised_as_the_official_scorer_does(string text, string expected) =>
        Assert.That(s_normalizer.Normalize(text), Is.EqualTo(expected));

    [TestCase("a b c", "a b c", 0)]
    [TestCase("ice cream", "icecream", 0)]
    [TestCase("some thing else", "something else", 0)]
    [TestCase("x ice cream", "y icecream", 1)]
    [TestCase("a", "a b", 1)]
    [TestCase("", "a b", 2)]
    public void Words_that_are_joined_are_no_error(string hypothesis, string reference, int errors)
    {
        string[] words = reference.Split(' ');
        Assert.That(JoinedWords.Count(hypothesis.Split(' ', StringSplitOptions.RemoveEmptyEntries), words), Is.EqualTo((errors, words.Length)));
        Assert.That(JoinedWords.Count(words, words), Is.EqualTo((0, words.Length)));
    }

    /// <summary>Against the official normaliser (scripts/reference/whisper.py): texts of the words that it knows, in any order.</summary>
    [Test]
    public void Texts_are_normalised_to_the_letter()
    {
        var golden = GoldenData.Json("whisper.json");
        var normalizer = new EnglishNormalizer(golden.GetProperty("spellings").EnumerateObject().Select(static e => KeyValuePair.Create(e.Name, e.Value.GetString()!)));
        using (Assert.EnterMultipleScope())
        {
            foreach (var entry in golden.GetProperty("normalized").EnumerateArray())
                Assert.That(normalizer.Normalize(entry[0].GetString()!), Is.EqualTo(entry[1].GetString()), entry[0].GetString());
        }
    }

    /// <summary>Against <c>speech2text/helpers.py</c>.</summary>
    [Test]
    public void Joined_words_are_counted_as_the_official_scorer_does()
    {
        foreach (var entry in GoldenData.Json("whisper.json").GetProperty("joined").EnumerateArray())
        {
            var (hypothesis, reference) = (entry[0].GetString()!, entry[1].GetString()!);
            Assert.That(
                JoinedWords.Count(hypothesis.Split(' ', StringSplitOptions.RemoveEmptyEntries), reference.Split(' ')).Errors, Is.EqualTo(entry[2].GetInt32()), $"{hypothesis} / {reference}");
        }
    }

    /// <summary>Against numpy with the official mel filters.</summary>
    [Test]
    public void Features_are_those_of_the_official_filters()
    {
        foreach (var entry in GoldenData.Json("whisper.json").GetProperty("features").EnumerateArray())
        {
            var frontEnd = new WhisperFrontEnd(entry.GetProperty("bands").GetInt32());
            var features = new float[frontEnd.Bands * WhisperFrontEnd.Frames];
            frontEnd.Compute(SpeechTests.Clip(entry.GetProperty("samples").GetInt32()), features);
            var expected = MemoryMarshal.Cast<byte, float>(entry.GetProperty("every997th").GetBytesFromBase64()).ToArray();
            var worst = expected.Select((value, i) => Math.Abs(value - features[997 * i])).Max();
            Assert.That(worst, Is.LessThanOrEqualTo(1e-5), entry.GetProperty("samples").GetRawText());
        }
    }

    /// <summary>A tone's energy is in the band around it, everywhere but in the silence behind it.</summary>
    [Test]
    public void Features_show_a_tone_where_it_is_and_silence_where_it_is_not()
    {
        const int second = 100;
        float[] clip = [.. Enumerable.Range(0, SpeechClips.SampleRate).Select(static i => (float)Math.Sin(2 * Math.PI * 1000 * i / SpeechClips.SampleRate))];
        var features = new float[80 * WhisperFrontEnd.Frames];
        new WhisperFrontEnd(80).Compute(clip, features);
        float At(int band, int frame) => features[(band * WhisperFrontEnd.Frames) + frame];
        var loudest = Enumerable.Range(0, 80).MaxBy(band => At(band, second / 2));

        // 1000 Hz are 15 mel of 45.2 at 8000 Hz: band 25 or 26 of 80, each a 1/81 of them on.
        Assert.That(loudest, Is.EqualTo(15 / (45.245 / 81) - 1).Within(1));
        Assert.That(At(loudest, second / 2) - At(loudest, 10 * second), Is.EqualTo(2).Within(1e-6), "eight decades, four of them are 1");
        Assert.That(features.Min(), Is.EqualTo(features.Max() - 2).Within(1e-6));
        Assert.That(() => new WhisperFrontEnd(80).Compute(new float[WhisperFrontEnd.Samples + 1], features), Throws.TypeOf<InvalidInputException>());
    }

    /// <summary>Against the definition: a plain sum over the window for every frequency (<c>audio.py</c>).</summary>
    [Test]
    public void Features_are_those_of_the_definition()
    {
        float[] clip = [.. Enumerable.Range(0, 4000).Select(static i => (((i * 37 % 4096) - 2048) + (i * i / 97 % 8192) - 4096) / 32768f)];
        var features = new float[128 * WhisperFrontEnd.Frames];
        new WhisperFrontEnd(128).Compute(clip, features);
        var filters = new MelFilters(16_000, 400, 128, 0, 8000);
        var energies = new double[20, 128];
        var power = new double[201];
        for (var t = 0; t < 20; t++)
        {
            for (var k = 0; k <= 200; k++)
            {
                System.Numerics.Complex sum = 0;
                for (var n = 0; n < 400; n++)
                {
                    var at = Math.Abs((t * 160) - 200 + n);
                    var sample = at < clip.Length ? clip[at] : 0;
                    sum += sample * (0.5 - (0.5 * Math.Cos(2 * Math.PI * n / 400))) * System.Numerics.Complex.Exp(new(0, -2 * Math.PI * k * n / 400));
                }

                power[k] = sum.Magnitude * sum.Magnitude;
            }

            for (var band = 0; band < 128; band++)
                energies[t, band] = Math.Log10(Math.Max(1e-10, filters.Apply(band, power)));
        }

        // The loudest frame is among the first ones: behind the clip there's silence.
        var highest = energies.Cast<double>().Max();
        for (var t = 0; t < 20; t++)
            for (var band = 0; band < 128; band++)
                Assert.That(features[(band * WhisperFrontEnd.Frames) + t], Is.EqualTo((Math.Max(energies[t, band], highest - 8) + 4) / 4).Within(1e-5));
    }

    [Test]
    public void Text_becomes_labels_and_what_is_none_is_dropped()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Text("vocab.json", """{ "ĠHi": 0, ",": 1, "Ġ$": 2, "5": 3, "Ã©": 4, "<|end|>": 9 }""");
        var labels = new List<long>();
        WhisperVocabulary.Load(path).ToLabels([0, 1, 2, 3, 4, 9, 700], end: 9, labels);
        Assert.That(labels.Select(static l => SpeechLabels.Whisper[(int)l]), Is.EqualTo("hi $5"), "the comma, the accented letter and the special token aren't labels");
        Assert.That(() => WhisperVocabulary.Load(folder.Text("wrong.json", """{ "a": -1 }""")), Throws.TypeOf<InvalidInputException>().With.Message.Contains("token 'a' has the id -1"));
    }
}
