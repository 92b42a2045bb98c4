using System.Globalization;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>The backend options of the command line, and what each sets.</summary>
internal static class OptionTexts
{
    private static readonly (string Text, GraphOptimization Value)[] s_levels =
    [
        ("all", GraphOptimization.All), ("extended", GraphOptimization.Extended), ("basic", GraphOptimization.Basic), ("none", GraphOptimization.None),
    ];

    private static readonly (string Text, SessionSharing Value)[] s_sharing =
        [("auto", SessionSharing.Auto), ("shared", SessionSharing.Shared), ("own", SessionSharing.Own)];

    private static readonly (string Text, bool Value)[] s_switch = [("on", true), ("off", false)];

    private static readonly (string Key, Func<OnnxRuntimeOptions, string, OnnxRuntimeOptions> Apply)[] s_known =
    [
        ("optimization", static (options, text) => options with { Optimization = Choice("optimization", text, s_levels) }),
        ("sessions", static (options, text) => options with { Sessions = Choice("sessions", text, s_sharing) }),
        ("spinning", static (options, text) => options with { AllowSpinning = Choice("spinning", text, s_switch) }),
        ("arena", static (options, text) => options with { UseArena = Choice("arena", text, s_switch) }),
        ("memory_pattern", static (options, text) => options with { UseMemoryPattern = Choice("memory_pattern", text, s_switch) }),
        ("flush_denormals", static (options, text) => options with { FlushDenormals = Choice("flush_denormals", text, s_switch) }),
        ("buckets", static (options, text) => options with { Buckets = Buckets(text) }),
        ("dynamic_block_base", static (options, text) => options with { DynamicBlockBase = Count("dynamic_block_base", text) }),
    ];

    /// <summary>Puts the texts over the options. A key with a dot is ONNX Runtime's own and handed on.</summary>
    public static OnnxRuntimeOptions Apply(OnnxRuntimeOptions options, BackendOptions texts)
    {
        foreach (var (key, text) in texts.Values)
        {
            var known = Array.Find(s_known, option => option.Key == key);
            if (known.Apply is not null)
                options = known.Apply(options, text);
            else if (key.Contains('.', StringComparison.Ordinal))
                options = options with { SessionEntries = options.SessionEntries.With(key, text) };
            else
                throw new InvalidInputException(
                    $"--backend-option {key}={text}: ort-cpu has no option '{key}'; it has {string.Join(", ", s_known.Select(static o => o.Key))}, "
                    + "and ONNX Runtime's own (session.…).");
        }
        return options;
    }

    private static T Choice<T>(string key, string text, (string Text, T Value)[] choices)
    {
        foreach (var choice in choices)
            if (choice.Text == text)
                return choice.Value;
        throw new InvalidInputException(
            $"--backend-option {key}={text}: expected {string.Join(", ", choices.Select(static c => c.Text))}.");
    }

    private static ShapeBuckets Buckets(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var lengths = new List<int>();
        foreach (var part in equals < 1 ? [] : text[(equals + 1)..].Split(','))
            lengths.Add(int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : 0);
        return lengths.Count > 0 && lengths.TrueForAll(static l => l > 0)
            ? new ShapeBuckets(text[..equals], lengths)
            : throw new InvalidInputException($"--backend-option buckets={text}: expected a dimension and lengths, such as buckets=seq=64,128,384.");
    }

    private static int Count(string key, string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidInputException($"--backend-option {key}={text}: expected a whole number, 0 or more.");
}
