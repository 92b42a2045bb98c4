using NativeBench.ModelSynthesis.Architectures;

namespace NativeBench.ModelSynthesis;

/// <summary>The architectures that can be written.</summary>
public static class SyntheticModels
{
    /// <summary>All of them, in the order in which lists show them.</summary>
    public static IReadOnlyList<SyntheticArchitecture> All { get; } =
    [
        ResNet50.Architecture,
        MobileNetV1.Architecture,
        Bert.Base,
        Bert.Large,
        SsdResNet34.Architecture,
        SsdMobileNet.Architecture,
        RetinaNet.Architecture,
        UNet3D.Architecture,
        Dlrm.Architecture,
        Rnnt.Encoder,
        Rnnt.Prediction,
        Rnnt.Joint,
        WhisperEncoder.LargeV3,
        WhisperEncoder.Small,
        TinyModels.KeywordSpotting,
        TinyModels.ImageClassification,
        TinyModels.AnomalyDetection,
        TinyMlp.Architecture,
    ];

    /// <summary>The architecture of a name, upper or lower case; null if there's none.</summary>
    public static SyntheticArchitecture? Find(string name) =>
        All.FirstOrDefault(architecture => architecture.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
