namespace NativeBench.LoadGen.Configuration;

/// <summary>An error found while reading a configuration file, kept for the detail log of the next test.</summary>
/// <param name="Key">The detail log's key, <c>error_invalid_config</c>.</param>
/// <param name="Text">The official words.</param>
public sealed record ConfigurationMessage(string Key, string Text);
