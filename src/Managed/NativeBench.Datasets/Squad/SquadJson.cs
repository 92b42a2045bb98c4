using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NativeBench.Inference;

namespace NativeBench.Datasets.Squad;

/// <summary>SQuAD's own file, <c>dev-v1.1.json</c>.</summary>
public static class SquadJson
{
    // What the reference takes for white space.
    private static readonly char[] s_blanks = [' ', '\t', '\r', '\n', '\u202F'];

    /// <summary>Reads the questions.</summary>
    /// <exception cref="InvalidInputException">It can't be read, isn't SQuAD v1.1, or a question has no answer.</exception>
    public static ImmutableArray<SquadQuestion> LoadQuestions(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return Read(document.RootElement, path);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                string.Create(CultureInfo.InvariantCulture, $"{path}:{(error.LineNumber ?? 0) + 1}: not json; expected SQuAD's dev-v1.1.json. Copy the file again."), error);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidInputException($"'{path}' isn't SQuAD's dev-v1.1.json: expected data, paragraphs, context, qas, id, question, answers and text.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    /// <summary>Reads the questions and cuts them into samples.</summary>
    /// <exception cref="InvalidInputException">As above.</exception>
    public static SquadData Load(string path, SquadWindows windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var questions = LoadQuestions(path);
        var cut = new SquadWindow[questions.Length][];
        Parallel.For(0, questions.Length, q => cut[q] = [.. windows.Cut(questions[q], q)]);
        return new SquadData(questions, [.. cut.SelectMany(static w => w)], windows.SequenceLength);
    }

    private static ImmutableArray<SquadQuestion> Read(JsonElement root, string path)
    {
        var version = root.TryGetProperty("version", out var given) ? given.ToString() : "1.1";
        if (version != "1.1")
            throw new InvalidInputException($"'{path}' is version {version}; expected SQuAD 1.1 (questions without answers came with 2.0).");
        var questions = ImmutableArray.CreateBuilder<SquadQuestion>();
        foreach (var article in root.GetProperty("data").EnumerateArray())
            foreach (var paragraph in article.GetProperty("paragraphs").EnumerateArray())
            {
                ImmutableArray<string> words = [.. paragraph.GetProperty("context").GetString()!.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries)];
                foreach (var question in paragraph.GetProperty("qas").EnumerateArray())
                {
                    var id = question.GetProperty("id").GetString()!;
                    ImmutableArray<string> answers = [.. question.GetProperty("answers").EnumerateArray().Select(static a => a.GetProperty("text").GetString()!)];
                    if (answers.IsEmpty)
                        throw new InvalidInputException($"'{path}': the question {id} has no answer; expected SQuAD 1.1, where each has one.");
                    questions.Add(new SquadQuestion(id, words, answers, question.GetProperty("question").GetString()!));
                }
            }
        return questions.Count > 0 ? questions.ToImmutable() : throw new InvalidInputException($"'{path}' has no questions.");
    }
}
