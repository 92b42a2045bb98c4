using System.Runtime.InteropServices;

namespace NativeBench.Tests.Datasets;

/// <summary>Writes accuracy logs as LoadGen does.</summary>
internal static class AccuracyLogFile
{
    public static string Write<T>(TemporaryFolder folder, params (long Sample, T[] Data)[] entries)
        where T : unmanaged
    {
        var lines = entries.Select(static (entry, i) =>
            $"{{ \"seq_id\" : {i}, \"qsl_idx\" : {entry.Sample}, \"data\" : \"{Convert.ToHexString(MemoryMarshal.AsBytes(entry.Data.AsSpan()))}\" }}");
        var path = folder.Combine($"log{Guid.NewGuid():N}.json");
        File.WriteAllText(path, "[\n" + string.Join(",\n", lines) + "\n]\n");
        return path;
    }
}
