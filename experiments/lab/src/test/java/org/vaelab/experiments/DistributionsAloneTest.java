// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.latent.Curvature;
import org.vaelab.framework.latent.Hyperbolic;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.parts.likelihood.BetaBinomial;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.variants.gaussian.DiagonalNormal;
import org.vaelab.variants.gaussian.FullNormal;
import org.vaelab.variants.gaussian.Laplace;
import org.vaelab.variants.gaussian.StudentTDistribution;
import org.vaelab.variants.gumbel.DiscreteCategorical;
import org.vaelab.variants.hyperbolic.WrappedNormal;
import org.vaelab.variants.simplex.Dirichlet;
import org.vaelab.variants.simplex.Kumaraswamy;
import org.vaelab.variants.sparse.Poisson;
import org.vaelab.variants.sparse.SpikeAndSlab;
import org.vaelab.variants.vmf.PowerSpherical;
import org.vaelab.variants.vmf.VonMises;
import org.vaelab.variants.vmf.VonMisesFisher;

/** A program uses distributions of each family without a model and without a registry of parts. */
final class DistributionsAloneTest {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private static final TensorRuntime RUNTIME =
            Backends.find(DistributionsAloneTest.class.getClassLoader()).open();

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    private static Tensor row(double... values) {
        return RUNTIME.tensor(values, Shape.of(1, values.length));
    }

    /** A distribution with a value whose log density a formula gives. */
    private record Known(String name, Posterior q, Tensor z, double logDensity) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Known> distributions() {
        return List.of(
                new Known(
                        "Normal",
                        new DiagonalNormal(row(1, 0), row(Math.log(4), 0)),
                        row(3, 1),
                        -1 - Math.log(2) - LOG_TWO_PI),
                new Known(
                        "Normal with a Cholesky factor",
                        new FullNormal(
                                row(0, 0),
                                RUNTIME.tensor(new double[] {2, 0, 1, 1}, Shape.of(1, 2, 2))),
                        row(2, 2),
                        -1 - Math.log(2) - LOG_TWO_PI),
                new Known(
                        "Laplace", new Laplace(row(1), row(Math.log(3))), row(4), -1 - Math.log(6)),
                // One degree of freedom: Cauchy.
                new Known(
                        "Student t",
                        new StudentTDistribution(
                                row(0), row(0), row(1), false, GradientKind.PATHWISE),
                        row(1),
                        -Math.log(2 * Math.PI)),
                new Known(
                        "von Mises-Fisher",
                        new VonMisesFisher(row(0, 0, 1), RUNTIME.vector(2)),
                        row(0, 0, 1),
                        2 + Math.log(2 / (4 * Math.PI * Math.sinh(2)))),
                new Known(
                        "power spherical",
                        new PowerSpherical(row(0, 0, 1), RUNTIME.vector(2)),
                        row(1, 0, 0),
                        -Math.log(2 * Math.PI * 8 / 3)),
                // The Bessel function I_0 at 1 is 1.26606588.
                new Known(
                        "von Mises",
                        new VonMises(row(0.5), row(1)),
                        row(0.5),
                        1 - LOG_TWO_PI - Math.log(1.26606588)),
                new Known(
                        "categorical",
                        new DiscreteCategorical(
                                RUNTIME.tensor(new double[] {0, Math.log(3)}, Shape.of(1, 1, 2))),
                        RUNTIME.tensor(new double[] {0, 1}, Shape.of(1, 1, 2)),
                        Math.log(0.75)),
                // The volume factor is sinh 1 at distance 1.
                new Known(
                        "wrapped Normal",
                        new WrappedNormal(
                                new Hyperbolic(2, Curvature.fixed(1)), row(0, 0), row(0, 0)),
                        row(1, 0),
                        -0.5 - LOG_TWO_PI - Math.log(Math.sinh(1))),
                new Known(
                        "Dirichlet", new Dirichlet(row(1, 1, 1)), row(0.2, 0.3, 0.5), Math.log(2)),
                new Known(
                        "Kumaraswamy",
                        new Kumaraswamy(row(2), row(3)),
                        row(0.5),
                        Math.log(6 * 0.5 * 0.75 * 0.75)),
                new Known(
                        "Poisson",
                        new Poisson(row(Math.log(1.5)), 0),
                        row(2),
                        Math.log(1.125) - 1.5),
                new Known(
                        "spike and slab",
                        new SpikeAndSlab(row(Math.log(3)), row(0), row(0), 0),
                        row(0),
                        Math.log(0.25)));
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void hasDrawsAndDensities(Known known) {
        assertThat(known.q().logProbability(known.z()).readDoubles()[0])
                .isCloseTo(known.logDensity(), within(1e-5));
        Draw draw = known.q().draw(RandomKey.of(1), 5);
        assertThat(draw.logProbability().readDoubles())
                .containsExactly(known.q().logProbability(draw.z()).readDoubles(), within(1e-4));
    }

    @Test
    void likelihoodsAreDistributionsOfX() {
        Tensor logits = row(0, Math.log(3));
        assertThat(new Bernoulli().of(logits).logProbability(row(1, 0)).readDoubles()[0])
                .isCloseTo(Math.log(0.125), within(1e-5));
        // a = b = 1: all counts are equally probable.
        assertThat(new BetaBinomial(9, 1).of(row(0, 0)).logProbability(row(4)).readDoubles()[0])
                .isCloseTo(-Math.log(10), within(1e-5));
    }
}
