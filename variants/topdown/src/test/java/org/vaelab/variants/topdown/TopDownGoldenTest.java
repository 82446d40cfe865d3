// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlTerms;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.SequentialPosterior;
import org.vaelab.framework.model.Tempering;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.Runtimes;

/**
 * A small hierarchy beside an independent one in plain PyTorch with the same weights, data and noise
 * ({@code golden.py}), on images of 7x5 with grids of 4x3, 2x2 and 1x1.
 */
final class TopDownGoldenTest {

    private static final RandomKey KEY = RandomKey.of(1);
    private static final Plugins PLUGINS = Plugins.load(TopDownGoldenTest.class.getClassLoader());
    private static final DataShape SHAPE = new DataShape(1, 7, 5);
    private static final int BATCH = 2;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static Map<String, Double> golden() throws IOException {
        Map<String, Double> all = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        TopDownGoldenTest.class.getResourceAsStream("golden.csv")),
                                StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(line -> line.split(","))
                    .forEach(c -> all.put(c[0] + " " + c[1], Double.valueOf(c[2])));
        }
        return all;
    }

    private static TopDown settings(String stages) {
        return new TopDown(stages, 3, 2, 0.7, 1, "diagonal-normal", Activation.GELU);
    }

    private PartContext context(DataShape shape) {
        double[] mean = new double[shape.size()];
        Arrays.fill(mean, 0.4);
        return new PartContext(
                runtime, KEY, new KnownData(shape, ValueDomain.BINARY, mean), PLUGINS);
    }

    private LatentVariableModel model() {
        try (TensorScope scope = runtime.scope()) {
            return made();
        }
    }

    private LatentVariableModel made() {
        TopDown settings = settings("1x1, 2x1, 4x2");
        TopDownModel made = (TopDownModel) settings.create(context(SHAPE));
        LatentVariableModel model =
                new LatentVariableModel(
                        made,
                        settings.encoder(made, context(SHAPE)).orElseThrow(),
                        PLUGINS.divergences());
        for (Parameter p : model.parameters()) {
            int seed =
                    IntStream.range(0, p.name().length())
                                    .map(i -> p.name().charAt(i) * (i + 1))
                                    .sum()
                            % 1000;
            p.assign(tensor(p.value().shape(), i -> 0.4 * Math.sin(0.01 * seed + 0.7 * i + 0.2)));
        }
        return model;
    }

    private Tensor tensor(Shape shape, IntToDoubleFunction value) {
        return runtime.tensor(IntStream.range(0, shape.size()).mapToDouble(value).toArray(), shape);
    }

    private Batch batch() {
        int pixels = SHAPE.size();
        double[] x = new double[BATCH * pixels];
        for (int i = 0; i < x.length; i++) {
            int example = i / pixels;
            x[i] = Math.sin(1.1 * (i % pixels) + 2 * example) > 0 ? 1 : 0;
        }
        return Batch.of(runtime.tensor(x, Shape.of(BATCH, pixels)));
    }

    /** Draws of known noise: one of each example. */
    private JointDraw draw(LatentVariableModel model, Batch batch) {
        SequentialPosterior joint =
                (SequentialPosterior) model.infer(batch, KEY, Phase.evaluation());
        List<LatentDraw> draws = new ArrayList<>();
        for (int l = 0; l <= joint.steps().size(); l++) {
            Latents before =
                    draws.isEmpty() ? Latents.NONE : new JointDraw(List.copyOf(draws)).values();
            String name = l == 0 ? joint.name() : joint.steps().get(l - 1).name();
            Posterior q = l == 0 ? joint.first() : joint.steps().get(l - 1).given().apply(before);
            Tensor mean = ((IndependentNormal) q).mean();
            int width = mean.shape().extent(1);
            double[] cosines = new double[mean.shape().size()];
            for (int i = 0; i < cosines.length; i++) {
                int example = i / width;
                cosines[i] = Math.cos(0.5 * l + 1.9 * (i % width) + 0.8 * example);
            }
            Tensor noise = runtime.tensor(cosines, mean.shape());
            Tensor deviation = ((IndependentNormal) q).logVariance().mul(0.5).exp();
            Tensor z = mean.add(deviation.mul(noise)).expandDims(0);
            Draw drawn = Draw.of(z, () -> q.logProbability(z));
            LatentValue value = joint.memory().of(name, before, drawn);
            draws.add(new LatentDraw(name, q, drawn, l > 0, value));
        }
        return new JointDraw(draws);
    }

    private static Tensor bound(LatentVariableModel model, Batch batch, JointDraw draw) {
        Tensor kl = KlTerms.sum(KlTerms.of(model, batch, draw, KlMode.ANALYTIC));
        return model.output(draw, batch).logProbability(batch.x()).mean(0).sub(kl);
    }

    /** Float64 of another order of sums: a thousand additions of numbers up to 10. */
    @Test
    void boundTermsAndGradientsAreThoseOfPyTorch() throws IOException {
        Map<String, Double> golden = golden();
        LatentVariableModel model = model();
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Batch batch = batch();
            JointDraw draw = draw(model, batch);
            Map<String, double[]> found = new LinkedHashMap<>();
            KlTerms.of(model, batch, draw, KlMode.ANALYTIC)
                    .forEach(term -> found.put(term.name(), term.value().readDoubles()));
            assertThat(found).hasSize(4);
            Tensor bound = bound(model, batch, draw);
            found.put("elbo", bound.readDoubles());
            found.put(
                    "reconstruction",
                    model.output(draw, batch).logProbability(batch.x()).readDoubles());
            found.forEach(
                    (name, values) -> {
                        for (int b = 0; b < BATCH; b++) {
                            assertThat(values[b])
                                    .as(name)
                                    .isCloseTo(golden.get(name + " " + b), within(1e-10));
                        }
                    });
            var gradients = tape.gradients(bound.sum());
            for (Parameter p : model.parameters()) {
                Tensor weights = tensor(p.value().shape(), i -> Math.cos(0.3 * i));
                assertThat(gradients.of(p.value()).mul(weights).sum().readScalar())
                        .as(p.name())
                        .isCloseTo(golden.get("gradient " + p.name()), within(1e-9));
            }
            long learned = golden.keySet().stream().filter(n -> n.startsWith("gradient ")).count();
            assertThat(model.parameters()).hasSize((int) learned);
        }
    }

    /** What values remember is what is computed without. */
    @Test
    void valuesThatRememberNothingHaveTheSameDensities() {
        LatentVariableModel model = model();
        try (TensorScope scope = runtime.scope()) {
            Batch batch = batch();
            JointDraw draw = model.infer(batch, KEY, Phase.evaluation()).draw(KEY, 3);
            Latents plain = draw.values().mapped(z -> z);
            assertThat(model.generative().logPrior(plain, Map.of()).readDoubles())
                    .containsExactly(model.logPrior(draw, batch).readDoubles(), within(1e-12));
            assertThat(
                            model.infer(batch, KEY, Phase.evaluation())
                                    .logProbability(plain)
                                    .readDoubles())
                    .containsExactly(draw.logProbability().readDoubles(), within(1e-9));
            assertThat(
                            model.generative()
                                    .output(plain, Map.of())
                                    .logProbability(batch.x())
                                    .readDoubles())
                    .containsExactly(
                            model.output(draw, batch).logProbability(batch.x()).readDoubles(),
                            within(1e-12));
        }
    }

    /** A path that was walked without a gradient passes one on where it is asked for. */
    @Test
    void drawsThatWereNotRecordedPassTheGradientOfThePrior() {
        LatentVariableModel model = model();
        try (TensorScope scope = runtime.scope()) {
            Batch batch = batch();
            JointDraw draw = model.infer(batch, KEY, Phase.evaluation()).draw(KEY, 1);
            for (UnaryOperator<JointDraw> of :
                    List.<UnaryOperator<JointDraw>>of(d -> d, d -> d.mapped(z -> z))) {
                try (GradientTape tape = GradientTape.record(runtime)) {
                    Tensor log = model.logPrior(of.apply(draw), batch).sum();
                    Parameter prior =
                            model.parameters().stream()
                                    .filter(p -> p.name().equals("decoder.z2x2_1.prior.0.weight"))
                                    .findFirst()
                                    .orElseThrow();
                    double slope = tape.gradients(log).of(prior.value()).abs().sum().readScalar();
                    assertThat(slope).isPositive();
                }
            }
        }
    }

    /** Truncation 1e-10 f''' and rounding 1e-11 f, for values of the order of 100. */
    @Test
    void theGradientOfTheBoundIsThatOfDifferences() {
        LatentVariableModel model = model();
        try (TensorScope scope = runtime.scope()) {
            Batch batch = batch();
            double slope = 0;
            try (GradientTape tape = GradientTape.record(runtime)) {
                var gradients = tape.gradients(bound(model, batch, draw(model, batch)).sum());
                for (Parameter p : model.parameters()) {
                    slope += gradients.of(p.value()).mul(direction(p)).sum().readScalar();
                }
            }
            List<Double> values = new ArrayList<>();
            for (double by : new double[] {1e-5, -2e-5}) {
                for (Parameter p : model.parameters()) {
                    p.assign(p.value().stopGradient().add(direction(p).mul(by)));
                }
                values.add(bound(model, batch, draw(model, batch)).sum().readScalar());
            }
            assertThat((values.get(0) - values.get(1)) / 2e-5)
                    .isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
        }
    }

    /** Of T = 1 they are draws of the model; of a half each is half as far from its centre. */
    @Test
    void drawsAtATemperatureHaveThatMuchOfTheScale() {
        GenerativeModel p = model().generative();
        try (TensorScope scope = runtime.scope()) {
            Latents own = p.sample(KEY, 4, Map.of());
            Latents one = new Tempering(p, 1).sample(KEY, 4, Map.of());
            Latents half = new Tempering(p, 0.5).sample(KEY, 4, Map.of());
            for (LatentVariable variable : p.latents()) {
                String name = variable.name();
                assertThat(one.z(name).readDoubles())
                        .as(name)
                        .containsExactly(own.z(name).readDoubles(), within(1e-12));
                IndependentNormal prior = (IndependentNormal) p.prior(name, half, Map.of());
                Shape rows = half.z(name).shape();
                Tensor noise =
                        ((Posterior) prior)
                                .draw(KEY.split(name), variable.parents().isEmpty() ? 4 : 1)
                                .z()
                                .reshape(rows)
                                .sub(prior.mean());
                assertThat(half.z(name).sub(prior.mean()).mul(2).readDoubles())
                        .as(name)
                        .containsExactly(noise.readDoubles(), within(1e-12));
            }
        }
    }

    @Test
    void whatIsNotKeptIsAtTheLocationOfItsPrior() {
        LatentVariableModel model = model();
        GenerativeModel p = model.generative();
        try (TensorScope scope = runtime.scope()) {
            Latents z = model.infer(batch(), KEY, Phase.evaluation()).location();
            assertThat(p.keeping(4, z, Map.of()).byName().keySet()).isEqualTo(z.byName().keySet());
            Latents kept = p.keeping(2, z, Map.of());
            for (int i = 0; i < 4; i++) {
                String name = p.latents().get(i).name();
                Tensor expected =
                        i < 2
                                ? z.z(name)
                                : ((IndependentNormal) p.prior(name, kept, Map.of())).mean();
                assertThat(kept.z(name).readDoubles())
                        .as(name)
                        .containsExactly(expected.readDoubles(), within(1e-12));
            }
            assertThatThrownBy(() -> p.keeping(5, z, Map.of()))
                    .hasMessage("the number of kept variables must be from 1 to 4, is 5");
        }
    }

    private Tensor direction(Parameter p) {
        return runtime.tensor(
                KEY.split(p.name()).normal(p.value().shape().size()), p.value().shape());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3x1", "1x1, 5x1"})
    void gridsThatHalvingDoesNotGiveAreRefused(String stages) {
        TopDown settings = settings(stages);
        PartContext place = context(SHAPE);
        assertThatThrownBy(() -> settings.create(place))
                .hasMessageContaining("stages has a grid of")
                .hasMessageContaining("7x5, 4x3, 2x2, 1x1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "4x0", "4x1, 4x1", "4x1, 2x1", "1x101"})
    void stagesThatAreNoneAreRefused(String stages) {
        assertThatThrownBy(() -> settings(stages)).hasMessageContaining("stages");
    }
}
