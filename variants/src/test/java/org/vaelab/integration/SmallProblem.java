// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.estimator.Batch;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.product.ProductFactory;
import org.vaelab.framework.plugin.standard.EuclideanSettings;
import org.vaelab.framework.plugin.standard.NoSettings;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingListener;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.testkit.tensor.ReferenceBackend;

/**
 * A Gaussian variational auto-encoder 12-8-z2 on 60 vectors of grey levels around three prototypes,
 * binarised anew in every batch of 10, on a runtime that refuses leaks.
 */
final class SmallProblem implements AutoCloseable {

    static final int WIDTH = 12;
    static final int BATCH = 10;
    static final RandomKey KEY = RandomKey.of(5);

    private static final int EXAMPLES = 60;
    private static final Plugins PLUGINS = Plugins.load(SmallProblem.class.getClassLoader());
    private static final PreparedData DATA = data();

    final TensorRuntime runtime;
    LatentVariableModel model;
    LatentVariableModel trained;
    Estimator estimator;
    RandomKey key = KEY;

    /** What makes the problem another one; a prior is fitted after the rest. */
    private record Parts(
            Chosen<Variant<?>> variant,
            Optional<Chosen<PosteriorFactory<?>>> posterior,
            Optional<Chosen<PriorFactory<?>>> fittedPrior) {

        static Parts gaussian() {
            return of("gaussian", new EuclideanSettings(2));
        }

        static Parts of(String variant, Record settings) {
            return new Parts(
                    new Chosen<>(variant, PLUGINS.variants().get(variant), settings),
                    Optional.empty(),
                    Optional.empty());
        }

        Parts withPosterior(String name, Record settings) {
            return new Parts(
                    variant,
                    Optional.of(new Chosen<>(name, PLUGINS.posteriors().get(name), settings)),
                    fittedPrior);
        }

        Parts withFittedPrior(String name, Record settings) {
            return new Parts(
                    variant,
                    posterior,
                    Optional.of(new Chosen<>(name, PLUGINS.priors().get(name), settings)));
        }
    }

    private SmallProblem(
            TensorBackend backend, DType dtype, int hidden, RandomKey initial, Parts parts) {
        runtime = TensorRuntime.strict(backend, dtype);
        NetworkSettings network = new NetworkSettings(null, List.of(hidden), null, null, null);
        ModelBlueprint blueprint =
                new ModelBlueprint(
                        parts.variant(),
                        parts.posterior(),
                        parts.fittedPrior(),
                        Optional.empty(),
                        new Chosen<>(
                                "bernoulli",
                                PLUGINS.likelihoods().get("bernoulli"),
                                new NoSettings()),
                        network,
                        Schedule.constant(1),
                        parts.fittedPrior().isPresent());
        var assembled = blueprint.assemble(runtime, PLUGINS, DATA, initial);
        model = assembled.model();
        trained = assembled.trained();
        estimator = assembled.estimator();
    }

    static SmallProblem open() {
        return open(new ReferenceBackend(), DType.FLOAT64);
    }

    static SmallProblem open(TensorBackend backend, DType dtype) {
        return new SmallProblem(backend, dtype, 8, KEY.split("init"), Parts.gaussian());
    }

    /** The problem on a product of latent spaces. */
    static SmallProblem onProduct(DType dtype, RandomKey initial, String latent) {
        return new SmallProblem(
                new ReferenceBackend(),
                dtype,
                8,
                initial,
                Parts.gaussian().withPosterior("product", new ProductFactory.Settings(latent)));
    }

    static SmallProblem openAt(long initial) {
        return new SmallProblem(
                new ReferenceBackend(), DType.FLOAT64, 8, RandomKey.of(initial), Parts.gaussian());
    }

    /** The problem with a prior that is fitted after the rest. */
    static SmallProblem withFittedPrior(String name, Record settings, DType dtype, long initial) {
        return new SmallProblem(
                new ReferenceBackend(),
                dtype,
                8,
                RandomKey.of(initial),
                Parts.gaussian().withFittedPrior(name, settings));
    }

    /** The problem of another variant, with a prior that is fitted after the rest. */
    static SmallProblem ofVariant(
            String name,
            Record settings,
            String fittedPrior,
            Record priorSettings,
            DType dtype,
            long initial) {
        return new SmallProblem(
                new ReferenceBackend(),
                dtype,
                8,
                RandomKey.of(initial),
                Parts.of(name, settings).withFittedPrior(fittedPrior, priorSettings));
    }

