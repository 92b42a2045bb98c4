namespace NativeBench.LoadGen;

/// <summary>MLPerf's load generator.</summary>
public static partial class LoadGenerator
{
    /// <summary>The official LoadGen whose behaviour this one has.</summary>
    public const string ReferenceVersion = "6.0.17";

    /// <summary>
    /// Runs one test and returns when it's over and its files are written. The calling thread issues the queries.
    /// </summary>
    /// <exception cref="LoadGenException">A log file can't be opened, or the settings can't be run at all.</exception>
    public static TestResult StartTest(
        ISystemUnderTest sut, IQuerySampleLibrary qsl, TestSettings settings, LogSettings? logSettings = null, StartTestOptions? options = null)
        => throw new NotSupportedException();
}

/// <summary>The test can't be started: the message says what was found and what is expected.</summary>
public sealed class LoadGenException : Exception
{
    /// <summary>With the sentence that the user reads.</summary>
    public LoadGenException(string message) : base(message) { }

    /// <summary>With the sentence that the user reads, and its cause.</summary>
    public LoadGenException(string message, Exception inner) : base(message, inner) { }
}
