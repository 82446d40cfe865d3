// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.Integral;
import org.vaelab.testkit.space.Moments;
import org.vaelab.testkit.tensor.GradientCheck;

/** Checks of the density of posteriors, and of what is stated of it in closed form. */
abstract sealed class PosteriorDensityContract extends PosteriorFamilyContract
        permits PosteriorValuesContract {

    private static final int MANY = 32;

    private static final int DRAWS_OF_MANY = 40;

    /** Large heads among which one is looked for, and by what they are large. */
    private static final int SEARCHED = 64;

    private static final double FAR = 3;

    /** The rows of a batch for each one that is looked at, and the draws of each. */
    private static final int OTHER_ROWS = 8;

    private static final int DRAWS_BESIDE = 4000;
    private static final int FEW = 100;

    /** Of a density that float64 resolves, as a share of the square of the mean. */
    private static final double SMALLEST_VARIANCE = 1e-8;

    PosteriorDensityContract(String name, String... settings) {
        super(name, settings);
    }

    /** The distribution of training is that of evaluation, unless it is said to be another. */
    @Check("phases")
    final void trainingFitsTheDistributionOfEvaluation(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        PhaseCheck.check(family, tensor(runtime(), heads(family, key)), key);
    }

    /**
     * Draws of equal rows are independent, over rows, and over K unless it is said that they are
     * not.
     */
    @Check("independence")
    final void drawsAreIndependent(String settings) {
        densities(settings).forEach(row -> row.dependence().ifPresent(PartContract::fail));
    }

    /** The density integrates to 1: quadrature, a finite sum, or importance sampling. */
    @Check("normalises")
    final void densityNormalises(String settings) {
        for (PosteriorRow row : densities(settings)) {
            row.density().normalises();
            if (row.family().space() instanceof Euclidean) {
                TailCheck.check(row, row.posterior().tailIndex());
            }
        }
    }

    /** A batch has the heaviest tail of its rows: what is infinite for one row is for their mean. */
    @Check("tails")
    final void aBatchHasTheHeaviestTailOfItsRows(String settings) {
        List<PosteriorRow> rows = densities(settings);
        if (rows.isEmpty()) {
            return;
        }
        double[][] heads = rows.stream().map(PosteriorRow::head).toArray(double[][]::new);
        double least =
                rows.stream().mapToDouble(row -> row.posterior().tailIndex()).min().orElseThrow();
        assertThat(rows.get(0).copies(tensor(runtime(), heads)).tailIndex())
                .as("tailIndex() of a batch, the least of its rows")
                .isEqualTo(least);
    }

    /** The sampler draws what the density says. A defect of a tenth would be found. */
    @Tag("full")
    @Check("other settings")
    final void otherSettingsHaveTheDensity(String settings) {
        withOthers(
                settings,
                other -> {
                    densityNormalises(other);
                    drawsHaveTheDensity(other);
                    expectationsAreThoseOfTheDensity(other);
                });
    }

    @Check("draws")
    final void drawsHaveTheDensity(String settings) {
        densities(settings).forEach(row -> row.density().drawsHaveTheDensity());
    }

    /** At one head a deviation that is 2 % too large would be found, see {@link #drawsAreCheap}. */
    @Tag("full")
    @Check("many draws")
    final void manyDrawsHaveTheDensity(String settings) {
        if (drawsAreCheap()) {
            densities(settings).stream()
                    .skip(1)
                    .limit(1)
                    .forEach(row -> row.density().manyDrawsHaveTheDensity());
        }
    }

    /** Each output of the network changes the density at some head. */
    @Check("outputs")
    final void everyOutputMatters(String settings, RandomKey key) {
        List<PosteriorRow> rows = densities(settings);
        for (int i = 0; !rows.isEmpty() && i < rows.get(0).head().length; i++) {
            int output = i;
            assertThat(rows.stream().anyMatch(row -> changesDensity(row, output, key)))
                    .as("output %d of the head changes log q at some point; is it read?", output)
                    .isTrue();
        }
    }

    private static boolean changesDensity(PosteriorRow row, int output, RandomKey key) {
        double[] points = row.sample(key, 50);
        double[] head = row.head();
        head[output] += 0.5;
        return !Arrays.equals(row.logDensity(points), row.at(head).logDensity(points));
    }

    /** The expectation, where it is known, is the integral of each coordinate. */
    @Check("mean")
    final void expectationsAreThoseOfTheDensity(String settings) {
        for (PosteriorRow row : densities(settings)) {
            double[] means =
                    row.posterior().expectation().map(Tensor::readDoubles).orElse(new double[0]);
            for (int j = 0; j < means.length; j++) {
                assertThat(means).as(row.name()).hasSize(row.width());
                if (!Double.isNaN(means[j])) {
                    row.density()
                            .agrees(
                                    "expectation of coordinate " + j + " at " + row.name(),
                                    means[j],
                                    row.density().coordinate(j));
                }
            }
        }
    }

    /** The distribution functions of coordinates, where they are known, are those of draws. */
    @Check("distribution functions")
    final void distributionFunctionsAreThoseOfDraws(String settings) {
        for (PosteriorRow row : densities(settings)) {
            CoordinatesCheck.check(row, row.posterior());
        }
    }

    /**
     * The location lies amid the draws, where it is not the expectation, whose integral is
     * compared.
     */
    @Check("location")
    final void theLocationIsAmongTheDraws(String settings, RandomKey key) {
        List<PosteriorRow> rows = densities(settings);
        rows.forEach(LocationCheck::check);
        if (!rows.isEmpty()) {
            LocationCheck.check(concentrated(rows.get(0).family(), key));
        }
    }

    /**
     * Returns the posterior, of many with large heads, that is farthest from 0 by its own
     * deviations: there half the mean is no location.
     */
    private PosteriorRow concentrated(PosteriorFamily family, RandomKey key) {
        double[][] heads = heads(SEARCHED, family.head(), FAR * headScale(), key);
        double[] z =
                family.of(tensor(runtime(), heads), EVALUATION).draw(key, FEW).z().readDoubles();
        int width = z.length / FEW / SEARCHED;
        double[] best = heads[0];
        double farthest = 0;
        for (int r = 0; r < SEARCHED; r++) {
            double[] own = new double[FEW * width];
            for (int k = 0; k < FEW; k++) {
                System.arraycopy(z, (k * SEARCHED + r) * width, own, k * width, width);
            }
            if (Arrays.stream(own).distinct().count() < Math.min(FEW, own.length)
                    && !rule(family.space()).hasEqualDraws()) {
                // At an end of the space draws round to it.
                continue;
            }
            Moments moments = Moments.of(own, width);
            double squares = 0;
            double variances = 0;
            for (int j = 0; j < width; j++) {
                squares += moments.mean(j) * moments.mean(j);
                variances += moments.deviation(j) * moments.deviation(j);
            }
            if (squares / variances > farthest && variances > SMALLEST_VARIANCE * squares) {
                farthest = squares / variances;
                best = heads[r];
            }
        }
        return row(family, best, EVALUATION, key);
    }

    /** What is named as usual in numbers() is what it says, by the density. */
    @Check("numbers")
    final void numbersAreThoseOfTheDensity(String settings) {
        for (PosteriorRow row : densities(settings)) {
            Posterior q = row.posterior();
            double[] location = q.location().readDoubles();
            new NumbersCheck(row, q, row.family().space(), Optional.of(location)).check();
        }
    }

    /**
     * Rounded relaxed draws have the distribution of evaluation, if the space requires it, and
     * unless it is a point.
     */
    @Check("rounding")
    final void relaxedDrawsRoundToTheDistribution(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        for (double[] head : heads(family, key)) {
            PosteriorRow relaxed = row(family, head, TRAINING, key);
            if (relaxed.posterior().draw(key, 1).isRelaxed()
                    && !isPointMass(family, new double[][] {head}, runtime())
                    && relaxed.rule().rounded(relaxed.sample(key, 1)).isPresent()) {
                relaxed.rounded(EVALUATION).density().drawsHaveTheDensity();
            }
        }
    }

    /** The log density that comes with a draw is that of its value, and no draw has a NaN. */
    @Check("density of draws")
    final void drawsKnowTheirDensity(String settings) {
        for (PosteriorRow row : densities(settings)) {
            Posterior q = row.posterior();
            Draw draw = q.draw(row.key(), 200);
            assertClose(
                    row.name(),
                    draw.logProbability().readDoubles(),
                    q.logProbability(draw.z()).readDoubles(),
                    1e-7);
        }
    }

    /**
     * Each divergence that is announced for the family, on each prior that lives on its space, with
     * its derivatives in the head.
     */
    @Check("closed form")
    final void closedFormsAreTheDivergence(String settings, RandomKey key) {
        List<PosteriorRow> rows = densities(settings);
        PosteriorFamily family =
                rows.isEmpty() ? family(runtime(), settings, key) : rows.get(0).family();
        priors().all(Assembly.on(runtime(), key.split("prior"), family))
                .forEach((name, prior) -> checkFormula(family, rows, name, prior, key));
    }

    /**
     * Checks the divergences from a prior.
     *
     * @param densities of the family; of a point mass none
     */
    private void checkFormula(
            PosteriorFamily family,
            List<PosteriorRow> densities,
            String name,
            Prior prior,
            RandomKey key) {
        ClosedFormCheck check = check(name, prior, key);
        PosteriorRow atPrior = row(family, headOfPrior(family.head()), EVALUATION, key);
        if (!check.isKnown(atPrior)) {
            return;
        }
        if (!densities.isEmpty()) {
            check.vanishesAtEquality(atPrior, key);
        }
        move(runtime(), prior.parameters(), key);
        double[][] heads = heads(family, key);
        for (int r = 0; r < ROWS; r++) {
            PosteriorRow row =
                    densities.isEmpty()
                            ? row(family, heads[r], EVALUATION, key.fold(r))
                            : densities.get(r);
            if (densities.isEmpty()) {
                check.agreesAtAPoint(row, key.fold(r));
            } else {
                check.agrees(row);
            }
            PosteriorRow trained = row(family, row.head(), TRAINING, key);
            if (trained.posterior().draw(key, 1).isRelaxed()) {
                check.isThatOf(trained, row);
            }
            check.agreesInDerivatives(check.isKnown(trained) ? trained : row, key);
            check.isNotNegative(row.at(scaled(row.head(), 10)));
            check.isNotNegative(row.at(scaled(row.head(), 1e-6)));
        }
        if (!densities.isEmpty()) {
            check.unitsDependOnTheirHeads(densities.get(1), key.split("units"));
        }
        PosteriorRow one =
                densities.isEmpty() ? row(family, heads[1], EVALUATION, key) : densities.get(1);
        priors().withOtherSettings(name, Assembly.on(runtime(), key.split("prior"), family))
                .forEach((other, of) -> checkOther(one, other, of, key));
    }

    /** At one head, for a prior with other settings. */
    private void checkOther(PosteriorRow row, String name, Prior prior, RandomKey key) {
        move(runtime(), prior.parameters(), key);
        ClosedFormCheck check = check(name, prior, key);
        if (check.isKnown(row)) {
            if (row.posterior().isPointMass()) {
                check.agreesAtAPoint(row, key);
            } else {
                check.agrees(row);
            }
        }
    }

    /**
     * Of 32 coordinates, or as many categories, each divergence is the mean of log q - log p over
     * draws, and the entropy that of -log q: what is right of few may be wrong of many.
     */
    @Tag("full")
    @Check("many coordinates")
    final void closedFormsHoldForManyCoordinates(String settings, RandomKey key) {
        for (String text :
                OtherSettings.enlarged(made(PosteriorPart.class, settings), settings, MANY)) {
            Optional<PosteriorFamily> made = larger(text, key);
            if (made.isPresent()) {
                PosteriorFamily family = made.get();
                PosteriorRow row = row(family, heads(family, key)[1], EVALUATION, key);
                ClosedFormCheck.entropyAgreesInTheMean(row, key, "of " + text);
                priors().all(Assembly.on(runtime(), key.split("prior"), family))
                        .forEach(
                                (name, prior) ->
                                        check(name + ", of " + text, prior, key)
                                                .agreesInTheMean(row, key));
            }
        }
    }

    /**
     * Of outputs that are larger, closed forms are still those means: a series or a branch of a
     * formula may be wrong far from where an encoder starts.
     */
    @Tag("full")
    @Check("closed forms far out")
    final void closedFormsHoldFarOut(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Map<String, Prior> all = priors().all(Assembly.on(runtime(), key.split("prior"), family));
        for (double[] head : far(family, key)) {
            PosteriorRow row = row(family, head, EVALUATION, key);
            // A category that no draw has may add to a sum.
            boolean isSum = family.space() instanceof OneHot && !row.posterior().isPointMass();
            if (isSum) {
                requireEntropy(row);
            } else {
                ClosedFormCheck.entropyAgreesInTheMean(row, key, "at " + row.name());
            }
            all.forEach(
                    (name, prior) -> {
                        ClosedFormCheck check = check(name + " at " + row.name(), prior, key);
                        if (!isSum) {
                            check.agreesInTheMean(row, key);
                        } else if (check.isKnown(row)) {
                            check.agrees(row);
                        }
                    });
        }
    }

    /** The entropy, if it is known, is the integral of -log q. */
    private static void requireEntropy(PosteriorRow row) {
        row.posterior()
                .entropy()
                .ifPresent(
                        known ->
                                row.density()
                                        .agrees(
                                                "minus the entropy at " + row.name(),
                                                -known.readDoubles()[0],
                                                row.logDensity(row.density().nodes().points())));
    }

    /** Draws of a row are those that it has alone, whatever the other rows of its batch are. */
    @Check("rows of a batch")
    final void drawsDependOnNoOtherRow(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        List<double[]> far = far(family, key);
        List<double[]> batch = new ArrayList<>(far);
        while (batch.size() < OTHER_ROWS * far.size()) {
            batch.add(scaled(heads(family, key.split("near"))[0], 0.1));
        }
        Posterior q = family.of(tensor(runtime(), batch.toArray(double[][]::new)), EVALUATION);
        if (q.isPointMass()) {
            return;
        }
        double[] beside = q.draw(key.split("beside"), DRAWS_BESIDE).z().readDoubles();
        for (int r = 0; r < far.size(); r++) {
            PosteriorRow row = row(family, far.get(r), EVALUATION, key);
            int width = row.width();
            double[] own = new double[DRAWS_BESIDE * width];
            for (int k = 0; k < DRAWS_BESIDE; k++) {
                int from = (k * batch.size() + r) * width;
                System.arraycopy(beside, from, own, k * width, width);
            }
            double[] alone = row.sample(key.split("alone"), DRAWS_BESIDE);
            Waves waves = Waves.onScaleOf(alone, width, key.split("waves"));
            Comparison comparison = Comparison.of(far.size() * waves.count());
            for (int w = 0; w < waves.count(); w++) {
                comparison.check(
                        row.name() + " beside other rows, wave " + w,
                        waves.at(w, own),
                        mean(waves.at(w, alone)));
            }
        }
    }

    private static Integral mean(double[] sample) {
        double mean = Arrays.stream(sample).average().orElseThrow();
        double squares = Arrays.stream(sample).map(v -> (v - mean) * (v - mean)).sum();
        return new Integral(mean, Math.sqrt(squares / (sample.length - 1.0) / sample.length));
    }

    /**
     * Returns heads of larger outputs of both signs, as large as they may be. Positive ones, such as
     * concentrations, are large where the factor is.
     */
    private List<double[]> far(PosteriorFamily family, RandomKey key) {
        double[] usual = heads(family, key)[1];
        List<double[]> far = new ArrayList<>();
        double most = farFactor();
        double less = Math.min(FAR, most);
        for (double factor : new double[] {less, -less, most, -most}) {
            double[] head = scaled(usual, factor);
            int at = 0;
            for (Head.Output output : family.head().outputs()) {
                double largest = extremeOutput(output);
                boolean isPositive = output.constraint() == Head.Constraint.POSITIVE;
                for (int i = at; i < at + output.width(); i++) {
                    double own = isPositive ? Math.max(FAR * factor, factor) : head[i];
                    head[i] = Math.max(-largest, Math.min(largest, own));
                }
                at += output.width();
            }
            far.add(head);
        }
        return far;
    }

    /** Of 32 coordinates no two have the same noise: what differs of few may repeat of many. */
    @Check("noise of many coordinates")
    final void everyOneOfManyCoordinatesHasNoiseOfItsOwn(String settings, RandomKey key) {
        for (String text :
                OtherSettings.enlarged(made(PosteriorPart.class, settings), settings, MANY)) {
            larger(text, key)
                    .map(of -> row(of, new double[of.head().width()], EVALUATION, key))
                    .filter(row -> !row.posterior().isPointMass() && !row.rule().hasEqualDraws())
                    .ifPresent(
                            row ->
                                    RepeatedDraws.rejectEqualCoordinates(
                                            text, row.sample(key, DRAWS_OF_MANY), row.width()));
        }
    }

    /** Returns a family of many coordinates, if the settings make one. */
    private Optional<PosteriorFamily> larger(String settings, RandomKey key) {
        try {
            PosteriorFamily family = family(runtime(), settings, key);
            int width = family.space().eventShape().size();
            return width >= MANY && width <= MANY * MANY ? Optional.of(family) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private ClosedFormCheck check(String name, Prior prior, RandomKey key) {
        return ClosedFormCheck.from(
                new PriorDistribution(runtime(), prior, rule(prior.space()), key),
                "KL to " + name,
                divergences());
    }

    /** The divergence between two members, where it is announced: from a p(z given its parents). */
    @Check("closed form within the family")
    final void closedFormsWithinTheFamilyAreTheDivergence(String settings, RandomKey key) {
        List<PosteriorRow> rows = densities(settings);
        for (int r = 0; r < Math.min(ROWS, rows.size()); r++) {
            PosteriorRow p = rows.get(r);
            String name = "KL to the member of " + p.name();
            ClosedFormCheck check = ClosedFormCheck.from(p, name, divergences());
            if (check.isKnown(p)) {
                assertThat(check.vanishesAtEquality(p, key)).as(name).isTrue();
                PosteriorRow q = rows.get((r + 1) % ROWS);
                check.agrees(q);
                check.agreesInDerivatives(q, p.key());
            }
        }
    }

    private static double[] scaled(double[] head, double factor) {
        return Arrays.stream(head).map(value -> factor * value).toArray();
    }

    /** The entropy, where it is known, is the integral of -log q, and its derivative its own. */
    @Check("entropy")
    final void entropyIsThatOfTheDensity(String settings, RandomKey key) {
        for (PosteriorRow row : densities(settings)) {
            Optional<Tensor> known = row.posterior().entropy();
            if (known.isPresent()) {
                assertThat(known.get().shape()).as(row.name()).isEqualTo(Shape.of(1));
                requireEntropy(row);
                GradientCheck.of(runtime())
                        .key(key)
                        .check(
                                "entropy in the head",
                                in -> row.copies(in.get(0)).entropy().orElseThrow(),
                                row.rows(1));
            }
        }
    }

    /**
     * The densities of points under every row are those under each row alone, and the sum of those
     * of the units, where there are units.
     */
    @Check("pairwise")
    final void pairwiseDensitiesAreThoseOfTheRows(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        double[][] heads = heads(family, key);
        if (isPointMass(family, heads, runtime())) {
            return;
        }
        Posterior q = family.of(tensor(runtime(), heads), EVALUATION);
        Shape event = family.space().eventShape();
        Tensor points = q.draw(key, 4).z().reshape(event.prepend(4 * ROWS));
        Tensor pairs = q.pairwise().of(points);
        assertThat(pairs.shape()).isEqualTo(Shape.of(4 * ROWS, ROWS));
        q.pairwiseByUnit()
                .ifPresent(
                        units -> {
                            assertClose(
                                    "sum over units",
                                    units.apply(points).sum(-1).readDoubles(),
                                    pairs.readDoubles(),
                                    1e-7);
                            new SpaceCheck(family.space(), rule(family.space()))
                                    .checkDensities("pairwiseByUnit()", units, points);
                        });
        for (int r = 0; r < ROWS; r++) {
            PosteriorRow row = row(family, heads[r], EVALUATION, key);
            assertClose(
                    "row " + r,
                    pairs.slice(1, r, r + 1).readDoubles(),
                    row.logDensity(points.readDoubles()),
                    1e-7);
        }
    }
}
