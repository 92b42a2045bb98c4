using System.Reflection;

namespace NativeBench.Cli;

/// <summary>The program's own version and kind of build.</summary>
internal static class Versions
{
    /// <summary>Version with the source revision, if the build knew it.</summary>
    public static string Program { get; } =
        typeof(Versions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Whether the compiler was told not to optimise.</summary>
    public static bool IsDebugBuild { get; } =
        typeof(Versions).Assembly.GetCustomAttribute<System.Diagnostics.DebuggableAttribute>()?.IsJITOptimizerDisabled == true;
}
