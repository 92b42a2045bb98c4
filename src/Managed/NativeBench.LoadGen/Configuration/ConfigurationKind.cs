namespace NativeBench.LoadGen.Configuration;

/// <summary>The three kinds of configuration; the values are those of the official <c>conf_type</c>.</summary>
public enum ConfigurationKind
{
    /// <summary>The built-in mlperf.conf. Only this kind sets seeds, the accuracy log's probability and TEST05's keys.</summary>
    BuiltIn = 0,

    /// <summary>A user.conf. The first one applies the built-in configuration before itself.</summary>
    User = 1,

    /// <summary>An audit.config.</summary>
    Audit = 2,
}
