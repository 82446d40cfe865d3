// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.space.Moments;

/** Checks of the bound of an estimator, and of its gradient. */
abstract sealed class EstimatorBoundContract extends EstimatorModelsContract
        permits EstimatorContract {

    /** Numbers of draws that configs have. */
    private static final int[] SEVERAL = {2, 3, 4, 5, 6, 7, 8, 10, 16, 20, 50};

    private static final double SMALL = 5000;
    private static final Schedule GROWING = new Schedule.Linear(0, 6, 100);

    /** Halfway, and so far from 1 that weights of draws without it are others. */
    private static final double WEIGHT = 3;

    /** More draws than the other checks take. */
    private static final int TWENTY = 20;

    /** Copies of the datum where the gradient of q alone is checked, which may be small. */
    private static final int COPIES_OF_POSTERIOR = 1024;

    /** How often the bound is drawn to compare its mean with log p(x). */
    private static final int REPETITIONS = 40;

    /** Of 40 means; with Student's t one of 10^6 right bounds fails. */
    private static final double MOST_ERRORS = 6;

    EstimatorBoundContract(String name, int draws, String... settings) {
        super(name, draws, settings);
    }

    /**
     * The mean of the bound over draws is its expectation: of K draws, of three, of seven, and of
     * as many as the default.
     */
    @Check("bound")
    final void theBoundHasItsExpectation(String settings, RandomKey key) {
        for (TriedEstimator tried : tried(settings, key, ONE)) {
            new ExactBound(tried, this::bound, draws).check(tried.draws() + "bound", key);
        }
        settingsOfMore(settings)
                .forEach(
                        (count, text) -> {
                            for (TriedEstimator tried : tried(text, count, key, ONE)) {
                                new ExactBound(tried, this::bound, count)
                                        .check(tried.draws() + "bound of " + count + " draws", key);
                            }
                        });
    }

    /**
     * The mean of the bound is at most log p(x), with other settings too: with another sign, or with
     * twice as many draws.
     */
    @Tag("full")
    @Check("below the evidence")
    final void theBoundIsBelowTheEvidence(String settings, RandomKey key) {
        requireBelow(settings, key);
        withOthers(settings, text -> requireBelow(text, key));
    }

    private void requireBelow(String settings, RandomKey key) {
        for (TriedEstimator tried : tried(settings, key, ONE)) {
            double evidence =
                    Math.log(tried.small().expectedBound(w -> w.exp().mean(0), 1, key).value());
            double[] means = new double[REPETITIONS];
            Arrays.setAll(means, r -> tried.meanBound(key.fold(r), COPIES_OF_POSTERIOR) - evidence);
            Moments above = Moments.of(means, 1);
            double error = above.deviation(0) / Math.sqrt(REPETITIONS);
            if (above.mean(0) > MOST_ERRORS * error + 1e-9) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "%sthe mean of the bound is %.5g nats above log p(x), standard error"
                                        + " %.2g: it is no lower bound; report another, or reject the"
                                        + " setting",
                                tried.draws(),
                                above.mean(0),
                                error));
            }
        }
    }

    /**
     * Several draws of a point mass are equal, so a bound that weighs draws against one another is
     * not made for one.
     */
    @Check("compared draws")
    final void whatWeighsDrawsSaysSo(String settings, RandomKey key) {
        boolean ofPoints =
                takesPointMasses()
                        && (accepts(settings, GradientKind.NONE)
                                || accepts(settings, GradientKind.STRAIGHT_THROUGH));
        if (draws == 1 || !ofPoints) {
            return;
        }
        requireSaidComparison(settings, draws, key);
        settingsOf(settings, IntStream.of(SEVERAL))
                .forEach((count, text) -> requireSaidComparison(text, count, key));
    }

    private void requireSaidComparison(String settings, int count, RandomKey key) {
        double[] values = new double[count];
        Arrays.setAll(values, k -> 3.0 * k / (count - 1) - 1);
        Tensor logWeights = runtime().vector(values).expandDims(1);
        double mean = logWeights.mean().readScalar();
        boolean weighs = Math.abs(bound(logWeights).readDoubles()[0] - mean) > 1e-9;
        LatentSpace space = new OneHot(1, categories());
        if (weighs && !estimator(settings, key, space, ONE).comparesDraws()) {
            throw new AssertionError(
                    "comparesDraws() is false, but the bound of %s draws is not the mean of theirs; return true where there are several"
                            .formatted(count));
        }
    }

    /**
     * If q is the exact posterior, each weight is p(x). The bound of K draws, and of more, is then
     * log p(x).
     */
    @Check("exact posterior")
    final void theBoundOfEqualWeightsIsTheirs(String settings) {
        requireBoundOfEqualWeights(draws);
        settingsOfMore(settings).keySet().forEach(this::requireBoundOfEqualWeights);
    }

    private void requireBoundOfEqualWeights(int count) {
        double[] logEvidence = {-1.7, 0, 2.3};
        Tensor weights =
                runtime().vector(logEvidence).broadcastTo(Shape.of(count, logEvidence.length));
        assertClose(
                "bound() of %s equal weights w, as where q is the exact posterior, against log w"
                        .formatted(count),
                bound(weights).readDoubles(),
                logEvidence,
                1e-9);
    }

    /**
     * Draws in the reverse order give the same bound, of few and of twenty: one that uses some draws
     * more than others has the same expectation and a larger variance, see {@link #ordersDraws}.
     */
    @Check("order of draws")
    final void theOrderOfDrawsDoesNotMatter(String settings, RandomKey key) {
        if (ordersDraws() || draws == 1 || !accepts(settings, GradientKind.PATHWISE)) {
            return;
        }
        List<String> all = new ArrayList<>(List.of(settings));
        EstimatorPart part = made(EstimatorPart.class, settings);
        OtherDraws.of(part(), settings, part, draws, TWENTY).ifPresent(all::add);
        KlRegistry kl = plugins().divergences();
        for (String text : all) {
            double[] usual = ofOrder(SmallModel.normal(runtime(), kl), text, key);
            double[] reversed = ofOrder(SmallModel.reversed(runtime(), kl), text, key);
            assertClose(
                    "bound with "
                            + text
                            + " of the same draws in the reverse order (use each draw alike, or"
                            + " override ordersDraws())",
                    reversed,
                    usual,
                    1e-10);
        }
    }

    private double[] ofOrder(SmallModel small, String settings, RandomKey key) {
        return bound(tried(small, GradientKind.PATHWISE, settings, key, ONE), key);
    }

    /** Weights as small as those of pictures are weighed: each bound falls by as many nats. */
    @Check("small weights")
    final void smallWeightsAreWeighed(String settings, RandomKey key) {
        if (draws == 1 || !accepts(settings, GradientKind.PATHWISE)) {
            return;
        }
        KlRegistry kl = plugins().divergences();
        SmallModel small = SmallModel.ofSmallWeights(runtime(), kl, SMALL);
        double[] usual = ofOrder(SmallModel.normal(runtime(), kl), settings, key);
        double[] fallen = Arrays.stream(usual).map(bound -> bound - SMALL).toArray();
        assertClose(
                "bound where every log weight is lower by %s nats (use logSumExp, not exp)"
                        .formatted(SMALL),
                ofOrder(small, settings, key),
                fallen,
                1e-9);
    }

    /** A bound is one of each example, so the others of the batch do not change it. */
    @Check("examples")
    final void theBoundIsThatOfEachExample(String settings, RandomKey key) {
        mixture(settings, key)
                .ifPresent(
                        found -> {
                            throw new AssertionError(found);
                        });
    }

    /**
     * Draws of every kind of gradient that is accepted are used rightly. Relaxed draws pass a
     * gradient of their own, as straight-through ones do, which a score function must not count
     * twice.
     */
    @Check("accepted kinds")
    final void acceptedKindsAreUsedRightly(String settings, RandomKey key) {
        if (posteriorFollowsTheBound() && accepts(settings, GradientKind.NONE)) {
            throw new AssertionError(
                    "accepts() takes draws of kind '"
                            + GradientKind.NONE.label()
                            + "', which pass no gradient to q, neither does log q; reject this kind");
        }
        boolean scores = accepts(settings, GradientKind.SCORE_FUNCTION);
        if (accepts(settings, GradientKind.IMPLICIT)) {
            SmallModel implicit = SmallModel.implicit(runtime(), plugins().divergences());
            checkKind(implicit, GradientKind.IMPLICIT, settings, false, key);
        }
        if (!scores && accepts(settings, GradientKind.STRAIGHT_THROUGH) && takesRelaxedDraws()) {
            requirePassedGradient(settings, key);
        }
        if (accepts(settings, GradientKind.RELAXED) && takesRelaxedDraws()) {
            SmallModel relaxed = categorical(ToyCategorical.Draws.RELAXED);
            checkKind(relaxed, GradientKind.RELAXED, settings, !scores, key);
        }
        if (scores && accepts(settings, GradientKind.STRAIGHT_THROUGH) && takesRelaxedDraws()) {
            SmallModel straight = categorical(ToyCategorical.Draws.STRAIGHT_THROUGH);
            checkKind(straight, GradientKind.STRAIGHT_THROUGH, settings, false, key);
        }
    }

    /** What a straight-through draw passes on is no gradient of the bound, but it is not 0. */
    private void requirePassedGradient(String settings, RandomKey key) {
        SmallModel small = categorical(ToyCategorical.Draws.STRAIGHT_THROUGH);
        TriedEstimator tried = tried(small, GradientKind.STRAIGHT_THROUGH, settings, key, ONE);
        List<Parameter> ofPosterior = small.model().inference().parameters();
        double[] gradient = tried.gradient(key, TriedEstimator.COPIES, ofPosterior);
        if (Arrays.stream(gradient).allMatch(g -> g == 0)) {
            throw new AssertionError(
                    tried.draws()
                            + "the loss has no gradient in q; reject this kind in accepts(), or use"
                            + " draws that are not held");
        }
    }

    private void checkKind(
            SmallModel small,
            GradientKind kind,
            String settings,
            boolean isOfDraws,
            RandomKey key) {
        if (!lossIsTheBound()) {
            return;
        }
        TriedEstimator tried = tried(small, kind, settings, key, ONE);
        LatentVariableModel model = tried.small().model();
        List<Parameter> parameters =
                posteriorFollowsTheBound() ? model.parameters() : model.generative().parameters();
        try {
            new EstimatorGradient(tried, parameters, key)
                    .isThatOfDrawnBound(tried.draws(), posteriorFollowsTheBound(), isOfDraws);
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage()
                            + "; reject this kind in accepts(), or hold the draws where the score of q"
                            + " weighs the bound",
                    e);
        }
    }

    /**
     * The gradient of the loss is, in the mean, that of the exact bound, or of the loss where that
     * is another; so it is where {@code training.klWeight} weighs the KL.
     */
    @Tag("full")
    @Check("gradient")
    final void theGradientIsUnbiased(String settings, RandomKey key) {
        List<TriedEstimator> whole = tried(settings, key, ONE);
        Map<Integer, String> more = lossIsTheBound() ? settingsOfMore(settings) : Map.of();
        String three = more.get(3);
        if (three != null) {
            tried(three, 3, key, ONE).forEach(tried -> checkGradient(tried, three, 3, key, 1));
        } else {
            whole.forEach(tried -> checkGradient(tried, settings, draws, key, 1));
        }
        if (takesKlWeight()) {
            List<TriedEstimator> weighted = tried(settings, key, GROWING);
            for (int i = 0; i < whole.size(); i++) {
                requireEffectOfTheWeight(whole.get(i), weighted.get(i), key);
                checkGradient(weighted.get(i), settings, draws, key, WEIGHT);
            }
        }
        String many = more.get(MANY);
        if (many != null && posteriorFollowsTheBound()) {
            tried(many, MANY, key, ONE).forEach(tried -> checkGradientOfMany(tried, many, key));
        }
    }

    /**
     * So it is of two discrete variables that act together, and of a prior with parameters: a
     * gradient may be right of one variable, and where the prior is fixed.
     */
    @Tag("full")
    @Check("gradient of several parts")
    final void theGradientOfSeveralPartsIsUnbiased(String settings, RandomKey key) {
        if (accepts(settings, GradientKind.SCORE_FUNCTION)) {
            SmallModel pairs = SmallModel.pairs(runtime(), plugins().divergences(), categories());
            other(pairs, GradientKind.SCORE_FUNCTION, settings, key)
                    .ifPresent(tried -> checkGradient(tried, settings, draws, key, 1));
        }
        if (accepts(settings, GradientKind.PATHWISE)) {
            SmallModel learned = SmallModel.ofLearnedPrior(runtime(), plugins().divergences());
            other(learned, GradientKind.PATHWISE, settings, key)
                    .ifPresent(tried -> checkGradient(tried, settings, draws, key, 1));
        }
    }

    /**
     * So it is of data that differ, which q sees: a gradient in q may be right where all data are
     * equal, as where q learns from data that the model generates.
     */
    @Tag("full")
    @Check("gradient of data that differ")
    final void theGradientOfDataThatDifferIsUnbiased(String settings, RandomKey key) {
        if (!lossIsTheBound()) {
            return;
        }
        KlRegistry kl = plugins().divergences();
        for (GradientKind kind : List.of(GradientKind.SCORE_FUNCTION, GradientKind.PATHWISE)) {
            if (accepts(settings, kind)) {
                SmallModel bit =
                        kind == GradientKind.PATHWISE
                                ? SmallModel.ofBit(runtime(), kl)
                                : SmallModel.ofBit(runtime(), kl, categories());
                other(bit, kind, settings, key)
                        .ifPresent(tried -> checkGradient(tried, settings, draws, key, 1));
            }
        }
    }

    /** Returns an estimator of a model, unless it is made for others and says so. */
    private Optional<TriedEstimator> other(
            SmallModel small, GradientKind kind, String settings, RandomKey key) {
        try {
            TriedEstimator tried = tried(small, kind, settings, key, ONE);
            tried.loss(key, 2);
            return Optional.of(tried);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Against a sum, or where that is too long against differences of the bound. */
    private void checkGradientOfMany(TriedEstimator tried, String settings, RandomKey key) {
        if (tried.small().isSummed(MANY)) {
            checkGradient(tried, settings, MANY, key, 1);
        } else {
            new EstimatorGradient(tried, tried.small().model().parameters(), key)
                    .isThatOfDrawnBound("of %s draws: ".formatted(MANY), true, false);
        }
    }

    private static void requireEffectOfTheWeight(
            TriedEstimator whole, TriedEstimator weighted, RandomKey key) {
        if (Arrays.equals(effect(whole, key), effect(weighted, key))) {
            throw new AssertionError(
                    "the estimator ignores training.klWeight: its loss and the gradient of it are"
                            + " the same with the weights 1 and 3; multiply the KL by"
                            + " step.klWeight(), or reject a weight and override"
                            + " takesKlWeight()");
        }
        double told = weighted.estimate(key).klWeight().getAsDouble();
        assertClose(
                "klWeight of the objective, where training.klWeight is 3",
                new double[] {told},
                new double[] {WEIGHT},
                1e-6);
    }

    /**
     * Returns the gradient of the loss, and the loss: of free bits a KL that is free has no
     * gradient.
     */
    private static double[] effect(TriedEstimator tried, RandomKey key) {
        List<Parameter> parameters = tried.small().model().parameters();
        double[] gradient = tried.gradient(key, TriedEstimator.COPIES, parameters);
        double[] effect = Arrays.copyOf(gradient, gradient.length + 1);
        effect[gradient.length] = tried.loss(key, TriedEstimator.COPIES);
        return effect;
    }

    private void checkGradient(
            TriedEstimator tried, String settings, int count, RandomKey key, double klWeight) {
        SmallModel small = tried.small();
        LatentVariableModel model = small.model();
        boolean both = posteriorFollowsTheBound();
        EstimatorGradient gradient =
                new EstimatorGradient(
                        tried, both ? model.parameters() : model.generative().parameters(), key);
        String weight =
                "of %s draws of kind '%s', which accepts() takes, with klWeight %s"
                        .formatted(count, tried.kind().label(), klWeight);
        if (lossIsTheBound()) {
            gradient.isThatOf(
                    weight,
                    TriedEstimator.COPIES,
                    () -> small.expected(this::bound, count, klWeight).neg());
        } else {
            gradient.isThatOfTheLoss();
        }
        if (!both) {
            new EstimatorGradient(tried, model.inference().parameters(), key)
                    .isThatOf(
                            weight + " in the parameters of q, which follow posteriorObjective",
                            COPIES_OF_POSTERIOR,
                            () ->
                                    small.expectedOfHeld(
                                                    held -> objective(settings, held),
                                                    count,
                                                    klWeight)
                                            .neg());
        }
    }

    final Tensor objective(String settings, HeldDraws draws) {
        return posteriorObjective(settings, draws)
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "q does not follow the bound: override posteriorObjective,"
                                                + " so that the gradient of q is checked too"));
    }
}