    /** The same problem in another process: nothing is left of the weights that were drawn. */
    static SmallProblem reopen(DType dtype) {
        return new SmallProblem(
                new ReferenceBackend(), dtype, 8, RandomKey.of(99), Parts.gaussian());
    }

    static SmallProblem withHidden(int hidden) {
        return new SmallProblem(
                new ReferenceBackend(), DType.FLOAT64, hidden, KEY.split("init"), Parts.gaussian());
    }

    private static PreparedData data() {
        byte[] levels = new byte[EXAMPLES * WIDTH];
        double[] noise = RandomKey.of(0).split("noise").uniform(levels.length);
        for (int i = 0; i < levels.length; i++) {
            int example = i / WIDTH;
            boolean on = i % WIDTH / 4 == example % 3;
            levels[i] = (byte) (int) ((on ? 200 : 10) + 50 * noise[i]);
        }
        Examples examples = Examples.greyLevels(WIDTH, levels);
        Dataset dataset =
                Dataset.of("small", DataShape.flat(WIDTH), examples, examples, "generated");
        return Binarization.parse("dynamic").apply(dataset, 0);
    }

    Batches batches() {
        return DATA.batches(BATCH, key);
    }

    void use(Likelihood likelihood) {
        model =
                new LatentVariableModel(
                        runtime,
                        model.shape(),
                        model.encoder(),
                        model.posterior(),
                        model.prior(),
                        model.decoder(),
                        likelihood,
                        model.kl());
        trained = model;
    }

    double validationBound() {
        return validationBound(model);
    }

    /** The bound on the evaluation examples under one fixed draw. */
    static double validationBound(LatentVariableModel model) {
        TensorRuntime runtime = model.runtime();
        try (TensorScope scope = runtime.scope()) {
            Batch batch = new Batch(evaluationExamples(runtime));
            return new Elbo(1, KlMode.AUTO, Schedule.constant(1))
                    .estimate(model, batch, RandomKey.of(3), new Clock(0, 1))
                    .bound()
                    .mean()
                    .readScalar();
        }
    }

    static Examples test() {
        return DATA.test();
    }

    static Tensor evaluationExamples(TensorRuntime runtime) {
        float[] values = new float[EXAMPLES * WIDTH];
        for (int i = 0; i < EXAMPLES; i++) {
            DATA.test().read(i, values, i * WIDTH);
        }
        return runtime.tensor(values, Shape.of(EXAMPLES, WIDTH));
    }

    Trainer trainer(TrainingSettings settings) {
        return new Trainer(model, trained, estimator, settings, key);
    }

    TrainingOutcome train(TrainingSettings settings, CheckpointStore store, History history) {
        return trainer(settings)
                .train(
                        batches(),
                        SmallProblem::validationBound,
                        store,
                        history,
                        () -> history.step() == history.interruptedAfter);
    }

    /** The elements of all parameters, by name. */
    Map<String, List<Double>> parameters() {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
            List<Double> elements = new ArrayList<>();
            for (double element : parameter.value().readDoubles()) {
                elements.add(element);
            }
            values.put(parameter.name(), elements);
        }
        return values;
    }

    @Override
    public void close() {
        runtime.close();
    }

    /** Remembers what training reports, and may ask it to end. */
    static final class History implements TrainingListener {
        final List<StepReport> reports = new ArrayList<>();
        final List<String> validations = new ArrayList<>();
        private final long interruptedAfter;
        private long step;

        History() {
            this(-1);
        }

        History(long interruptedAfter) {
            this.interruptedAfter = interruptedAfter;
        }

        long step() {
            return step;
        }

        double mean(String name, int from, int to) {
            return reports.subList(from, to).stream()
                    .mapToDouble(report -> report.values().get(name))
                    .average()
                    .orElseThrow();
        }

        @Override
        public void stepped(long newStep, long steps, long nanos) {
            step = newStep;
        }

        @Override
        public void reported(StepReport report) {
            reports.add(report);
        }

        @Override
        public void validated(long at, double bound, boolean best) {
            validations.add(at + " " + bound + " " + best);
        }
    }

    /** Keeps checkpoints in memory, and their steps. */
    static final class Memory implements CheckpointStore {
        final List<Long> saved = new ArrayList<>();
        private Checkpoint latest = new Checkpoint(Collections.emptyMap(), Collections.emptyMap());

        @Override
        public Optional<Checkpoint> load() {
            return saved.isEmpty() ? Optional.empty() : Optional.of(latest);
        }

        @Override
        public void save(Checkpoint checkpoint) {
            latest = checkpoint;
            saved.add(checkpoint.step());
        }
    }
}
