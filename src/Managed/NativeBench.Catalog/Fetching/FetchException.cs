namespace NativeBench.Catalog.Fetching;

/// <summary>A file couldn't be fetched; the message says why and what to do.</summary>
public sealed class FetchException(string message, Exception? inner = null) : Exception(message, inner);
