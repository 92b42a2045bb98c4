using System.Globalization;
using NativeBench.Datasets;
using NativeBench.Datasets.Squad;
using NativeBench.Datasets.Synthetic;
using NativeBench.Datasets.Text;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// SQuAD: questions about paragraphs, cut into windows. From the published JSON with a vocabulary, or from the TFRecord files of
/// MLPerf Mobile, which hold the windows.
/// </summary>
internal sealed class QuestionAnsweringTask(TaskRequest request) : BenchmarkTask(request)
{
    private const int MobileSequence = 384;

    public override TaskData Open(ModelInfo model)
    {
        var (data, files) = Read();
        var responses = ReadResponses();
        var library = MakeLibrary(new SquadSource(data, model, $"{Request.Facts.Dataset.Name} ({files})"));
        return new TaskData
        {
            Library = library,
            Responses = responses,
            Scorer = MakeScorer(data),
            Description = library.Description,
        };
    }

    public override IAccuracyScorer OpenScorer() => MakeScorer(Read().Data);

    protected override IResponseFormat SyntheticResponses(ModelInfo model, long count) => ReadResponses();

    protected override TensorLibrary MakeSynthetic(ModelInfo model, long count, ulong seed)
    {
        var cut = Part("preprocessing");
        var length = cut.Kind == "wordpiece" ? cut.Number("sequence", MobileSequence) : MobileSequence;
        var data = SyntheticQuestions.Make(checked((int)count), length, seed);
        return new SourceLibrary(Request.Facts.Id, new SquadSource(data, model, string.Create(CultureInfo.InvariantCulture, $"synthetic questions, {length} tokens, seed {seed}")), count);
    }

    private StartEndResponses ReadResponses()
    {
        var responses = Part("responses");
        responses.RequireKind("start-end-logits");
        var endFirst = responses.Flag("end_first");
        responses.RequireAllUsed();
        return new StartEndResponses(endFirst);
    }

    private (SquadData Data, string Files) Read()
    {
        var reader = Part("reader");
        reader.RequireKind("squad-json", "squad-tfrecord");
        if (reader.Kind == "squad-tfrecord")
        {
            var features = Path.Combine(RequireFolder(), reader.Text("features"));
            var answers = GroundTruthFile(reader.Text("answers"));
            reader.RequireAllUsed();
            return (SquadRecords.Load(features, answers), $"{features}, {answers}");
        }

        var questions = GroundTruthFile(reader.Text("questions"));
        var vocabulary = Path.Combine(RequireFolder(), reader.Text("vocabulary"));
        reader.RequireAllUsed();
        var cut = Part("preprocessing");
        cut.RequireKind("wordpiece");
        var windows = new SquadWindows(WordPiece.Load(vocabulary), cut.Number("sequence", MobileSequence), cut.Number("query", 64), cut.Number("stride", 128));
        cut.RequireAllUsed();
        return (SquadJson.Load(questions, windows), $"{questions}, {vocabulary}, {windows.SequenceLength} tokens");
    }

    private SquadLogScorer MakeScorer(SquadData data)
    {
        var metric = Part("metric");
        metric.RequireKind("squad");
        var type = metric.Choice("type", "float32", "float64", "float16", "int8", "int16", "int32", "int64") switch
        {
            "float64" => ElementType.Float64,
            "float16" => ElementType.Float16,
            "int8" => ElementType.Int8,
            "int16" => ElementType.Int16,
            "int32" => ElementType.Int32,
            "int64" => ElementType.Int64,
            _ => ElementType.Float32,
        };
        var transposed = metric.Flag("transposed");
        var scorer = new SquadLogScorer(data, type, transposed)
        {
            BestCount = AtLeastOne(metric, "n_best") ?? SquadAnswerSearch.BestCount,
            MaxAnswerTokens = AtLeastOne(metric, "max_answer_length") ?? SquadAnswerSearch.MaxAnswerTokens,
            MaxQuestions = AtLeastOne(metric, "max_examples"),
        };
        metric.RequireAllUsed();
        return scorer;
    }

    private int? AtLeastOne(PipelinePart metric, string name)
    {
        if (metric.Real(name) is null)
            return null;
        var number = metric.Number(name, 0);
        return number >= 1 ? number : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"'{Request.Facts.Id}', pipeline.metric.{name}: found {number}; expected 1 or more."));
    }
}
