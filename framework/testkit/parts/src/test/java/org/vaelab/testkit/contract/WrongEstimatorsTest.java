// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;

/** What the contract of estimators says of wrong ones. */
final class WrongEstimatorsTest {

    private static final String BOUND = "theBoundHasItsExpectation";
    private static final String GRADIENT = "theGradientIsUnbiased";
    private static final String KINDS = "acceptedKindsAreUsedRightly";

    /** Estimates the bound of K draws, and reports it as it is told. */
    @Part(value = "given", description = "for tests")
    private record Weighted(
            @Setting("K") int samples,
            UnaryOperator<Tensor> maximised,
            UnaryOperator<Tensor> reported,
            Set<GradientKind> kinds)
            implements Estimator {

        @Override
        public Objective estimate(Step step) {
            ImportanceTerms terms = step.importance(samples);
            Tensor bound = maximised.apply(terms.logWeights());
            return terms.objective(reported.apply(bound), bound);
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return kinds.contains(kind);
        }
    }

    private static final Set<GradientKind> THROUGH_DRAWS =
            EnumSet.of(
                    GradientKind.PATHWISE,
                    GradientKind.IMPLICIT,
                    GradientKind.RELAXED,
                    GradientKind.STRAIGHT_THROUGH);

    /** The score function, of draws that pass no gradient. */
    @Part(value = "given", description = "for tests")
    private record Score(Set<GradientKind> kinds, boolean holds) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            ImportanceTerms.Drawn drawn = step.draws(1);
            ImportanceTerms terms = holds ? drawn.ofHeldDraws() : drawn.withWholeGradient();
            Tensor logWeight = terms.logWeights().mean(0);
            Tensor logQ = drawn.logProbabilityOfHeldDraws().mean(0);
            Tensor score = logWeight.stopGradient().mul(logQ.sub(logQ.stopGradient()));
            return terms.objective(logWeight, logWeight.add(score));
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return kinds.contains(kind);
        }
    }

    /** The bound of held draws, whose gradient is that of p alone. */
    @Part(value = "given", description = "for tests")
    private record Held(Set<GradientKind> kinds) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            ImportanceTerms terms = step.draws(1).ofHeldDraws();
            Tensor logWeight = terms.logWeights().mean(0);
            return terms.objective(logWeight, logWeight);
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return kinds.contains(kind);
        }
    }

    /**
     * Right but for the gradient in some parameters of p, which models of one variable and a fixed
     * prior do not have.
     */
    @Part(value = "given", description = "for tests")
    private record Pulling(Estimator sound, Predicate<Parameter> pulled) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            Objective right = sound.estimate(step);
            List<Parameter> of =
                    step.model().generative().parameters().stream().filter(pulled).toList();
            Tensor pull = right.bound().mul(0);
            for (Parameter each : of) {
                Tensor value = each.value().sum().mul(0.3);
                pull = pull.add(value.sub(value.stopGradient()));
            }
            return new Objective(
                    right.loss().add(pull.mean()),
                    right.bound(),
                    right.terms(),
                    right.penalties(),
                    right.klSource(),
                    right.klWeight(),
                    right.updates(),
                    right.own());
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return sound.accepts(kind);
        }
    }

    /** A prior with a mean, and the table of two variables of three categories. */
    @Tag("full")
    @Test
    void gradientsThatAreWrongOfSeveralPartsAreFound() {
        String several = "theGradientOfSeveralPartsIsUnbiased";
        Weighted bound = reporting(1, value -> value);
        Score score = new Score(EnumSet.of(GradientKind.SCORE_FUNCTION), false);
        for (Estimator right : List.of(bound, score)) {
            assertThat(failures(right, several)).isEmpty();
        }
        Map<Estimator, Predicate<Parameter>> wrong =
                Map.of(
                        bound,
                        own -> own.name().endsWith("mean"),
                        score,
                        own -> own.value().shape().size() == 9);
        wrong.forEach(
                (right, pulled) -> {
                    Pulling pulling = new Pulling(right, pulled);
                    assertThat(failures(pulling, GRADIENT)).isEmpty();
                    assertFound(failures(pulling, several), "gradient of the loss of 1 draws");
                });
    }

    /**
     * The bound of two draws, with the shares of the draws in its gradient.
     *
     * @param weighs whether the weight of the KL is in the shares too
     */
    @Part(value = "given", description = "for tests")
    private record Shares(boolean weighs) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            ImportanceTerms terms = step.importance(2);
            Tensor weighted = terms.weightedLogWeights();
            Tensor of = weighs ? weighted : terms.logWeights();
            Tensor shares = of.stopGradient().softmax(0);
            Tensor learning = shares.mul(weighted).sum(0);
            Tensor maximised = ImportanceTerms.logMean(weighted).stopGradient();
            return terms.objective(
                    ImportanceTerms.logMean(terms.logWeights()),
                    maximised.add(learning.sub(learning.stopGradient())));
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return kind == GradientKind.PATHWISE;
        }
    }

    @Tag("full")
    @Test
    void sharesOfDrawsWithoutTheWeightOfTheKlAreFound() {
        assertThat(ofWeight(new Shares(true))).isEmpty();
        assertFound(
                ofWeight(new Shares(false)),
                "gradient of the loss of 2 draws of kind ",
                "with klWeight 3.0");
    }

    private static List<String> ofWeight(Estimator wrong) {
        EstimatorContract contract =
                new EstimatorContract("given", 2) {
                    @Override
                    Object read(String settings) {
                        return wrong;
                    }
                };
        return Failures.of(contract, GRADIENT);
    }

    /**
     * log p(x), with a term of the parameters that all data share.
     *
     * @param shared whether all training data do, and not those of the batch
     */
    @Part(value = "given", description = "for tests")
    private record Evidence(boolean shared) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            LinearEvidence p = (LinearEvidence) step.model().generative();
            int data = shared ? SmallData.SIZE : step.batch().size();
            Tensor bound = p.bound(step.batch()).add(p.parameterBound() / data);
            return new Objective(
                    bound.mean().neg(),
                    bound,
                    List.of(new Objective.Term("evidence", 1, bound)),
                    List.of(),
                    KlSource.NONE,
                    () -> 1,
                    List.of());
        }
    }

    @Test
    void wrongOnesOfTheGenerativeModelAloneAreFound() {
        String gradient = "theEvidenceRises";
        String batches = "theBoundOfAnExampleIsThatOfAnyBatch";
        for (String check : List.of(gradient, batches)) {
            assertThat(ofGenerative(new Evidence(true), check)).isEmpty();
        }
        assertFound(
                ofGenerative(
                        new Pulling(new Evidence(true), own -> own.name().equals("centre")),
                        gradient),
                "gradient of the loss in the mean of the prior");
        assertFound(
                ofGenerative(new Evidence(false), batches),
                "bound of the examples in a batch of 24, and where the batch is all 120");
    }

    private static List<String> ofGenerative(Estimator wrong, String check) {
        GenerativeEstimatorContract contract =
                new GenerativeEstimatorContract("given") {
                    @Override
                    Object read(String settings) {
                        return wrong;
                    }

                    @Override
                    protected boolean followsGradient() {
                        return true;
                    }

                    @Override
                    protected int batches() {
                        return 5;
                    }
                };
        return Failures.of(contract, check);
    }

    /** Weighs its loss by the number of steps. */
    @Part(value = "given", description = "for tests")
    private record Counting(Parameter steps, boolean isListed) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            ImportanceTerms terms = step.importance(1);
            Tensor bound = ImportanceTerms.logMean(terms.logWeights());
            return terms.objective(bound, bound.mul(steps.value().add(1)))
                    .with(List.of(progress -> steps.assign(steps.value().add(1))));
        }

        @Override
        public List<Parameter> parameters() {
            return isListed ? List.of(steps) : List.of();
        }
    }

    @Test
    void stateThatACheckpointLacksIsFound() {
        assertThat(failuresAfterACheckpoint(true)).isEmpty();
        assertFound(
                failuresAfterACheckpoint(false),
                "after 3 steps and a checkpoint; is all state in parameters()?");
    }

    private static List<String> failuresAfterACheckpoint(boolean isListed) {
        EstimatorContract contract =
                new EstimatorContract("given", 1) {
                    @Override
                    Object read(String settings) {
                        Parameter steps = Parameter.state("steps", runtime().scalar(0));
                        return new Counting(steps, isListed);
                    }

                    @Override
                    protected boolean takesKlWeight() {
                        return false;
                    }
                };
        return Failures.of(contract, "stateGoesThroughACheckpoint");
    }

    private static List<String> failures(Weighted wrong, String check) {
        return failures(wrong, ImportanceTerms::logMean, check);
    }

    private static List<String> failures(
            Weighted wrong, UnaryOperator<Tensor> bound, String check) {
        return failures(
                wrong.samples(),
                samples ->
                        new Weighted(samples, wrong.maximised(), wrong.reported(), wrong.kinds()),
                bound,
                check);
    }

    private static List<String> failures(
            int draws, IntFunction<Estimator> wrong, UnaryOperator<Tensor> bound, String check) {
        EstimatorContract contract =
                new EstimatorContract("given", draws, "{samples: " + draws + "}") {
                    @Override
                    Object read(String settings) {
                        return wrong.apply(tree(settings).get("samples").asInt());
                    }

                    @Override
                    protected Tensor bound(Tensor logWeights) {
                        return bound.apply(logWeights);
                    }

                    @Override
                    protected boolean takesKlWeight() {
                        return false;
                    }
                };
        return Failures.of(contract, check);
    }

    private static List<String> failures(Estimator wrong, String check) {
        EstimatorContract contract =
                new EstimatorContract("given", 1) {
                    @Override
                    Object read(String settings) {
                        return wrong;
                    }

                    @Override
                    protected boolean takesKlWeight() {
                        return false;
                    }
                };
        return Failures.of(contract, check);
    }

    private static Weighted reporting(int samples, UnaryOperator<Tensor> reported) {
        return new Weighted(samples, ImportanceTerms::logMean, reported, THROUGH_DRAWS);
    }

    private static void assertFound(List<String> failures, String... messages) {
        assertThat(failures).singleElement().asString().contains(messages);
    }

    @Test
    void weightsThatUnderflowAreFound() {
        String check = "smallWeightsAreWeighed";
        assertThat(failures(reporting(2, bound -> bound), check)).isEmpty();
        UnaryOperator<Tensor> direct = weights -> weights.exp().mean(0).log();
        assertFound(
                failures(new Weighted(2, direct, bound -> bound, THROUGH_DRAWS), check),
                "bound where every log weight is lower by 5000.0 nats (use logSumExp, not exp)",
                "got -Infinity");
    }

    @Test
    @Tag("full")
    void rightOnesPass() {
        for (int samples : new int[] {1, 2}) {
            for (String check : List.of(BOUND, GRADIENT, KINDS, "theBoundIsThatOfEachExample")) {
                assertThat(failures(reporting(samples, bound -> bound), check)).isEmpty();
            }
        }
        Score score = new Score(EnumSet.of(GradientKind.SCORE_FUNCTION), false);
        for (String check : List.of(BOUND, GRADIENT, KINDS)) {
            assertThat(failures(score, check)).isEmpty();
        }
    }

    @Test
    void aBoundThatIsALittleOffIsFound() {
        for (int samples : new int[] {1, 2}) {
            assertFound(
                    failures(reporting(samples, bound -> bound.add(0.01)), BOUND),
                    "for 'exact pathwise' draws, which accepts() takes: bound: expected ");
            assertFound(
                    failures(reporting(samples, bound -> bound.mul(1.02)), BOUND),
                    "for 'exact pathwise' draws, which accepts() takes: bound: expected ");
        }
    }

    /** Of two draws it is right. */
    @Test
    @Tag("full")
    void aBoundThatIsWrongOfThreeDrawsIsFound() {
        UnaryOperator<Tensor> ofTwo =
                log -> ImportanceTerms.logMean(log.slice(0, 0, Math.min(2, log.shape().extent(0))));
        Weighted wrong = new Weighted(2, ofTwo, bound -> bound, THROUGH_DRAWS);
        assertFound(failures(wrong, BOUND), "bound of 3 draws: expected ");
        assertFound(
                failures(wrong, GRADIENT),
                "gradient of the loss of 3 draws of kind 'exact pathwise', which accepts() takes");
    }

    private static UnaryOperator<Tensor> ofFirst(int most) {
        return log ->
                ImportanceTerms.logMean(log.slice(0, 0, Math.min(most, log.shape().extent(0))));
    }

    /** Of two and of three draws they are right. */
    @Tag("exhaustive")
    @Test
    void aBoundThatIsWrongOfManyDrawsIsFound() {
        for (int most : new int[] {3, 4}) {
            Weighted wrong = new Weighted(2, ofFirst(most), bound -> bound, THROUGH_DRAWS);
            assertFound(failures(wrong, BOUND), "bound of 7 draws: expected ");
            assertFound(failures(wrong, "whatWeighsDrawsSaysSo"), "comparesDraws() is false");
        }
        Weighted right = reporting(2, bound -> bound);
        assertThat(failures(right, BOUND)).isEmpty();
    }

    /** It weighs draws, and says so of some numbers of them. */
    @Part(value = "given", description = "for tests")
    private record Comparing(int samples, IntPredicate said) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            return reporting(samples, bound -> bound).estimate(step);
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return THROUGH_DRAWS.contains(kind);
        }

        @Override
        public boolean comparesDraws() {
            return said.test(samples);
        }
    }

    @Test
    void comparedDrawsThatAreNotSaidOfSomeNumbersAreFound() {
        String check = "whatWeighsDrawsSaysSo";
        Map<String, IntPredicate> said =
                Map.of("", k -> k > 1, "5", k -> k != 5, "16", k -> k < 16, "2", k -> k > 2);
        said.forEach(
                (wrong, says) -> {
                    List<String> found =
                            failures(
                                    2,
                                    samples -> new Comparing(samples, says),
                                    ImportanceTerms::logMean,
                                    check);
                    if (wrong.isEmpty()) {
                        assertThat(found).isEmpty();
                    } else {
                        assertFound(found, "the bound of " + wrong + " draws is not the mean");
                    }
                });
    }

    /** The expectation is right, and draws are not used alike. */
    @Test
    void drawsThatAreUsedMoreThanOthersAreFound() {
        String check = "theOrderOfDrawsDoesNotMatter";
        assertThat(failures(reporting(2, bound -> bound), check)).isEmpty();
        UnaryOperator<Tensor> firstLeftOut =
                log -> {
                    int k = log.shape().extent(0);
                    Tensor all = ImportanceTerms.logMean(log).mul(k);
                    return all.sub(ImportanceTerms.logMean(log.slice(0, 1, k)).mul(k - 1.0));
                };
        assertFound(
                failures(new Weighted(2, firstLeftOut, bound -> bound, THROUGH_DRAWS), check),
                "bound with {samples: 2} of the same draws in the reverse order (use each draw alike");
        UnaryOperator<Tensor> ofMany =
                log ->
                        log.shape().extent(0) > 16
                                ? ofFirst(16).apply(log)
                                : jackknife(1).apply(log);
        assertFound(
                failures(new Weighted(2, ofMany, bound -> bound, THROUGH_DRAWS), check),
                "bound with {\"samples\":20} of the same draws");
    }

    /** The bound is right, and the gradient of more than three draws a half. */
    @Tag("exhaustive")
    @Test
    void aGradientThatIsWrongOfManyDrawsIsFound() {
        UnaryOperator<Tensor> half =
                log -> {
                    Tensor bound = ImportanceTerms.logMean(log);
                    Tensor still = bound.stopGradient();
                    return log.shape().extent(0) > 3 ? bound.add(still).mul(0.5) : bound;
                };
        Weighted wrong = new Weighted(2, half, bound -> bound, THROUGH_DRAWS);
        assertThat(failures(wrong, BOUND)).isEmpty();
        assertFound(failures(wrong, GRADIENT), "of 7 draws: gradient of the loss");
    }

    /** The jackknife of two draws: {@code 2 L_2 - f L_1}, where f is 1 in the right one. */
    private static UnaryOperator<Tensor> jackknife(double factor) {
        return log -> ImportanceTerms.logMean(log).mul(2).sub(log.mean(0).mul(factor));
    }

    /** The same error is in the estimator and in the bound of its contract. */
    @Test
    void aBoundThatIsNotLogEvidenceOfTheExactPosteriorIsFound() {
        for (double factor : new double[] {1, 2}) {
            UnaryOperator<Tensor> bound = jackknife(factor);
            Weighted estimator = new Weighted(2, bound, value -> value, THROUGH_DRAWS);
            List<String> found = failures(estimator, bound, "theBoundOfEqualWeightsIsTheirs");
            if (factor == 1) {
                assertThat(found).isEmpty();
            } else {
                assertFound(
                        found,
                        "bound() of 2 equal weights w, as where q is the exact posterior",
                        "element 0: expected -1.7");
            }
        }
    }

    @Tag("full")
    @Test
    void aBoundThatMixesExamplesIsNamed() {
        Weighted mixed = reporting(1, bound -> bound.mul(0.5).add(bound.mean().mul(0.5)));
        assertFound(
                failures(mixed, "theBoundIsThatOfEachExample"),
                "the bound mixes examples: that of example 0 is ");
        Weighted sum = reporting(1, bound -> bound.mul(0).add(bound.sum()));
        assertFound(failures(sum, BOUND), "the bound mixes examples: that of example 0 is ");
    }

    @Test
    @Tag("full")
    void kindsThatAreTooManyAreNamed() {
        Set<GradientKind> relaxed = EnumSet.of(GradientKind.SCORE_FUNCTION, GradientKind.RELAXED);
        assertFound(
                failures(new Score(relaxed, false), KINDS),
                "for 'relaxed' draws, which accepts() takes: gradient of the loss less the slope",
                "reject this kind in accepts(), or hold the draws");
        Set<GradientKind> straight =
                EnumSet.of(GradientKind.SCORE_FUNCTION, GradientKind.STRAIGHT_THROUGH);
        assertFound(
                failures(new Score(straight, false), KINDS),
                "for 'straight-through' draws, which accepts() takes");
        Set<GradientKind> implicit = EnumSet.of(GradientKind.SCORE_FUNCTION, GradientKind.IMPLICIT);
        assertFound(
                failures(new Score(implicit, false), KINDS),
                "for 'implicit' draws, which accepts() takes: gradient of the loss less");
        assertFound(
                failures(new Held(EnumSet.of(GradientKind.STRAIGHT_THROUGH)), KINDS),
                "for 'straight-through' draws, which accepts() takes: the loss has no gradient in q");
        Set<GradientKind> none = EnumSet.of(GradientKind.SCORE_FUNCTION, GradientKind.NONE);
        assertFound(
                failures(new Score(none, false), KINDS),
                "accepts() takes draws of kind 'none', which pass no gradient to q");
        Set<GradientKind> pathwise = EnumSet.of(GradientKind.SCORE_FUNCTION, GradientKind.PATHWISE);
        assertFound(
                failures(new Score(pathwise, false), GRADIENT),
                "of 1 draws of kind 'exact pathwise', which accepts() takes");
        Weighted scores =
                new Weighted(
                        1,
                        ImportanceTerms::logMean,
                        bound -> bound,
                        EnumSet.of(GradientKind.SCORE_FUNCTION));
        assertFound(
                failures(scores, GRADIENT),
                "of 1 draws of kind 'score function', which accepts() takes");
    }

    /** Held draws are right of every kind. */
    @Test
    @Tag("full")
    void kindsThatAreUsedRightlyPass() {
        Set<GradientKind> both = EnumSet.copyOf(THROUGH_DRAWS);
        both.add(GradientKind.SCORE_FUNCTION);
        assertThat(failures(new Score(both, true), KINDS)).isEmpty();
        assertThat(failures(new Score(both, true), GRADIENT)).isEmpty();
    }

    /** The power mean of the weights of 50 draws: above an order of 1 it is no lower bound. */
    @Part("given")
    private record PowerMean(double power, double most) implements Estimator {

        @Override
        public Objective estimate(Step step) {
            double order = Math.min(power, most);
            ImportanceTerms terms = step.importance(50);
            Tensor bound = ImportanceTerms.logMean(terms.logWeights().mul(order)).div(order);
            return terms.objective(bound, bound);
        }
    }

    private static List<String> failuresOfPowerMean(double most) {
        EstimatorContract contract =
                new EstimatorContract("given", 50, "{power: 0.5, most: %s}".formatted(most)) {
                    @Override
                    Object read(String settings) {
                        PowerMean read = StrictMapper.of(PowerMean.class, tree(settings));
                        if (read.power() <= 0 || read.most() != most) {
                            throw new IllegalArgumentException("the power is above 0");
                        }
                        return read;
                    }
                };
        return Failures.of(contract, "theBoundIsBelowTheEvidence");
    }

    @Test
    void aBoundThatIsNoneWithOtherSettingsIsFound() {
        assertThat(failuresOfPowerMean(1)).isEmpty();
        assertFound(
                failuresOfPowerMean(10),
                "with {\"power\":2.0",
                "nats above log p(x)",
                "it is no lower bound");
    }
}
