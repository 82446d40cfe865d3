// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Batch;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Evaluator;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingListener;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;

/**
 * What every variant promises, on 60 binary vectors around three prototypes and in float32: it
 * assembles, trains 50 steps with a finite loss, goes on after an interruption to the same bytes, and
 * is evaluated, with a bound that is one.
 *
 * <pre>{@code
 * final class LaplaceVariantContractTest extends VariantContract {
 *     LaplaceVariantContractTest() {
 *         super("laplace", "{latent: 3}");
 *     }
 * }
 * }</pre>
 */
public abstract non-sealed class VariantContract extends PartContract {

    private static final int PIXELS = 12;
    private static final int EXAMPLES = 60;
    private static final int BATCH = 10;
    private static final long STEPS = 50;
    private static final long INTERRUPTED_AFTER = 23;

    /**
     * Creates the contract of a registered variant.
     *
     * @param name of the variant
     * @param settings as in a config, see {@link Part}; none are the defaults
     */
    protected VariantContract(String name, String... settings) {
        super(Kind.VARIANT, name, settings);
    }

    Variant<?> variant() {
        return plugins().variants().get(part());
    }

    @Override
    final Class<? extends Record> settingsType() {
        return variant().settingsType();
    }

    private AssembledModel assemble(TensorRuntime on, String settings, RandomKey key) {
        LikelihoodFactory<?> bernoulli = plugins().likelihoods().get("bernoulli");
        ModelBlueprint blueprint =
                new ModelBlueprint(
                        new Chosen<>(part(), variant(), read(settingsType(), settings)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new Chosen<>("bernoulli", bernoulli, read(bernoulli.settingsType(), "{}")),
                        new NetworkSettings(null, List.of(8), null, null, null),
                        Schedule.constant(1));
        return Assembly.assemble(blueprint, on, plugins(), PIXELS, ValueDomain.BINARY, key);
    }

    private static Examples examples() {
        double[] noise = RandomKey.of(0).split("noise").uniform(EXAMPLES * PIXELS);
        byte[] bits = new byte[noise.length];
        for (int i = 0; i < bits.length; i++) {
            boolean on = i % PIXELS / 4 == i / PIXELS % 3;
            bits[i] = (byte) (noise[i] < 0.1 == on ? 0 : 1);
        }
        return Examples.binary(PIXELS, bits);
    }

    private static Tensor tensor(TensorRuntime runtime, Examples examples) {
        float[] values = new float[examples.size() * PIXELS];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, values, i * PIXELS);
        }
        return runtime.tensor(values, Shape.of(examples.size(), PIXELS));
    }

    /** Keeps the latest checkpoint. */
    private static final class Memory implements CheckpointStore {
        private @Nullable Checkpoint latest;

        @Override
        public Optional<Checkpoint> load() {
            return Optional.ofNullable(latest);
        }

        @Override
        public void save(Checkpoint checkpoint) {
            latest = checkpoint;
        }
    }

    /** Counts steps, and remembers what training reports. */
    private static final class Steps implements TrainingListener {
        private final List<Map<String, Double>> reports = new ArrayList<>();
        private long done;

        @Override
        public void stepped(long step, long steps, long nanos) {
            done = step;
        }

        @Override
        public void reported(StepReport report) {
            reports.add(report.values());
        }
    }

    private static TrainingOutcome train(
            AssembledModel assembled,
            CheckpointStore store,
            Steps steps,
            long until,
            RandomKey key) {
        TrainingSettings settings =
                new TrainingSettings(STEPS, BATCH, null, null, null, null, null, null, null);
        return new Trainer(assembled.model(), assembled.estimator(), settings, key)
                .train(
                        new Batches(examples(), BATCH, key),
                        model -> 0,
                        store,
                        steps,
                        () -> steps.done == until);
    }

    private static List<double[]> values(LatentVariableModel model) {
        List<double[]> values = new ArrayList<>();
        for (Parameter parameter : model.parameters()) {
            values.add(parameter.value().readDoubles());
        }
        return values;
    }

    /** 50 steps, and 23 and 27 steps in two runs of which the second was drawn anew. */
    @TestFactory
    final Stream<DynamicTest> trainsAndGoesOnToTheSameBytes() {
        return each(
                "training",
                (settings, key) -> {
                    List<double[]> whole;
                    Steps steps = new Steps();
                    try (TensorRuntime own = open(DType.FLOAT32)) {
                        AssembledModel assembled = assemble(own, settings, key);
                        List<double[]> before = values(assembled.model());
                        train(assembled, new Memory(), steps, -1, key);
                        whole = values(assembled.model());
                        assertThat(whole.get(0)).as("training moves").isNotEqualTo(before.get(0));
                    }
                    assertThat(steps.reports).hasSize((int) STEPS);
                    for (Map<String, Double> report : steps.reports) {
                        report.forEach((name, value) -> assertFinite(name, new double[] {value}));
                    }
                    Memory memory = new Memory();
                    try (TensorRuntime own = open(DType.FLOAT32)) {
                        train(
                                assemble(own, settings, key),
                                memory,
                                new Steps(),
                                INTERRUPTED_AFTER,
                                key);
                    }
                    try (TensorRuntime own = open(DType.FLOAT32)) {
                        AssembledModel again = assemble(own, settings, key.split("other"));
                        train(again, memory, new Steps(), -1, key);
                        List<double[]> resumed = values(again.model());
                        for (int i = 0; i < whole.size(); i++) {
                            assertThat(resumed.get(i))
                                    .as(again.model().parameters().get(i).name())
                                    .isEqualTo(whole.get(i));
                        }
                    }
                });
    }

    /** The bound is not above the importance-weighted estimate, by more than five errors. */
    @TestFactory
    final Stream<DynamicTest> theBoundIsABound() {
        return each(
                "evaluation",
                (settings, key) -> {
                    try (TensorRuntime own = open(DType.FLOAT32)) {
                        AssembledModel assembled = assemble(own, settings, key);
                        train(assembled, CheckpointStore.none(), new Steps(), -1, key);
                        EvaluationSettings evaluation =
                                new EvaluationSettings(50, null, 4, null, List.of(), null);
                        EvaluationResult result =
                                new Evaluator(evaluation, Metrics.standard())
                                        .evaluate(
                                                assembled.model(),
                                                examples(),
                                                key,
                                                EvaluationProgress.SILENT);
                        result.metrics()
                                .forEach(
                                        (name, estimate) ->
                                                assertFinite(
                                                        name, new double[] {estimate.value()}));
                        assertThat(result.metrics()).containsKeys("elbo", "reconstruction", "kl");
                        assertThat(result.metrics().containsKey("logLikelihood"))
                                .as("log p(x) is estimated unless the posterior is a point")
                                .isEqualTo(!assembled.model().posterior().isDeterministic());
                        assertGain(result.perDatum().elbo(), result.perDatum().logLikelihood());
                    }
                });
    }

    private static void assertGain(double[] elbo, double[] logLikelihood) {
        if (logLikelihood.length == 0) {
            return;
        }
        double[] gain = new double[logLikelihood.length];
        for (int i = 0; i < gain.length; i++) {
            gain[i] = logLikelihood[i] - elbo[i];
        }
        double[][] moments = ReferenceNodes.moments(gain, 1);
        double error = moments[1][0] / Math.sqrt(gain.length);
        assertThat(moments[0][0])
                .as("log p(x) above the bound, standard error %.2g", error)
                .isGreaterThanOrEqualTo(-5 * error);
    }

    /** Latent values, reconstructions and samples, and the terms of the training objective. */
    @TestFactory
    final Stream<DynamicTest> encodesDecodesAndSamples() {
        return each(
                "shapes",
                (settings, key) -> {
                    try (TensorRuntime own = open(DType.FLOAT32)) {
                        AssembledModel assembled = assemble(own, settings, key);
                        LatentVariableModel model = assembled.model();
                        assertThat(names(model.parameters())).doesNotHaveDuplicates();
                        try (TensorScope scope = own.scope()) {
                            Tensor x = tensor(own, examples().first(7));
                            Shape event = model.posterior().space().eventShape();
                            Tensor location = model.encode(x, Phase.evaluation()).location();
                            assertThat(location.shape()).isEqualTo(event.prepend(7));
                            Tensor z = model.encode(x, Phase.evaluation()).draw(key, 3).z();
                            assertThat(model.decode(z).mean().shape())
                                    .isEqualTo(Shape.of(3, 7, PIXELS));
                            Tensor sampled = model.decode(model.prior().sample(key, 5)).mean();
                            assertThat(sampled.shape()).isEqualTo(Shape.of(5, PIXELS));
                            assertFinite("sample", sampled.readDoubles());
                            EstimatorContract.assertTermsSum(
                                    assembled
                                            .estimator()
                                            .estimate(
                                                    model, new Batch(x), key, new Clock(3, STEPS)));
                        }
                    }
                });
    }
}
