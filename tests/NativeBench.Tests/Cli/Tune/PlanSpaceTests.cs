using CsCheck;
using NativeBench.Cli.Tune;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli.Tune;

public class PlanSpaceTests
{
    private static readonly TestScenario[] s_scenarios = [TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Server, TestScenario.Offline];

    [Test]
    public void Every_plan_is_sound_and_occurs_once() => Gen.Select(Gen.Int[1, 128], Gen.Int[0, 3], Gen.Int[0, 2]).Sample(static (cores, which, fixedBatch) =>
    {
        var scenario = s_scenarios[which];
        var model = Model(fixedBatch == 0 ? null : fixedBatch * fixedBatch);
        var standard = ExecutionPlan.For(scenario, model, 8, cores);
        var plans = PlanSpace.For(scenario, model, cores, 8, standard);
        foreach (var plan in plans)
            plan.Validate(model);
        return plans.Distinct().Count() == plans.Count
            && plans.Contains(standard)
            && plans.All(p => p.Instances * p.IntraOpThreads <= Math.Max(cores, 2) || p == standard)
            && (scenario != TestScenario.SingleStream || plans.All(static p => p.Instances == 1));
    });

    [Test]
    public void Two_cores_have_few_plans() =>
        Assert.That(PlanSpace.For(TestScenario.Offline, Model(), 2, 8, ExecutionPlan.For(TestScenario.Offline, Model(), 8, 2)), Has.Count.EqualTo(3 * 7));

    [Test]
    public void Batches_too_large_for_memory_are_not_tried()
    {
        var model = Model(bytes: 64 << 20);
        Assert.That(PlanSpace.For(TestScenario.Offline, model, 2, 8, new ExecutionPlan()).Select(static p => p.BatchSize).Max(), Is.EqualTo(4));
    }

    [Test]
    public void What_the_user_fixed_is_kept_but_for_the_standard_plan_that_all_are_compared_with()
    {
        var standard = ExecutionPlan.For(TestScenario.Offline, Model(), 8, 8);
        var plans = PlanSpace.For(TestScenario.Offline, Model(), 8, 8, standard, new PlanLimits(MaxBatch: 4, Instances: 2));
        Assert.That(plans, Has.Count.GreaterThan(2));
        Assert.That(plans.Where(p => p != standard), Has.All.Matches<ExecutionPlan>(static p => p is { Instances: 2, BatchSize: <= 4 }));
    }

    [Test]
    public void Server_tries_adaptive_batches_where_they_are_standard()
    {
        var standard = new ExecutionPlan { Instances = 4, BatchSize = 8, AdaptiveBatching = true, Order = QueueOrder.LateLast };
        var plans = PlanSpace.For(TestScenario.Server, Model(), 4, 8, standard);
        foreach (var plan in plans)
            plan.Validate(Model());
        Assert.That(plans.Where(static p => p.AdaptiveBatching).Select(static p => p.Instances), Is.SupersetOf(new[] { 1, 2, 4 }));
        Assert.That(plans, Has.Some.Matches<ExecutionPlan>(static p => p is { AdaptiveBatching: false, BatchSize: 1 }));
        Assert.That(PlanSpace.Windows(standard, 100_000_000), Is.Empty, "adaptive batches choose their own");
    }

    [Test]
    public void Windows_are_shares_of_the_bound()
    {
        var plan = new ExecutionPlan { BatchSize = 8 };
        Assert.That(PlanSpace.Windows(plan, 100_000_000).Select(static p => p.BatchDelayUs), Is.EqualTo(new[] { 2500, 10_000, 25_000 }));
        Assert.That(PlanSpace.Windows(plan with { BatchSize = 1 }, 100_000_000), Is.Empty);
    }

    [Test]
    public void Lanes_have_streams_and_few_batches_each_of_which_is_an_engine()
    {
        var standard = new ExecutionPlan { Instances = 4, BatchSize = 32 };
        foreach (var scenario in s_scenarios)
        {
            var plans = PlanSpace.ForLanes(scenario, Model(), 8, standard);
            Assert.That(plans, Is.Unique.And.Contains(standard));
            Assert.That(plans.Select(static p => p.BatchSize).Distinct().Count(), Is.LessThanOrEqualTo(6), scenario.ToString());
            Assert.That(plans, Has.All.Matches<ExecutionPlan>(static p => p.IntraOpThreads == 1));
        }

        Assert.That(PlanSpace.ForLanes(TestScenario.Offline, Model(), 8, standard, new PlanLimits(MaxBatch: 8, Instances: 2)), Has.Count.EqualTo(2));
        Assert.That(PlanSpace.ForLanes(TestScenario.Server, Model(batch: 16), 8, standard with { BatchSize = 16 }).Select(static p => p.BatchSize), Is.All.EqualTo(16));
    }

    [Test]
    public void Every_way_of_gathering_is_tried_for_the_winner_unless_the_user_chose_one()
    {
        var plan = new ExecutionPlan { BatchSize = 8 };
        Assert.That(PlanSpace.Gathers(plan).Select(static p => p.BackendOptions["gather"]), Is.EqualTo(new[] { "runs", "batch", "cpu" }));
        Assert.That(PlanSpace.Gathers(plan with { BatchSize = 1 }), Is.Empty);
        Assert.That(PlanSpace.Gathers(plan with { BackendOptions = BackendOptions.None.With("gather", "cpu") }), Is.Empty);
    }

    internal static ModelInfo Model(int? batch = null, int bytes = 4) => new()
    {
        Path = "model.onnx",
        Sha256 = new string('0', 64),
        FileBytes = 1,
        Inputs = [new TensorSpec("x", ElementType.Float32, [bytes / 4])],
        Outputs = [new TensorSpec("y", ElementType.Float32, [1])],
        FixedBatch = batch,
    };
}
