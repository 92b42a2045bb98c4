
namespace NativeBench.Submission.Checking;

/// <summary>What describes how a result was made: measurements.json, user.conf, README.md.</summary>
internal static class MeasurementsCheck
{
    private static readonly string[] s_keys = ["input_data_types", "retraining", "starting_weights_filename", "weight_data_types", "weight_transformations"];
    private static readonly string[] s_files = ["user.conf", "README.md"];

    public static void Run(CheckContext tree, ResultFolder result)
    {
        string folder = result.MeasurementsPath(tree.Rules);
        string path = folder + "/measurements.json";
        if (tree.Rules.OnlyReports && !tree.HasFolder(folder))
        {
            tree.Rejected(folder, null, null, "a folder", "What describes the measurement is missing.");
            return;
        }

        if (tree.Rules.HasSeparateFolders)
        {
            string? named = tree.Files(folder).FirstOrDefault(f => f.StartsWith(result.System, StringComparison.Ordinal) && f.EndsWith(".json", StringComparison.Ordinal));
            path = folder + "/" + (named ?? $"{result.System}_{result.Scenario}.json");
        }

        if (tree.ReadObject(path, "measurements.json", judged: true) is { } measurements)
        {
            foreach (string key in s_keys)
            {
                if (!measurements.TryGetProperty(key, out var value))
                    tree.Judged(path, key, null, "a value", "The key is missing.");
                else if (!value.IsTruthy())
                    tree.Judged(path, key, value.GetRawText(), "a value", "The value is empty.");
                else if (key == "weight_data_types" && value.IsBrokenText())
                    tree.Rejected(path, key, value.GetRawText(), "a text", "The text has half a surrogate pair, and can't be written to the table of results.");
            }
        }

        foreach (string file in tree.Rules.OnlyReports ? s_files.Prepend("mlperf.conf") : s_files)
        {
            string at = $"{folder}/{file}";
            if (tree.RequireFile(at, file, judged: true) && tree.Look(at).Length == 0)
                tree.Judged(at, "size", "0 bytes", "some text", $"{file} is empty.");
        }
    }
}
