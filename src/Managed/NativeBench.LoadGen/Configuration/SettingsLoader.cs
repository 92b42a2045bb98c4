using System.Text;

namespace NativeBench.LoadGen.Configuration;

/// <summary>
/// Applies configuration files to settings with the official grammar and precedence. One instance stands for one process
/// of the official LoadGen: it remembers whether a user.conf was read already.
/// </summary>
public sealed class SettingsLoader
{
    /// <summary>Return code of a file that can't be opened.</summary>
    public const int NoSuchFile = -2;

    /// <summary>Return code of a file with errors, none of which was applied.</summary>
    public const int InvalidFile = -22;

    private const string ErrorKey = "error_invalid_config";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly List<ConfigurationMessage> _messages = [];
    private readonly List<ConfigurationFinding> _findings = [];
    private int _userFiles;

    /// <summary>Errors found so far, in the official words; they belong at the head of the next test's detail log.</summary>
    public IReadOnlyList<ConfigurationMessage> Messages => _messages;

    /// <summary>
    /// What the official LoadGen would pass over in silence: keys, models and scenarios that nobody looks up, settings that
    /// have no effect in such a file, lines cut off by a comment. A program should refuse the file, or say so loudly.
    /// </summary>
    public IReadOnlyList<ConfigurationFinding> Findings => _findings;

    /// <summary>Applies a file to <paramref name="settings"/>.</summary>
    /// <param name="settings">Changed only where the file has something to say; unchanged if it has errors.</param>
    /// <param name="path">The file; ignored for <see cref="ConfigurationKind.BuiltIn"/>.</param>
    /// <param name="model">The benchmark's name in the files, or <c>*</c>.</param>
    /// <param name="scenario">The scenario under which keys are looked up that have none of their own.</param>
    /// <param name="kind">What file it is.</param>
    /// <returns>0, <see cref="NoSuchFile"/> or <see cref="InvalidFile"/>.</returns>
    public int FromConfig(ref TestSettings settings, string path, string model, TestScenario scenario, ConfigurationKind kind = ConfigurationKind.User)
    {
        if (kind == ConfigurationKind.User)
        {
            if (_userFiles++ == 0)
                Apply(BuiltInConfiguration.File, ref settings, model, scenario, builtIn: true);
            else
                Report("Multiple conf files are used. This is not valid for official submission.");
        }

        if (kind == ConfigurationKind.BuiltIn)
        {
            Apply(BuiltInConfiguration.File, ref settings, model, scenario, builtIn: true);
            return 0;
        }

        ConfigurationFile file;
        try
        {
            // A byte order mark isn't skipped: the official parser takes it as a part of the first key.
            using var reader = new StreamReader(path, s_utf8, detectEncodingFromByteOrderMarks: false);
            file = ConfigurationFile.Parse(reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Report($"can't open file {path}");
            return NoSuchFile;
        }

        foreach (string error in file.Errors)
            Report(error);
        if (file.Errors.Count > 0)
            return InvalidFile;
        _findings.AddRange(ConfigurationFinding.Of(file, path, model));
        Apply(file, ref settings, model, scenario, builtIn: false);
        return 0;
    }

    private void Apply(ConfigurationFile file, ref TestSettings settings, string model, TestScenario scenario, bool builtIn)
    {
        foreach (var key in SettingKey.All)
        {
            if ((key.BuiltInOnly && !builtIn) || !key.IsRead(settings))
                continue;
            string? value = file.Find(model, (key.Scenario ?? scenario).ToString(), key.Name);
            if (value is null)
                continue;
            if (key.Name == "mode" && CNumber.Unsigned(value) > 3)
                Report("Invalid value passed to Mode key in config.");
            settings = key.Apply(settings, value);
        }
    }

    private void Report(string text) => _messages.Add(new ConfigurationMessage(ErrorKey, text));
}
