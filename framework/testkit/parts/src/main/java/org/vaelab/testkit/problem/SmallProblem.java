// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.ModelBlueprint.OfParts;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.testkit.family.ToyElbo;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToyPerceptron;
import org.vaelab.testkit.tensor.ReferenceBackend;

/**
 * A variational auto-encoder 12-8-z on 60 vectors of grey levels around three prototypes, binarised
 * anew in every batch of 10, on a runtime that refuses leaks. Unless a test chooses otherwise, the
 * posterior is a toy Normal on the plane, in float64 on the reference backend.
 */
public final class SmallProblem implements AutoCloseable {

    public static final int WIDTH = 12;

    public static final int BATCH = 10;

    /** The key of training; split by {@code init} for the weights of {@link #open()}. */
    public static final RandomKey KEY = RandomKey.of(5);

    private static final int EXAMPLES = 60;
    private static final RandomKey INITIAL = KEY.split("init");
    private static final Plugins TOYS =
            ToyModule.besideTheModulesOf(SmallProblem.class.getClassLoader());
    private static final PreparedData DATA = data();

    private final TensorRuntime runtime;
    private final AssembledModel assembled;
    private LatentVariableModel model;
    private LatentVariableModel trained;
    private Estimator estimator;
    private RandomKey key = KEY;

    /** A problem before it is opened; every method returns a changed copy. */
    public record Setup(Plugins plugins, OfParts blueprint) {

        public Setup withPosterior(PosteriorPart posterior) {
            return with(b -> b.withPosterior(posterior));
        }

        /** Returns this with another prior than the reference prior of the space. */
        public Setup withPrior(PriorPart prior) {
            return with(b -> b.withPrior(prior));
        }

        /** Returns this with a prior that is fitted after the rest. */
        public Setup withFittedPrior(PriorPart prior) {
            return withPrior(prior).with(b -> b.trainedBy(b.klWeight(), true));
        }

        public Setup withRegularizer(RegularizerPart regularizer) {
            return with(b -> b.toBuilder().regularizer(regularizer).build());
        }

        public Setup withHidden(int hidden) {
            return with(b -> b.toBuilder().network(networks(hidden)).build());
        }

        public Setup withInference(InferencePart inference) {
            return with(b -> b.toBuilder().inference(inference).build());
        }

        /** Returns this with another inference for the trained model. */
        public Setup withFurtherInference(InferencePart inference) {
            return with(b -> b.toBuilder().furtherInferences(List.of(inference)).build());
        }

        /** Returns this with a changed blueprint. */
        public Setup with(UnaryOperator<OfParts> change) {
            return new Setup(plugins, change.apply(blueprint));
        }

        public SmallProblem open() {
            return open(DType.FLOAT64, INITIAL);
        }

        /**
         * Opens the problem on the reference backend.
         *
         * @param initial for the weights
         */
        public SmallProblem open(DType dtype, RandomKey initial) {
            return open(new ReferenceBackend(), dtype, initial);
        }

        /**
         * Opens the problem.
         *
         * @param initial for the weights
         */
        public SmallProblem open(TensorBackend backend, DType dtype, RandomKey initial) {
            return open(TensorRuntime.strict(backend, dtype), initial);
        }

        /**
         * Opens the problem.
         *
         * @param initial for the weights
         */
        public SmallProblem open(TensorRuntime runtime, RandomKey initial) {
            return new SmallProblem(runtime, plugins, blueprint, initial);
        }
    }

    private SmallProblem(
            TensorRuntime runtime, Plugins plugins, ModelBlueprint blueprint, RandomKey initial) {
        this.runtime = runtime;
        assembled = blueprint.assemble(runtime, plugins, DATA, initial);
        model = assembled.model();
        trained = assembled.trained();
        estimator = RegularizedEstimator.of(assembled.estimator(), assembled.regularizer());
    }

    /** Returns the problem with a posterior. */
    public static Setup of(Plugins plugins, PosteriorPart posterior) {
        return new Setup(
                plugins,
                ModelBlueprint.of(
                        posterior,
                        plugins.of(LikelihoodPart.class).create("bernoulli"),
                        networks(8)));
    }

