namespace NativeBench.LoadGen;

/// <summary>How closely the log files follow the official LoadGen's.</summary>
public enum LogCompatibility
{
    /// <summary>Byte for byte, known oddities included (unescaped strings in the detail log, a trace that isn't valid JSON).</summary>
    Official,

    /// <summary>The same lines, with strings escaped and a trace that is valid JSON.</summary>
    Strict,
}
