using System.Reflection;

namespace NativeBench.LoadGen.Logging;

/// <summary>
/// The version block at the head of the detail log. It names the LoadGen whose behaviour is reproduced, and says in every
/// free field that this is not it: results for an official submission need the official library.
/// </summary>
internal static class ReferenceVersion
{
    public static void Write(DetailLog log)
    {
        string own = typeof(ReferenceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
        log.Entry("loadgen_version", $"{LoadGenerator.ReferenceVersion} @ NA");
        log.Entry("loadgen_build_date_local", "NA");
        log.Entry("loadgen_build_date_utc", "NA");
        log.Entry("loadgen_git_commit_date", "NA");
        log.Entry("loadgen_git_log_message", $"NativeBench.LoadGen {own}, behaves as MLCommons LoadGen {LoadGenerator.ReferenceVersion}");
        log.Entry("loadgen_git_status_message", "NA");
        log.EntryRaw("loadgen_file_sha1", "{}");
    }
}
