// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;

/** What the contract of regularisers says of wrong ones. */
final class WrongRegularizersTest {

    private static final String GRADIENT = "theGradientIsThatOfDifferences";

    /** A regulariser that is a function of its step. */
    private record Given(Function<KlRegularizer.Step, Regularized> value, boolean isProportional)
            implements KlRegularizer {

        @Override
        public Regularized of(Step step) {
            return value.apply(step);
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

    private static KlRegularizer of(Function<KlRegularizer.Step, Tensor> value) {
        return new Given(step -> new KlRegularizer.Regularized(value.apply(step), 1), false);
    }

    private static Tensor kl(KlRegularizer.Step step) {
        return step.terms().kl();
    }

    private static void assertFound(KlRegularizer wrong, String check, String message) {
        assertThat(failures(wrong, check)).singleElement().asString().contains(message);
    }

    @Test
    void aRightOnePasses() {
        KlRegularizer twice = of(step -> kl(step).mean().mul(2));
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
        assertFound(of(step -> kl(step).stopGradient()), GRADIENT, "it has no effect");
        assertFound(of(step -> kl(step).mul(0)), GRADIENT, "it has no effect");
    }

    @Test
    void aGradientThatIsNotOfTheValueIsFound() {
        assertFound(
                of(step -> kl(step).mul(kl(step).stopGradient())), GRADIENT, "by differences of R");
        assertFound(
                of(step -> kl(step).neg().add(kl(step).mul(2).stopGradient())),
                GRADIENT,
                "by differences of R");
    }

    @Test
    void aValueOfAnotherShapeIsFound() {
        assertFound(of(step -> kl(step).expandDims(-1)), "theValueIsOfTheBatch", "shape of R");
        assertFound(of(step -> kl(step).mul(0).log()), "theValueIsOfTheBatch", "is -Infinity");
    }

    @Test
    void aWarmUpThatIsNotToldIsFound() {
        assertFound(
                of(step -> kl(step).mul(step.clock().step() + 1.0)),
                "movesOnlyWhereItSaysSo",
                "as isMoving is false at step 0");
        KlRegularizer told =
                new KlRegularizer() {
                    @Override
                    public Regularized of(Step step) {
                        return new Regularized(kl(step).mul(step.clock().step() + 1.0), 1);
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
                new Given(step -> new KlRegularizer.Regularized(kl(step).mul(2), 1), true);
        assertFound(wrong, "isTheWeightTimesTheKlIfItSaysSo", "weight times KL");
    }

    @Test
    void aHiddenStateIsFound() {
        AtomicInteger calls = new AtomicInteger();
        assertFound(
                of(step -> kl(step).mul(calls.incrementAndGet())),
                "stateChangesByUpdatesAlone",
                "R, computed again");
        AtomicInteger updates = new AtomicInteger();
        KlRegularizer hidden =
                new Given(
                        step ->
                                new KlRegularizer.Regularized(
                                        kl(step).mul(1 + updates.get()),
                                        () -> 1,
                                        List.of(clock -> updates.incrementAndGet())),
                        false);
        assertFound(hidden, "stateChangesByUpdatesAlone", "no parameters that keep a state");
    }
}
