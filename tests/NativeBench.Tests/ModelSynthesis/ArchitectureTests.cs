using NativeBench.ModelSynthesis;

namespace NativeBench.Tests.ModelSynthesis;

/// <summary>Sizes are the published ones. Multiply-adds are held against figures that were published rounded.</summary>
public class ArchitectureTests
{
    // Keras and torchvision print the counts for 1000 classes; MLPerf's models have a background class more (2048 + 1, 1024 + 1).
    [TestCase("resnet50", 25_557_032 + 2049, TestName = "ResNet-50: torchvision's 25,557,032")]
    [TestCase("mobilenet", 4_231_976 + 1025, TestName = "MobileNet v1: Keras' 4,231,976 trainable")]
    // BertModel without its pooler (109,482,240 - 590,592; 335,141,888 - 1,049,600), and two scores.
    [TestCase("bert-base", 108_891_648 + (768 * 2) + 2, TestName = "BERT-base for question answering")]
    [TestCase("bert-large", 334_092_288 + (1024 * 2) + 2, TestName = "BERT-large for question answering")]
    [TestCase("tiny-mlp", (64 * 128) + 128 + (128 * 128) + 128 + (128 * 16) + 16, TestName = "Tiny perceptron")]
    public void Parameters_are_as_published(string name, long parameters) =>
        Assert.That(SyntheticModels.Find(name)!.Build().Parameters, Is.EqualTo(parameters));

    [TestCase("resnet50", 4.09e9, TestName = "ResNet-50 v1.5: torchvision's 4.09 G")]
    [TestCase("mobilenet", 569e6, TestName = "MobileNet v1: the paper's 569 M")]
    public void Multiply_adds_are_as_published(string name, double multiplyAdds) =>
        Assert.That(SyntheticModels.Find(name)!.Build().MultiplyAdds, Is.EqualTo(multiplyAdds).Within(0.5).Percent);

    [Test]
    public void Multiply_adds_of_attention_grow_with_the_square_of_the_length()
    {
        long At(int length) => SyntheticModels.Find("bert-base")!.Build(new SynthesisOptions { SequenceLength = length }).MultiplyAdds;
        const long layers = 12, hidden = 768;
        Assert.That(At(200) - (2 * At(100)), Is.EqualTo(layers * hidden * 2 * ((200 * 200) - (2 * 100 * 100))));
        Assert.That(At(0), Is.Zero, "a free length has no count");
    }

    [Test]
    public void Names_are_unique_and_found_in_any_case()
    {
        var names = SyntheticModels.All.Select(static a => a.Name).ToList();
        Assert.That(names, Is.Unique);
        Assert.That(names.Select(static n => SyntheticModels.Find(n.ToUpperInvariant())), Is.EqualTo(SyntheticModels.All));
    }

    [TestCase("resnet50", 0, null, "batch of 0")]
    [TestCase("resnet50", null, 5, "isn't a model of sequences")]
    [TestCase("bert-base", null, 513, "takes 1 to 512")]
    public void Options_that_do_not_suit_are_refused(string name, int? batch, int? length, string sentence)
    {
        var options = new SynthesisOptions { Batch = batch, SequenceLength = length };
        Assert.That(() => SyntheticModels.Find(name)!.Build(options), Throws.ArgumentException.With.Message.Contains(sentence));
    }
}