    /** Returns the toy problem, with the parts of the class path beside the toys. */
    public static Setup toy() {
        return toy(TOYS);
    }

    /** Returns the toy problem with some parts, which have those of {@link ToyModule}. */
    public static Setup toy(Plugins plugins) {
        return of(plugins, new ToyNormal.Family(2)).with(b -> b.withEstimator(new ToyElbo()));
    }

    /** Opens the problem of another model, such as one that is made as one. */
    public static SmallProblem open(Plugins plugins, ModelBlueprint blueprint) {
        TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
        return new SmallProblem(runtime, plugins, blueprint, INITIAL);
    }

    private static NetworkSettings networks(int hidden) {
        return NetworkSettings.of(new ToyPerceptron(List.of(hidden), false));
    }

    public static SmallProblem open() {
        return toy().open();
    }

    public static SmallProblem open(TensorBackend backend, DType dtype) {
        return toy().open(backend, dtype, INITIAL);
    }

    /** Opens the same problem as in another process: nothing is left of the weights drawn. */
    public static SmallProblem reopen(DType dtype) {
        return toy().open(dtype, RandomKey.of(99));
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
        return Preparation.of(Binarization.parse("dynamic")).apply(dataset, 0);
    }

    public TensorRuntime runtime() {
        return runtime;
    }

    public AssembledModel assembled() {
        return assembled;
    }

    public LatentVariableModel model() {
        return model;
    }

    /** Returns the model that the estimator trains: under the reference prior, if one is fitted. */
    public LatentVariableModel trained() {
        return trained;
    }

    /** Returns the estimator in use, with the regulariser of the problem or of its own. */
    public Estimator estimator() {
        return estimator;
    }

    public void use(Estimator other) {
        estimator = other;
    }

    /** Has another model trained in place of both. */
    public void use(LatentVariableModel other) {
        model = other;
        trained = other;
    }

    /** Has the model trained under another key. */
    public void use(RandomKey other) {
        key = other;
    }

    public Batches batches() {
        return DATA.batches(BATCH, key);
    }

    /** Returns the bound on the evaluation examples under one fixed draw. */
    public double validationBound() {
        return validationBound(model);
    }

    /** Returns the bound of a model on the evaluation examples under one fixed draw. */
    public static double validationBound(LatentVariableModel model) {
        TensorRuntime runtime = model.runtime();
        try (TensorScope scope = runtime.scope()) {
            Batch batch = Batch.of(evaluationExamples(runtime));
            return new Elbo(1, KlMode.AUTO)
                    .estimate(new Step(model, batch, RandomKey.of(3), new TrainingProgress(0, 1)))
                    .bound()
                    .mean()
                    .readScalar();
        }
    }

    public static Examples test() {
        return DATA.test();
    }

    /** Returns the evaluation examples as a tensor, [60, 12]. */
    public static Tensor evaluationExamples(TensorRuntime runtime) {
        float[] values = new float[EXAMPLES * WIDTH];
        for (int i = 0; i < EXAMPLES; i++) {
            DATA.test().read(i, values, i * WIDTH);
        }
        return runtime.tensor(values, Shape.of(EXAMPLES, WIDTH));
    }

    /** Returns settings of some steps, with all else by default. */
    public static TrainingSettings steps(long steps) {
        return StrictMapper.of(TrainingSettings.class, Map.of("steps", steps, "batch", BATCH));
    }

    public Trainer trainer(TrainingSettings settings) {
        KlWeight regularizer = new KlWeight(settings.klSchedule());
        AssembledModel assembled =
                new AssembledModel(
                        model,
                        estimator,
                        regularizer,
                        trained,
                        this.assembled.mode(),
                        Map.of(),
                        List.of(),
                        Map.of());
        return new Trainer(assembled, settings, key, List.of());
    }

    /** Trains to the end, or to where the history asks to end. */
    public TrainingOutcome train(
            TrainingSettings settings, CheckpointStore store, History history) {
        return trainer(settings)
                .train(
                        batches(),
                        SmallProblem::validationBound,
                        store,
                        history,
                        history::isInterrupted);
    }

    public Map<String, List<Double>> parameters() {
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
}
