namespace NativeBench.LoadGen.Results;

/// <summary>
/// Reads a list of times out of the records, block by block; as often as wanted, since the records stay. So no list is ever
/// in memory as a whole.
/// </summary>
/// <param name="position">Where to go on, 0 at first; moved on by what was read.</param>
/// <param name="block">Filled from its start.</param>
/// <returns>How many times were read; 0 at the end only.</returns>
internal delegate int TimeReader(ref long position, Span<long> block);
