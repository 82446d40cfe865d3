// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.hyperbolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Curvature;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Hyperbolic;
import org.vaelab.framework.latent.HyperbolicMaps;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.TableColumns;
import org.vaelab.framework.parts.product.Product;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;

class HyperbolicTest {

    private static final Golden GOLDEN = Golden.beside(HyperbolicTest.class, "hyperbolic.json");
    private static final RandomKey KEY = RandomKey.of(3);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    static Stream<JsonNode> golden(String kind) {
        return GOLDEN.cases(kind);
    }

    static Stream<JsonNode> wrappedNormals() {
        return Stream.concat(golden("wrapped-normal"), golden("far-wrapped-normal"));
    }

    static Stream<JsonNode> distances() {
        return Stream.concat(golden("distance"), golden("far-distance"));
    }

    static Stream<JsonNode> gyroplanes() {
        return golden("gyroplane");
    }

    private Tensor row(JsonNode c, String field) {
        return runtime.vector(Golden.numbers(c, "input." + field)).expandDims(0);
    }

    private static Hyperbolic space(JsonNode c, String field) {
        int d = Golden.numbers(c, "input." + field).length;
        return new Hyperbolic(d, Curvature.fixed(c.at("/input/c").asDouble()));
    }

    private static Prior prior(TensorRuntime runtime, Hyperbolic space) {
        return new WrappedNormalPrior(runtime, space, 1, null);
    }

    @ParameterizedTest
    @MethodSource("wrappedNormals")
    void agreesWithTheHyperboloid(JsonNode c) {
        Hyperbolic space = space(c, "mean");
        Tensor mean = row(c, "mean");
        Tensor z =
                HyperbolicMaps.translated(space.scaled(mean), space.scaled(row(c, "u")))
                        .div(space.root(mean));
        GOLDEN.check(c, "z", z.readDoubles());
        GOLDEN.check(c, "distance_from_mean", space.distance(mean, z).orElseThrow().readDoubles());
        WrappedNormal q = new WrappedNormal(space, mean, row(c, "log_variance"));
        GOLDEN.check(c, "log_q", q.logProbability(z.expandDims(0)).readDoubles());
        GOLDEN.check(c, "log_prior", prior(runtime, space).logProbability(z).readDoubles());
    }

    @ParameterizedTest
    @MethodSource("distances")
    void distancesAreThoseOfTheHyperboloid(JsonNode c) {
        Hyperbolic space = space(c, "from");
        Tensor found = space.distance(row(c, "from"), row(c, "to")).orElseThrow();
        GOLDEN.check(c, "distance", found.readDoubles());
        Tensor none = space.distance(row(c, "to"), row(c, "to")).orElseThrow();
        assertThat(none.readScalar()).isZero();
    }

    @ParameterizedTest
    @MethodSource("gyroplanes")
    void gyroplanesAreThoseOfTheBall(JsonNode c) {
        Hyperbolic space = space(c, "z");
        HyperbolicInput input =
                new HyperbolicInput(
                        space,
                        HyperbolicInput.Kind.GYROPLANE,
                        List.of(
                                Parameter.learned("points", row(c, "point")),
                                Parameter.learned("normals", row(c, "normal"))));
        GOLDEN.check(c, "value", input.of(row(c, "z")).readDoubles());
        input.parameters().forEach(p -> runtime.release(p.value()));
    }

    /** The relative error of curvature -c is of the order c |z|^2. */
    @ParameterizedTest
    @CsvSource({"1e-3, 2e-1", "1e-6, 2e-4"})
    void littleCurvatureGivesTheNormal(double c, double error) {
        Hyperbolic space = new Hyperbolic(3, Curvature.fixed(c));
        Tensor mean = runtime.vector(1, -2, 0.5).expandDims(0);
        Tensor logVariance = runtime.vector(0.4, -0.3, 0).expandDims(0);
        Draw draw = new WrappedNormal(space, mean, logVariance).draw(KEY, 50);
        Tensor noise = draw.z().sub(mean).mul(logVariance.mul(-0.5).exp());
        Tensor normal =
                noise.square().add(logVariance).add(Math.log(2 * Math.PI)).sum(-1).mul(-0.5);
        assertThat(draw.logProbability().readDoubles())
                .containsExactly(normal.readDoubles(), within(error));
        assertThat(draw.logProbability().sub(normal).abs().mean().readScalar())
                .as("an error below it all would show that c has no effect")
                .isGreaterThan(error / 1000);
        Tensor to = mean.mul(-1.5);
        assertThat(space.distance(mean, to).orElseThrow().readScalar())
                .isCloseTo(2.5 * Math.sqrt(5.25), within(error));
    }

