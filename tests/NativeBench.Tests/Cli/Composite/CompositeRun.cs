using NativeBench.Datasets;

namespace NativeBench.Tests.Cli.Composite;

/// <summary>Runs a benchmark of several inferences a sample on small files of a test's making.</summary>
internal sealed class CompositeRun : IDisposable
{
    private readonly CliHost _cli = new();
    private readonly string _benchmark;

    public CompositeRun(string benchmark)
    {
        _benchmark = benchmark;
        Directory.CreateDirectory(InFolder("data"));
        Directory.CreateDirectory(InFolder("model"));
    }

    public string Out => _cli.Out;

    public string Error => _cli.Error;

    public string InFolder(params string[] parts) => Path.Combine([_cli.Folder, .. parts]);

    public void Write(byte[] bytes, params string[] parts)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(InFolder(parts))!);
        File.WriteAllBytes(InFolder(parts), bytes);
    }

    public void Write(string text, params string[] parts) => Write(System.Text.Encoding.UTF8.GetBytes(text), parts);

    /// <summary>Runs it with the model of the folder (or a file in it) and the data.</summary>
    public int Run(string model, params string[] args)
    {
        if (Directory.Exists(InFolder("r")))
            Directory.Delete(InFolder("r"), recursive: true);
        return _cli.Run(["run", "--benchmark", _benchmark, "--model", model, "--data", "data", "--output", "r", "--backend", "ort-cpu", .. args]);
    }

    public int Cli(params string[] args) => _cli.Run(args);

    public void ExpectMistake(string sentence, params string[] args) => _cli.ExpectMistake(2, sentence, args);

    public void ExpectMistake(string model, string sentence) =>
        ExpectMistake(sentence, "run", "--benchmark", _benchmark, "--model", model, "--data", "data", "--output", "r", "--backend", "ort-cpu", "--mode", "accuracy");

    /// <summary>A run that fails on what it finds in a file once it loads it.</summary>
    public void ExpectWrongFile(string model, string sentence)
    {
        Assert.That(Run(model, "--mode", "accuracy"), Is.EqualTo(2), Error);
        Assert.That(Error + Out, Does.Contain(sentence));
    }

    /// <summary>The bytes of an accuracy run's responses, by sample.</summary>
    public Dictionary<long, byte[]> Payload(string scenario)
    {
        var payload = new Dictionary<long, byte[]>();
        using var log = new AccuracyLogReader(LogOf(scenario));
        while (log.Read())
        {
            // MultiStream fills up its last query with samples that were there before.
            if (!payload.TryAdd(log.SampleIndex, log.Data.ToArray()))
                Assert.That(log.Data.ToArray(), Is.EqualTo(payload[log.SampleIndex]));
        }

        return payload;
    }

    public string LogOf(string scenario) => InFolder("r", scenario, "accuracy", "mlperf_log_accuracy.json");

    /// <summary>The line of an outcome that a scenario has in a table.</summary>
    public string Line(string scenario) => Out.Split('\n').Last(l => l.TrimStart().StartsWith(scenario + "  ", StringComparison.Ordinal));

    /// <summary>A performance run as long as its queries take in each of the scenarios; all have to be VALID.</summary>
    public void ExpectValid(string model, string scenarios, params string[] args)
    {
        var code = Run(model, ["--mode", "performance", "--scenario", scenarios, "--set", "min_duration=0", .. args]);
        Assert.That(code, Is.Zero, Error + Out);
        foreach (var scenario in scenarios.Split(','))
            Assert.That(Line(scenario), Does.Contain("VALID").And.Not.Contain("INVALID"));
    }

    /// <summary>An accuracy run on made-up data: every sample answered, no figure, and a label in every output.</summary>
    public void ExpectWiringOnly(string model, int samples)
    {
        var code = Cli("run", "--benchmark", _benchmark, "--model", model, "--data", $"synthetic:{samples}", "--output", "r", "--backend", "ort-cpu", "--mode", "accuracy", "--scenario", "Offline");
        Assert.That(code, Is.Zero, Error);
        Assert.That(Line("Offline"), Does.Contain("wiring only: no accuracy"));
        Assert.That(Payload("Offline"), Has.Count.EqualTo(samples));
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(InFolder("r", "result.json")));
        Assert.That(json.RootElement.GetProperty("synthetic_data").GetBoolean());
        Assert.That(json.RootElement.GetProperty("data").GetProperty("description").GetString(), Does.Contain($"synthetic data for {_benchmark}").And.Contain("made-up"));
    }

    public void Dispose() => _cli.Dispose();
}
