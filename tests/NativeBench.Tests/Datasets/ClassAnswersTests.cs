using NativeBench.Datasets.Metrics;

namespace NativeBench.Tests.Datasets;

public class ClassAnswersTests
{
    private const long None = long.MinValue;

    [Test]
    public void Every_pair_of_label_and_answer_is_counted_once()
    {
        var answers = ClassAnswers.Count([0, 2, 2, 1, 0], [0, 2, 0, None, 3], None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answers.Classes, Is.EqualTo(new[] { new ClassCount(0, 2, 1), new ClassCount(2, 2, 1) }), "class 1 has no answer");
            Assert.That(answers.Matrix.Select(static row => string.Join(' ', row)), Is.EqualTo(new[] { "1 0 0 1", "0 0 0 0", "1 0 1 0", "0 0 0 0" }));
        }
    }

    [Test]
    public void Many_classes_or_an_answer_that_is_none_have_no_matrix()
    {
        Assert.That(ClassAnswers.Count([0, ClassAnswers.MostMatrixClasses], [0, 0], None).Matrix, Is.Empty);
        Assert.That(ClassAnswers.Count([0, ClassAnswers.MostMatrixClasses - 1], [0, 0], None).Matrix, Has.Length.EqualTo(ClassAnswers.MostMatrixClasses));
        var negative = ClassAnswers.Count([0, 1], [-1, 1], None);
        Assert.That(negative.Matrix, Is.Empty);
        Assert.That(negative.Classes, Is.EqualTo(new[] { new ClassCount(0, 1, 0), new ClassCount(1, 1, 1) }));
    }
}
