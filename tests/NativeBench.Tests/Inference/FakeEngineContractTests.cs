using NativeBench.Inference;
using NativeBench.Tests.Contracts;

namespace NativeBench.Tests.Inference;

/// <summary>The fake speaks the real protocol.</summary>
public sealed class FakeEngineContractTests : InferenceEngineContract
{
    private protected override IInferenceEngine CreateIdentity() => new FakeEngine();
}
