using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Datasets.Medical;

/// <summary>Answers a volume with a class a voxel (uint8), window by window through an engine.</summary>
public sealed class VolumeWorker : ISampleWorker
{
    private readonly VariableLibrary _library;
    private readonly EngineWindow _window;
    private readonly SlidingWindow _sliding;
    private NativeBuffer _labels = NativeBuffer.Allocate(0);

    /// <summary>Makes a worker.</summary>
    /// <param name="engine">A model float32 [N,1,size,size,size] to float32 [N,3,size,size,size]; stays the caller's.</param>
    /// <param name="library">Of a <see cref="KitsSource"/>; stays the caller's.</param>
    /// <exception cref="InvalidInputException">The model takes or gives something else.</exception>
    public VolumeWorker(IInferenceEngine engine, VariableLibrary library)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(library);
        var size = SizeOf(engine.Model);
        _library = library;
        _sliding = new SlidingWindow(size, size / 2);
        _window = new EngineWindow(new ScratchEngine(engine));
    }

    /// <inheritdoc/>
    public SampleResponse Run(long sample)
    {
        var buffer = _library[sample];
        var (depth, height, width) = KitsSource.ShapeOf(buffer);
        var voxels = depth * height * width;
        if (_labels.Bytes < voxels)
        {
            _labels.Dispose();
            _labels = NativeBuffer.Allocate(voxels);
        }
        _sliding.Run(depth, height, width, KitsSource.ImageOf(buffer), _window, _labels.Slice(0, voxels));
        return new SampleResponse(_labels.Address, voxels);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window.Engine.Dispose();
        _labels.Dispose();
    }

    private static int SizeOf(ModelInfo model)
    {
        var isWindow = model.Inputs is [{ ElementType: ElementType.Float32, SampleShape: [1, var depth, var height, var width] }] && depth == height && height == width
            && model.Outputs[0] is { ElementType: ElementType.Float32, IsStatic: true } output && output.ElementsPerSample == SlidingWindow.Classes * depth * height * width;
        return isWindow
            ? (int)model.Inputs[0].SampleShape[1]
            : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{model.Name}' is {string.Join(", ", model.Inputs)} to {model.Outputs[0]}; expected float32 [N,1,128,128,128] to [N,3,128,128,128]."));
    }

    private sealed class EngineWindow(ScratchEngine engine) : WindowInference
    {
        public ScratchEngine Engine => engine;

        public override Span<float> Input => MemoryMarshal.Cast<byte, float>(engine.Input(0));

        public override ReadOnlySpan<float> Run()
        {
            engine.Run();
            return MemoryMarshal.Cast<byte, float>(engine.Outputs[0].Row(0));
        }
    }
}
