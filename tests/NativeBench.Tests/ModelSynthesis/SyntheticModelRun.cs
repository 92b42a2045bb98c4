using System.Runtime.InteropServices;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.ModelSynthesis;

namespace NativeBench.Tests.ModelSynthesis;

/// <summary>Runs a synthetic model on random samples, one at a time, in ONNX Runtime.</summary>
internal static class SyntheticModelRun
{
    /// <summary>The numbers of all outputs, by sample and output.</summary>
    public static double[][][] Outputs(SyntheticModel model, int samples)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, model.FileName);
        model.WriteFile(path);
        using var engine = OnnxRuntimeEngine.Load(path, new OnnxRuntimeOptions { IntraOpThreads = 2 });
        return Outputs(engine, samples);
    }

    public static double[][][] Outputs(OnnxRuntimeEngine engine, int samples)
    {
        using var library = new RandomTensorLibrary(engine.Model, seed: 5, samples);
        return Outputs(engine, library, samples);
    }

    public static double[][][] Outputs(OnnxRuntimeEngine engine, TensorLibrary library, int samples)
    {
        long[] all = [.. Enumerable.Range(0, samples).Select(static i => (long)i)];
        library.LoadSamplesToRam(all);
        using var instance = engine.CreateInstance(library.Slab, 1);
        var results = new double[samples][][];
        for (var sample = 0; sample < samples; sample++)
        {
            instance.Run([sample]);
            results[sample] = new double[instance.Outputs.Length][];
            for (var output = 0; output < results[sample].Length; output++)
                results[sample][output] = Numbers(instance.Outputs[output]);
        }

        library.UnloadSamplesFromRam(all);
        return results;
    }

    private static double[] Numbers(OutputRows rows) => rows.ElementType switch
    {
        ElementType.Float32 => [.. MemoryMarshal.Cast<byte, float>(rows.Row(0)).ToArray().Select(static v => (double)v)],
        ElementType.Float16 => [.. MemoryMarshal.Cast<byte, Half>(rows.Row(0)).ToArray().Select(static v => (double)v)],
        ElementType.Int64 => [.. MemoryMarshal.Cast<byte, long>(rows.Row(0)).ToArray().Select(static v => (double)v)],
        ElementType.Int32 => [.. MemoryMarshal.Cast<byte, int>(rows.Row(0)).ToArray().Select(static v => (double)v)],
        ElementType.UInt8 => [.. rows.Row(0).ToArray().Select(static v => (double)v)],
        _ => throw new NotSupportedException(rows.ElementType.Name()),
    };
}
