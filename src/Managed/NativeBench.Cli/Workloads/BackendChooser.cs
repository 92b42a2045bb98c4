namespace NativeBench.Cli.Workloads;

/// <summary>Which backend runs. A named one is taken or refused, never replaced; auto says what it took and why.</summary>
internal static class BackendChooser
{
    /// <summary>The backend for what --backend says.</summary>
    public static BackendChoice Choose(string requested) => requested switch
    {
        "null" => new BackendChoice(requested, "null", "asked for"),
        "ort-cpu" => new BackendChoice(requested, "ort-cpu", "asked for"),
        "auto" => new BackendChoice(requested, "ort-cpu", "the GPU backends are not in this build yet"),
        _ => throw new CannotRunException(
            $"--backend {requested} is not in this build yet. It runs ort-cpu and null; 'nativebench devices' shows what this machine has."),
    };
}
