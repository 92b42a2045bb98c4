using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

public class ExecutionPlanTests
{
    private static readonly ModelInfo s_free = new FakeEngine().Model;
    private static readonly ModelInfo s_fixed = new FakeEngine(fixedBatch: 4).Model;

    [Test]
    public void A_message_names_the_option_and_its_value()
    {
        Assert.That(Message(new ExecutionPlan { Instances = 0 }), Is.EqualTo("--instances 0 is out of range: expected 1 to 1024 workers."));
        Assert.That(Message(new ExecutionPlan { IntraOpThreads = 2000 }), Does.StartWith("--threads 2000 is out of range"));
        Assert.That(Message(new ExecutionPlan { BatchSize = -3 }), Does.StartWith("--batch -3 is out of range"));
        Assert.That(Message(new ExecutionPlan { BatchDelayUs = -1 }), Does.StartWith("--batch-delay -1 is out of range"));
    }

    [Test]
    public void A_batch_above_the_models_is_refused()
    {
        Assert.That(
            () => new ExecutionPlan { BatchSize = 5 }.Validate(s_fixed),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo(
                "--batch 5 is more than 'fake.onnx' takes: its first dimension is fixed at 4. Use --batch 4."));
        new ExecutionPlan { BatchSize = 4 }.Validate(s_fixed);
    }

    [TestCase(TestScenario.SingleStream, 1, 4, 1)]
    [TestCase(TestScenario.MultiStream, 1, 4, 8)]
    [TestCase(TestScenario.Server, 4, 1, 1)]
    [TestCase(TestScenario.Offline, 4, 1, ExecutionPlan.OfflineBatchSize)]
    public void The_default_plan_uses_all_cores_once(TestScenario scenario, int instances, int threads, int batch)
    {
        var plan = ExecutionPlan.For(scenario, s_free, samplesPerQuery: 8, coreCount: 4);
        plan.Validate(s_free);
        Assert.That((plan.Instances, plan.IntraOpThreads, plan.BatchSize), Is.EqualTo((instances, threads, batch)));
        Assert.That(ExecutionPlan.For(scenario, s_fixed, 8, 4).BatchSize, Is.EqualTo(4));
    }

    private static string Message(ExecutionPlan plan) => Assert.Throws<InvalidInputException>(() => plan.Validate())!.Message;
}
