using System.Text;
using NativeBench.Cli.Output;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>The rates that were found as lines of a <c>user.conf</c>.</summary>
internal static class UserConf
{
    /// <summary>The file's text: only what was measured, and for Server only a rate that was VALID.</summary>
    public static string Text(TuneRecord record)
    {
        var text = new StringBuilder();
        text.Append("# Found by 'nativebench tune' for ").Append(record.Subject).Append(" on ").Append(record.File.Backend);
        if (record.WeightsNote is { } note)
            text.Append(" (").Append(note).Append(')');
        text.Append(", to be used with the plan beside it.\n");
        foreach (var tuning in record.Scenarios)
        {
            if (tuning.Rate?.Rate is { } rate)
            {
                text.Append("*.Server.target_qps = ").Append(Units.Plain(rate)).Append('\n');
                if (tuning.BoundNs is { } bound && tuning.BoundReason != "given")
                    text.Append("*.Server.target_latency = ").Append(Units.Plain(bound / 1e6)).Append('\n');
            }

            // Offline's query must last long enough: a little more than what was reached.
            if (tuning is { Scenario: TestScenario.Offline, Search.Winner.Score: > 0 and var samples })
                text.Append("*.Offline.target_qps = ").Append(Units.Plain(Units.CeilingTo(samples * 1.05, 3))).Append('\n');
        }

        return text.ToString();
    }
}
