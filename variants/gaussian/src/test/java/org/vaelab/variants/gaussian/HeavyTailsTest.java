// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.StudentDensity;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/** Reference values of Student's t and of Laplace, computed with 40 digits (mpmath). */
final class HeavyTailsTest {

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    /** The last rows are those of a Normal and of a Cauchy distribution far out. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0.5, -1.5501949939575646, 0.323747959839",
        "3, 2, 4, -3.9561217173773545, 0.0525415459969",
        "2.5, 50, 100, -90.093998157064349, 0.125091897493",
        "1e8, 3, 2, -3.7568156121140181, 1.24999997667e-16",
        "1e12, 784, 700, -1070.4478100310914, -1.37199999774e-21",
        "1, 1, 1e30, -70.222282675670771, -33.3456292144"
    })
    void densityAndItsSlopeInTheDegreesOfFreedom(
            double degrees, int dimension, double square, double density, double slope) {
        Tensor nu = Parameter.learned("nu", runtime.vector(degrees)).value();
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor found = StudentDensity.of(runtime.vector(square), nu, dimension);
            assertThat(found.readDoubles()[0]).isCloseTo(density, within(1e-12 * -density));
            assertThat(tape.gradients(found.sum()).of(nu).readDoubles()[0])
                    .isCloseTo(slope, within(1e-8 * Math.abs(slope) + 1e-13 / degrees));
        }
    }

    /**
     * At equal distributions, and near them, where terms cancel: to the rounding of numbers near 1.
     */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 1, 0",
        "0.3, 0.5, -0.2, 2, 0.728264221412751",
        "1, 2, 1.001, 2, 1.24979169270573e-7"
    })
    void divergenceOfLaplaceDistributions(
            double m, double b, double other, double scale, double nats) {
        Laplace q = laplace(m, b);
        assertThat(q.klByUnit((IndependentLaplace) laplace(other, scale)).readDoubles()[0])
                .isCloseTo(nats, within(1e-15));
    }

    /** From Laplace(m, b) to N(other, e^logVariance). */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 0, 0.22579135264472743",
        "0.7, 0.3, -0.4, 0.9, 1.1623300704903798",
        "2, 0.01, 1, -1.5, 5.322254242708885"
    })
    void divergenceOfLaplaceFromNormal(
            double m, double b, double other, double logVariance, double nats) {
        DiagonalNormal p =
                new DiagonalNormal(
                        runtime.tensor(new double[] {other}, Shape.of(1, 1)),
                        runtime.tensor(new double[] {logVariance}, Shape.of(1, 1)));
        assertThat(laplace(m, b).klByUnit((IndependentNormal) p).readDoubles()[0])
                .isCloseTo(nats, within(1e-14));
        if (other == 0 && logVariance == 0) {
            assertThat(laplace(m, b).klToStandardNormalByUnit().readDoubles()[0])
                    .isCloseTo(nats, within(1e-14));
        }
    }

    @Test
    void scalesOfAnEncoderFromElsewhereAreNotBounded() {
        Tensor output = runtime.tensor(new double[] {0, -35, 0}, Shape.of(1, 3));
        for (PosteriorFamily family :
                List.of(new LaplaceFamily(1), new StudentTFamily(1, 7, true, true))) {
            Tensor own = output.slice(-1, 0, family.head().width());
            PosteriorFamily given = family.asGiven();
            assertThat(given.forms().get(0).numbers().get(1).least())
                    .isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(logScale(given.of(own, Phase.evaluation()))).isEqualTo(-35);
            assertThat(logScale(family.of(own, Phase.evaluation()))).isGreaterThan(-21);
        }
    }

    private static double logScale(Posterior q) {
        return q.numbers().get("logScale").readDoubles()[0];
    }

    /**
     * An output of 0 is where the degrees of freedom start, and a network from elsewhere gives them
     * as they are.
     */
    @Test
    void learnedDegreesOfFreedomStartAtTheSetting() {
        StudentTFamily family = new StudentTFamily(2, 7, true, true);
        assertThat(family.of(runtime.zeros(Shape.of(1, 5)), Phase.evaluation()).tailIndex())
                .isCloseTo(7, within(1e-12));
        Tensor head =
                family.forms()
                        .get(0)
                        .toHead()
                        .apply(
                                List.of(
                                        runtime.zeros(Shape.of(1, 2)),
                                        runtime.zeros(Shape.of(1, 2)),
                                        runtime.full(11, Shape.of(1, 1))));
        assertThat(family.of(head, Phase.evaluation()).tailIndex()).isCloseTo(11, within(1e-9));
    }

    private Laplace laplace(double m, double b) {
        return new Laplace(
                runtime.tensor(new double[] {m}, Shape.of(1, 1)),
                runtime.tensor(new double[] {Math.log(b)}, Shape.of(1, 1)));
    }

    /**
     * Joint coordinates share a gamma variate g: with {@code log |y| = log |eps| - 1/2 log g} the
     * correlation of two is {@code trigamma(3/2) / (trigamma(3/2) + pi^2 / 2)}. Others are
     * independent.
     */
    @Test
    void jointCoordinatesAreFarOutTogether() {
        double shared = Math.PI * Math.PI / 2 - 4;
        double expected = shared / (shared + Math.PI * Math.PI / 2);
        // Five standard errors of 20,000 pairs: wrong with probability 6e-7.
        assertThat(correlationOfSizes(true)).isCloseTo(expected, within(0.036));
        assertThat(correlationOfSizes(false)).isCloseTo(0, within(0.036));
    }

    private double correlationOfSizes(boolean joint) {
        int n = 20_000;
        Tensor zero = runtime.zeros(Shape.of(1, 2));
        StudentTDistribution t =
                new StudentTDistribution(
                        zero, zero, runtime.full(3, Shape.of(1, 1)), joint, GradientKind.PATHWISE);
        // Logarithms have finite moments.
        Tensor sizes = t.draw(RandomKey.of(5), n).z().abs().log().reshape(n, 2);
        Tensor centred = sizes.sub(sizes.mean(0));
        Tensor spread = centred.square().mean(0);
        double covariance = centred.slice(1, 0, 1).mul(centred.slice(1, 1, 2)).mean().readScalar();
        double[] variances = spread.readDoubles();
        return covariance / Math.sqrt(variances[0] * variances[1]);
    }

    @Test
    void aSettingOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> new StudentTFamily(2, 0.5, false, true))
                .hasMessage("degrees must be from 1 to 1e12, is 0.5");
        assertThatThrownBy(() -> new StudentTPrior.Settings(1, true, true))
                .hasMessage("degrees must be above 1 where they are learned, is 1.0");
        assertThatThrownBy(() -> new LaplacePrior.Settings(0, false)).hasMessageContaining("scale");
    }
}
