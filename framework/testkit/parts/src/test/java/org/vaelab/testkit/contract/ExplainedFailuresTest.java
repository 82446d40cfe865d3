// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;

/** Of two failures the message tells the one that explains the other, without addresses. */
final class ExplainedFailuresTest {

    private static final PosteriorPart NORMAL = new ToyNormal.Family(1);

    private static String failure(UnaryOperator<Posterior> wrong, String check) {
        List<String> found =
                Failures.of(WrongPosterior.contract(WrongPosterior.part(NORMAL, wrong)), check);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    /** Has a density, and a mean, that are wrong. */
    private static final class Scaled extends WrongPosterior {

        Scaled(Posterior sound) {
            super(sound);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return sound.logProbability(z).add(0.1);
        }

        @Override
        public Draw draw(RandomKey key, int samples) {
            Tensor z = sound.draw(key, samples).z();
            return Draw.of(z, logProbability(z));
        }
    }

    @Tag("full")
    @Test
    void aDensityThatDoesNotAddUpIsToldBeforeAWrongMean() {
        for (String check : List.of("expectationsAreThoseOfTheDensity", "drawsHaveTheDensity")) {
            assertThat(failure(Scaled::new, check))
                    .containsPattern(
                            "the density integrates to 1.105170.*, which is not 1 .* over \\d+ points"
                                    + ".*does it lack a factor.*the logarithm -0.10*\\?.*tailIndex\\(\\).*; .*");
        }
        assertThat(failure(Scaled::new, "densityNormalises"))
                .containsOnlyOnce("the density integrates to");
    }

    /** Has a wrong branch far out, where no draw lies. */
    private static final class Infinite extends WrongPosterior {

        Infinite(Posterior sound) {
            super(sound);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return sound.logProbability(z).add(z.sub(5).maximum(0).mul(1e4).sum(-1));
        }
    }

    @Test
    void anInfiniteDensityIsToldWithItsPoint() {
        assertThat(failure(Infinite::new, "drawsHaveTheDensity"))
                .containsPattern(
                        "the density integrates to Infinity: its logarithm is \\d+.* at \\[\\d+.*\\]; is a"
                                + " factor or a branch wrong there\\?; ")
                .doesNotContain("tailIndex");
    }

    /** Counts the density of a row by the mean of all rows. */
    private static final class Mixing extends WrongPosterior {

        Mixing(Posterior sound) {
            super(sound);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor log = sound.logProbability(z);
            return log.mul(0.5).add(log.mean(1).expandDims(1).mul(0.5));
        }

        @Override
        public Draw draw(RandomKey key, int samples) {
            Tensor z = sound.draw(key, samples).z();
            return Draw.of(z, logProbability(z));
        }
    }

    @Test
    void aMixtureOfRowsIsCalledSo() {
        assertThat(failure(Mixing::new, "shapesAreThoseOfTheSpace"))
                .contains("rows are mixed: log q of row 0 is ", " beside other rows");
    }

    @Test
    void addressesAreLeftOut() {
        Object part = new Object();
        LayerContract contract =
                new LayerContract("given", List.of(Shape.of(4))) {
                    @Override
                    Object read(String settings) {
                        throw new IllegalStateException(part + ", " + NORMAL);
                    }
                };
        assertThat(Failures.of(contract, "gradientsAreThoseOfDifferences"))
                .singleElement()
                .asString()
                .contains("java.lang.Object, Family[latent=1]");
    }
}
