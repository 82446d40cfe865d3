// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.family.ToyNormal;

/** Posteriors whose draws depend on each other, or whose tails or phases are misstated. */
final class WrongDrawsTest {

    private static final PosteriorPart NORMAL = new ToyNormal.Family(1);

    private static List<String> failures(PosteriorPart part, String check) {
        return Failures.of(WrongPosterior.contract(part), check);
    }

    private static void assertFound(PosteriorPart part, String check, String... messages) {
        assertThat(failures(NORMAL, check)).isEmpty();
        assertThat(failures(part, check)).singleElement().asString().contains(messages);
    }

    @Tag("full")
    @Test
    void anOutputThatNothingReadsIsFound() {
        assertFound(
                WrongPosterior.part(new ToyNormal.Family(2), q -> withOneScale((ToyNormal) q)),
                "everyOutputMatters",
                "output 3 of the head changes log q at some point; is it read?");
    }

    private static ToyNormal withOneScale(ToyNormal q) {
        Tensor first = q.logVariance().slice(1, 0, 1);
        return new ToyNormal(q.mean(), first.broadcastTo(q.mean().shape()));
    }

    /** Reflects the second half of the draws, or every other one, along an axis. */
    private static final class Antithetic extends WrongPosterior {

        private final int axis;
        private final boolean halves;

        Antithetic(Posterior sound, int axis, boolean halves) {
            super(sound);
            this.axis = axis;
            this.halves = halves;
        }

        @Override
        public Draw draw(RandomKey key, int samples) {
            Tensor z = sound.draw(key, samples).z();
            Tensor centre = sound.location();
            int n = z.shape().extent(axis);
            if (n < 2) {
                return sound.draw(key, samples);
            }
            Tensor centred = z.sub(centre);
            Tensor first = centred.slice(axis, 0, n / 2);
            Tensor both =
                    halves
                            ? Tensor.concatenate(List.of(first, first.neg()), axis)
                            : Tensor.concatenate(
                                            List.of(
                                                    first.expandDims(axis + 1),
                                                    first.neg().expandDims(axis + 1)),
                                            axis + 1)
                                    .reshape(z.shape().with(axis, 2 * (n / 2)));
            Tensor whole =
                    n % 2 == 0
                            ? both
                            : Tensor.concatenate(
                                    List.of(both, centred.slice(axis, n - 1, n)), axis);
            Tensor drawn = whole.add(centre);
            return Draw.of(drawn, sound.logProbability(drawn));
        }
    }

    @Test
    void antitheticDrawsThatAreCalledIndependentAreFound() {
        for (boolean halves : List.of(true, false)) {
            assertFound(
                    WrongPosterior.part(NORMAL, q -> new Antithetic(q, 0, halves)),
                    "drawsAreIndependent",
                    "draws are correlated along K",
                    halves ? "half of them apart" : "neighbours");
        }
    }

    @Test
    void correlatedRowsAreNamed() {
        PosteriorPart wrong = WrongPosterior.part(NORMAL, q -> new Antithetic(q, 1, true));
        assertThat(failures(wrong, "drawsAreIndependent"))
                .first()
                .asString()
                .contains("draws are correlated along the rows", "each row needs noise of its own");
    }

    /** Takes its noise from a key of its own. */
    private static final class FixedKey extends WrongPosterior {

        FixedKey(Posterior sound) {
            super(sound);
        }

        @Override
        public Draw draw(RandomKey key, int samples) {
            return sound.draw(RandomKey.of(1), samples);
        }
    }

    @Test
    void aFixedKeyIsNamed() {
        assertFound(
                WrongPosterior.part(NORMAL, FixedKey::new),
                "keysDecideTheBytes",
                "another key gives the same draws in Evaluation",
                "the noise is not from the key");
    }

    /** Draws at the mean deviation of a batch where its own is larger. */
    private static final class OfTheBatch extends WrongPosterior {

        OfTheBatch(Posterior sound) {
            super(sound);
        }

        @Override
        public Draw draw(RandomKey key, int samples) {
            ToyNormal own = (ToyNormal) sound;
            Tensor variances = own.logVariance().exp();
            Tensor most = variances.mean(0).log();
            Tensor narrow = own.logVariance().minimum(most.broadcastTo(variances.shape()));
            return new ToyNormal(own.mean(), narrow).draw(key, samples);
        }
    }

    @Test
    void drawsThatDependOnOtherRowsAreFound() {
        PosteriorPart wrong = WrongPosterior.part(NORMAL, OfTheBatch::new);
        assertThat(failures(NORMAL, "drawsDependOnNoOtherRow")).isEmpty();
        assertThat(failures(wrong, "drawsHaveTheDensity")).isEmpty();
        assertFound(wrong, "drawsDependOnNoOtherRow", "beside other rows, wave ");
    }

    /** Log densities of the right value, whose gradient in the head is too large. */
    private static final class Steep extends WrongPosterior {

        Steep(Posterior sound) {
            super(sound);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor location = ((ToyNormal) sound).mean().sum(-1).mul(0.3);
            return sound.logProbability(z).add(location.sub(location.stopGradient()));
        }
    }

    @Test
    void aScoreWhoseMeanIsNotZeroIsFound() {
        assertThat(failures(NORMAL, "theScoreHasMeanZero")).isEmpty();
        assertFound(
                WrongPosterior.part(NORMAL, Steep::new),
                "theScoreHasMeanZero",
                "score of the head, number 0: expected 0.0000000");
    }

    /** States a tail index. */
    private static final class Tails extends WrongPosterior {

        private final double index;

        Tails(Posterior sound, double index) {
            super(sound);
            this.index = index;
        }

        @Override
        public double tailIndex() {
            return index;
        }
    }

    @Tag("full")
    @Test
    void aTailIndexOfLightTailsIsFound() {
        for (double index : new double[] {1, 100}) {
            assertFound(
                    WrongPosterior.part(NORMAL, q -> new Tails(q, index)),
                    "densityNormalises",
                    "tailIndex() is " + index,
                    "fall faster than any power");
        }
    }

    @Test
    void aTailIndexOfOneRowOfABatchIsFound() {
        assertFound(
                WrongPosterior.part(
                        NORMAL,
                        q -> new Tails(q, ((ToyNormal) q).mean().shape().extent(0) == 1 ? 3 : 5)),
                "aBatchHasTheHeaviestTailOfItsRows",
                "tailIndex() of a batch, the least of its rows",
                "5.0");
    }

    /** Is narrower in training. */
    private static final class Narrow extends WrongPosterior {

        Narrow(Posterior sound) {
            super(sound);
        }

        private Posterior own() {
            ToyNormal normal = (ToyNormal) sound;
            return new ToyNormal(normal.mean(), normal.logVariance().sub(0.5));
        }

        @Override
        public Draw draw(RandomKey key, int samples) {
            return own().draw(key, samples);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return own().logProbability(z);
        }
    }

    @Test
    void aDistributionOfTrainingThatIsNarrowerIsFound() {
        assertFound(
                WrongPosterior.part(
                        NORMAL, (q, phase) -> phase instanceof Phase.Training ? new Narrow(q) : q),
                "trainingFitsTheDistributionOfEvaluation",
                "is not that of evaluation");
    }

    @Test
    void anOverflowNamesTheRemedy() {
        assertThat(failures(NORMAL, "extremeHeadsAreFinite"))
                .singleElement()
                .asString()
                .contains("at head [", "Head.positive");
    }
}
