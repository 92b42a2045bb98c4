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
    // Tiny: Keras' trainable parameters, which are its total without the running statistics.
    [TestCase("kws-dscnn", 24_908 - 1_152, TestName = "DS-CNN: 24,908 in all")]
    [TestCase("resnet8", 78_666 - 480, TestName = "ResNet-8: 78,666 in all")]
    [TestCase("ad-autoencoder", 269_992 - 2_064, TestName = "Autoencoder: 269,992 in all")]
    [TestCase("vww-mobilenet", 221_794 - 5_472, TestName = "MobileNet v1 0.25 with biases: 221,794 in all")]
    // transformers' MobileBertModel without its pooler, and two scores.
    [TestCase("mobilebert", 24_581_888 + (512 * 2) + 2, TestName = "MobileBERT for question answering")]
    // Ultralytics prints 25,372,160 with the 16 fixed numbers of its distances.
    [TestCase("yolo11l", 25_372_160 - 16, TestName = "YOLO11l")]
    // transformers' WhisperEncoder, positions included.
    [TestCase("whisper-small-encoder", 88_154_112, TestName = "Whisper small's encoder")]
    // transformers' WhisperForConditionalGeneration of openai/whisper-tiny: 37,760,640 in both, tokens' vectors once.
    [TestCase("whisper-tiny-encoder", 8_208_384, TestName = "Whisper tiny's encoder")]
    [TestCase("whisper-tiny-decoder", 37_760_640 - 8_208_384, TestName = "Whisper tiny's decoder")]
    // Without the projections of the audio, which are in the prompt's file.
    [TestCase("whisper-tiny-decoder-with-past", 37_760_640 - 8_208_384 - (4 * ((2 * 384 * 384) + 384)), TestName = "Whisper tiny's decoder with past")]
    // 45.3 M in the three parts together.
    [TestCase("rnnt-encoder", 42_967_040, TestName = "RNN-T encoder")]
    [TestCase("rnnt-prediction", 1_643_520 + (28 * 320), TestName = "RNN-T prediction network")]
    [TestCase("rnnt-joint", 688_640 + 14_877, TestName = "RNN-T joint network")]
    // torchvision's ResNeXt-50 32x4d (25,028,904) without its classifier; pyramid; both heads with 9 anchors.
    [TestCase("retinanet", 25_028_904 - 2_049_000 + 3_868_672 + (4 * 590_080) + (2304 * 2376) + 2376 + (4 * 590_080) + (2304 * 36) + 36, TestName = "RetinaNet ResNeXt-50")]
    public void Parameters_are_as_published(string name, long parameters) =>
        Assert.That(SyntheticModels.Find(name)!.Build().Parameters, Is.EqualTo(parameters));

    // Tensorflow's model zoo: deeplabv3_mnv2's checkpoints have 2.1 M.
    [TestCase("deeplabv3plus", 2.11e6, TestName = "DeepLabV3+ MobileNetV2 without decoder: 2.1 M")]
    [TestCase("3d-unet", 31.2e6, TestName = "3D U-Net: 31.2 M")]
    [TestCase("ssd-mobilenet", 6.91e6, TestName = "SSD-MobileNet v1: 6.91 M, running statistics included")]
    public void Parameters_are_near_a_rounded_figure(string name, double parameters) =>
        Assert.That(SyntheticModels.Find(name)!.Build().Parameters, Is.EqualTo(parameters).Within(1.5).Percent);

    [Test]
    public void The_parts_of_dlrm_that_are_not_tables_are_whole()
    {
        const long bottom = (13 * 512) + 512 + (512 * 256) + 256 + (256 * 128) + 128;
        const long top = (479 * 1024) + 1024 + (1024 * 1024) + 1024 + (1024 * 512) + 512 + (512 * 256) + 256 + 256 + 1;
        Assert.That(SyntheticModels.Find("dlrm")!.Build().Parameters % 128, Is.EqualTo((bottom + top) % 128));
        Assert.That(SyntheticModels.Find("dlrm")!.Reduced, Does.Contain("40,000 rows"));
    }

    [TestCase("resnet50", 4.09e9, TestName = "ResNet-50 v1.5: torchvision's 4.09 G")]
    [TestCase("mobilenet", 569e6, TestName = "MobileNet v1: the paper's 569 M")]
    // Reddi et al. 2019, arXiv:1911.02549, table I: 433 and 2.47 G operations an input, two for a multiply-add.
    [TestCase("ssd-resnet34", 216.5e9, TestName = "SSD-ResNet34 1200x1200: 433 G operations")]
    [TestCase("ssd-mobilenet", 1.235e9, TestName = "SSD-MobileNet 300x300: 2.47 G operations")]
    [TestCase("mobilenet-edgetpu", 990e6, TestName = "MobileNetEdgeTPU 1.0: 990 M")]
    [TestCase("yolo11l", 43.45e9, TestName = "YOLO11l: 86.9 G operations")]
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
        Assert.That(SyntheticModels.Find("bert")!.Name, Is.EqualTo("bert-large"), "MLPerf's");
        Assert.That(names.Select(static n => SyntheticModels.Find(n.ToUpperInvariant())), Is.EqualTo(SyntheticModels.All));
    }

    [TestCase("resnet50", 0, null, "batch of 0")]
    [TestCase("mobiledets", 2, null, "works on one sample at a time")]
    [TestCase("resnet50", null, 5, "isn't a model of sequences")]
    [TestCase("bert-base", null, 513, "takes 1 to 512")]
    [TestCase("whisper-decoder", null, null, "take half precision")]
    [TestCase("rnnt-encoder", null, 401, "has to be even")]
    [TestCase("whisper-encoder", null, null, "take half precision")]
    public void Options_that_do_not_suit_are_refused(string name, int? batch, int? length, string sentence)
    {
        var options = new SynthesisOptions { Batch = batch, SequenceLength = length };
        Assert.That(() => SyntheticModels.Find(name)!.Build(options), Throws.ArgumentException.With.Message.Contains(sentence));
    }
}
