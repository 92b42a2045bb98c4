using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;

namespace NativeBench.Tests.OnnxRuntime;

public class OnnxRuntimeOptionsTests
{
    [Test]
    public void Options_as_text_set_what_they_name()
    {
        var options = For(
            ("optimization", "basic"), ("sessions", "own"), ("spinning", "on"), ("arena", "off"), ("memory_pattern", "off"),
            ("flush_denormals", "on"), ("dynamic_block_base", "4"), ("session.disable_prepacking", "1"));
        Assert.That(options, Is.EqualTo(new OnnxRuntimeOptions
        {
            IntraOpThreads = 3,
            Optimization = GraphOptimization.Basic,
            Sessions = SessionSharing.Own,
            AllowSpinning = true,
            UseArena = false,
            UseMemoryPattern = false,
            FlushDenormals = true,
            DynamicBlockBase = 4,
            SessionEntries = BackendOptions.None.With("session.disable_prepacking", "1"),
        }));
    }

    [Test]
    public void Several_instances_dont_spin_unless_asked_to() => Assert.That(For().AllowSpinning, Is.False);

    [TestCase("sesions", "own", "--backend-option sesions=own: ort-cpu has no option 'sesions'; it has optimization, ")]
    [TestCase("sessions", "one", "--backend-option sessions=one: expected auto, shared, own.")]
    [TestCase("arena", "yes", "--backend-option arena=yes: expected on, off.")]
    [TestCase("dynamic_block_base", "-1", "--backend-option dynamic_block_base=-1: expected a whole number, 0 or more.")]
    public void What_isnt_known_is_refused(string key, string value, string message)
        => Assert.That(() => For((key, value)), Throws.TypeOf<InvalidInputException>().With.Message.StartsWith(message));

    [Test]
    public void Every_option_still_gives_the_models_outputs(
        [Values("sessions=own", "sessions=shared", "arena=off", "memory_pattern=off", "flush_denormals=on", "dynamic_block_base=4",
            "optimization=none", "session.disable_prepacking=1")] string text)
    {
        var parts = text.Split('=');
        var plan = new ExecutionPlan { Instances = 2, BackendOptions = BackendOptions.None.With(parts[0], parts[1]) };
        using var engine = OnnxRuntimeEngine.Load(
            SyntheticModel.Identity(ElementType.Int32, "N", 2), "identity.onnx", OnnxRuntimeOptions.For(plan));
        using var slab = new SampleSlab(engine.Model.Inputs, 4);
        slab.Load([0, 1, 2, 3]);
        slab.Rows(0, 0, 4).Fill(7);
        using var first = engine.CreateInstance(slab, 2);
        using var second = engine.CreateInstance(slab, 2);
        foreach (var instance in new[] { first, second })
        {
            instance.Run([3, 1]);
            Assert.That(instance.Outputs[0].Row(1).ToArray(), Is.All.EqualTo(7));
        }
    }

    private static OnnxRuntimeOptions For(params (string Key, string Value)[] texts) => OnnxRuntimeOptions.For(new ExecutionPlan
    {
        Instances = 2,
        IntraOpThreads = 3,
        BackendOptions = BackendOptions.From(texts.Select(static t => KeyValuePair.Create(t.Key, t.Value))),
    });
}
