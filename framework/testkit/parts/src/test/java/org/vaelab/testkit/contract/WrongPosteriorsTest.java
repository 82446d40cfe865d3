// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyCode;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.space.IntegrationRule;
import org.vaelab.testkit.space.Nodes;

/** Posteriors that are wrong as those of plugins have been fail the contract, which says why. */
final class WrongPosteriorsTest {

    private static final PosteriorPart NORMAL = new ToyNormal.Family(1);
    private static final PosteriorPart CODES = new ToyCode.Settings(2, 3, true);

    private static PosteriorContract contract(PosteriorPart part) {
        return new PosteriorContract("wrong") {
            @Override
            Object read(String settings) {
                return part;
            }

            @Override
            protected double extremeOutput(Head.Output output) {
                return output.name().equals("logVariance") ? 80 : 1e4;
            }
        };
    }

    private static void assertPasses(PosteriorPart part, String check) {
        assertThat(Failures.of(contract(part), check)).isEmpty();
    }

    private static void assertFound(PosteriorPart part, String check, String... messages) {
        assertThat(Failures.of(contract(part), check))
                .singleElement()
                .asString()
                .contains(messages);
    }

    /** Networks are given twice the value in training, and the value in evaluation. */
    private static final class OtherInput extends WrongPosterior {

        OtherInput(Posterior sound) {
            super(sound);
        }

        @Override
        public Draw draw(RandomKey key, int samples) {
            Draw draw = sound.draw(key, samples);
            return Draw.of(draw.z(), draw.logProbability(), draw.z().mul(2), draw.effects());
        }
    }

    @Test
    void drawsThatGiveNetworksOtherValuesAreFound() {
        PosteriorPart wrong = WrongPosterior.part(NORMAL, OtherInput::new);
        assertPasses(NORMAL, "networksAreGivenTheValues");
        assertFound(
                wrong,
                "networksAreGivenTheValues",
                "gives networks other values than networkInput().of(z)");
    }

    /** Has an entropy that is 0.01 nats too large, or an expectation that is 2 % too large. */
    private static final class WrongFormula extends WrongPosterior {

        private final double nats;
        private final double factor;

        WrongFormula(Posterior sound, double nats, double factor) {
            super(sound);
            this.nats = nats;
            this.factor = factor;
        }

        @Override
        public Optional<Tensor> entropy() {
            return sound.entropy().map(entropy -> entropy.add(nats));
        }

        @Override
        public Optional<Tensor> expectation() {
            return sound.expectation().map(mean -> mean.mul(factor));
        }
    }

    @Test
    void anEntropyThatIsSlightlyWrongIsFound() {
        assertFound(
                WrongPosterior.part(NORMAL, q -> new WrongFormula(q, 0.01, 1)),
                "entropyIsThatOfTheDensity",
                "minus the entropy at Evaluation",
                "the closed form is -1.4289");
    }

    @Test
    void anExpectationThatIsSlightlyWrongIsFound() {
        assertFound(
                WrongPosterior.part(NORMAL, q -> new WrongFormula(q, 0, 1.02)),
                "expectationsAreThoseOfTheDensity",
                "expectation of coordinate 0 at Evaluation");
    }

    /** Has no expectation, and a location or a number that is a multiple of the mean. */
    private static final class Elsewhere extends WrongPosterior {

        private final double location;
        private final double number;

        Elsewhere(Posterior sound, double location, double number) {
            super(sound);
            this.location = location;
            this.number = number;
        }

        @Override
        public Tensor location() {
            return sound.location().mul(location);
        }

        @Override
        public Optional<Tensor> expectation() {
            return Optional.empty();
        }

        @Override
        public Map<String, Tensor> numbers() {
            ToyNormal normal = (ToyNormal) sound;
            return Map.of(
                    "mean",
                    sound.location().mul(number),
                    "logVariance",
                    normal.logVariance().mul(number == 3 ? 0.5 : 1));
        }
    }

    @Tag("full")
    @Test
    void aMultipleOfTheMeanIsNoLocation() {
        String check = "theLocationIsAmongTheDraws";
        for (double factor : new double[] {0.5, 2}) {
            assertFound(
                    WrongPosterior.part(NORMAL, q -> new Elsewhere(q, factor, 1)),
                    check,
                    "location() at Evaluation");
        }
        assertPasses(WrongPosterior.part(NORMAL, q -> new Elsewhere(q, 1, 1)), check);
    }

    @Tag("full")
    @Test
    void numbersOfAnotherDistributionAreFound() {
        String check = "numbersAreThoseOfTheDensity";
        assertPasses(WrongPosterior.part(NORMAL, q -> new Elsewhere(q, 1, 1)), check);
        for (double factor : new double[] {0.5, 2}) {
            assertFound(
                    WrongPosterior.part(NORMAL, q -> new Elsewhere(q, 1, factor)),
                    check,
                    "'mean' of numbers() at Evaluation");
        }
        assertFound(
                WrongPosterior.part(NORMAL, q -> new Elsewhere(q, 1, 3)),
                check,
                "'logVariance' of numbers() at Evaluation");
    }

    /** Passes gradients on with the wrong sign. */
    private static final class Negated extends WrongPosterior {

        private final NetworkInput input;

        Negated(Posterior sound, NetworkInput input) {
            super(sound);
            this.input = input;
        }

