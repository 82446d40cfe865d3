// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.CountSpace;
import org.vaelab.framework.latent.Curvature;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Hyperbolic;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Simplex;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.SpikedSpace;
import org.vaelab.framework.latent.Torus;
import org.vaelab.framework.latent.UnitCube;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.tensor.shape.Shape;

/** Integrals that are known, by every rule and by products of them. */
final class IntegrationRuleTest {

    private static final RandomKey KEY = RandomKey.of(0);

    /** {@code int r exp(-r^2/2) sinh(2r)/(2r) dr} from 0 on: {@code sqrt(pi/8) e^2 erf(sqrt 2)}. */
    private static final double NORMAL_IN_HYPERBOLIC_PLANE = 4.419719620459524;

    /** An integral that is known. */
    private record Known(
            String name,
            IntegrationRule rule,
            ToDoubleFunction<double[]> function,
            double value,
            boolean random) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static double normal(double[] z) {
        double square = Arrays.stream(z).map(v -> v * v).sum();
        return Math.exp(-0.5 * square - 0.5 * z.length * Math.log(2 * Math.PI));
    }

    /** The unit disk by polar coordinates. */
    private static IntegrationRule disk() {
        return IntegrationRule.product(
                        List.of(
                                IntegrationRule.interval(0, 1),
                                IntegrationRule.interval(-Math.PI, Math.PI)))
                .through(
                        new Chart(
                                2,
                                p -> new double[] {p[0] * Math.cos(p[1]), p[0] * Math.sin(p[1])},
                                z -> new double[] {Math.hypot(z[0], z[1]), Math.atan2(z[1], z[0])},
                                p -> p[0]));
    }

    static Stream<Known> known() {
        IntegrationRule line = IntegrationRule.of(new Euclidean(1));
        IntegrationRule circle = IntegrationRule.of(new Sphere(2));
        IntegrationRule digits = IntegrationRule.of(new OneHot(1, 3));
        IntegrationRule interval = IntegrationRule.interval(-1, 3);
        return Stream.of(
                new Known("a line", line, IntegrationRuleTest::normal, 1, false),
                new Known(
                        "a plane", IntegrationRule.of(new Euclidean(2)), z -> normal(z), 1, false),
                new Known("R^3", IntegrationRule.of(new Euclidean(3)), z -> normal(z), 1, true),
                new Known("a circle", circle, z -> z[0] * z[0], Math.PI, false),
                new Known(
                        "a sphere",
                        IntegrationRule.of(new Sphere(3)),
                        z -> z[0] * z[0],
                        4 * Math.PI / 3,
                        false),
                new Known(
                        "a sphere in R^4",
                        IntegrationRule.of(new Sphere(4)),
                        z -> z[0] * z[0],
                        Math.PI * Math.PI / 2,
                        true),
                new Known("a disk", disk(), z -> z[0] * z[0], Math.PI / 4, false),
                new Known(
                        "a cylinder",
                        IntegrationRule.product(List.of(disk(), IntegrationRule.interval(0, 2))),
                        z -> z[0] * z[0] * z[2],
                        Math.PI / 2,
                        true),
                new Known(
                        "a torus",
                        IntegrationRule.of(new Torus(2)),
                        z -> Math.pow((1 + Math.cos(z[0])) * Math.cos(z[1]), 2),
                        3 * Math.PI * Math.PI,
                        false),
                new Known(
                        "a hyperbolic plane",
                        IntegrationRule.of(new Hyperbolic(2, Curvature.fixed(4))),
                        IntegrationRuleTest::normal,
                        NORMAL_IN_HYPERBOLIC_PLANE,
                        false),
                new Known(
                        "counts",
                        IntegrationRule.of(new CountSpace(2)),
                        z -> Math.pow(0.5, z[0] + z[1]) * z[0],
                        4,
                        false),
                new Known(
                        "counts in three dimensions",
                        IntegrationRule.of(new CountSpace(3)),
                        z -> Math.pow(0.5, z[0] + z[1] + z[2]) * z[0],
                        8,
                        true),
                new Known(
                        "space with point masses at 0",
                        IntegrationRule.of(new SpikedSpace(3)),
                        z ->
                                Arrays.stream(z)
                                        .map(v -> v == 0 ? 3 : normal(new double[] {v}))
                                        .reduce(1, (a, b) -> a * b),
                        64,
                        true),
                new Known(
                        "a line with a point mass at 0",
                        IntegrationRule.of(new SpikedSpace(1)),
                        z -> z[0] == 0 ? 3 : normal(z),
                        4,
                        false),
                new Known("categories", digits, z -> z[1] + 2 * z[2], 3, false),
                new Known(
                        "many categories",
                        IntegrationRule.of(new OneHot(9, 3)),
                        z -> z[0],
                        Math.pow(3, 8),
                        true),
                new Known("an interval", interval, z -> z[0], 4, false),
                new Known(
                        "an interval, at its ends",
                        interval,
                        z -> Math.sqrt(z[0] + 1),
                        16 / 3.0,
                        false),
                new Known(
                        "a cylinder",
                        IntegrationRule.product(List.of(line, circle)),
                        z -> normal(new double[] {z[0]}) * z[2] * z[2],
                        Math.PI,
                        false),
                new Known(
                        "lines by categories",
                        IntegrationRule.product(List.of(digits, line)),
                        z -> z[0] * normal(new double[] {z[3]}),
                        1,
                        false),
                new Known(
                        "a product of three dimensions",
                        IntegrationRule.product(List.of(interval, line, circle)),
                        z -> z[0] * normal(new double[] {z[1]}) * z[2] * z[2],
                        4 * Math.PI,
                        true));
    }

