using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>A system under test around an engine.</summary>
internal sealed class EngineSystem(ISystemUnderTest sut, Func<BatchStatistics> statistics, ExecutionDescription description) : IWorkloadSystem
{
    public ISystemUnderTest Sut => sut;

    public BatchStatistics? Statistics => statistics();

    public ExecutionDescription? Description => description;

    public void Expect(TestSettings settings)
    {
        if (sut is BatchingSystemUnderTest batching)
            batching.LatencyBoundNs = settings.Scenario == TestScenario.Server ? settings.ServerTargetLatencyNs : 0;
    }

    public void Dispose() => (sut as IDisposable)?.Dispose();
}
