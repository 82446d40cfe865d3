// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;

/** What the contract of regularisers says of wrong ones. */
final class WrongRegularizersTest {

    private static final String GRADIENT = "theGradientIsThatOfDifferences";

    /** A regulariser that is a function of its step. */
    private record Given(BiFunction<Tensor, Step, Regularized> value, boolean isProportional)
            implements KlRegularizer {

        @Override
        public Regularized of(ElboTerms terms, Step step) {
            return value.apply(terms.kl(), step);
        }
    }

    @Part("given")
    private record Factory(KlRegularizer made) implements RegularizerPart {

        @Override
        public KlRegularizer create(EstimatorContext context) {
            return made;
        }
    }

    private static List<String> failures(KlRegularizer wrong, String check) {
        RegularizerContract contract =
                new RegularizerContract("given") {
                    @Override
                    Object read(String settings) {
                        return new Factory(wrong);
                    }
                };
        return Failures.of(contract, check);
    }

    private static KlRegularizer of(UnaryOperator<Tensor> value) {
        return new Given((kl, step) -> new KlRegularizer.Regularized(value.apply(kl), 1), false);
    }

    private static KlRegularizer.Regularized atStep(Tensor kl, Step step) {
        return new KlRegularizer.Regularized(kl.mul(step.clock().step() + 1.0), 1);
    }

    private static void assertFound(KlRegularizer wrong, String check, String message) {
        assertThat(failures(wrong, check)).singleElement().asString().contains(message);
    }

    @Test
    void aRightOnePasses() {
        KlRegularizer twice = of(kl -> kl.mean().mul(2));
        for (String check :
                List.of(
                        GRADIENT,
                        "theValueIsOfTheBatch",
                        "stateChangesByUpdatesAlone",
                        "movesOnlyWhereItSaysSo",
                        "isTheWeightTimesTheKlIfItSaysSo")) {
            assertThat(failures(twice, check)).isEmpty();
        }
    }

    @Test
    void oneWithoutEffectIsFound() {
        assertFound(of(kl -> kl.stopGradient()), GRADIENT, "it has no effect");
        assertFound(of(kl -> kl.mul(0)), GRADIENT, "it has no effect");
    }

    @Test
    void aGradientThatIsNotOfTheValueIsFound() {
        assertFound(of(kl -> kl.mul(kl.stopGradient())), GRADIENT, "by differences of R");
        assertFound(
                of(kl -> kl.neg().add(kl.mul(2).stopGradient())), GRADIENT, "by differences of R");
    }

    @Test
    void aValueOfAnotherShapeIsFound() {
        assertFound(of(kl -> kl.expandDims(-1)), "theValueIsOfTheBatch", "shape of R");
        assertFound(of(kl -> kl.mul(0).log()), "theValueIsOfTheBatch", "is -Infinity");
    }

    @Test
    void aWarmUpThatIsNotToldIsFound() {
        assertFound(
                new Given(WrongRegularizersTest::atStep, false),
                "movesOnlyWhereItSaysSo",
                "as isMoving is false at step 0");
        KlRegularizer told =
                new KlRegularizer() {
                    @Override
                    public Regularized of(ElboTerms terms, Step step) {
                        return atStep(terms.kl(), step);
                    }

                    @Override
                    public boolean isMoving(TrainingProgress clock) {
                        return true;
                    }
                };
        assertThat(failures(told, "movesOnlyWhereItSaysSo")).isEmpty();
    }

    @Test
    void aWeightThatIsNotThatOfTheKlIsFound() {
        KlRegularizer wrong =
                new Given((kl, step) -> new KlRegularizer.Regularized(kl.mul(2), 1), true);
        assertFound(wrong, "isTheWeightTimesTheKlIfItSaysSo", "weight times KL");
    }

    @Test
    void aHiddenStateIsFound() {
        AtomicInteger calls = new AtomicInteger();
        assertFound(
                of(kl -> kl.mul(calls.incrementAndGet())),
                "stateChangesByUpdatesAlone",
                "R, computed again");
        AtomicInteger updates = new AtomicInteger();
        KlRegularizer hidden =
                new Given(
                        (kl, step) ->
                                new KlRegularizer.Regularized(
                                        kl.mul(1 + updates.get()),
                                        () -> 1,
                                        List.of(clock -> updates.incrementAndGet())),
                        false);
        assertFound(hidden, "stateChangesByUpdatesAlone", "no parameters that keep a state");
    }
}