    /**
     * Far out in float32, log q of the noise and of z differ by what the rounding of z explains.
     */
    @ParameterizedTest
    @CsvSource({"1, 1", "4, 1", "8, 1", "11, 0.3", "30, 1", "10000, 1"})
    void densitiesOfNoiseAndOfValueAgreeInFloat32(double raw, double sigma) {
        try (TensorRuntime single = Runtimes.nd4j(DType.FLOAT32);
                TensorScope own = single.scope()) {
            Hyperbolic space = new Hyperbolic(2, Curvature.fixed(1));
            PosteriorFamily family =
                    new WrappedNormalFamily(
                            space,
                            new HyperbolicInput(space, HyperbolicInput.Kind.TANGENT, List.of()));
            double log = 2 * Math.log(sigma);
            Tensor head = single.vector(0.6 * raw, 0.8 * raw, log, log).expandDims(0);
            WrappedNormal q = (WrappedNormal) family.of(head, Phase.evaluation());
            Draw draw = q.draw(KEY, 2000);
            double radius = Math.min(raw, 12);
            double moved = 0x1p-22 * (1 + 2 * radius + Math.sinh(radius));
            double[] ofNoise = draw.logProbability().readDoubles();
            double[] ofValue = q.logProbability(draw.z()).readDoubles();
            for (int i = 0; i < ofNoise.length; i++) {
                // |d log q| <= (|u| / sigma^2 + 1) |du|, with |u| from the density.
                double noise = Math.sqrt(Math.max(0, -2 * (ofNoise[i] + log)));
                double bound = ((noise + moved / sigma) / sigma + 1) * moved + 1e-5;
                assertThat(ofValue[i]).isCloseTo(ofNoise[i], within(bound));
            }
        }
    }

    /**
     * The gradient of a fixed draw in log c, through posterior, prior and gyroplanes, by
     * differences.
     */
    @Test
    void theCurvatureHasOneGradientOfAllParts() {
        Curvature curvature = Curvature.learned(runtime, 0.7);
        Hyperbolic space = new Hyperbolic(2, curvature);
        Parameter c = curvature.parameters().get(0);
        Tensor planes = runtime.tensor(KEY.normal(6), Shape.of(3, 2));
        HyperbolicInput input =
                new HyperbolicInput(
                        space,
                        HyperbolicInput.Kind.GYROPLANE,
                        List.of(
                                Parameter.learned("points", planes),
                                Parameter.learned("normals", planes.mul(-0.5).add(0.3))));
        assertThat(input.parameters()).contains(c);
        double gradient;
        try (GradientTape tape = GradientTape.record(runtime)) {
            gradient = tape.gradients(objective(space, input)).of(c.value()).readScalar();
        }
        double step = 1e-5;
        double[] values = new double[2];
        for (int i = 0; i < 2; i++) {
            c.assign(runtime.full(Math.log(0.7) + (2 * i - 1) * step, Shape.scalar()));
            values[i] = objective(space, input).readScalar();
        }
        assertThat(gradient)
                .isCloseTo((values[1] - values[0]) / (2 * step), within(1e-7))
                .isNotCloseTo(0, within(1e-2));
        input.parameters().forEach(p -> runtime.release(p.value()));
    }

