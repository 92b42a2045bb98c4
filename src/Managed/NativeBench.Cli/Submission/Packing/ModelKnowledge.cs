using System.Collections.Immutable;
using NativeBench.Catalog;
using NativeBench.Cli.Submission.Running;
using NativeBench.Cli.Workloads;
using NativeBench.Results;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>What can be told of the model that ran, from the catalog's checksums and from its file, where that is still the one that ran.</summary>
/// <param name="Reference">The catalog's file that it is; null if it's none, or that isn't known.</param>
/// <param name="WeightTypes">In what it keeps its weights, the largest share first; empty where that isn't known.</param>
/// <param name="IsQuantised">Whether it has quantised operators; null where that isn't known.</param>
internal sealed record ModelKnowledge(CatalogFile? Reference, ImmutableArray<string> WeightTypes, bool? IsQuantised)
{
    private static readonly string[] s_floating = ["fp64", "fp32", "bf16", "fp16"];

    /// <summary>Nothing is known.</summary>
    public static ModelKnowledge None { get; } = new(null, [], null);

    /// <summary>
    /// In what the weights are, in words; null where that isn't known. A file with quantised operators over weights in a floating type
    /// doesn't tell: what they become is the backend's.
    /// </summary>
    public string? Weights => WeightTypes.IsEmpty || (IsQuantised == true && s_floating.Contains(WeightTypes[0])) ? Reference?.Precision : string.Join(", ", WeightTypes);

    /// <summary>Looks at a model.</summary>
    /// <param name="model">The model of a result.</param>
    /// <param name="facts">The benchmark.</param>
    /// <param name="recorded">What was read of models when they ran.</param>
    public static ModelKnowledge Read(ModelData? model, BenchmarkFacts facts, IEnumerable<RecordedModel> recorded)
    {
        if (model is null || model.Weights is not null)
            return None;
        var file = recorded.FirstOrDefault(r => r.Sha256 == model.Sha256) ?? RecordedModel.Read(model.Path, model.Sha256);
        var reference = facts.Model.Files.FirstOrDefault(f => f.Sha256 == model.Sha256);
        if (reference is null && facts.Model.Files.Any(static f => f.Md5 is not null) && RecordedModel.Read(model.Path, model.Sha256) is not null)
        {
            string md5 = FileHash.Md5Of(model.Path);
            reference = facts.Model.Files.FirstOrDefault(f => f.Md5 == md5);
        }

        return new ModelKnowledge(reference, file?.WeightTypes ?? [], file?.Quantized);
    }
}
