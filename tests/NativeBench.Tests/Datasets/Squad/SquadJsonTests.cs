using NativeBench.Datasets.Squad;
using NativeBench.Datasets.Text;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Squad;

public class SquadJsonTests
{
    private const string Vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nwhat\n?\nthe\nred\nfox\n##es\njump\n##ed\nover\n.\n";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Windows_start_at_every_stride_and_know_their_words()
    {
        var path = _folder.Text("dev.json", Json("The red foxes jumped\\u202fover the Zebra."));
        // Room for 4 tokens of the paragraph: 11 less question (2) and 3; a window every 2 tokens.
        var data = SquadJson.Load(path, new SquadWindows(WordPiece.Load(_folder.Text("vocab.txt", Vocabulary)), sequenceLength: 9, questionLength: 2, stride: 2));
        Assert.That(data.Questions[0].Words, Is.EqualTo(new[] { "The", "red", "foxes", "jumped", "over", "the", "Zebra." }));
        Assert.That(data.Windows.Select(static w => string.Join(' ', w.Tokens)), Is.EqualTo(new[]
        {
            "[CLS] what ? [SEP] the red fox ##es [SEP]",
            "[CLS] what ? [SEP] fox ##es jump ##ed [SEP]",
            "[CLS] what ? [SEP] jump ##ed over the [SEP]",
            "[CLS] what ? [SEP] over the [UNK] . [SEP]",
        }));
        Assert.That(data.Windows[1].WordOfToken, Is.EqualTo(new[] { 2, 2, 3, 3 }));
        Assert.That(data.Windows[0].Ids, Is.EqualTo(new[] { 2, 4, 5, 3, 6, 7, 8, 9, 3 }));
        // "fox" has one token to its right in window 0 and none to its left in window 1.
        Assert.That(data.Windows.Select(static w => string.Concat(w.IsMaxContext.Select(static m => m ? '1' : '0'))), Is.EqualTo(new[] { "1110", "0110", "0110", "0111" }));
    }

    [TestCase("{", "not json")]
    [TestCase("{}", "expected data, paragraphs")]
    [TestCase("""{"version": "v2.0", "data": []}""", "is version v2.0; expected SQuAD 1.1")]
    [TestCase("""{"version": "1.1", "data": []}""", "has no questions")]
    [TestCase("""{"data": [{"paragraphs": [{"context": "a", "qas": [{"id": "q7", "question": "b", "answers": []}]}]}]}""", "the question q7 has no answer")]
    public void Wrong_files_are_named(string json, string expected)
    {
        var path = _folder.Text("dev.json", json);
        Assert.That(() => SquadJson.LoadQuestions(path), Throws.TypeOf<InvalidInputException>().With.Message.Contains(expected).And.Message.Contains(path));
    }

    [Test]
    public void A_vocabulary_without_berts_tokens_is_refused()
        => Assert.That(
            () => WordPiece.Load(_folder.Text("vocab.txt", "hello\nworld\n")),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("has 2 lines, none of them [CLS]; expected BERT's vocab.txt"));

    [Test]
    public void The_best_pair_over_all_windows_answers_and_impossible_pairs_are_passed_over()
    {
        var question = new SquadQuestion("q", ["Steve", "Smith's", "car"], ["Steve Smith"]);
        var window = new SquadWindow
        {
            Question = 0, Tokens = ["[CLS]", "who", "[SEP]", "steve", "smith", "'", "s", "car", "[SEP]"], Ids = [.. new int[9]], FirstDocumentToken = 3,
            WordOfToken = [0, 1, 1, 1, 2], IsMaxContext = [true, true, true, true, false],
        };
        float[] start = [9, 8, 0, 3, 0, 0, 0, 7, 0, -10000], end = [9, 0, 0, 1, 5, 0, 0, 6, 4, -10000];
        var best = SquadAnswerSearch.FindBest(question, [(window, start, end)]);
        // Starts 0, 1 (question) and 7 (not its max context) can't be; steve … car is the best, steve smith the second.
        Assert.That(best[0], Is.EqualTo(("Steve Smith's car", 9.0)));
        Assert.That(best[1], Is.EqualTo(("Steve Smith", 8.0)));
        Assert.That(SquadAnswerSearch.FindBest(question, [])[0].Text, Is.EqualTo("empty"));
    }

    private static string Json(string context)
        => $$"""{"version": "1.1", "data": [{"paragraphs": [{"context": "{{context}}", "qas": [{"id": "q1", "question": "What? The?", "answers": [{"text": "red", "answer_start": 4}]}]}]}]}""";
}
