using System.CommandLine;

namespace NativeBench.Cli.Commands;

/// <summary>The options of <c>validate</c>, read as text.</summary>
internal sealed class ValidateOptions
{
    public Option<string?> Benchmark { get; } = Text("--benchmark", "ID", "An id of the catalog (see 'list'). Default: digits, which is built in.");
    public Option<string?> Model { get; } = Text("--model", "PATH", "Any .onnx file instead of a catalog entry; with --candidate-model the reference's.");
    public Option<string?> CandidateModel { get; } = Text("--candidate-model", "PATH", "Another form of the model, such as its int8 version. Default: the reference's.");
    public Option<string?> Data { get; } = Text("--data", "PATH", "The folder with inputs*.npy (and labels.txt) for --model. Default: seeded random inputs.");
    public Option<string?> Weights { get; } = Text("--weights", "synthetic", "A benchmark's architecture with seeded weights instead of its model: outputs are compared, quality isn't.");
    public Option<string[]> Dim { get; } = Texts("--dim", "NAME=N", "The size of one of the model's dynamic dimensions; repeatable.");
    public Option<string?> Reference { get; } = Text("--reference", "NAME", "The backend that is taken to be right. Default: ort-cpu.");
    public Option<string?> Candidate { get; } = Text("--candidate", "NAME", "The backend that is compared with it. Default: the reference's.");
    public Option<string[]> ReferenceSet { get; } = Texts("--reference-set", "KEY=VALUE", "How the reference executes: as for --candidate-set.");
    public Option<string[]> CandidateSet { get; } = Texts("--candidate-set", "KEY=VALUE",
        "How the candidate executes: batch, instances, threads, batch-delay, streams, device, precision, dla-core, or one of the backend's own options; repeatable.");
    public Option<string?> ReferencePlan { get; } = Text("--reference-plan", "FILE", "What 'nativebench tune' found: the reference executes by the scenario's plan in it; --reference-set goes over it.");
    public Option<string?> CandidatePlan { get; } = Text("--candidate-plan", "FILE", "The same for the candidate.");
    public Option<string?> Scenario { get; } = Text("--scenario", "NAME", "Whose default plan both sides start from. Default: Offline.");
    public Option<string?> Samples { get; } = Text("--samples", "N", "How many samples to compare, the first ones. Default: 256, or all if there are fewer.");
    public Option<string?> Tolerances { get; } = Text("--tolerances", "NAME", "f32, f16, bf16 or int8. Default: by what the sides compute in.");
    public Option<string?> Relative { get; } = Text("--rtol", "X", "Share of an element's reference that it may differ by.");
    public Option<string?> Absolute { get; } = Text("--atol", "X", "Difference that is always allowed, in the outputs' unit. Default: a share of the sample's largest element.");
    public Option<string?> MinCosine { get; } = Text("--min-cosine", "X", "Lowest cosine similarity of a sample's outputs.");
    public Option<string?> MaxTop1 { get; } = Text("--max-other-top1", "PERCENT", "Share of samples whose highest element may be another one, ties apart.");
    public Option<string?> Worst { get; } = Text("--worst", "N", "How many of the worst samples to show. Default: 5.");
    public Option<string?> Timeout { get; } = Text("--timeout", "SECONDS", "Gives up when samples stay missing this long. Default: waits for ever.");
    public Option<bool> Json { get; } = new("--json") { Description = "Prints a JSON object instead of the tables." };
    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Nothing on standard error but mistakes." };

    /// <summary>All of them, in the order of the help page.</summary>
    public IEnumerable<Option> All =>
    [
        Benchmark, Model, CandidateModel, Data, Weights, Dim, Reference, Candidate, ReferenceSet, CandidateSet, ReferencePlan, CandidatePlan, Scenario, Samples,
        Tolerances, Relative, Absolute, MinCosine, MaxTop1, Worst, Timeout, Json, Quiet,
    ];

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore };
}
