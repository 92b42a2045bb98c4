using System.Diagnostics;
using System.Globalization;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Prepared;
using NativeBench.Datasets.Skia;

namespace NativeBench.Benchmarks.Datasets;

/// <summary>
/// What <c>scripts/compare-preparation</c> runs in turns with OpenCV's script: a folder of ImageNet pictures prepared for resnet50 from an
/// empty cache on, and loaded again; each twice, the second time with the program warmed up.
/// </summary>
internal static class PreparationOnce
{
    public const string Command = "preparation";

    public static void Run(string folder, string cache)
    {
        for (var i = 0; i < 2; i++)
            Prepare(folder, cache);
        for (var i = 0; i < 2; i++)
            Load(folder, cache);
        File.Delete(cache);
    }

    private static void Prepare(string folder, string cache)
    {
        File.Delete(cache);
        var start = Start();
        var data = ImageNetFolder.Open(folder);
        using var source = new ImageSource("imagenet", data.Files, ImagePipelines.ResNet50, PictureDecoder.Instance);
        PreparedSamples.Prepare(source, cache);
        Tell("prepared", data.Files.Length, start);
    }

    private static void Load(string folder, string cache)
    {
        var start = Start();
        var data = ImageNetFolder.Open(folder);
        using var source = new ImageSource("imagenet", data.Files, ImagePipelines.ResNet50, PictureDecoder.Instance);
        using var library = PreparedLibrary.Open("imagenet", source, cache, data.Files.Length);
        library.LoadSamplesToRam([.. Enumerable.Range(0, data.Files.Length).Select(static i => (long)i)]);
        Tell("loaded", data.Files.Length, start);
    }

    private static (long Clock, TimeSpan Processors) Start() => (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

    /// <summary>Processor time is what a busy machine leaves comparable.</summary>
    private static void Tell(string what, int count, (long Clock, TimeSpan Processors) start) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what} {count} in {Stopwatch.GetElapsedTime(start.Clock).TotalSeconds:0.000} s, processors {(Environment.CpuUsage.TotalTime - start.Processors).TotalSeconds:0.000} s"));
}
