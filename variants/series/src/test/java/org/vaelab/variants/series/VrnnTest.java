// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;

/** A VRNN against a computation in z itself, and against differences. */
class VrnnTest {

    private static final RandomKey KEY = RandomKey.of(3);
    private static final Golden GOLDEN = Golden.beside(VrnnTest.class, "vrnn.json");
    private static final Plugins PLUGINS = Plugins.of(List.of(new SeriesModule()));

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static VrnnCell.Settings cell(int state, List<Integer> hidden, int features) {
        return new VrnnCell.Settings(state, hidden, features, Activation.TANH);
    }

    private static Vrnn settings(int latent, int steps) {
        return new Vrnn(latent, cell(3, List.of(4), 3), steps, 0.05);
    }

    private LatentVariableModel model(Vrnn settings, GivenData data) {
        PartContext context = new PartContext(runtime, KEY, data, PLUGINS);
        VrnnModel generative = settings.create(context);
        return new LatentVariableModel(
                generative,
                settings.encoder(generative, context).orElseThrow(),
                PLUGINS.divergences());
    }

    private static GivenData data(int width, double[] values) {
        return new GivenData(
                Arrays.stream(values).anyMatch(Double::isNaN)
                        ? Examples.realWithMissing(width, values)
                        : Examples.real(width, values));
    }

    /** Three series of 4 steps of 2 numbers, some of them missing if asked for. */
    private static GivenData series(boolean missing) {
        double[] values = KEY.split("values").normal(3 * 8);
        for (int place : missing ? new int[] {1, 2, 3, 14, 15} : new int[0]) {
            values[place] = Double.NaN;
        }
        return data(8, values);
    }

    private static Stream<JsonNode> cases() {
        return GOLDEN.cases("vrnn");
    }

