// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.StrictMapper;
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

    @Part("given")
    private record OfTraining(Function<Schedule, KlRegularizer> made) implements RegularizerPart {

        @Override
        public KlRegularizer create(EstimatorContext context) {
            return made.apply(context.klWeight());
        }
    }

    /** Refuses a weight of training. */
    @Part("given")
    private record Refusing(KlRegularizer made) implements RegularizerPart {
        @Override
        public KlRegularizer create(EstimatorContext context) {
            context.requireNoKlWeight("given", "it has a weight of its own");
            return made;
        }
    }

    /** It never says that it moves. */
    @Part("given")
    private record OwnWeight(@Setting("a weight") Schedule beta) implements RegularizerPart {

        @Override
        public KlRegularizer create(EstimatorContext context) {
            return new Given(
                    (kl, step) -> {
                        double weight = beta.at(step.clock().step());
                        return new KlRegularizer.Regularized(kl.mul(weight), weight);
                    },
                    true);
        }
    }

    private static Map<String, Object> readTree(String settings) {
        try {
            return PartContract.JSON.readValue(settings, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<String> failures(KlRegularizer wrong, String check) {
        return failures(new Factory(wrong), check);
    }

    private static List<String> failures(RegularizerPart wrong, String check) {
        RegularizerContract contract =
                new RegularizerContract("given") {
                    @Override
                    Object read(String settings) {
                        return wrong;
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
                        "isTheWeightTimesTheKlIfItSaysSo",
                        "anUnknownKlIsEstimatedOrRefused",
                        "doesWithoutDensityIfItSaysSo")) {
            assertThat(failures(twice, check)).isEmpty();
        }
    }

    /** The KL of the means (1, 2) is 2.5, and that of a batch with 0 beside it 1.25. */
    @Test
    void aWrongValueIsFound() {
        assertThat(failuresOfKnown(of(kl -> kl.mul(2)), 2.5)).isEmpty();
        assertThat(failuresOfKnown(of(kl -> kl.mul(2)), 5))
                .singleElement()
                .asString()
                .contains("is 2.5000000 in the mean of 400 draws, and the known value 5.0000000");
        assertFound(
                of(kl -> kl.mul(2)), "knownPenaltiesAreFound", "nothing says whether the value");
        // The distance of a mean is not the mean of distances.
        assertThat(failuresOfKnown(of(kl -> kl.mean().sub(2).abs()), 0.75)).isEmpty();
        assertThat(failuresOfKnown(of(kl -> kl.sub(2).abs().mean()), 0.75))
                .singleElement()
                .asString()
                .contains("is 1.2500000 in the mean");
    }

    @Test
    void examplesOfOneKlAreNotEnough() {
        double[][] equal = {{1, 2}, {2, -1}};
        assertThat(
                        failuresOfKnown(
                                of(kl -> kl.mul(2)),
                                new KnownPenalty("{}", equal, new double[2][2], 5, 1e-9)))
                .singleElement()
                .asString()
                .contains("the examples of the known batches with {} have one KL");
    }

    /** After 10 steps of a rate of 0.01 and an excess of -0.75 it is 1.25 exp(-0.075). */
    @Test
    void aWrongDirectionOfStepsIsFound() {
        double[][] means = {{1, 2}, {0, 0}};
        KnownPenalty first = new KnownPenalty("{}", means, new double[2][2], 1.25, 1e-9);
        double later = 1.25 * Math.exp(-0.075);
        KnownPenalty last =
                new KnownPenalty("{}", means, new double[2][2], later, 1e-9).afterSteps(10);
        for (double rate : new double[] {0.01, -0.01}) {
            List<String> alone = failuresOfKnown(new Controller(rate), first);
            assertThat(alone).singleElement().asString().contains("state one by afterSteps()");
        }
        assertThat(failuresOfKnown(new Controller(0.01), first, last)).isEmpty();
        assertThat(failuresOfKnown(new Controller(-0.01), first, last))
                .singleElement()
                .asString()
                .contains("at step 10 is 1.3473552 in the mean");
    }

    private static List<String> failuresOfKnown(KlRegularizer made, double value) {
        double[][] means = {{1, 2}, {0, 0}};
        return failuresOfKnown(
                new Factory(made), new KnownPenalty("{}", means, new double[2][2], value, 1e-9));
    }

    private static List<String> failuresOfKnown(KlRegularizer made, KnownPenalty known) {
        return failuresOfKnown(new Factory(made), known);
    }

    private static List<String> failuresOfKnown(RegularizerPart part, KnownPenalty... known) {
        RegularizerContract contract =
                new RegularizerContract("given") {
                    @Override
                    Object read(String settings) {
                        return part;
                    }

                    @Override
                    protected List<KnownPenalty> knownPenalties() {
                        return List.of(known);
                    }
                };
        return Failures.of(contract, "knownPenaltiesAreFound");
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
    void oneThatIsWrongOfALargeBatchIsFound() {
        String check = "everyPartOfALargeBatchMatters";
        assertThat(failures(of(kl -> kl.mean().mul(2)), check)).isEmpty();
        assertFound(
                of(kl -> kl.slice(0, 0, Math.min(50, kl.shape().extent(0))).mean()),
                check,
                "R of 100 examples does not depend on the second half of them");
        assertFound(
                of(kl -> kl.shape().size() > 50 ? kl.mul(kl.stopGradient()) : kl.square().mul(0.5)),
                check,
                "by differences of R");
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

    /** The KL with the weight of training, which says what it is given. */
    private static RegularizerPart weighted(
            DoubleUnaryOperator told, Predicate<TrainingProgress> moving) {
        return new OfTraining(
                schedule ->
                        new KlRegularizer() {
                            @Override
                            public Regularized of(ElboTerms terms, Step step) {
                                double weight = schedule.at(step.clock().step());
                                return new Regularized(
                                        terms.kl().mul(weight), told.applyAsDouble(weight));
                            }

                            @Override
                            public boolean isMoving(TrainingProgress clock) {
                                return moving.test(clock);
                            }
                        });
    }

    @Test
    void aGrowingWeightFindsWhatAConstantOneHides() {
        RegularizerPart still = weighted(w -> w, clock -> false);
        assertThat(failures(still, "movesOnlyWhereItSaysSo"))
                .singleElement()
                .asString()
                .contains(
                        "R at step 1 with a training.klWeight that grows from 0.5 to 1.5, as isMoving is"
                                + " false at step 0");
        RegularizerPart one = weighted(w -> 1, clock -> true);
        assertThat(failures(one, "theWeightIsTheDerivativeInTheKl"))
                .singleElement()
                .asString()
                .contains(
                        "at step 0 of 100 with a training.klWeight that grows from 0.5 to 1.5 the weight"
                                + " for the history is 1.0000000, and the derivative of R in the KL is"
                                + " 0.50000000");
        RegularizerPart right = weighted(w -> w, clock -> true);
        assertThat(failures(right, "movesOnlyWhereItSaysSo")).isEmpty();
        assertThat(failures(right, "theWeightIsTheDerivativeInTheKl")).isEmpty();
    }

    @Test
    void aWeightOfTrainingThatIsIgnoredIsFound() {
        String check = "theWeightOfTheKlHasAnEffect";
        assertThat(failures(weighted(w -> w, clock -> true), check)).isEmpty();
        assertThat(failures(new Refusing(of(kl -> kl)), check)).isEmpty();
        assertFound(
                of(kl -> kl),
                check,
                "R is the same with a training.klWeight that grows from 0.5 to 1.5 as with 1");
    }

    /** The KL, twice where a mode that has a default is set. */
    @Part("given")
    private record WrongByDefault(@Setting(value = "a mode", defaultValue = "true") boolean squares)
            implements RegularizerPart {

        @Override
        public KlRegularizer create(EstimatorContext context) {
            return of(kl -> squares ? kl.mul(kl.stopGradient()) : kl);
        }
    }

    @Test
    void oneThatIsWrongAtItsDefaultsIsFound() {
        RegularizerContract contract =
                new RegularizerContract("given", "{squares: false}") {
                    @Override
                    Object read(String settings) {
                        return StrictMapper.of(WrongByDefault.class, readTree(settings));
                    }
                };
        assertThat(Failures.of(contract, GRADIENT))
                .singleElement()
                .asString()
                .contains("regularizer given {}, gradient: ", "by differences of R");
    }

    @Test
    void aScheduleOfItsOwnGrowsToo() {
        RegularizerContract contract =
                new RegularizerContract("given", "{beta: 2}") {
                    @Override
                    Object read(String settings) {
                        return StrictMapper.of(OwnWeight.class, readTree(settings));
                    }
                };
        assertThat(Failures.of(contract, "movesOnlyWhereItSaysSo"))
                .singleElement()
                .asString()
                .contains("R at step 1 with a beta that grows from 0.5 to 1.5");
    }

    @Test
    void aNeedOfTheDensityThatIsNotToldIsFound() {
        KlRegularizer wrong =
                new KlRegularizer() {
                    @Override
                    public Regularized of(ElboTerms terms, Step step) {
                        return new Regularized(terms.kl(), 1);
                    }

                    @Override
                    public boolean needsDensity() {
                        return false;
                    }
                };
        assertFound(
                wrong,
                "doesWithoutDensityIfItSaysSo",
                "and NaN of draws whose log q is not known, as of a Markov chain: needsDensity() is"
                        + " false, but R uses log q or the KL");
    }

    @Test
    void aWeightThatIsNotThatOfTheKlIsFound() {
        assertFound(
                of(kl -> kl.mul(2)),
                "theWeightIsTheDerivativeInTheKl",
                "the weight for the history is 1.0000000, and the derivative of R in the KL is 2");
        KlRegularizer wrong =
                new Given((kl, step) -> new KlRegularizer.Regularized(kl.mul(2), 1), true);
        assertFound(wrong, "isTheWeightTimesTheKlIfItSaysSo", "weight times KL");
    }

    /** The logarithm of the weight of the KL follows the KL less 2 nats, at a rate. */
    private record Following(double rate, Parameter log) implements KlRegularizer {

        @Override
        public Regularized of(ElboTerms terms, Step step) {
            double weight = Math.exp(log.value().readScalar());
            double moved = rate * (terms.kl().mean().readScalar() - 2);
            return new Regularized(
                    terms.kl().mul(weight),
                    () -> weight,
                    List.of(clock -> log.assign(log.value().add(moved))));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(log);
        }
    }

    /** Follows the KL. */
    @Part("given")
    private record Controller(double rate) implements RegularizerPart {
        @Override
        public KlRegularizer create(EstimatorContext context) {
            return new Following(rate, Parameter.state("log", context.runtime().scalar(0)));
        }
    }

    private static List<String> heldAt(double target, RegularizerPart part) {
        RegularizerContract contract =
                new RegularizerContract("given") {
                    @Override
                    Object read(String settings) {
                        return part;
                    }

                    @Override
                    protected OptionalDouble heldAt(String settings) {
                        return OptionalDouble.of(target);
                    }
                };
        return Failures.of(contract, "theKlIsHeldAtItsTarget");
    }

    @Test
    void aControllerInTheWrongDirectionIsFound() {
        assertThat(heldAt(2, new Controller(0.01))).isEmpty();
        assertThat(heldAt(2, new Controller(-0.01)))
                .singleElement()
                .asString()
                .contains("heldAt() is 2.000: a KL below its target needs a lesser weight");
        assertThat(heldAt(2, new Factory(of(kl -> kl))))
                .singleElement()
                .asString()
                .contains("is 1.00000 at first and 1.00000 after 100 steps");
        // Of another target than it says.
        assertThat(heldAt(4, new Controller(0.01))).hasSize(1);
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
