using NativeBench.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

/// <summary>Whatever is wrong with a model or its data is told in a sentence, with exit code 2, before anything is written.</summary>
public sealed class BadInputTests
{
    private CliHost _cli = null!;

    [SetUp]
    public void MakeFolder()
    {
        _cli = new CliHost();
        File.WriteAllBytes(In("model.onnx"), SyntheticModel.Identity(ElementType.Float32, "N", 4));
        Directory.CreateDirectory(In("data"));
    }

    [TearDown]
    public void NothingWasWritten()
    {
        Assert.That(Directory.Exists(In("results")), Is.False, "a mistake leaves no result folder");
        _cli.Dispose();
    }

    private string In(string name) => Path.Combine(_cli.Folder, name);

    private void Npy(string name, string type, params int[] shape) =>
        File.WriteAllBytes(In(Path.Combine("data", name)), Datasets.TemporaryFolder.Npy(type, shape, new byte[shape.Aggregate(type[^1] - '0', static (a, b) => a * b)]));

    private void Expect(string sentence, params string[] args) => _cli.ExpectMistake(2, sentence, ["run", "--model", "model.onnx", .. args]);

    [TestCase("--streams", "4")]
    [TestCase("--device", "1")]
    [TestCase("--precision", "fp16")]
    [TestCase("--dla-core", "0")]
    public void An_option_of_the_gpu_backends_is_refused_on_the_cpu(string option, string value)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, $"{option} is for the GPU backends; this runs on ort-cpu (asked for).", "run", "--backend", "ort-cpu", option, value);
    }

    [TestCase("--streams", "0", "--streams takes a whole number, 1 or more; found '0'.")]
    [TestCase("--device", "gpu", "--device takes a whole number, 0 or more; found 'gpu'.")]
    [TestCase("--precision", "fp15", "--precision knows fp32, tf32, fp16, bf16, int8, fp8; found 'fp15'. Did you mean 'fp16'?")]
    public void A_gpu_option_is_checked_first(string option, string value, string sentence)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, sentence, "run", option, value);
    }

    [Test]
    public void An_unknown_key_in_audit_config()
    {
        File.WriteAllText(In("audit.config"), "*.*.accuracy_log_sampling_tarket = 4096\n");
        _cli.ExpectMistake(2, "accuracy_log_sampling_tarket", "run", "--backend", "null", "--audit-conf", "audit.config");
    }

    [Test]
    public void Issue_threads_that_nobody_registers() => _cli.ExpectMistake(
        2, "server_num_issue_query_threads is for systems under test that register issue threads of their own",
        "run", "--backend", "null", "--scenario", "Server", "--set", "server_num_issue_query_threads=2");

    [Test]
    public void A_file_that_is_no_model()
    {
        File.WriteAllText(In("model.onnx"), "This is a text.");
        Expect("can't be loaded as an ONNX model");
    }

    [Test]
    public void A_folder_instead_of_a_model() => _cli.ExpectMistake(2, "--model 'data' is a folder; expected a file.", "run", "--model", "data");

    [Test]
    public void A_dynamic_dimension_that_nobody_gave()
    {
        File.WriteAllBytes(In("model.onnx"), SyntheticModel.Identity(ElementType.Float32, "N", "height", 3));
        Expect("--dim height=VALUE");
    }

    [Test]
    public void A_dimension_that_the_model_does_not_have() => Expect("has no dynamic dimension 'width'", "--dim", "width=7");

    [Test]
    public void Data_that_is_not_there() => Expect("--data 'nowhere': there is no such folder.", "--data", "nowhere");

    [Test]
    public void Data_that_is_a_file() => Expect("--data 'model.onnx' is a file; expected a folder with inputs*.npy.", "--data", "model.onnx");

    [Test]
    public void An_empty_data_folder() => Expect("inputs*.npy", "--data", "data");

    [Test]
    public void Data_of_another_rank()
    {
        Npy("inputs.npy", "<f4", 3, 2, 2);
        Expect("[3,2,2]", "--data", "data");
    }

    [Test]
    public void Data_of_another_type()
    {
        Npy("inputs.npy", "<i4", 3, 4);
        Expect("int32", "--data", "data");
    }

    [Test]
    public void Labels_and_inputs_of_different_length()
    {
        Npy("inputs.npy", "<f4", 3, 4);
        File.WriteAllText(In("data/labels.txt"), "1\n2\n");
        Expect("has 2 labels", "--data", "data");
    }

    [Test]
    public void Labels_that_are_not_numbers()
    {
        Npy("inputs.npy", "<f4", 3, 4);
        File.WriteAllText(In("data/labels.txt"), "1\ncat\n2\n");
        Expect("cat", "--data", "data");
    }

    [Test]
    public void Labels_that_the_model_can_not_answer()
    {
        Npy("inputs.npy", "<f4", 3, 4);
        File.WriteAllText(In("data/labels.txt"), "3\n4\n0\n");
        Expect("labels.txt:2: class 4; 'model.onnx' has 4 outputs, so expected 0 to 3.", "--data", "data");
    }

    [Test]
    public void Accuracy_without_data() =>
        Expect("--mode accuracy needs labelled inputs: name a folder with inputs*.npy and labels.txt by --data.", "--mode", "accuracy");

    [Test]
    public void Accuracy_without_labels()
    {
        Npy("inputs.npy", "<f4", 3, 4);
        Expect("--mode accuracy needs labels, and --data 'data' has no labels.txt.", "--mode", "accuracy", "--data", "data");
    }

    [Test]
    public void More_threads_than_possible() => Expect("--threads 5000 is out of range", "--threads", "5000");

    [Test]
    public void A_batch_larger_than_the_model_s()
    {
        File.WriteAllBytes(In("model.onnx"), SyntheticModel.Identity(ElementType.Float32, 1, 4));
        Expect("--batch 4 is more than", "--batch", "4", "--scenario", "Offline");
    }

    [Test]
    public void An_output_below_a_file() => Expect("--output 'model.onnx/out' can't be written to", "--output", "model.onnx/out");

    [Test]
    public void An_output_that_is_a_file() => Expect("--output 'model.onnx' is a file", "--output", "model.onnx");

    [Test]
    public void A_folder_that_is_not_empty() => Expect("--output '.' is not empty", "--output", ".");

    [Test]
    public void A_configuration_file_with_an_error()
    {
        _cli.File("user.conf", "*.Server.target_qps = 5\n\n*.Server.min_duration\n*.Server.min_query_count = many\n");
        Expect("line=4", "--user-conf", "user.conf");
    }
}
