// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
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
}