    /** The draws around which the rule is to integrate, row by row. */
    private static double[] draws(IntegrationRule rule) {
        return KEY.normal(50 * rule.width());
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("known")
    void itIsTheIntegral(Known known) {
        check(known, draws(known.rule()));
    }

    private static Stream<Known> bordered() {
        return Stream.of(
                new Known(
                        "a cube",
                        IntegrationRule.of(new UnitCube(2)),
                        z -> z[0] * z[0] * z[1],
                        1 / 6.0,
                        false),
                new Known(
                        "a simplex",
                        IntegrationRule.of(new Simplex(3)),
                        z -> z[0] * z[0],
                        1 / 12.0,
                        false));
    }

    /** Draws of these spaces are above 0. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("bordered")
    void itIsTheIntegralUpToTheBorder(Known known) {
        check(known, KEY.uniform(50 * known.rule().width()));
    }

    private static void check(Known known, double[] draws) {
        Nodes nodes = known.rule().nodes(draws, KEY);
        int width = known.rule().width();
        assertThat(nodes.width()).isEqualTo(width);
        assertThat(nodes.isRandom()).isEqualTo(known.random());
        double[] values = new double[nodes.size()];
        for (int i = 0; i < values.length; i++) {
            double[] point = Arrays.copyOfRange(nodes.points(), i * width, (i + 1) * width);
            values[i] = known.function().applyAsDouble(point);
        }
        Integral integral = nodes.integral(values);
        double allowed = known.random() ? 5 * integral.error() : 1e-8;
        assertThat(integral.value()).isCloseTo(known.value(), within(allowed));
        assertThat(integral.error()).isLessThan(known.random() ? 0.02 * known.value() : 1e-6);
    }

    /**
     * Wherever the kink lies between two points, which the error of the rule does not always show.
     */
    @Test
    void aLineHasPointsEnoughForAKink() {
        Nodes line = Nodes.line(0, 1, false);
        for (int i = 0; i < 20; i++) {
            double kink = -1 + 0.1037 * i;
            double[] laplace =
                    Arrays.stream(line.points())
                            .map(z -> 0.5 * Math.exp(-Math.abs(z - kink)))
                            .toArray();
            assertThat(line.integral(laplace).value()).as("at %s", kink).isCloseTo(1, within(1e-7));
        }
    }

    /** Densities that are infinite at the ends integrate to 1 within the error that is stated. */
    @ParameterizedTest
    @CsvSource({
        "0.43, 0.45",
        "0.45, 0.43",
        "0.1, 0.1",
        "0.3, 0.2",
        "1, 0.1",
        "0.2, 3",
        "1, 1",
        "2, 5",
        "60, 90",
        "3000, 0.5"
    })
    void massNearTheEndsIsFoundOrStated(double a, double b) {
        double logBeta = GammaFunctions.logGamma(a) + GammaFunctions.logGamma(b);
        double constant = GammaFunctions.logGamma(a + b) - logBeta;
        for (boolean plane : new boolean[] {false, true}) {
            Nodes nodes = Nodes.interval(0, 1, plane);
            double[] kumaraswamy = new double[nodes.size()];
            double[] beta = new double[nodes.size()];
            for (int i = 0; i < beta.length; i++) {
                double z = nodes.points()[i];
                double logZ = z > 0.5 ? Math.log1p(z - 1) : Math.log(z);
                double logRest = Math.log(-Math.expm1(a * logZ));
                kumaraswamy[i] = a * b * Math.exp((a - 1) * logZ + (b - 1) * logRest);
                beta[i] = Math.exp((a - 1) * logZ + (b - 1) * Math.log1p(-z) + constant);
            }
            for (Integral integral : List.of(nodes.integral(kumaraswamy), nodes.integral(beta))) {
                assertThat(integral.value()).isCloseTo(1, within(integral.error() + 1e-10));
                assertThat(integral.error()).isLessThan(Math.min(a, b) < 0.4 ? 0.1 : 2e-3);
            }
        }
    }

    @Test
    void aProductIsMadeOfItsFactors() {
        IntegrationRule product =
                IntegrationRule.product(
                        List.of(
                                IntegrationRule.of(new OneHot(1, 2)),
                                IntegrationRule.of(new Euclidean(1))));
        double[] draws = {0.7, 0.3, 5, 0.2, 0.8, 6};
        assertThat(product.rounded(draws.clone())).hasValue(new double[] {1, 0, 5, 0, 1, 6});
        double[] extremes = product.extremes(draws);
        assertThat(extremes).startsWith(draws).hasSize(6 * draws.length);
        assertThat(extremes).contains(6e4);
        assertThat(product.spoilt(new double[] {1, 0, 5, 0, 1, 6}, 0.1))
                .isEqualTo(new double[] {1, 0, 5, 0, 1, 6});
        assertThat(IntegrationRule.of(new Euclidean(1)).rounded(draws.clone())).isEmpty();
    }

    private record Elsewhere() implements LatentSpace {

        @Override
        public Shape eventShape() {
            return Shape.of(1);
        }

        @Override
        public BaseMeasure measure() {
            return BaseMeasure.LEBESGUE;
        }

        @Override
        public NetworkInput networkInput() {
            return NetworkInput.of(1, z -> z);
        }

        @Override
        public PartChoice referencePrior() {
            return PartChoice.of("nothing");
        }
    }

    @Test
    void anUnknownSpaceIsToldWhatToDo() {
        assertThatThrownBy(() -> IntegrationRule.of(new Elsewhere()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no rule integrates over Elsewhere[]; override rule(LatentSpace) in the"
                                + " contract, so that it gives this space one");
    }

    /**
     * Wrapped Cauchys, which are smooth over the end of an interval: the error is 2 rho^256 each.
     */
    @Test
    void peaksAtTheEndOfAPeriodAreResolved() {
        IntegrationRule rule = IntegrationRule.angles(2);
        Nodes nodes = rule.nodes(new double[2], RandomKey.of(1));
        double[] density = new double[nodes.size()];
        for (int i = 0; i < density.length; i++) {
            density[i] = cauchy(nodes.points()[2 * i]) * cauchy(nodes.points()[2 * i + 1]);
        }
        assertThat(nodes.integral(density).value()).isCloseTo(1, within(1e-11));
        assertThat(nodes.integral(density).error()).isLessThan(1e-4);
    }

    private static double cauchy(double angle) {
        double rho = 0.9;
        return (1 - rho * rho)
                / (2 * Math.PI * (1 + rho * rho - 2 * rho * Math.cos(angle - Math.PI)));
    }

    /** The stated error covers that of kinks, wherever they lie between the points. */
    @Tag("full")
    @Test
    void theErrorCoversKinksOfWrappedLaplaceDensities() {
        for (int dimension : new int[] {1, 2}) {
            Nodes nodes =
                    IntegrationRule.angles(dimension)
                            .quadrature(new double[dimension], dimension == 2);
            double[] points = nodes.points();
            for (int i = 0; i < 40; i++) {
                double location = 0.1 + i * 0.000777;
                double[] density = new double[nodes.size()];
                Arrays.fill(density, 1);
                for (int p = 0; p < points.length; p++) {
                    density[p / dimension] *=
                            wrappedLaplace(points[p] - location * (1 + p % dimension));
                }
                Integral total = nodes.integral(density);
                assertThat(Math.abs(total.value() - 1)).isLessThanOrEqualTo(total.error() + 1e-12);
                assertThat(total.error()).isLessThan(dimension == 1 ? 1e-4 : 1e-2);
            }
        }
    }

    /** Of scale 1/2. */
    private static double wrappedLaplace(double angle) {
        double d = Math.abs(angle - 2 * Math.PI * Math.rint(angle / (2 * Math.PI)));
        return Math.cosh(2 * (Math.PI - d)) / Math.sinh(2 * Math.PI);
    }
}
