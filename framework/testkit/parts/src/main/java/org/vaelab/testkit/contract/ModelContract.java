// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.health.SignalReader;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.GenerativeModel.TractableModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.capture.Graphs;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingListener;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.framework.training.TrainingView;
import org.vaelab.testkit.family.ToyCoins;
import org.vaelab.testkit.family.ToyElbo;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToyPerceptron;
import org.vaelab.testkit.space.Moments;
import org.vaelab.testkit.tensor.CapturingBackend;
import org.vaelab.testkit.tensor.CountedCalls;

/**
 * The contract of every model that a plugin makes as one, on 60 vectors around three prototypes in
 * float32. The model assembles and trains 50 steps with a finite loss. A resumed training gives the
 * same bytes. The evaluation succeeds, and its bound is a bound.
 *
 * <pre>{@code
 * final class MixtureContractTest extends ModelContract {
 *     MixtureContractTest() {
 *         super("mixture", "{components: 3}");
 *     }
 * }
 * }</pre>
 */
public abstract non-sealed class ModelContract extends PartContract {

    private static final int PIXELS = 12;

    /** Half of the data that parts are told of, which does. */
    private static final int EXAMPLES = SmallData.SIZE / 2;

    private static final int BATCH = 10;
    private static final long STEPS = 50;
    private static final int MORE_STEPS = 200;
    private static final long INTERRUPTED_AFTER = 23;

    private final Map<String, Trained> shared = new HashMap<>();

    /**
     * Creates the contract of a registered model.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected ModelContract(String name, String... settings) {
        super(WholeModel.class, name, settings);
    }

    ModelContract(Class<?> point, String name, String... settings) {
        super(point, name, settings);
    }

    /** Returns the model of a part like the one under test. */
    ModelBlueprint modelOf(Object part) {
        return new ModelBlueprint.Whole((WholeModel) part);
    }

    final ModelBlueprint blueprint(String settings) {
        return modelOf(read(settings));
    }

    @Override
    boolean hasFingerprint() {
        return true;
    }

    @Override
    final Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        Fingerprint print = new Fingerprint(runtime());
        AssembledModel assembled = assemble(runtime(), modelOf(part), key);
        Batch batch = Batch.of(tensor(runtime(), examples().first(BATCH)));
        SettingsOfTraining.add(print, assembled, batch, key);
        LatentVariableModel model = assembled.model();
        JointPosterior q = model.infer(batch, key, Phase.evaluation());
        print.add("location", InferenceUnderTest.bytes(q.location()));
        Latents sample = model.generative().sample(key, BATCH, Map.of());
        print.add("sample", InferenceUnderTest.bytes(sample));
        return Optional.of(print);
    }

    /** Returns a small model with a posterior. */
    static ModelBlueprint.OfParts around(PosteriorPart posterior) {
        return ModelBlueprint.of(
                posterior, new ToyCoins(), NetworkSettings.of(new ToyPerceptron(List.of(8), true)));
    }

    /** Returns a small model with a Normal on the plane. */
    static ModelBlueprint.OfParts toy() {
        return around(new ToyNormal.Family(2)).withEstimator(new ToyElbo());
    }

    final AssembledModel assemble(TensorRuntime on, String settings, RandomKey key) {
        return assemble(on, blueprint(settings), key);
    }

    final AssembledModel assemble(TensorRuntime on, ModelBlueprint blueprint, RandomKey key) {
        return Assembly.assemble(blueprint, on, plugins(), shape(), domain(), key);
    }

    /**
     * Returns the domain of the data, by default binary: those of a model that has no density for
     * bits lie in the unit interval.
     */
    protected ValueDomain domain() {
        return ValueDomain.BINARY;
    }

    /** Returns the shape of the data, of 12 values; by default vectors. */
    protected DataShape shape() {
        return DataShape.flat(PIXELS);
    }

    private Examples examples() {
        double[] noise = RandomKey.of(0).split("noise").uniform(EXAMPLES * PIXELS);
        byte[] bits = new byte[noise.length];
        for (int i = 0; i < bits.length; i++) {
            boolean on = i % PIXELS / 4 == i / PIXELS % 3;
            bits[i] = (byte) (noise[i] < 0.1 == on ? 0 : 1);
        }
        return domain() == ValueDomain.BINARY ? Examples.binary(PIXELS, bits) : blurred(bits);
    }

    /** Bits as one half of a number between 0 and 1, of which the other half is noise. */
    private static Examples blurred(byte[] bits) {
        float[] values = new float[bits.length];
        RandomKey.of(0).split("blur").uniform(values, 0, values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] + bits[i]) / 2;
        }
        return Examples.unitInterval(PIXELS, values);
    }

    /** Those of the model, then those of the estimator. */
    private static List<Parameter> parameters(AssembledModel assembled) {
        List<Parameter> all = new ArrayList<>(assembled.model().parameters());
        all.addAll(assembled.estimatorParameters());
        return all;
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
    private static class Steps implements TrainingListener {
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

    /** Returns settings by which each step is looked at, and batches lie in arrays. */
    private static TrainingSettings settings(Map<String, ?> further) {
        Map<String, Object> keys = new HashMap<>(Map.of("steps", STEPS, "batch", BATCH));
        keys.putAll(further);
        return StrictMapper.of(TrainingSettings.class, keys);
    }

    /** Reads the signals of the health monitor at every tenth step. */
    private static final class Observer extends Steps {
        private final SignalReader reader;
        private final List<HealthObservation> seen = new ArrayList<>();

        Observer(MiniBatch examples, RandomKey key) {
            reader =
                    new SignalReader(examples, model -> new double[0], model -> new double[0], key);
        }

        @Override
        public void observable(TrainingView view) {
            seen.add(reader.read(view));
        }
    }

    /** The health monitor reads finite signals with distinct names, and changes no result. */
    @Tag("full")
    @Check("observed")
    final void observationChangesNoResult(String settings, RandomKey key) {
        TrainingSettings observed = settings(Map.of("steps", 20, "monitorEvery", 10));
        List<List<List<Double>>> results = new ArrayList<>();
        for (boolean watched : new boolean[] {false, true}) {
            AssembledModel assembled = assemble(runtime(), settings, key);
            Steps steps =
                    watched
                            ? new Observer(new Batches(examples(), BATCH, key).at(0), key)
                            : new Steps();
            train(assembled, new Memory(), steps, -1, key, observed);
            results.add(
                    parameters(assembled).stream()
                            .map(p -> doubles(p.value().readDoubles()))
                            .toList());
            if (steps instanceof Observer observer) {
                assertThat(observer.seen)
                        .extracting(HealthObservation::step)
                        .containsExactly(0L, 10L, 20L);
                for (HealthObservation seen : observer.seen) {
                    assertThat(seen.signals())
                            .containsKeys(HealthObservation.LOSS, HealthObservation.BOUND);
                    assertThat(seen.signal(HealthObservation.LOSS)).isFinite();
                    assertThat(seen.signal(HealthObservation.BOUND)).isFinite();
                }
            }
        }
        assertThat(results.get(1)).isEqualTo(results.get(0));
    }

    private static List<Double> doubles(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private TrainingOutcome train(
            AssembledModel assembled,
            CheckpointStore store,
            Steps steps,
            long until,
            RandomKey key,
            TrainingSettings settings) {
        return new Trainer(assembled, settings, key, List.of())
                .train(
                        new Batches(examples(), BATCH, key),
                        model -> 0,
                        store,
                        steps,
                        () -> steps.done == until);
    }

    /**
     * Returns how often at most training reads values in a step, beside what many steps read
     * together, losses and history: on a device, how often it waits there. The aim is 0, the
     * default.
     */
    protected int readsPerStep() {
        return 0;
    }

    @Tag("full")
    @Check("reads")
    final void readsNoMoreValuesThanItSays(String settings, RandomKey key) {
        double perStep = (reads(settings, 33, key) - reads(settings, 13, key)) / 20.0;
        assertThat(perStep)
                .as("reads of values in a step, against readsPerStep()")
                .isLessThanOrEqualTo(readsPerStep());
    }

    /** Returns how often a training reads values. */
    private long reads(String settings, int steps, RandomKey key) {
        AtomicLong count = new AtomicLong();
        TensorBackend counted =
                CountedCalls.reads(backend().open(new BackendSettings("auto", 1)), count);
        TrainingSettings training =
                settings(Map.of("steps", steps, "checkEvery", 1000, "dataOnDevice", true));
        try (TensorRuntime own = TensorRuntime.strict(counted, DType.FLOAT32)) {
            AssembledModel assembled = assemble(own, settings, key);
            train(assembled, CheckpointStore.none(), new Steps(), -1, key, training);
        }
        return count.get();
    }

    /** A model that was trained 50 steps without interruption, and its evaluation. */
    private record Trained(
            List<double[]> before,
            List<double[]> after,
            List<Map<String, Double>> reports,
            EvaluationResult evaluation,
            boolean ofPointMass,
            boolean hasDensity) {}

    /** Returns what the checks of training and evaluation share. */
    private Trained trained(String settings) {
        return shared.computeIfAbsent(settings, this::train);
    }

    private Trained train(String settings) {
        RandomKey key = trainingKey();
        try (TensorRuntime own = open(DType.FLOAT32)) {
            AssembledModel assembled = assemble(own, settings, key);
            List<double[]> before = values(parameters(assembled));
            Steps steps = new Steps();
            train(assembled, new Memory(), steps, -1, key, settings(Map.of()));
            return new Trained(
                    before,
                    values(parameters(assembled)),
                    steps.reports,
                    evaluated(assembled, key),
                    isOfPointMass(assembled.model(), own, key),
                    assembled.model().inference().form() != PosteriorForm.DRAWS);
        }
    }

    private RandomKey trainingKey() {
        return key("training");
    }

    private EvaluationResult evaluated(AssembledModel assembled, RandomKey key) {
        EvaluationSettings evaluation =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of("importanceSamples", 50, "samples", 4, "metrics", List.of()));
        return new Evaluator(evaluation, Metrics.of(plugins()))
                .evaluate(assembled.model(), examples(), key, EvaluationProgress.SILENT);
    }

    private static void assertSame(List<double[]> expected, AssembledModel assembled) {
        List<Parameter> parameters = parameters(assembled);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(parameters.get(i).value().readDoubles())
                    .as(parameters.get(i).name())
                    .isEqualTo(expected.get(i));
        }
    }

    /** Training with captured programs gives the same bytes as without, on the same backend. */
    @Tag("full")
    @Check("captured")
    final void trainsToTheSameWhereProgramsAreCaptured(String settings, RandomKey key) {
        AtomicLong replayed = new AtomicLong();
        Supplier<TensorBackend> opener =
                () ->
                        new CapturingBackend(
                                backend().open(new BackendSettings("auto", 1)),
                                replayed,
                                List.of());
        List<double[]> plain = trained(opener.get(), settings, key);
        assertThat(replayed.get()).isZero();
        List<double[]> captured = trained(Graphs.ON.apply(opener.get()), settings, key);
        assertThat(replayed.get()).as("operations carried out again").isPositive();
        for (int i = 0; i < plain.size(); i++) {
            assertThat(captured.get(i)).isEqualTo(plain.get(i));
        }
    }

    private List<double[]> trained(TensorBackend on, String settings, RandomKey key) {
        TrainingSettings training = settings(Map.of("checkEvery", 10, "dataOnDevice", true));
        try (TensorRuntime own = TensorRuntime.strict(on, DType.FLOAT32)) {
            AssembledModel assembled = assemble(own, settings, key);
            train(assembled, CheckpointStore.none(), new Steps(), -1, key, training);
            return values(parameters(assembled));
        }
    }

    /**
     * Training 50 steps gives the same bytes as training 23 steps, and then 27 with a model that
     * was drawn anew. The second checks its losses seldom, and has its data on the device.
     */
    @Check("training")
    final void trainsAndGoesOnToTheSameBytes(String settings, RandomKey key) {
        Trained whole = trained(settings);
        assertThat(whole.after().get(0)).as("training moves").isNotEqualTo(whole.before().get(0));
        assertThat(whole.reports()).hasSize((int) STEPS);
        for (Map<String, Double> report : whole.reports()) {
            report.forEach((name, value) -> assertFinite(name, new double[] {value}));
        }
        Memory memory = new Memory();
        try (TensorRuntime own = open(DType.FLOAT32)) {
            AssembledModel first = assemble(own, settings, key);
            train(first, memory, new Steps(), INTERRUPTED_AFTER, key, settings(Map.of()));
        }
        try (TensorRuntime own = open(DType.FLOAT32)) {
            AssembledModel again = assemble(own, settings, key.split("other"));
            TrainingSettings other = settings(Map.of("checkEvery", 10, "dataOnDevice", true));
            train(again, memory, new Steps(), -1, key, other);
            assertSame(whole.after(), again);
        }
    }

    /**
     * The bound is not above the importance-weighted estimate, by more than five errors. Where the
     * density of the posterior is not known, there is neither.
     */
    @Check("evaluation")
    final void theBoundIsABound(String settings) {
        EvaluationResult result = trained(settings).evaluation();
        assertThat(result.failures()).as("metrics that threw").isEmpty();
        result.metrics().forEach((name, found) -> assertFinite(name, new double[] {found.value()}));
        if (!trained(settings).hasDensity()) {
            assertThat(result.metrics())
                    .containsKeys("reconstruction", "logJoint")
                    .doesNotContainKeys("elbo", "kl", "logLikelihood");
            return;
        }
        assertThat(result.metrics()).containsKeys("elbo", "reconstruction", "kl");
        assertThat(result.metrics().containsKey("logLikelihood"))
                .as("log p(x) is estimated unless the posterior is a point")
                .isEqualTo(!trained(settings).ofPointMass());
        assertGain(result.perDatum().elbo(), result.perDatum().logLikelihood());
        assertBitsAreOfTheKindOfTheBound(result.metrics());
        assertUnitsSumToTheirTerms(result);
    }

    private static void assertBitsAreOfTheKindOfTheBound(Map<String, Estimate> metrics) {
        Estimate nats = metrics.get("logLikelihood");
        Estimate bits = metrics.get("bitsPerDimension");
        if (nats != null && bits != null) {
            assertThat(bits.kind())
                    .isEqualTo(
                            nats.kind() == EstimateKind.EXACT
                                    ? EstimateKind.EXACT
                                    : EstimateKind.UPPER_BOUND);
        }
    }

    private static void assertUnitsSumToTheirTerms(EvaluationResult result) {
        Map<String, Double> sums = new LinkedHashMap<>();
        result.klByUnit().forEach(unit -> sums.merge(unit.term(), unit.kl(), Double::sum));
        sums.forEach(
                (term, sum) -> {
                    String name = result.metrics().containsKey("kl." + term) ? "kl." + term : "kl";
                    double kl = result.metrics().get(name).value();
                    assertThat(sum).as(name).isCloseTo(kl, within(1e-4 * (1 + Math.abs(kl))));
                });
    }

    private static boolean isOfPointMass(
            LatentVariableModel model, TensorRuntime runtime, RandomKey key) {
        try (TensorScope scope = runtime.scope()) {
            return model.infer(model.trial(), key, Phase.evaluation()).draw(key, 1).isPointMass();
        }
    }

    private static void assertGain(double[] elbo, double[] logLikelihood) {
        if (logLikelihood.length == 0) {
            return;
        }
        double[] gain = new double[logLikelihood.length];
        for (int i = 0; i < gain.length; i++) {
            gain[i] = logLikelihood[i] - elbo[i];
        }
        Moments moments = Moments.of(gain, 1);
        double error = moments.deviation(0) / Math.sqrt(gain.length);
        assertThat(moments.mean(0))
                .as("log p(x) above the bound, standard error %.2g", error)
                .isGreaterThanOrEqualTo(-5 * error);
    }

    /**
     * A model that takes missing values has a density of the others: as it is made, and with other
     * parameters.
     */
    @Tag("full")
    @Check("missing values")
    final void missingValuesAreLeftOut(String settings, RandomKey key) {
        if (!takesMissingValues(blueprint(settings))) {
            return;
        }
        GenerativeModel model = withGaps(settings, key);
        double[] row = new double[PIXELS];
        examples().read(0, row, 0);
        MissingCheck check = new MissingCheck(model, domain());
        check.check(row, key);
        move(runtime(), model.parameters(), key);
        check.check(row, key);
    }

    /** A datum has its draws, whatever the others of the batch are. */
    @Check("rows of draws")
    final void eachRowIsDrawnAlone(String settings, RandomKey key) {
        if (blueprint(settings) instanceof ModelBlueprint.Whole) {
            LatentVariableModel model = assemble(runtime(), settings, key).model();
            move(runtime(), model.parameters(), key);
            Tensor x = tensor(runtime(), examples().first(BATCH));
            InferenceUnderTest.requireDrawnAlone(model, x, key);
        }
    }

    /** Where p(z given x) is known, its draws are those of p(x, z), see {@link ExactPosteriorCheck}. */
    @Check("exact posterior")
    final void drawsOfAnExactPosteriorAreThoseOfTheModel(String settings, RandomKey key) {
        if (withGaps(settings, key) instanceof TractableModel model) {
            move(runtime(), model.parameters(), key);
            new ExactPosteriorCheck(model).check(gaps(settings, 2, key), key);
        }
    }

    /** A model that maximises by itself ends at a maximum, see {@link MaximisationCheck}. */
    @Check("maximisation")
    final void maximisationEndsAtAMaximum(String settings, RandomKey key) {
        if (withGaps(settings, key) instanceof ExpectationMaximizable model) {
            new MaximisationCheck(model, SmallData.SIZE).check(gaps(settings, EXAMPLES, key));
        }
    }

    private boolean takesMissingValues(ModelBlueprint blueprint) {
        return blueprint instanceof ModelBlueprint.Whole whole
                && whole.model().takesMissingValues();
    }

    /** Returns the model, made for missing values if it takes some. */
    private GenerativeModel withGaps(String settings, RandomKey key) {
        ModelBlueprint blueprint = blueprint(settings);
        SmallData data = new SmallData(shape(), domain(), takesMissingValues(blueprint));
        return blueprint
                .assemble(runtime(), plugins(), data, key.split("init"))
                .model()
                .generative();
    }

    /** Returns examples without a third of their values, if the model takes missing ones. */
    private Tensor gaps(String settings, int count, RandomKey key) {
        Tensor x = tensor(runtime(), examples().first(count));
        Tensor values = domain() == ValueDomain.COLUMNS ? x.gt(0.5) : x;
        if (!takesMissingValues(blueprint(settings))) {
            return values;
        }
        Tensor isSeen = runtime().uniform(key.split("gaps"), x.shape()).gt(1.0 / 3);
        return values.where(isSeen, runtime().full(Double.NaN, Shape.scalar()));
    }

    /** Draws of x given z have the density of x given z, see {@link DrawnDataCheck}. */
    @Tag("full")
    @Check("drawn data")
    final void drawnDataHaveTheirDensity(String settings, RandomKey key) {
        boolean isKnown =
                domain() == ValueDomain.BINARY
                        || domain() == ValueDomain.REAL
                        || domain() == ValueDomain.UNIT_INTERVAL;
        if (!isKnown || !(blueprint(settings) instanceof ModelBlueprint.Whole)) {
            return;
        }
        GenerativeModel model = assemble(runtime(), settings, key).model().generative();
        if (model.givenOfDatum().isEmpty()) {
            move(runtime(), model.parameters(), key);
            new DrawnDataCheck(model, domain(), key).check(key);
        }
    }

    /** Training a model of its own raises what it maximises, and goes on so. */
    @Check("learning")
    final void trainingRaisesTheBound(String settings) {
        if (!(blueprint(settings) instanceof ModelBlueprint.Whole)) {
            return;
        }
        Map<String, Estimate> after = trained(settings).evaluation().metrics();
        String name = after.containsKey("elbo") ? "elbo" : "logJoint";
        requireRising(
                name,
                after(0, settings, name),
                after.get(name).value(),
                after(MORE_STEPS, settings, name));
    }

    /** Fails where a value is below the one before. */
    static void requireRising(String name, double... afterMoreAndMore) {
        for (int i = 1; i < afterMoreAndMore.length; i++) {
            double before = afterMoreAndMore[i - 1];
            assertThat(afterMoreAndMore[i])
                    .as(
                            "%s of %s at the start, after %s and after %s steps",
                            name, Arrays.toString(afterMoreAndMore), STEPS, MORE_STEPS)
                    .isGreaterThan(before - 1e-3 * (1 + Math.abs(before)));
        }
    }

    private double after(int steps, String settings, String metric) {
        try (TensorRuntime own = open(DType.FLOAT32)) {
            AssembledModel assembled = assemble(own, settings, trainingKey());
            if (steps > 0) {
                TrainingSettings training = settings(Map.of("steps", steps));
                train(assembled, new Memory(), new Steps(), -1, trainingKey(), training);
            }
            return evaluated(assembled, trainingKey()).metrics().get(metric).value();
        }
    }

    /** Latent values, reconstructions and samples, and the terms of the training objective. */
    @Check("shapes")
    final void encodesDecodesAndSamples(String settings, RandomKey key) {
        try (TensorRuntime own = open(DType.FLOAT32)) {
            AssembledModel assembled = assemble(own, settings, key);
            LatentVariableModel model = assembled.model();
            assertThat(names(model.parameters())).doesNotHaveDuplicates();
            try (TensorScope scope = own.scope()) {
                GenerativeModel generative = model.generative();
                Batch batch = Batch.of(tensor(own, examples().first(BATCH)));
                JointPosterior q = model.infer(batch, key, Phase.evaluation());
                JointDraw draw = q.draw(key, 3);
                for (LatentVariable latent : generative.latents()) {
                    Shape event = latent.space().eventShape();
                    assertThat(q.location().z(latent.name()).shape())
                            .isEqualTo(event.prepend(BATCH));
                    assertThat(draw.of(latent.name()).draw().z().shape())
                            .isEqualTo(event.prepend(3, BATCH));
                }
                assertThat(model.output(draw, batch).prediction().orElseThrow().shape())
                        .isEqualTo(Shape.of(3, BATCH, PIXELS));
                Latents z = generative.sample(key, 5, Map.of());
                Tensor sampled = generative.output(z, Map.of()).prediction().orElseThrow();
                assertThat(sampled.shape()).isEqualTo(Shape.of(5, PIXELS));
                assertFinite("sample", sampled.readDoubles());
                EstimatorContract.assertTermsSum(
                        assembled
                                .estimator()
                                .estimate(
                                        assembled.step(
                                                batch, key, new TrainingProgress(3, STEPS))));
            }
        }
    }
}
