using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Datasets.Medical;

/// <summary>Answers a volume with a class a voxel (uint8), window by window through a network.</summary>
public sealed class VolumeWorker : ISampleWorker
{
    private readonly VariableLibrary _library;
    private readonly NetworkWindow _window;
    private readonly SlidingWindow _sliding;
    private readonly ResponseBuffer _labels = new();

    /// <summary>Makes a worker.</summary>
    /// <param name="network">float32 [N,1,size,size,size] to float32 [N,3,size,size,size]; becomes this worker's.</param>
    /// <param name="library">Of a <see cref="KitsSource"/>; stays the caller's.</param>
    /// <exception cref="InvalidInputException">The model takes or gives something else.</exception>
    public VolumeWorker(INetwork network, VariableLibrary library)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(library);
        var size = WindowOf(network.Info);
        _library = library;
        _sliding = new SlidingWindow(size, size / 2);
        _window = new NetworkWindow(network, size);
    }

    /// <summary>Voxels of a network's window along each axis; the official one has 128.</summary>
    /// <exception cref="InvalidInputException">It isn't a network over windows.</exception>
    public static int WindowOf(NetworkInfo network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var isWindow = network.Inputs is [var input] && input.Is(ElementType.Float32, 1, 1, -1, -1, -1) && input.Dimensions[2] is > 0 and var size
            && input.Dimensions[3] == size && input.Dimensions[4] == size && size % 2 == 0
            && network.Outputs.Length > 0 && network.Outputs[0].Is(ElementType.Float32, 1, SlidingWindow.Classes, size, size, size);
        return isWindow
            ? (int)network.Inputs[0].Dimensions[2]
            : throw new InvalidInputException($"'{network.Path}' is {network.Signature}; expected float32 [?,1,128,128,128] to [?,3,128,128,128].");
    }

    /// <inheritdoc/>
    public SampleResponse Run(long sample, CancellationToken cancellation = default)
    {
        var buffer = _library[sample];
        var (depth, height, width) = KitsSource.ShapeOf(buffer);
        var voxels = depth * height * width;
        _sliding.Run(depth, height, width, KitsSource.ImageOf(buffer), _window, _labels.Take<byte>(voxels), cancellation);
        return _labels.Response<byte>(voxels);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window.Network.Dispose();
        _labels.Dispose();
    }

    private sealed class NetworkWindow(INetwork network, int size) : WindowInference
    {
        public INetwork Network => network;

        public override Span<float> Input => MemoryMarshal.Cast<byte, float>(network.Input(0, 1, 1, size, size, size));

        public override ReadOnlySpan<float> Run()
        {
            network.Run();
            return MemoryMarshal.Cast<byte, float>(network.Output(0));
        }
    }
}
