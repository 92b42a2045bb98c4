using NativeBench.Datasets.Composite;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Medical;

/// <summary>
/// Stand-ins for prepared cases of KiTS19: volumes with the intensities of soft tissue, noise on slow waves, much smaller than real ones,
/// which take 20 windows and more. In memory as <see cref="KitsSource"/>'s.
/// </summary>
/// <param name="volumes">Volumes.</param>
/// <param name="window">Voxels of the network's window along an axis; every fourth volume is half a window longer along one.</param>
/// <param name="seed">Decides all of them.</param>
public sealed class SyntheticVolumes(int volumes, int window, ulong seed) : IVariableSource
{
    /// <inheritdoc/>
    public string Description => $"{volumes} made-up volumes of 1 or 2 windows of {window}³ voxels, seed {seed}";

    /// <inheritdoc/>
    public long Count => volumes;

    /// <inheritdoc/>
    public NativeBuffer Load(long sample)
    {
        var depth = window + (sample % 4 == 3 ? window / 2 : 0);
        var buffer = KitsSource.Allocate(depth, window, window);
        var image = KitsSource.VoxelsOf(buffer);
        var random = new RandomStream(seed, 1, (ulong)sample);
        for (int z = 0, at = 0; z < depth; z++)
            for (var y = 0; y < window; y++)
            {
                var wave = (float)(Math.Sin(z * 0.13) + Math.Cos(y * 0.09));
                for (var x = 0; x < window; x++)
                    image[at++] = (0.5f * wave) + ((random.Next() >> 40) * (2f / (1 << 24))) - 1;
            }

        return buffer;
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
