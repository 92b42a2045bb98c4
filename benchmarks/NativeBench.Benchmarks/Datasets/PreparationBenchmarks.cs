using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Prepared;
using NativeBench.Datasets.Skia;

namespace NativeBench.Benchmarks.Datasets;

/// <summary>
/// resnet50's preprocessing of a folder of ImageNet pictures into an empty cache, and loading it again. The folder is
/// <c>imagenet</c> (pictures and val_map.txt) within NATIVEBENCH_DATA. scripts/reference/prepare_speed.py does the same with OpenCV.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 5, invocationCount: 1)]
public class PreparationBenchmarks
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"nativebench-{Environment.ProcessId}.prepared");
    private ImageSource _source = null!;
    private long[] _samples = [];

    [GlobalSetup]
    public void Open()
    {
        var folder = Environment.GetEnvironmentVariable("NATIVEBENCH_DATA")
            ?? throw new InvalidOperationException("NATIVEBENCH_DATA has to name the folder with 'imagenet' in it.");
        var data = ImageNetFolder.Open(Path.Combine(folder, "imagenet"));
        _source = new ImageSource("imagenet", data.Files, ImagePipelines.ResNet50, PictureDecoder.Instance);
        _samples = [.. Enumerable.Range(0, data.Files.Length).Select(static i => (long)i)];
    }

    [IterationSetup(Target = nameof(Prepare))]
    public void EmptyCache() => File.Delete(_path);

    [IterationSetup(Target = nameof(Load))]
    public void FullCache() => PreparedSamples.Prepare(_source, _path);

    [GlobalCleanup]
    public void Free()
    {
        _source.Dispose();
        File.Delete(_path);
    }

    [Benchmark(Baseline = true)]
    public void Prepare() => PreparedSamples.Prepare(_source, _path);

    [Benchmark]
    public void Load()
    {
        using var library = PreparedLibrary.Open("imagenet", _source, _path);
        library.LoadSamplesToRam(_samples);
    }
}
