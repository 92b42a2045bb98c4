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
        MobileNetEdgeTpu.Architecture,
        Bert.Base,
        Bert.Large,
        MobileBert.Architecture,
        SsdResNet34.Architecture,
        SsdMobileNet.Architecture,
        RetinaNet.Architecture,
        Yolo11.Large,
        MobileDets.Architecture,
        Segmentation.DeepLab,
        Segmentation.Mosaic,
        UNet3D.Architecture,
        Dlrm.Architecture,
        Rnnt.Encoder,
        Rnnt.Prediction,
        Rnnt.Joint,
        WhisperEncoder.LargeV3,
        WhisperDecoder.LargeV3,
        WhisperDecoder.LargeV3WithPast,
        WhisperEncoder.Small,
        WhisperEncoder.Tiny,
        WhisperDecoder.Tiny,
        WhisperDecoder.TinyWithPast,
        TinyModels.KeywordSpotting,
        TinyModels.ImageClassification,
        TinyModels.AnomalyDetection,
        TinyModels.PersonDetection,
        TinyMlp.Architecture,
    ];

    /// <summary>The architecture of a name or of a benchmark that runs it, upper or lower case; null if there's none.</summary>
    public static SyntheticArchitecture? Find(string name)
    {
        // Benchmarks are named for their task where MLPerf has one model of a kind: its BERT is the large one.
        var known = name.ToUpperInvariant() switch
        {
            "BERT" => Bert.Large.Name,
            "KWS" => TinyModels.KeywordSpotting.Name,
            "AUTOENCODER" => TinyModels.AnomalyDetection.Name,
            "VWW" => TinyModels.PersonDetection.Name,
            "YOLO" => Yolo11.Large.Name,
            _ => name,
        };
        return All.FirstOrDefault(architecture => architecture.Name.Equals(known, StringComparison.OrdinalIgnoreCase));
    }
}
