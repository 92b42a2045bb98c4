namespace NativeBench.Datasets.Medical;

/// <summary>
/// Sliding-window inference with Gaussian blending (<c>inference_utils.py</c>): windows of 128³ every 64 voxels, each weighted by a bell in
/// its middle, and the class with the highest sum for every voxel. Not thread-safe; one object serves any number of volumes.
/// </summary>
public sealed class SlidingWindow
{
    /// <summary>Voxels of a window along each axis.</summary>
    public const int Size = 128;

    /// <summary>Voxels from one window to the next.</summary>
    public const int Stride = 64;

    /// <summary>Background, kidney, tumour.</summary>
    public const int Classes = 3;

    private readonly int _size;
    private readonly int _stride;
    private readonly float[] _patch;
    private float[] _sums = [];

    /// <summary>Makes one with MLPerf's window, or with a smaller one for tests.</summary>
    public SlidingWindow(int size = Size, int stride = Stride)
    {
        _size = size;
        _stride = stride;
        _patch = MakePatch(size);
    }

    /// <summary>Voxels of a window.</summary>
    public int WindowVoxels => _patch.Length;

    /// <summary>The weight of each voxel of a window, at most 1.</summary>
    public ReadOnlySpan<float> Patch => _patch;

    /// <summary>Windows that a volume takes.</summary>
    public int CountOf(int depth, int height, int width) => Steps(depth) * Steps(height) * Steps(width);

    /// <summary>Segments a volume.</summary>
    /// <param name="depth">Slices; a window fits into every axis.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="image">The volume, x fastest.</param>
    /// <param name="infer">Takes a window's voxels and gives scores for each class, class by class; valid until the next call.</param>
    /// <param name="labels">Receives a class a voxel.</param>
    /// <param name="cancellation">Looked at before every window.</param>
    public void Run(
        int depth, int height, int width, ReadOnlySpan<float> image, WindowInference infer, Span<byte> labels, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(infer);
        var voxels = depth * height * width;
        // Three sums of weighted scores, and the sum of the weights.
        if (_sums.Length < (Classes + 1) * voxels)
            _sums = new float[(Classes + 1) * voxels];
        var sums = _sums.AsSpan(0, (Classes + 1) * voxels);
        sums.Clear();
        for (var z = 0; z < Steps(depth); z++)
            for (var y = 0; y < Steps(height); y++)
                for (var x = 0; x < Steps(width); x++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var window = new Box(z * _stride, y * _stride, x * _stride, height, width);
                    Gather(image, window, infer.Input);
                    Scatter(infer.Run(), window, voxels, sums);
                }
        for (var v = 0; v < voxels; v++)
        {
            // The division doesn't change the order, but may round two sums to the same.
            var norm = sums[(Classes * voxels) + v];
            float background = sums[v] / norm, kidney = sums[voxels + v] / norm, tumour = sums[(2 * voxels) + v] / norm;
            // The lowest class among equals.
            labels[v] = (byte)(kidney > background ? tumour > kidney ? 2 : 1 : tumour > background ? 2 : 0);
        }
    }

    private int Steps(int size) => ((size - _size) / _stride) + 1;

    private void Gather(ReadOnlySpan<float> image, Box box, Span<float> window)
    {
        for (int z = 0, to = 0; z < _size; z++)
            for (var y = 0; y < _size; y++, to += _size)
                image.Slice(box.At(z, y), _size).CopyTo(window[to..]);
    }

    private void Scatter(ReadOnlySpan<float> scores, Box box, int voxels, Span<float> sums)
    {
        for (var c = 0; c <= Classes; c++)
            for (int z = 0, from = 0; z < _size; z++)
                for (var y = 0; y < _size; y++, from += _size)
                {
                    var target = sums.Slice((c * voxels) + box.At(z, y), _size);
                    var weights = _patch.AsSpan(from, _size);
                    if (c == Classes)
                    {
                        for (var x = 0; x < target.Length; x++)
                            target[x] += weights[x];
                        continue;
                    }
                    var row = scores.Slice((c * _patch.Length) + from, _size);
                    for (var x = 0; x < target.Length; x++)
                        target[x] += row[x] * weights[x];
                }
    }

    /// <summary>The cube root of the product of three bells of deviation size/8, scaled so that the highest weight is 1.</summary>
    private static float[] MakePatch(int size)
    {
        var bell = new double[size];
        var deviation = 0.125 * size;
        for (var i = 0; i < size; i++)
        {
            var distance = i - ((size - 1) / 2.0);
            bell[i] = Math.Exp(-(distance * distance) / (2 * deviation * deviation));
        }
        var patch = new double[size * size * size];
        var highest = 0.0;
        for (int z = 0, at = 0; z < size; z++)
            for (var y = 0; y < size; y++)
                for (var x = 0; x < size; x++)
                    highest = Math.Max(highest, patch[at++] = Math.Cbrt(bell[z] * bell[y] * bell[x]));
        return [.. patch.Select(w => (float)(w / highest))];
    }

    private readonly record struct Box(int Z, int Y, int X, int Height, int Width)
    {
        public int At(int z, int y) => ((((Z + z) * Height) + Y + y) * Width) + X;
    }
}
