using System.Collections.Immutable;
using NativeBench.Inference;
using NativeBench.Inference.TensorRT;

namespace NativeBench.Cli.Workloads;

/// <summary>The same model on each device of <c>--device</c>.</summary>
internal sealed class TensorRtDevices : IInferenceEngine
{
    private readonly List<TensorRtEngine> _engines = [];

    public IReadOnlyList<TensorRtEngine> All => _engines;

    public TensorRtEngine First => _engines[0];

    public string BackendName => First.BackendName;

    public string Version => First.Version;

    public ModelInfo Model => First.Model;

    /// <summary>Those of the first device, with all devices named.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Settings => Join();

    public void Add(TensorRtEngine engine) => _engines.Add(engine);

    public IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize) => First.CreateInstance(slab, maxBatchSize);

    public void Dispose()
    {
        foreach (var engine in _engines)
            engine.Dispose();
    }

    private ImmutableArray<KeyValuePair<string, string>> Join()
    {
        if (_engines.Count == 1)
            return First.Settings;
        var names = string.Join("; ", _engines.Select(static engine => engine.DeviceName));
        return [.. First.Settings.Select(setting => setting.Key == "device" ? new(setting.Key, names) : setting)];
    }
}
