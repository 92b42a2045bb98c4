namespace NativeBench.Datasets.Medical;

/// <summary>A volume, slice by slice: x is the fastest index.</summary>
/// <typeparam name="T">Its values.</typeparam>
/// <param name="Depth">Slices (z).</param>
/// <param name="Height">Rows (y).</param>
/// <param name="Width">Columns (x).</param>
/// <param name="Values">Depth × height × width values.</param>
public sealed record Volume<T>(int Depth, int Height, int Width, T[] Values)
    where T : struct
{
    /// <summary>Makes a volume of zeros.</summary>
    public Volume(int depth, int height, int width) : this(depth, height, width, new T[checked(depth * height * width)]) { }

    /// <summary>A size: axis 0 is z, 1 is y, 2 is x.</summary>
    public int this[int axis] => axis switch { 0 => Depth, 1 => Height, _ => Width };

    /// <summary>Position of a voxel in <see cref="Values"/>.</summary>
    public int At(int z, int y, int x) => (((z * Height) + y) * Width) + x;

    /// <summary>Cuts off and pads: <paramref name="before"/> voxels are added in front of each axis (cut off if negative).</summary>
    /// <param name="size">Sizes of the result.</param>
    /// <param name="before">Voxels in front, a number an axis.</param>
    /// <param name="outside">What is put outside; null: the nearest voxel.</param>
    public Volume<T> Reframe(ReadOnlySpan<int> size, ReadOnlySpan<int> before, T? outside)
    {
        var result = new Volume<T>(size[0], size[1], size[2]);
        var next = 0;
        for (var z = 0; z < size[0]; z++)
            for (var y = 0; y < size[1]; y++)
                for (var x = 0; x < size[2]; x++)
                {
                    int sourceZ = z - before[0], sourceY = y - before[1], sourceX = x - before[2];
                    var isInside = (uint)sourceZ < (uint)Depth && (uint)sourceY < (uint)Height && (uint)sourceX < (uint)Width;
                    result.Values[next++] = !isInside && outside is { } value
                        ? value
                        : Values[At(Math.Clamp(sourceZ, 0, Depth - 1), Math.Clamp(sourceY, 0, Height - 1), Math.Clamp(sourceX, 0, Width - 1))];
                }
        return result;
    }
}
