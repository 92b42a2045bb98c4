using System.Runtime.InteropServices;

namespace NativeBench.LoadGen;

/// <summary>The answer to one <see cref="QuerySample"/>.</summary>
/// <param name="Id">The id of the sample that is answered.</param>
/// <param name="Data">
/// Address of the response's bytes, or 0. The memory stays the system under test's; LoadGen reads it during the
/// completing call only, and only if the accuracy log wants this sample.
/// </param>
/// <param name="Size">Bytes at <paramref name="Data"/>, 0 or more.</param>
/// <param name="TokenCount">Tokens of the response; only read when token latencies are used.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct QuerySampleResponse(ulong Id, nint Data, long Size, long TokenCount = 0);
