using System.Text;

namespace NativeBench.Tests.Datasets;

/// <summary>A folder for one test, with helpers to put files into it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("nativebench-").FullName;

    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public string Text(string name, string text) => Bytes(name, Encoding.UTF8.GetBytes(text));

    public string Bytes(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>An .npy file of version 1.0 with consecutive bytes as data.</summary>
    public string Npy(string name, string descr, int bytesPerElement, params int[] shape)
    {
        var bytes = shape.Aggregate(bytesPerElement, static (product, dimension) => product * dimension);
        return Bytes(name, Npy(descr, shape, [.. Enumerable.Range(0, bytes).Select(static i => (byte)i)]));
    }

    public static byte[] Npy(string descr, int[] shape, byte[] data)
    {
        var dimensions = string.Concat(shape.Select(static d => $"{d}, "));
        return Npy(1, $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({dimensions}), }}\n", data);
    }

    public static byte[] Npy(int version, string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        byte[] length = version == 1
            ? [(byte)text.Length, (byte)(text.Length >> 8)]
            : [(byte)text.Length, (byte)(text.Length >> 8), 0, 0];
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