        @Override
        public Draw draw(RandomKey key, int samples) {
            Draw draw = sound.draw(key, samples);
            Tensor value = draw.networkInput(input);
            Tensor negated = value.stopGradient().mul(2).sub(value);
            return Draw.of(draw.z(), draw.logProbability(), negated, draw.effects());
        }
    }

    @Test
    void aStraightThroughGradientOfTheWrongSignIsFound() {
        PosteriorPart wrong =
                context -> {
                    NetworkInput input = CODES.create(context).networkInput();
                    return WrongPosterior.part(CODES, q -> new Negated(q, input)).create(context);
                };
        assertPasses(CODES, "gradientsOfExpectationsAreThoseOfTheIntegral");
        assertFound(
                wrong,
                "gradientsOfExpectationsAreThoseOfTheIntegral",
                "the straight-through gradient does not point uphill",
                "is its sign wrong?");
    }

    /** Says that each code is the next one. */
    private static final class OtherCodes extends WrongPosterior implements CodePosterior {

        private final int codes;

        OtherCodes(Posterior sound, int codes) {
            super(sound);
            this.codes = codes;
        }

        @Override
        public Tensor indices() {
            Tensor next = sound.location().argMax(-1).cast(DType.FLOAT64).add(1);
            return next.sub(next.div(codes).floor().mul(codes)).cast(DType.INT32);
        }

        @Override
        public int codes() {
            return 3;
        }
    }

    @Test
    void indicesThatAreNotThoseOfTheDrawsAreFound() {
        assertPasses(CODES, "indicesAreThoseOfTheDraws");
        assertFound(
                WrongPosterior.part(CODES, q -> new OtherCodes(q, 3)),
                "indicesAreThoseOfTheDraws",
                "is not at its indices()");
        assertFound(
                WrongPosterior.part(CODES, q -> new OtherCodes(q, 4)),
                "indicesAreThoseOfTheDraws",
                "indices of 3 codes in Evaluation");
    }

    /** Draws with a deviation that is 2 % too large, and says so of none. */
    private static final class TooWide extends WrongPosterior {

        TooWide(Posterior sound) {
            super(sound);
        }

        @Override
        public Draw draw(RandomKey key, int samples) {
            Tensor z = sound.draw(key, samples).z();
            Tensor wide = z.add(z.sub(sound.location()).mul(0.02));
            return Draw.of(wide, sound.logProbability(wide));
        }
    }

    @Test
    void drawsThatAreSlightlyTooWideAreFound() {
        assertFound(
                WrongPosterior.part(NORMAL, TooWide::new),
                "manyDrawsHaveTheDensity",
                "the draws do not have the density",
                "from 150000 draws");
    }

    /** Counts its draws, and moves each by a little more. */
    private static final class Counting extends WrongPosterior {

        private final AtomicInteger calls;

        Counting(Posterior sound, AtomicInteger calls) {
            super(sound);
            this.calls = calls;
        }

        @Override
        public Draw draw(RandomKey key, int samples) {
            Draw draw = sound.draw(key, samples);
            Tensor z = draw.z().add(0.1 * calls.incrementAndGet());
            return Draw.of(z, sound.logProbability(z));
        }
    }

    @Test
    void stateBetweenCallsIsNamed() {
        AtomicInteger calls = new AtomicInteger();
        PosteriorPart wrong = WrongPosterior.part(NORMAL, q -> new Counting(q, calls));
        for (String check :
                List.of(
                        "keysDecideTheBytes",
                        "derivativesAreThoseOfFiniteDifferences",
                        "singlePrecisionAgreesWithDouble")) {
            assertFound(wrong, check, ": a second call with the same key and head gives other");
            assertThat(Failures.of(contract(wrong), check).get(0)).hasLineCount(1);
        }
    }

    /** A rule for a line that forgets a twentieth of it. */
    private record WrongRule(IntegrationRule sound) implements IntegrationRule {

        @Override
        public int width() {
            return sound.width();
        }

        @Override
        public int dimension() {
            return sound.dimension();
        }

        @Override
        public Nodes quadrature(double[] draws, boolean fewer) {
            Nodes right = sound.quadrature(draws, fewer);
            double[] weights = new double[right.size()];
            double[] one = new double[right.size()];
            for (int i = 0; i < weights.length; i++) {
                one[i] = 0.95;
                weights[i] = right.integral(one).value();
                one[i] = 0;
            }
            return Nodes.quadrature(width(), right.points(), weights, weights);
        }

        @Override
        public Nodes reference(double[] draws, RandomKey key) {
            return sound.reference(draws, key);
        }
    }

    @Test
    void aWrongQuadratureIsNotBlamedOnTheDensity() {
        for (String check : List.of("densityNormalises", "entropyIsThatOfTheDensity")) {
            PosteriorContract wrong =
                    new PosteriorContract("toy-normal", "{latent: 1}") {
                        @Override
                        protected IntegrationRule rule(LatentSpace space) {
                            IntegrationRule sound = IntegrationRule.interval(-20, 20);
                            return new WrongRule(sound);
                        }
                    };
            assertThat(Failures.of(wrong, check))
                    .singleElement()
                    .asString()
                    .contains("the quadrature of the IntegrationRule is wrong");
        }
    }
}