    /** Densities, posteriors and divergences of the noise against those of z, in numpy to 1e-11. */
    @ParameterizedTest
    @MethodSource("cases")
    void theNoiseHasTheDensitiesAndDivergencesOfZ(JsonNode golden) {
        JsonNode in = golden.get("input");
        int rows = in.get("rows").asInt();
        double[] values = Golden.numbers(in, "x");
        double[] observed = Golden.numbers(in, "observed");
        Arrays.setAll(values, i -> observed[i] == 1 ? values[i] : Double.NaN);
        GivenData data = data(values.length / rows, values);
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model =
                    model(
                            new Vrnn(
                                    in.get("latent").asInt() / in.get("steps").asInt(),
                                    cell(
                                            in.get("state").asInt(),
                                            List.of(in.get("hidden").asInt()),
                                            in.get("features").asInt()),
                                    in.get("steps").asInt(),
                                    in.get("least").asDouble()),
                            data);
            for (Parameter p : model.parameters()) {
                double[] weights = Golden.numbers(in.get("weights").get(p.name()));
                p.assign(runtime.tensor(weights, p.value().shape()));
            }
            Batch batch = data.batch(runtime);
            Tensor e =
                    runtime.tensor(
                            Golden.numbers(in, "e"), Shape.of(rows, in.get("latent").asInt()));
            VrnnPosterior q = (VrnnPosterior) model.infer(batch, KEY, Phase.evaluation()).first();
            StepNormals steps = q.given(e);
            GOLDEN.check(golden, "mean", steps.mean().readDoubles());
            GOLDEN.check(golden, "logVariance", steps.logVariance().readDoubles());
            GOLDEN.check(
                    golden, "kl", Fused.normalKl(steps.mean(), steps.logVariance()).readDoubles());
            OutputDistribution p = model.generative().output(Latents.of("z", e), Map.of());
            Tensor likelihood = p.logProbability(batch.x());
            GOLDEN.check(golden, "log_likelihood", likelihood.readDoubles());
            Tensor prior = model.generative().logPrior(Latents.of("z", e), Map.of());
            Tensor ratio = prior.sub(q.logProbability(e.expandDims(0)).reshape(rows));
            GOLDEN.check(golden, "log_weight", likelihood.add(ratio).readDoubles());
            GOLDEN.check(
                    golden,
                    "state_means",
                    ((VrnnOutput) p).givenPrevious(batch.x()).mean().orElseThrow().readDoubles());
        }
    }

    /**
     * Draws know the density that the posterior gives them, and the bound is that of the golden
     * formula: the reconstruction less the divergences of each draw's steps.
     */
    @Tag("full")
    @Test
    void drawsHaveTheirDensityAndTheBoundHasClosedForms() {
        for (boolean missing : new boolean[] {false, true}) {
            try (TensorScope scope = runtime.scope()) {
                GivenData data = series(missing);
                LatentVariableModel model = model(settings(2, 4), data);
                Batch batch = data.batch(runtime);
                JointDraw draw = model.infer(batch, KEY, Phase.evaluation()).draw(KEY, 2000);
                LatentDraw z = draw.latents().get(0);
                Tensor again =
                        model.infer(batch, KEY, Phase.evaluation()).logProbability(draw.values());
                assertThat(again.sub(z.draw().logProbability()).abs().max(-1).max(-1).readScalar())
                        .isLessThan(1e-10);
                ElboTerms terms = ElboTerms.of(model, batch, draw, KlMode.ANALYTIC);
                assertThat(terms.klSource()).isEqualTo(KlSource.ANALYTIC);
                ElboTerms sampled = ElboTerms.of(model, batch, draw, KlMode.MONTE_CARLO);
                Tensor ratio =
                        z.draw()
                                .logProbability()
                                .sub(model.generative().logPrior(draw.values(), Map.of()));
                for (int b = 0; b < 3; b++) {
                    Tensor own = ratio.slice(1, b, b + 1);
                    double deviation = own.sub(own.mean()).square().mean().sqrt().readScalar();
                    // Five errors of the mean of 2,000 draws.
                    double allowed = 5 * deviation / Math.sqrt(2000);
                    assertThat(terms.kl().readDoubles()[b])
                            .isCloseTo(sampled.kl().readDoubles()[b], within(allowed))
                            .isGreaterThan(2 * allowed);
                }
                assertThat(terms.klByUnit().sum(-1).sub(terms.kl()).abs().max(-1).readScalar())
                        .isLessThan(1e-12);
            }
        }
    }

    /** Steps that are not there leave weights as they are, whatever is drawn for them. */
    @Test
    void missingStepsHaveTheNoiseOfThePrior() {
        try (TensorScope scope = runtime.scope()) {
            GivenData data = series(true);
            LatentVariableModel model = model(settings(2, 4), data);
            VrnnPosterior q =
                    (VrnnPosterior)
                            model.infer(data.batch(runtime), KEY, Phase.evaluation()).first();
            StepNormals steps = q.stepsAtLocation();
            // Series 0 lacks its second step, series 1 its last one; a half of the first is there.
            for (int place : new int[] {2, 3, 8 + 6, 8 + 7}) {
                assertThat(steps.mean().readDoubles()[place]).isZero();
                assertThat(steps.logVariance().readDoubles()[place]).isZero();
            }
            assertThat(steps.mean().readDoubles()[0]).isNotZero();
        }
    }

    /** What is hidden has no effect on predictions before it, and the density of the rest stays. */
    @Test
    void hiddenStepsAreForecastFromTheOnesThatAreSeen() {
        try (TensorScope scope = runtime.scope()) {
            GivenData data = series(true);
            LatentVariableModel model = model(settings(2, 4), data);
            double[] x = data.batch(runtime).x().readDoubles();
            double[] seen = x.clone();
            Arrays.fill(seen, 16 + 4, 16 + 8, Double.NaN);
            Tensor all = runtime.tensor(x, Shape.of(3, 8));
            Tensor some = runtime.tensor(seen, Shape.of(3, 8));
            Tensor z = model.generative().sample(KEY, 3, Map.of()).z("z");
            VrnnOutput p = (VrnnOutput) model.generative().output(Latents.of("z", z), Map.of());
            double[] ofAll = p.givenPrevious(all).mean().orElseThrow().readDoubles();
            double[] ofSome = p.givenPrevious(some).mean().orElseThrow().readDoubles();
            for (int i = 0; i < 24; i++) {
                // The fourth step of the third series sees the third, which is hidden.
                assertThat(ofSome[i] == ofAll[i]).as("number %d", i).isEqualTo(i < 22);
            }
            // With all steps hidden the means are those of the prediction.
            Tensor none = runtime.full(Double.NaN, Shape.of(3, 8));
            assertThat(p.givenPrevious(none).mean().orElseThrow().readDoubles())
                    .isEqualTo(p.prediction().orElseThrow().readDoubles());
            assertThat(p.mean()).isEmpty();
            assertThat(p.byValue(all)).isEmpty();
        }
    }

    /** The bound in all parameters along a random direction, by central differences of 1e-5. */
    @Test
    void theGradientOfTheBoundIsThatOfDifferences() {
        for (boolean missing : new boolean[] {false, true}) {
            GivenData data = series(missing);
            try (TensorScope scope = runtime.scope()) {
                LatentVariableModel model = model(settings(1, 4), data);
                double slope = 0;
                try (GradientTape tape = GradientTape.record(runtime)) {
                    var gradients = tape.gradients(bound(model, data));
                    for (Parameter p : model.parameters()) {
                        Tensor gradient = gradients.of(p.value());
                        assertThat(gradient.abs().sum().readScalar()).as(p.name()).isPositive();
                        slope += gradient.mul(direction(p)).sum().readScalar();
                    }
                }
                List<Double> values = new ArrayList<>();
                for (double by : new double[] {1e-5, -2e-5}) {
                    for (Parameter p : model.parameters()) {
                        p.assign(p.value().stopGradient().add(direction(p).mul(by)));
                    }
                    values.add(bound(model, data).readScalar());
                }
                // Truncation 1e-10 f''' and rounding 1e-11 f, for values of the order of 100.
                assertThat((values.get(0) - values.get(1)) / 2e-5)
                        .isCloseTo(slope, within(1e-7 * (1 + Math.abs(slope))));
            }
        }
    }

    /**
     * p of a draw goes on from the states that led to it; of the same numbers without them it walks
     * again.
     */
    @Test
    void aDrawIsWalkedAlongOnceAndItsGradientIsThatOfTwoWalks() {
        for (boolean missing : new boolean[] {false, true}) {
            GivenData data = series(missing);
            List<List<double[]>> found = new ArrayList<>();
            for (boolean again : new boolean[] {false, true}) {
                try (TensorScope scope = runtime.scope();
                        GradientTape tape = GradientTape.record(runtime)) {
                    LatentVariableModel model = model(settings(2, 4), data);
                    Batch batch = data.batch(runtime);
                    JointDraw draw = model.infer(batch, KEY, Phase.evaluation()).draw(KEY, 3);
                    assertThat(draw.of("z").draw()).isInstanceOf(VrnnPosterior.Walked.class);
                    Tensor bound =
                            ElboTerms.of(
                                            model,
                                            batch,
                                            again ? draw.mapped(t -> t) : draw,
                                            KlMode.AUTO)
                                    .bound()
                                    .sum();
                    var gradients = tape.gradients(bound);
                    List<double[]> numbers = new ArrayList<>(List.of(bound.readDoubles()));
                    model.parameters()
                            .forEach(p -> numbers.add(gradients.of(p.value()).readDoubles()));
                    found.add(numbers);
                }
            }
            for (int i = 0; i < found.get(0).size(); i++) {
                // Two orders of the same sums.
                assertThat(found.get(0).get(i)).containsExactly(found.get(1).get(i), within(1e-9));
            }
        }
    }

    /** What leads to e is no part of a gradient in e, and p of other numbers has other states. */
    @Test
    void heldDrawsAndOtherNumbersAreWalkedAlongAgain() {
        GivenData data = series(false);
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            LatentVariableModel model = model(settings(2, 4), data);
            Batch batch = data.batch(runtime);
            JointDraw draw = model.infer(batch, KEY, Phase.evaluation()).draw(KEY, 1);
            Tensor other = batch.x().add(1);
            double[] apart = model.output(draw, batch).logProbability(other).readDoubles();
            Tensor e = runtime.tensor(draw.of("z").draw().z().readDoubles(), Shape.of(1, 3, 8));
            OutputDistribution p = model.generative().output(Latents.of("z", e), Map.of());
            assertThat(apart).containsExactly(p.logProbability(other).readDoubles(), within(1e-10));
            Tensor held =
                    model.output(draw.mapped(Tensor::stopGradient), batch)
                            .logProbability(batch.x())
                            .sum();
            var gradients = tape.gradients(held);
            for (Parameter own : model.inference().parameters()) {
                assertThat(gradients.find(own.value())).as(own.name()).isEmpty();
            }
        }
    }

    private Tensor bound(LatentVariableModel model, GivenData data) {
        return ElboTerms.of(model, data.batch(runtime), KEY, Phase.evaluation(), 2, KlMode.AUTO)
                .bound()
                .sum();
    }

    private static Tensor direction(Parameter parameter) {
        Tensor value = parameter.value();
        return value.runtime().normal(KEY.split(parameter.name()), value.shape());
    }

    /** Series that are drawn have the mean of the data, from which the decoder starts. */
    @Test
    void samplesGoThroughTheirOwnValues() {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model = model(settings(1, 4), series(false));
            Latents z = model.generative().sample(KEY, 2, Map.of());
            VrnnOutput p = (VrnnOutput) model.generative().output(z, Map.of());
            Tensor x = p.sample(KEY);
            assertThat(x.shape()).isEqualTo(Shape.of(2, 8));
            assertThat(p.sample(KEY).readDoubles()).isEqualTo(x.readDoubles());
            assertThat(p.sample(KEY.split("other")).readDoubles()).isNotEqualTo(x.readDoubles());
            // A second step that saw another first one has another mean.
            double[] own = p.givenPrevious(x).mean().orElseThrow().readDoubles();
            assertThat(own[2]).isNotEqualTo(p.prediction().orElseThrow().readDoubles()[2]);
        }
    }

    @Test
    void whatIsNoSeriesIsRejectedByName() {
        PartContext context = new PartContext(runtime, KEY, series(false), PLUGINS);
        assertThatThrownBy(() -> settings(6, 3).create(context))
                .hasMessageContaining("variant 'vrnn' needs series of two steps at least")
                .hasMessageContaining("8 numbers in 3 steps");
        PartContext bits =
                new PartContext(
                        runtime, KEY, new GivenData(Examples.binary(8, new byte[16])), PLUGINS);
        assertThatThrownBy(() -> settings(1, 4).create(bits))
                .hasMessage(
                        "variant 'vrnn' has no density for data of domain 'binary', only for real values");
        for (int bad = 0; bad < 4; bad++) {
            int which = bad;
            String[] names = {"latent", "state", "features", "least"};
            assertThatThrownBy(
                            () ->
                                    new Vrnn(
                                            which == 0 ? 0 : 4,
                                            cell(which == 1 ? 0 : 3, List.of(), which == 2 ? 0 : 3),
                                            4,
                                            which == 3 ? 0 : 0.1))
                    .hasMessageContaining(names[bad]);
        }
    }
}
