namespace NativeBench.Inference;

/// <summary>A model loaded for <see cref="INetwork"/>. Thread-safe.</summary>
public interface INetworkModel : IDisposable
{
    /// <summary>What was loaded.</summary>
    NetworkInfo Info { get; }

    /// <summary>How the backend executes, in the order in which a report lists it: name and value.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    /// <summary>Makes one for a thread; to be disposed before the model.</summary>
    INetwork CreateNetwork();
}
