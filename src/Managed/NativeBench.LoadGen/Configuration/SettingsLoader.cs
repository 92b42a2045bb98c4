namespace NativeBench.LoadGen.Configuration;

/// <summary>Applies configuration files to settings with the official grammar and precedence. One instance stands for one official process.</summary>
public sealed class SettingsLoader
{
}
