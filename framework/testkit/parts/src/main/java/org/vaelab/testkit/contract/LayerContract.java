// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ParameterProbe;
import org.vaelab.testkit.space.Integral;
import org.vaelab.testkit.space.Moments;
import org.vaelab.testkit.tensor.GradientCheck;

/**
 * The contract of every layer: an output of the shape that it states, rows that do not influence
 * one another in evaluation, gradients in both phases, the same values from the same key, and no
 * update of state outside of a training step.
 *
 * <pre>{@code
 * final class DenseContractTest extends LayerContract {
 *     DenseContractTest() {
 *         super("dense", List.of(Shape.of(4), Shape.of(2, 4, 6)), "{width: 3}", "{width: 2}");
 *     }
 * }
 * }</pre>
 */
public abstract non-sealed class LayerContract extends PartContract {

    private static final int ROWS = 3;

    /** Equal rows and steps of training, 6,400 values of which a tenth too much is found. */
    private static final int EQUAL_ROWS = 32;

    private static final int STEPS = 200;

    /**
     * With a momentum of 0.1 the variance of an average is 0.05 of that of a batch, with one of 0.9
     * it is 0.8.
     */
    private static final double LARGEST_SHARE = 0.5;

    private final List<Shape> seen;

    /**
     * Creates the contract of a registered layer.
     *
     * @param seen shapes of rows that reach it: [features], or [channels, rows, columns]
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected LayerContract(String name, List<Shape> seen, String... settings) {
        super(LayerPart.class, name, settings);
        this.seen = List.copyOf(seen);
    }

    @Override
    List<?> values(Class<?> type) {
        return type == Shape.class ? seen : super.values(type);
    }

    /**
     * Returns rows of which the output is known, by default none: for each settings of the contract,
     * for vectors and for images if both reach the layer, and in training where it keeps a state. They
     * find numbers that are taken from other places, or together with others than they should be.
     */
    protected List<KnownOutput> knownOutputs() {
        return List.of();
    }

    /** Returns what checks the values of the output, where no rows are stated. */
    protected Optional<String> whyNoKnownOutput() {
        return Optional.empty();
    }

    /** Known rows have their output. */
    @Check("known outputs")
    final void knownOutputsAreFound(RandomKey key) {
        List<KnownOutput> known = knownOutputs();
        for (KnownOutput of : known) {
            LayerPart part = made(LayerPart.class, of.settings());
            of.check(runtime(), layer(part, of.seen(), context(key)), key);
        }
        if (whyNoKnownOutput().isPresent()) {
            return;
        }
        for (String text : settings()) {
            Object part = read(text);
            requireKnown(
                    known.stream().anyMatch(of -> read(of.settings()).equals(part)),
                    "with " + text);
        }
        for (Shape shape : seen) {
            int rank = shape.rank();
            requireKnown(
                    known.stream().anyMatch(of -> of.seen().rank() == rank),
                    rank == 1 ? "of a vector" : "of an image");
        }
        Layer first = moved(settings().get(0), seen.get(0), key);
        boolean hasState =
                first.parameters().stream().anyMatch(own -> own.role() == Parameter.Role.STATE);
        requireKnown(!hasState || known.stream().anyMatch(KnownOutput::isTraining), "in training");
    }

    private static void requireKnown(boolean isKnown, String what) {
        if (!isKnown) {
            fail(
                    "nothing says whether the output %s is right: state rows and their output in knownOutputs(), or in whyNoKnownOutput() what checks it"
                            .formatted(what));
        }
    }

    private PartContext context(RandomKey key) {
        SmallData data = new SmallData(DataShape.flat(4), ValueDomain.REAL, false);
        return new PartContext(runtime(), key, data, plugins());
    }

    private static Layer layer(LayerPart part, Shape shape, PartContext context) {
        return part.create(new LayerInput(context, shape, "network.encoder[0]"));
    }

    private Layer moved(String settings, Shape shape, RandomKey key) {
        Layer layer = layer(made(LayerPart.class, settings), shape, context(key));
        move(runtime(), layer.parameters(), key.split("moved"));
        return layer;
    }

    private Tensor rows(Shape shape, RandomKey key) {
        return runtime().normal(key.split("rows"), shape.prepend(ROWS));
    }

    private static Tensor evaluated(Layer layer, Tensor x) {
        return layer.function().of(x, Optional.empty());
    }

    /** Each row has an output of the stated shape, whatever rows are beside it. */
    @Check("shapes and rows")
    final void rowsDoNotInfluenceOneAnother(String settings, Shape shape, RandomKey key) {
        Layer layer = moved(settings, shape, key);
        Tensor x = rows(shape, key);
        Tensor y = evaluated(layer, x);
        assertThat(y.shape()).as("shape of the output").isEqualTo(layer.output().prepend(ROWS));
        assertFinite("output", y.readDoubles());
        int width = layer.output().size();
        for (int i = 0; i < ROWS; i++) {
            assertClose(
                    "row " + i + " alone",
                    evaluated(layer, x.slice(0, i, i + 1)).readDoubles(),
                    Arrays.copyOfRange(y.readDoubles(), i * width, (i + 1) * width),
                    1e-10);
        }
    }

    /**
     * By finite differences in float64, in a training step and in evaluation; also in the learned
     * parameters, of evaluation.
     */
    @Check("gradients")
    final void gradientsAreThoseOfDifferences(String settings, Shape shape, RandomKey key) {
        Layer layer = moved(settings, shape, key);
        GradientCheck check = GradientCheck.of(runtime()).key(key);
        check.check("evaluation", in -> evaluated(layer, in.get(0)), rows(shape, key));
        check.check("training", in -> trained(layer, in.get(0), key), rows(shape, key));
        Tensor x = rows(shape, key);
        Tensor weights = runtime().normal(key.split("weights"), layer.output().prepend(ROWS));
        for (Parameter own : layer.parameters()) {
            if (own.role() == Parameter.Role.LEARNED) {
                ParameterProbe.compareWithDifferences(own, () -> evaluated(layer, x).mul(weights));
            }
        }
    }

    /**
     * What is left out in training, zeros where evaluation has none, is left out by the key of the
     * step, of each row by noise of its own, and what stays is rescaled: the mean over steps is the
     * output of evaluation.
     */
    @Check("dropped values")
    final void whatIsDroppedIsDrawnAnew(String settings, Shape shape, RandomKey key) {
        Layer layer = moved(settings, shape, key);
        Tensor row = runtime().normal(key.split("row"), shape.prepend(1)).abs().add(1);
        Tensor x = row.broadcastTo(shape.prepend(EQUAL_ROWS));
        double[] whole = evaluated(layer, x).readDoubles();
        double[][] steps = new double[STEPS][];
        for (int s = 0; s < STEPS; s++) {
            try (TensorScope scope = runtime().scope()) {
                steps[s] = trained(layer, x, key.split("step").fold(s)).readDoubles();
            }
            if (s == 0
                    && IntStream.range(0, whole.length).noneMatch(i -> drops(steps[0], i, whole))) {
                return;
            }
        }
        if (Arrays.stream(steps).allMatch(step -> Arrays.equals(step, steps[0]))) {
            fail("the same values are left out in each step: draw them with the key of the pass");
        }
        int width = whole.length / EQUAL_ROWS;
        if (Arrays.stream(steps).allMatch(step -> isOneRow(step, width))) {
            fail("the same values of each row are left out: draw a mask of the shape of all rows");
        }
        Comparison comparison = Comparison.of(width);
        for (int i = 0; i < width; i++) {
            double[] values = new double[STEPS * EQUAL_ROWS];
            for (int v = 0; v < values.length; v++) {
                values[v] = steps[v / EQUAL_ROWS][v % EQUAL_ROWS * width + i];
            }
            comparison.check(
                    "mean over steps of output %s, against evaluation; divide what stays by the probability that it stays"
                            .formatted(i),
                    values,
                    new Integral(whole[i], 0));
        }
    }

    /**
     * What evaluation sees of state that training keeps, such as means and variances, is an average
     * over steps: from step to step its output varies much less than that of training does.
     */
    @Check("state of steps")
    final void stateIsAnAverageOfSteps(String settings, Shape shape, RandomKey key) {
        Layer layer = moved(settings, shape, key);
        Tensor x = rows(shape, key);
        List<double[]> evaluated = new ArrayList<>();
        List<double[]> trained = new ArrayList<>();
        for (int s = 0; s < STEPS; s++) {
            try (TensorScope scope = runtime().scope();
                    TrainingMode.Pass pass =
                            new TrainingMode().begin(key.fold(s), layer.parameters())) {
                RandomKey own = key.split("others").fold(s);
                Tensor others = runtime().normal(own, shape.prepend(EQUAL_ROWS - ROWS));
                Tensor batch = Tensor.concatenate(List.of(x, others), 0);
                Tensor y = layer.function().of(batch, Optional.of(pass));
                if (pass.updates().isEmpty()) {
                    return;
                }
                trained.add(y.slice(0, 0, ROWS).readDoubles());
                pass.updates().forEach(update -> update.make(EstimatorModelsContract.CLOCK));
                evaluated.add(evaluated(layer, x).readDoubles());
            }
        }
        double ofEvaluation = variance(evaluated.subList(STEPS / 2, STEPS));
        double ofTraining = variance(trained.subList(STEPS / 2, STEPS));
        if (!(ofEvaluation <= LARGEST_SHARE * ofTraining)) {
            fail(
                    String.format(
                            Locale.ROOT,
                            "from step to step the output of evaluation varies by %.3g, and that of training by %.3g: does state follow the last batch? Keep an average over steps",
                            ofEvaluation,
                            ofTraining));
        }
    }

    /** Returns the variance over steps, summed over the outputs. */
    private static double variance(List<double[]> steps) {
        double sum = 0;
        for (int i = 0; i < steps.get(0).length; i++) {
            int output = i;
            double[] values = steps.stream().mapToDouble(step -> step[output]).toArray();
            sum += Math.pow(Moments.of(values, 1).deviation(0), 2);
        }
        return sum;
    }

    private static boolean drops(double[] trained, int i, double[] whole) {
        return trained[i] == 0 && whole[i] != 0;
    }

    private static boolean isOneRow(double[] values, int width) {
        return IntStream.range(0, values.length).allMatch(i -> values[i] == values[i % width]);
    }

    private Tensor trained(Layer layer, Tensor x, RandomKey key) {
        try (TrainingMode.Pass pass = new TrainingMode().begin(key, layer.parameters())) {
            return layer.function().of(x, Optional.of(pass));
        }
    }

    @Override
    boolean hasFingerprint() {
        return true;
    }

    @Override
    Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        Fingerprint print = new Fingerprint(runtime());
        for (Shape shape : seen) {
            try {
                Layer layer = layer((LayerPart) part, shape, context(key));
                print.addParameters(layer.parameters())
                        .add("evaluation", evaluated(layer, rows(shape, key)));
                TrainingMode mode = new TrainingMode();
                try (TrainingMode.Pass pass = mode.begin(key, layer.parameters())) {
                    Tensor x = rows(shape, key);
                    print.add("training", layer.function().of(x, Optional.of(pass)));
                    pass.updates().forEach(update -> update.make(EstimatorModelsContract.CLOCK));
                }
                print.addParameters(layer.parameters());
            } catch (IllegalArgumentException e) {
                print.addRejected(e.getMessage());
            }
        }
        return Optional.of(print);
    }
}
