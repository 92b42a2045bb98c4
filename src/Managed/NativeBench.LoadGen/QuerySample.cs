using System.Runtime.InteropServices;

namespace NativeBench.LoadGen;

/// <summary>One sample that the system under test has to run: an opaque id to answer with, and the sample to run.</summary>
/// <param name="Id">Identifies the response. Opaque to the system under test, never 0, unique within a test.</param>
/// <param name="Index">Index of the sample in the library, below <see cref="IQuerySampleLibrary.TotalSampleCount"/>.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct QuerySample(ulong Id, long Index);
