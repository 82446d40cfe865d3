// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ConditionedModel;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.GenerativeModel.TractableModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.parts.inference.ExactInference;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ExactPosteriors;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.Runtimes;

/** A state space with a scale and inputs is a joint Normal of the numbers of the file. */
class ScaledSeriesTest {

    /**
     * In NumPy: x = m + s y with m = 100, s = 2.5, y_t = C z_t + b + B u_t + w_t; the log density of
     * the observed x_1, x_2, x_4 under N(m + s E[y], s^2 Cov[y]), by {@code numpy.linalg}.
     */
    private static final double JOINT_NORMAL = -9.949790857314932;

    private static final double[] INPUTS = {0, 1, 1, 0, 0.5, -0.5, -1, 0.25};

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private Parameter parameter(String name, Shape shape, double... values) {
        return Parameter.learned(name, runtime.tensor(values, shape));
    }

    private Parameter variance(String name, double... values) {
        double[] logs = Arrays.stream(values).map(v -> Math.log(v - 1e-12)).toArray();
        return parameter(name, Shape.of(values.length), logs);
    }

    private double evidence(double spread, double[] inputs) {
        try (TensorScope scope = runtime.scope()) {
            StateSpace space =
                    new StateSpace(
                            parameter("transition", Shape.of(2, 2), 0.8, 0.3, -0.2, 0.7),
                            parameter("emission", Shape.of(1, 2), 1, 0.5),
                            parameter("offset", Shape.of(1), 0.2),
                            Optional.of(parameter("effect", Shape.of(1, 2), 0.6, -0.4)),
                            parameter("start", Shape.of(2), 0.1, -0.1),
                            variance("logStart", 0.5, 0.7),
                            variance("logDrive", 0.3, 0.2),
                            variance("logNoise", 0.25),
                            1e-6);
            StateSpaceModel made =
                    new StateSpaceModel(
                            runtime,
                            new DataShape(1, 4, 1),
                            new SeriesLayout(4, 1),
                            new Euclidean(8),
                            space,
                            true);
            DataView eight = DataView.identity(DataShape.flat(8));
            Conditioning condition =
                    new Conditioning(
                            List.of(
                                    new Conditioning.Values(ValueSplit.SCALE, eight, false),
                                    new Conditioning.Values(ValueSplit.INPUTS, eight)));
            TractableModel model = (TractableModel) ConditionedModel.of(made, condition);
            double[] scale = {100, 100, 100, 100, spread, spread, spread, spread};
            Map<String, Tensor> given =
                    Map.of(
                            ValueSplit.SCALE,
                            runtime.tensor(scale, Shape.of(1, 8)),
                            ValueSplit.INPUTS,
                            runtime.tensor(inputs, Shape.of(1, 8)));
            Tensor x = runtime.tensor(new double[] {101, 99.5, Double.NaN, 104}, Shape.of(1, 4));
            Batch batch = new Batch(x, given, new int[1]);
            return ExactPosteriors.logWeights(model, batch, RandomKey.of(1), 1).readDoubles()[0];
        }
    }

    @Test
    void theEvidenceIsThatOfTheJointNormalOfTheFile() {
        assertThat(evidence(2.5, INPUTS)).isCloseTo(JOINT_NORMAL, within(1e-9));
    }

    /** Inputs one step late, and another spread, give other densities. */
    @Test
    void anotherSpreadAndInputsOfAnotherStepAreSeen() {
        double[] late = {0, 0, 0, 1, 1, 0, 0.5, -0.5};
        assertThat(Math.abs(evidence(2.5, late) - JOINT_NORMAL)).isGreaterThan(1e-3);
        assertThat(Math.abs(evidence(2.4, INPUTS) - JOINT_NORMAL)).isGreaterThan(1e-3);
    }

    private static final RandomKey KEY = RandomKey.of(5);
    private static final Plugins PLUGINS = Plugins.of(List.of(new SeriesModule()));

    /** Two series of 4 steps of 2 numbers, some missing, and perhaps two inputs at each step. */
    private static GivenData series(boolean hasInputs) {
        double[] values = KEY.split("values").normal(16);
        values[3] = Double.NaN;
        values[12] = Double.NaN;
        values[13] = Double.NaN;
        if (!hasInputs) {
            return new GivenData(Examples.realWithMissing(8, values));
        }
        double[] all = new double[32];
        for (int i = 0; i < 16; i++) {
            all[16 * (i / 8) + i % 8] = values[i];
        }
        ValueSplit split =
                new ValueSplit(
                        DataShape.flat(16),
                        new DataShape(1, 4, 2),
                        IntStream.range(0, 8).toArray(),
                        List.of(
                                new ValueSplit.Part(
                                        ValueSplit.INPUTS, "u", IntStream.range(8, 16).toArray())));
        return new GivenData(Examples.realWithMissing(16, all).splitBy(split));
    }

    private LatentVariableModel vrnn(boolean hasInputs) {
        PartContext context = new PartContext(runtime, KEY, series(hasInputs), PLUGINS);
        Vrnn settings =
                new Vrnn(2, new VrnnCell.Settings(3, List.of(4), 3, Activation.TANH), 4, 0.05);
        VrnnModel made = settings.create(context);
        return new LatentVariableModel(
                made, settings.encoder(made, context).orElseThrow(), PLUGINS.divergences());
    }

    private Batch batch(double... inputs) {
        Tensor x = series(false).batch(runtime).x();
        Tensor both = runtime.tensor(inputs, Shape.of(1, 8)).broadcastTo(Shape.of(2, 8));
        return new Batch(x, Map.of(ValueSplit.INPUTS, both), new int[2]);
    }