    /**
     * The expectation of d log q / dc at held draws is 0. With 50,000 draws its standard error is
     * below 0.01; if the volume were not held, it would be -E[d log volume / dc], about -0.3.
     */
    @Test
    void theScoreOfTheCurvatureHasNoMean() {
        Curvature curvature = Curvature.learned(runtime, 1);
        Tensor c = curvature.parameters().get(0).value();
        WrappedNormal q =
                new WrappedNormal(
                        new Hyperbolic(2, curvature),
                        runtime.vector(0.8, -1.2).expandDims(0),
                        runtime.vector(-0.5, 0.2).expandDims(0));
        Tensor z = q.draw(KEY, 50_000).z().stopGradient();
        try (GradientTape tape = GradientTape.record(runtime)) {
            double mean = tape.gradients(q.logProbability(z).mean()).of(c).readScalar();
            assertThat(mean).isCloseTo(0, within(0.05));
        }
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor volume = new Hyperbolic(2, curvature).logVolume(z).mean();
            assertThat(tape.gradients(volume).of(c).readScalar()).isGreaterThan(0.25);
        }
        runtime.release(c);
    }

    private Tensor objective(Hyperbolic space, HyperbolicInput input) {
        WrappedNormal q =
                new WrappedNormal(
                        space,
                        runtime.vector(0.8, -1.2).expandDims(0),
                        runtime.vector(-0.5, 0.2).expandDims(0));
        Draw draw = q.draw(KEY, 4);
        return prior(runtime, space)
                .logProbability(draw.z())
                .sub(draw.logProbability())
                .mean()
                .add(input.of(draw.z()).square().mean());
    }

    /** Codes are points of the unit ball, whatever the curvature, also of a factor of a product. */
    @Test
    void codesLieInTheUnitBall() {
        Hyperbolic space = new Hyperbolic(2, Curvature.fixed(4));
        Tensor z = runtime.vector(0.3, -0.4, 7).expandDims(0);
        TableColumns columns = new Product(List.of(space, new Euclidean(1))).columns("z", true);
        double radius = Math.tanh(0.5);
        assertThat(columns.values().apply(z).readDoubles())
                .containsExactly(new double[] {0.6 * radius, -0.8 * radius, 7}, within(1e-15));
        assertThat(columns.groups())
                .extracting(TableColumns.Group::geometry)
                .containsExactly(CodeGeometry.DISK, CodeGeometry.PLANE);
    }

    @Test
    void spacesAreEqualByTheirCurvature() {
        Curvature learned = Curvature.learned(runtime, 1);
        Curvature other = Curvature.learned(runtime, 1);
        assertThat(new Hyperbolic(2, learned))
                .isEqualTo(new Hyperbolic(2, learned))
                .isNotEqualTo(new Hyperbolic(2, other))
                .isNotEqualTo(new Hyperbolic(2, Curvature.fixed(1)))
                .hasToString("H^2 of learned curvature");
        assertThat(new Hyperbolic(2, Curvature.fixed(1)))
                .isEqualTo(new Hyperbolic(2, Curvature.fixed(1)))
                .isNotEqualTo(new Hyperbolic(2, Curvature.fixed(2)))
                .hasToString("H^2 of curvature -1.0");
        assertThat(new Hyperbolic(2, learned).geodesics()).isEqualTo(Optional.empty());
        runtime.release(learned.parameters().get(0).value());
        runtime.release(other.parameters().get(0).value());
    }

    @Test
    void refusesCurvaturesOutsideTheRange() {
        for (double c : new double[] {0, -1, 1e5, Double.NaN}) {
            assertThatThrownBy(() -> Curvature.fixed(c))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "curvature is c of the curvature -c, from 1.0E-6 to 10000.0, not "
                                    + c
                                    + "; c = 0 is R^d, on which Normal distributions live");
        }
    }

    /** Beyond 11 radii of curvature, and not silently nearer. */
    @Test
    void meansOfAnEncoderFromElsewhereAreAsGivenOrRejected() {
        PosteriorFamily given =
                new WrappedNormalFamily(
                                new Hyperbolic(2, Curvature.fixed(4)),
                                new Euclidean(2).networkInput())
                        .asGiven();
        Tensor spread = runtime.full(-60, Shape.of(1, 2));
        Tensor near = runtime.tensor(new double[] {4, 3.6}, Shape.of(1, 2));
        Tensor head = given.forms().get(0).toHead().apply(List.of(near, spread));
        WrappedNormal q = (WrappedNormal) given.of(head, Phase.evaluation());
        assertThat(q.mean().readDoubles()).containsExactly(4, 3.6);
        assertThat(q.logVariance().readDoubles()).containsExactly(-60, -60);
        assertThatThrownBy(
                        () -> given.forms().get(0).toHead().apply(List.of(near.mul(1.1), spread)))
                .hasMessageContaining("a mean is 11.83")
                .hasMessageContaining("expected at most 11");
    }

    @Test
    void refusesGyroplanesOfAnotherInput() {
        assertThatThrownBy(
                        () ->
                                new WrappedNormalFamily.Settings(
                                        2, 1, false, HyperbolicInput.Kind.BALL, 5))
                .hasMessage("gyroplanes is for input gyroplane; leave it out");
    }
}
