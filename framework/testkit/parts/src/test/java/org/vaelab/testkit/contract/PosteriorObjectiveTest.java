// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;

/** The gradient of q of an estimator whose q does not follow the bound. */
final class PosteriorObjectiveTest {

    /**
     * The importance-weighted bound of two draws in p, and the wake update in q.
     *
     * @param sign of the wake update; -1 is wrong
     */
    @Part("wake")
    private record Wake(int sign) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            ImportanceTerms.Drawn drawn = step.drawsWithHeldCondition(2);
            ImportanceTerms terms = drawn.ofHeldDraws();
            Tensor bound = ImportanceTerms.logMean(terms.logWeights());
            Tensor shares = terms.logWeights().stopGradient().softmax(0);
            Tensor wake = shares.mul(drawn.logProbabilityOfHeldDraws()).sum(0).mul(sign);
            return terms.objective(bound, bound.add(wake.sub(wake.stopGradient())));
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return kind == GradientKind.PATHWISE;
        }
    }

    private static List<String> failures(int sign, boolean statesObjective) {
        EstimatorContract contract =
                new EstimatorContract("wake", 2) {
                    @Override
                    Object read(String settings) {
                        return new Wake(sign);
                    }

                    @Override
                    protected boolean posteriorFollowsTheBound() {
                        return false;
                    }

                    @Override
                    protected boolean takesKlWeight() {
                        return false;
                    }

                    @Override
                    protected Optional<Tensor> posteriorObjective(
                            String settings, HeldDraws draws) {
                        return statesObjective
                                ? Optional.of(draws.wake())
                                : super.posteriorObjective(settings, draws);
                    }
                };
        return Failures.of(contract, "theGradientIsUnbiased");
    }

    @Test
    @Tag("full")
    void aGradientOfTheWrongSignIsFound() {
        assertThat(failures(1, true)).isEmpty();
        assertThat(failures(-1, true))
                .singleElement()
                .asString()
                .contains("in the parameters of q, which follow posteriorObjective, component");
    }

    @Tag("full")
    @Test
    void anObjectiveThatIsNotStatedIsAskedFor() {
        assertThat(failures(1, false))
                .singleElement()
                .asString()
                .contains("q does not follow the bound: override posteriorObjective");
    }

    /**
     * The importance-weighted bound of two draws in p, and the sleep update in q.
     *
     * @param generates whether x is drawn with z, and is not that of the data
     */
    @Part("sleep")
    private record Sleep(boolean generates) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            ImportanceTerms terms = step.drawsWithHeldCondition(2).ofHeldDraws();
            Tensor bound = ImportanceTerms.logMean(terms.logWeights());
            GenerativeModel p = step.model().generative();
            Batch batch = step.batch();
            Latents z =
                    p.sample(step.key().split("z"), batch.size(), batch.given())
                            .mapped(drawn -> drawn.stopGradient().expandDims(0));
            Tensor drawn = p.output(z, batch.given()).sample(step.key().split("x"));
            Tensor x = generates ? drawn.stopGradient().reshape(batch.x().shape()) : batch.x();
            Tensor sleep =
                    step.model()
                            .infer(Batch.of(x), step.key().split("q"), Phase.evaluation())
                            .logProbability(z)
                            .reshape(batch.size());
            return terms.objective(bound, bound.add(sleep.sub(sleep.stopGradient())));
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return kind == GradientKind.PATHWISE;
        }
    }

    private static List<String> asleep(boolean generates, String check) {
        EstimatorContract contract =
                new EstimatorContract("sleep", 2) {
                    @Override
                    Object read(String settings) {
                        return new Sleep(generates);
                    }

                    @Override
                    protected boolean posteriorFollowsTheBound() {
                        return false;
                    }

                    @Override
                    protected boolean takesKlWeight() {
                        return false;
                    }

                    @Override
                    protected Optional<Tensor> posteriorObjective(
                            String settings, HeldDraws draws) {
                        return Optional.of(draws.sleep());
                    }
                };
        return Failures.of(contract, check);
    }

    /** Where all data are equal it is right. */
    @Test
    @Tag("full")
    void aSleepWithoutDreamsIsFound() {
        String check = "theGradientOfDataThatDifferIsUnbiased";
        assertThat(asleep(true, check)).isEmpty();
        assertThat(asleep(false, "theGradientIsUnbiased")).isEmpty();
        assertThat(asleep(false, check))
                .singleElement()
                .asString()
                .contains("in the parameters of q, which follow posteriorObjective");
    }
}
