// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** Posteriors whose second moment is far out in the tails. */
final class HeavyTailTest {

    /**
     * Independent Student's t, {@code z = mu + s t}.
     *
     * @param location mu, [R, d]
     * @param logScale log s, [R, d]
     * @param freedom nu, above 2, [R, d]
     * @param statesTail whether it states how its tails fall
     */
    private record Student(Tensor location, Tensor logScale, Tensor freedom, boolean statesTail)
            implements Posterior {

        @Override
        public Draw draw(RandomKey key, int samples) {
            Shape shape = location.shape().prepend(samples);
            double[] half = freedom.stopGradient().mul(0.5).broadcastTo(shape).readDoubles();
            double[] gamma = key.split("gamma").gamma(half);
            double[] t = key.split("normal").normal(gamma.length);
            Arrays.setAll(t, i -> t[i] * Math.sqrt(half[i] / gamma[i]));
            Tensor noise = location.runtime().tensor(t, shape).cast(location.dtype());
            Tensor z = location.add(logScale.exp().mul(noise)).stopGradient();
            return Draw.of(z, logProbability(z));
        }

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor t = z.sub(location).div(logScale.exp());
            Tensor body = t.square().div(freedom).log1p().mul(freedom.add(1).mul(0.5));
            return normalizer().sub(body).sub(logScale).sum(-1);
        }

        /** log Gamma((nu + 1) / 2) - log Gamma(nu / 2) - log(nu pi) / 2. */
        private Tensor normalizer() {
            return freedom.add(1)
                    .mul(0.5)
                    .lgamma()
                    .sub(freedom.mul(0.5).lgamma())
                    .sub(freedom.mul(Math.PI).log().mul(0.5));
        }

        @Override
        public Optional<Tensor> entropy() {
            Tensor half = freedom.add(1).mul(0.5);
            Tensor digammas = half.digamma().sub(freedom.mul(0.5).digamma());
            return Optional.of(half.mul(digammas).sub(normalizer()).add(logScale).sum(-1));
        }

        /** KL to N(0, I), {@code -H + 1/2 sum [log 2 pi + mu^2 + s^2 nu / (nu - 2)]}. */
        Tensor divergence() {
            Tensor variance = logScale.mul(2).exp().mul(freedom).div(freedom.sub(2));
            Tensor squares = location.square().add(variance).add(Math.log(2 * Math.PI));
            return squares.sum(-1).mul(0.5).sub(entropy().orElseThrow());
        }

        @Override
        public double tailIndex() {
            return statesTail
                    ? Arrays.stream(freedom.readDoubles()).min().orElseThrow()
                    : Double.POSITIVE_INFINITY;
        }

        @Override
        public GradientKind gradient() {
            return GradientKind.SCORE_FUNCTION;
        }
    }

    private record Family(int latent, boolean statesTail) implements PosteriorFamily {

        @Override
        public Euclidean space() {
            return new Euclidean(latent);
        }

        @Override
        public Head head() {
            return Head.of(
                    Head.real("location", latent),
                    Head.real("logScale", latent),
                    Head.real("freedom", latent));
        }

        @Override
        public Student of(Tensor headOutput, Phase phase) {
            List<Tensor> parameters = head().split(headOutput);
            Tensor freedom = parameters.get(2).softplus().add(2);
            return new Student(parameters.get(0), parameters.get(1), freedom, statesTail);
        }
    }

    /** The contract of Student's t with a divergence that is off by a factor. */
    private static List<String> failures(Family family, double factor, String check) {
        PosteriorContract contract =
                new PosteriorContract("student") {
                    @Override
                    Object read(String settings) {
                        return family;
                    }

                    @Override
                    KlRegistry divergences() {
                        return new KlRegistry(
                                List.of(
                                        new AnalyticKl<>(
                                                Student.class,
                                                StandardNormal.class,
                                                (q, p) -> q.divergence().mul(factor))));
                    }

                    @Override
                    protected double[] headOfPrior(Head head) {
                        // Nearly N(0, 1): so many degrees of freedom.
                        double[] output = super.headOfPrior(head);
                        int third = output.length / 3;
                        Arrays.fill(output, 2 * third, output.length, 1e9);
                        return output;
                    }
                };
        return Failures.of(contract, check);
    }

    @Test
    @Tag("full")
    void formulasOfHeavyTailsPass() {
        for (String check :
                List.of(
                        "densityNormalises",
                        "drawsHaveTheDensity",
                        "expectationsAreThoseOfTheDensity",
                        "entropyIsThatOfTheDensity",
                        "closedFormsAreTheDivergence")) {
            assertThat(failures(new Family(1, true), 1, check)).as(check).isEmpty();
        }
        assertThat(failures(new Family(2, true), 1, "closedFormsAreTheDivergence")).isEmpty();
    }

    @Test
    void aWrongFormulaOfHeavyTailsIsFound() {
        assertThat(failures(new Family(1, true), 1 + 1e-4, "closedFormsAreTheDivergence"))
                .singleElement()
                .asString()
                .contains("KL to", "the closed form is");
    }

    /**
     * The normalizer of 10,000 degrees of freedom is a difference of log-gamma functions of 38,000.
     */
    @Test
    void aDensityThatLosesDigitsInSinglePrecisionIsFound() {
        Family naive = new Family(1, true);
        assertThat(failures(naive, 1, "singlePrecisionAgreesWithDouble")).isEmpty();
        assertThat(failures(naive, 1, "largeHeadsKeepTheirDigits"))
                .singleElement()
                .asString()
                .contains("in float32 at head", "a difference of large numbers loses digits");
    }

    @Test
    void heavyTailsThatAreCalledLightAreFound() {
        assertThat(failures(new Family(1, true), 1, "densityNormalises")).isEmpty();
        assertThat(failures(new Family(1, false), 1, "densityNormalises"))
                .singleElement()
                .asString()
                .contains("tailIndex() is Infinity", "this is a power of index 2.");
    }

    @Test
    void heavyTailsThatAreNotStatedAreNamed() {
        assertThat(failures(new Family(1, false), 1, "closedFormsAreTheDivergence"))
                .singleElement()
                .asString()
                .contains("does not resolve it", "state it in tailIndex()");
    }
}
