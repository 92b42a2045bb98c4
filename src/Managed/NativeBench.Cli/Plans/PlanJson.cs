using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.Inference;

namespace NativeBench.Cli.Plans;

/// <summary>An execution plan as JSON. What a file leaves out has the plan's own default; what it has too much is a mistake.</summary>
internal static class PlanJson
{
    /// <summary>Writes into an object that is open.</summary>
    public static void Write(Utf8JsonWriter json, ExecutionPlan plan)
    {
        json.WriteNumber("instances", plan.Instances);
        json.WriteNumber("threads", plan.IntraOpThreads);
        json.WriteNumber("batch", plan.BatchSize);
        json.WriteNumber("batch_delay_us", plan.BatchDelayUs);
        json.WriteBoolean("adaptive_batching", plan.AdaptiveBatching);
        json.WriteString("queue_order", Name(plan.Order));
        json.WriteString("pin", Name(plan.Pinning));
        json.WriteStartObject("backend_options");
        foreach (var (key, value) in plan.BackendOptions.Values)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>Reads a plan; <paramref name="where"/> is what messages call the place.</summary>
    public static ExecutionPlan Read(JsonElement element, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new UsageException($"{where}: expected an object; found {element.GetRawText()}.");
        var plan = new ExecutionPlan();
        foreach (var entry in element.EnumerateObject())
        {
            plan = entry.Name switch
            {
                "instances" => plan with { Instances = Whole(entry, where) },
                "threads" => plan with { IntraOpThreads = Whole(entry, where) },
                "batch" => plan with { BatchSize = Whole(entry, where) },
                "batch_delay_us" => plan with { BatchDelayUs = Whole(entry, where) },
                "adaptive_batching" => plan with { AdaptiveBatching = entry.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? entry.Value.GetBoolean() : throw Wrong(entry, where, "true or false") },
                "queue_order" => plan with { Order = Named<QueueOrder>(entry, where) },
                "pin" => plan with { Pinning = Named<CpuPinning>(entry, where) },
                "backend_options" => plan with { BackendOptions = Options(entry, where) },
                _ => throw new UsageException($"{where}: there is no '{entry.Name}' in a plan."),
            };
        }

        try
        {
            plan.Validate();
        }
        catch (InvalidInputException e)
        {
            throw new UsageException($"{where}: {e.Message}", e);
        }

        return plan;
    }

    /// <summary>The plan in a few words: <c>2 × 1 threads, batch 8</c>.</summary>
    public static string Describe(ExecutionPlan plan)
    {
        var text = Units.Invariant($"{plan.Instances} × {plan.IntraOpThreads} {(plan.IntraOpThreads == 1 ? "thread" : "threads")}, batch {plan.BatchSize}");
        if (plan.AdaptiveBatching)
            text += " adaptive";
        if (plan.BatchDelayUs > 0)
            text += Units.Invariant($", window {Units.Time(plan.BatchDelayUs * 1e3)}");
        if (plan.Pinning != CpuPinning.None)
            text += ", pinned to " + Name(plan.Pinning);
        return plan.BackendOptions.Values.IsEmpty ? text : $"{text}, {plan.BackendOptions}";
    }

    private static int Whole(JsonProperty entry, string where) =>
        entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt32(out var value) ? value : throw Wrong(entry, where, "a whole number");

    private static T Named<T>(JsonProperty entry, string where) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (entry.Value.ValueKind == JsonValueKind.String && Name(value) == entry.Value.GetString())
                return value;
        }

        throw Wrong(entry, where, string.Join(" or ", Enum.GetValues<T>().Select(Name)));
    }

    private static BackendOptions Options(JsonProperty entry, string where)
    {
        if (entry.Value.ValueKind != JsonValueKind.Object)
            throw Wrong(entry, where, "an object of texts");
        return BackendOptions.From(entry.Value.EnumerateObject().Select(option => option.Value.ValueKind == JsonValueKind.String
            ? KeyValuePair.Create(option.Name, option.Value.GetString()!)
            : throw Wrong(option, where, "a text")));
    }

    private static UsageException Wrong(JsonProperty entry, string where, string expected) =>
        new($"{where}: '{entry.Name}' is {entry.Value.GetRawText()}; expected {expected}.");

    /// <summary>As the command line writes it: <c>late-last</c>.</summary>
    private static string Name<T>(T value) where T : struct, Enum =>
        string.Concat(value.ToString().Select(static (c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
