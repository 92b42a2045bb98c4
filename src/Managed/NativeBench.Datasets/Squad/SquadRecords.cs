using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Squad;

/// <summary>SQuAD as MLPerf Mobile ships it: two TFRecord files with tokenised windows and with paragraphs and answers.</summary>
public static class SquadRecords
{
    /// <summary>Reads both files.</summary>
    /// <param name="featuresPath"><c>squad_eval.tfrecord</c>: the samples.</param>
    /// <param name="answersPath"><c>squad_groundtruth.tfrecord</c>: the questions.</param>
    /// <exception cref="InvalidInputException">One can't be read, or they don't belong together.</exception>
    public static SquadData Load(string featuresPath, string answersPath)
    {
        ArgumentNullException.ThrowIfNull(featuresPath);
        ArgumentNullException.ThrowIfNull(answersPath);
        var questions = ImmutableArray.CreateBuilder<SquadQuestion>();
        var indexOfId = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (example, where) in Examples(answersPath))
        {
            var question = new SquadQuestion(example.Text("qas_id"), example.Texts("words"), example.Texts("answers"));
            if (!indexOfId.TryAdd(question.Id, questions.Count))
                throw new InvalidInputException($"{where} has the question {question.Id} a second time.");
            questions.Add(question);
        }

        var windows = ImmutableArray.CreateBuilder<SquadWindow>();
        var length = 0;
        foreach (var (example, where) in Examples(featuresPath))
        {
            var window = ReadWindow(example, where, indexOfId, out var padded);
            if (length != 0 && padded != length)
                throw new InvalidInputException($"{where} has {padded} ids; the ones before have {length}.");
            length = padded;
            CheckWords(window, questions[window.Question], where);
            windows.Add(window);
        }
        if (windows.Count == 0 || questions.Count == 0)
            throw new InvalidInputException($"'{(windows.Count == 0 ? featuresPath : answersPath)}' has no records; expected SQuAD's.");
        return new SquadData(questions.ToImmutable(), windows.ToImmutable(), length);
    }

    private static SquadWindow ReadWindow(TfExample example, string where, Dictionary<string, int> indexOfId, out int length)
    {
        var id = example.Text("qas_id");
        if (!indexOfId.TryGetValue(id, out var question))
            throw new InvalidInputException($"{where} is of the question {id}, which isn't among the answers: the two files don't belong together.");
        var tokens = example.Texts("tokens");
        var ids = example.Numbers("input_ids");
        var words = example.Numbers("token_to_orig_map");
        var contexts = example.Numbers("token_is_max_context");
        length = ids.Length;
        // [CLS] question [SEP] window [SEP]
        if (words.Length != contexts.Length || tokens.Length > ids.Length || words.Length + 3 > tokens.Length)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"{where} has {tokens.Length} tokens, {ids.Length} ids, {words.Length} words and {contexts.Length} marks; expected a word and a mark each window token, and at least as many ids as tokens."));
        return new SquadWindow
        {
            Question = question,
            Tokens = tokens,
            Ids = ids[..tokens.Length],
            FirstDocumentToken = tokens.Length - words.Length - 1,
            WordOfToken = words,
            IsMaxContext = [.. contexts.Select(static c => c != 0)],
        };
    }

    private static void CheckWords(SquadWindow window, SquadQuestion question, string where)
    {
        foreach (var word in window.WordOfToken)
            if ((uint)word >= (uint)question.Words.Length)
                throw new InvalidInputException($"{where} points at word {word} of a paragraph with {question.Words.Length} words: the two files don't belong together.");
    }

    private static IEnumerable<(TfExample Example, string Where)> Examples(string path)
    {
        var index = 0;
        foreach (var record in TfRecords.Read(path))
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"'{path}', record {index++},");
            yield return (TfExample.Parse(record, where), where);
        }
    }
}