    /** Makes a VRNN without inputs what another one is of constant inputs. */
    private void assign(LatentVariableModel plain, LatentVariableModel of, double[] constant) {
        Map<String, double[]> shifts = new HashMap<>();
        Map<String, Parameter> all = new HashMap<>();
        of.parameters().forEach(p -> all.put(p.name(), p));
        for (Parameter p : plain.parameters()) {
            Tensor from = all.get(p.name()).value();
            if (from.shape().equals(p.value().shape())) {
                p.assign(from);
                continue;
            }
            int rows = p.value().shape().extent(0);
            int width = p.value().shape().extent(1);
            p.assign(from.slice(0, 0, rows));
            double[] last = from.slice(0, rows, rows + constant.length).readDoubles();
            double[] shift = new double[width];
            Arrays.setAll(shift, j -> constant[0] * last[j] + constant[1] * last[width + j]);
            shifts.put(p.name().replace("weight", "bias"), shift);
        }
        assertThat(shifts).hasSize(3);
        for (Parameter p : plain.parameters()) {
            if (shifts.containsKey(p.name())) {
                p.assign(p.value().add(runtime.vector(shifts.get(p.name()))));
            }
        }
    }

    private double[] logWeights(LatentVariableModel model, Batch batch) {
        JointPosterior q = model.infer(batch, KEY, Phase.evaluation());
        JointDraw draw = q.draw(KEY, 20);
        Tensor once =
                model.output(draw, batch)
                        .logProbability(batch.x())
                        .add(model.logPrior(draw, batch))
                        .sub(q.logProbability(draw.values()));
        Tensor filtered = q.completions(KEY, 20).orElseThrow().logWeights();
        return Tensor.concatenate(List.of(once, filtered), 0).readDoubles();
    }

    /** Inputs that are the same at each step are other biases of encoder, prior and decoder. */
    @Test
    void constantInputsOfAVrnnAreBiases() {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel given = vrnn(true);
            LatentVariableModel plain = vrnn(false);
            assign(plain, given, new double[] {0.7, -0.4});
            Batch constant = batch(0.7, -0.4, 0.7, -0.4, 0.7, -0.4, 0.7, -0.4);
            double[] expected = logWeights(plain, series(false).batch(runtime));
            // Sums of some hundred terms of the order of 10 in float64.
            assertThat(logWeights(given, constant)).containsExactly(expected, within(1e-11));
            Batch other = batch(0.7, -0.4, 0.7, -0.4, 0.7, -0.4, 0.7, 0.4);
            assertThat(logWeights(given, other)[0]).isNotCloseTo(expected[0], within(1e-4));
        }
    }

    /** Step t and those after it see u_t, and those before it do not. */
    @Test
    void inputsOfAVrnnActFromTheirStepOn() {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel given = vrnn(true);
            Batch batch = batch(0, 0, 0, 0, 0, 0, 0, 0);
            Tensor e = runtime.normal(KEY, Shape.of(2, 8));
            double[] before = means(given, batch, e);
            double[] after = means(given, batch(0, 0, 0, 0, 1, 0, 0, 0), e);
            for (int i = 0; i < 16; i++) {
                assertThat(before[i] == after[i]).as("number %d", i).isEqualTo(i % 8 < 4);
            }
        }
    }

    private double[] means(LatentVariableModel model, Batch batch, Tensor e) {
        return model.generative()
                .output(Latents.of("z", e), batch.given())
                .givenPrevious(batch.x())
                .mean()
                .orElseThrow()
                .readDoubles();
    }

    /** The Normals of missing numbers are m + s E[y] and s^2 Var[y] of the Normals of y. */
    @Test
    void normalsOfMissingNumbersAreInUnitsOfTheFile() {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel plain = linear(false);
            LatentVariableModel scaled = linear(true);
            double[] y = {0.3, -1.2, Double.NaN, 0.8};
            double[] x = Arrays.stream(y).map(v -> 100 + 2.5 * v).toArray();
            Map<String, Tensor> given =
                    Map.of(
                            ValueSplit.SCALE,
                            runtime.tensor(
                                    new double[] {100, 100, 100, 100, 2.5, 2.5, 2.5, 2.5},
                                    Shape.of(1, 8)));
            Posterior.MissingValues ofY = normals(plain, y, Map.of());
            Posterior.MissingValues ofX = normals(scaled, x, given);
            assertThat(ofX.mean().readDoubles()[2])
                    .isCloseTo(100 + 2.5 * ofY.mean().readDoubles()[2], within(1e-10));
            assertThat(ofX.variance().readDoubles()[2])
                    .isCloseTo(6.25 * ofY.variance().readDoubles()[2], within(1e-10));
        }
    }

    private Posterior.MissingValues normals(
            LatentVariableModel model, double[] x, Map<String, Tensor> given) {
        Batch batch = new Batch(runtime.tensor(x, Shape.of(1, 4)), given, new int[1]);
        return model.missingValues(model.infer(batch, KEY, Phase.evaluation()), given)
                .orElseThrow();
    }

    private LatentVariableModel linear(boolean isScaled) {
        StateSpace space = StateSpace.at(runtime, KEY, 2, 0, new double[1], new double[] {1}, 1e-3);
        TractableModel made =
                new StateSpaceModel(
                        runtime,
                        new DataShape(1, 4, 1),
                        new SeriesLayout(4, 1),
                        new Euclidean(8),
                        space,
                        true);
        DataView eight = DataView.identity(DataShape.flat(8));
        Conditioning condition =
                new Conditioning(List.of(new Conditioning.Values(ValueSplit.SCALE, eight, false)));
        GenerativeModel model = isScaled ? ConditionedModel.of(made, condition) : made;
        return new LatentVariableModel(model, new ExactInference(), PLUGINS.divergences());
    }
}
