// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.matching;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.evaluation.bound.ImportanceEstimate;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.evaluation.weights.ParetoTail;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;

/**
 * Repairs the estimates of log p(x) with an unreliable k-hat by {@link MomentMatching}.
 *
 * <p>Three sets of draws are independent of each other: S draws of every example decide which are
 * repaired, S further ones find the map of such an example, and K fresh ones make its estimate. An
 * example that needs no repair, or for which no map lowers k-hat, keeps its estimate. No draw of an
 * estimate has a part in the choice, so the mean stays a lower bound of log p(x) in expectation.
 */
record MatchedEstimates(
        MetricContext subject, MatchedLogLikelihood matching, PerDatum before, PerDatum after) {

    /** Vectors of draws held at once, times their width: 32 MiB of doubles. */
    private static final int HELD_AT_ONCE = 1 << 22;

    private static final int LARGEST_BLOCK = 25;

    /** Repairs the estimates of an evaluation. */
    static RepairedExamples of(MetricContext subject, MatchedLogLikelihood matching) {
        PerDatum before = ImportanceEstimate.perDatum(subject);
        subject.undefinedIf(obstacle(subject, before));
        return new MatchedEstimates(subject, matching, before, before.copy()).repaired();
    }

    private static Optional<String> obstacle(MetricContext subject, PerDatum perDatum) {
        if (subject.model().inference().form() == PosteriorForm.EXACT) {
            return Optional.of("the posterior is exact: all weights are equal");
        }
        if (perDatum.estimated().length == 0) {
            return Optional.of("there is no importance-weighted estimate of log p(x)");
        }
        if (!ParetoTail.isDefined(Arrays.stream(perDatum.samples()).min().orElse(0))) {
            return Optional.of("k-hat is not defined with fewer than 21 draws");
        }
        return LatentVectors.obstacle(subject.model().generative().latents());
    }

    private RepairedExamples repaired() {
        int[] rows = before.estimated();
        RandomKey key = subject.keyOf(MatchedLogLikelihood.NAME);
        int[] worst = worst(key.split("choice"));
        double[] isRepaired = new double[worst.length];
        int[] tried = IntStream.of(worst).map(place -> rows[place]).toArray();
        if (worst.length > 0) {
            subject.prepared(model -> repair(model, worst, tried, key, isRepaired));
        }
        ImportanceEstimate matched =
                new ImportanceEstimate(subject.settings(), PosteriorForm.DENSITY, after, List.of());
        return new RepairedExamples(before, matched, new PerExample(tried, isRepaired));
    }

    /** Repairs examples in blocks, and sets 1 for each whose k-hat is reliable now. */
    private void repair(
            LatentVariableModel model, int[] worst, int[] rows, RandomKey key, double[] repaired) {
        int width = new LatentVectors(model.generative().latents()).width();
        int held = Math.max(1, HELD_AT_ONCE / (matching.draws() * width));
        new Blocks(Math.min(LARGEST_BLOCK, held))
                .overExamples(
                        model,
                        subject.test().select(rows),
                        (batch, first, size) -> {
                            int[] places = Arrays.copyOfRange(worst, first, first + size);
                            double[] ofBlock = repair(model, batch, places, key.fold(first));
                            System.arraycopy(ofBlock, 0, repaired, first, size);
                            subject.advanced(MatchedLogLikelihood.NAME, first + size, worst.length);
                        });
    }

    /** Returns the places, among the estimated examples, of those to repair, ascending. */
    private int[] worst(RandomKey key) {
        int n = before.estimated().length;
        double[] paretoK =
                ImportanceEstimate.unreliableParetoK(
                        subject,
                        before.estimated(),
                        matching.draws(),
                        key,
                        MatchedLogLikelihood.NAME + " (choice)");
        Integer limit = matching.examples();
        return IntStream.range(0, n)
                .filter(i -> paretoK[i] != Double.NEGATIVE_INFINITY)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -paretoK[i]))
                .limit(limit == null ? n : limit)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /**
     * Repairs a block, and returns 1 for each example whose k-hat is reliable now, 0 for the
     * others.
     */
    private double[] repair(LatentVariableModel model, Batch batch, int[] places, RandomKey key) {
        MomentMatching block =
                new MomentMatching(
                        model, subject.decoding(), matching, batch, key.split("inference"));
        List<Optional<AffineMap>> found = block.adapt(key.split("adaptation"));
        AffineMap[] maps =
                found.stream()
                        .map(map -> map.orElseGet(() -> AffineMap.identity(block.width())))
                        .toArray(AffineMap[]::new);
        double[] repaired = new double[places.length];
        // Equal numbers of draws are weighed together; without a target there is one number.
        int[] numbers = Arrays.stream(places).map(i -> before.samples()[i]).distinct().toArray();
        for (int samples : numbers) {
            ImportanceWeights[] weights =
                    block.estimate(maps, samples, key.split("draws").fold(samples));
            for (int i = 0; i < places.length; i++) {
                if (found.get(i).isPresent() && before.samples()[places[i]] == samples) {
                    after.estimate(places[i], weights[i], samples);
                    repaired[i] = after.isUnreliable(places[i]) ? 0 : 1;
                }
            }
        }
        return repaired;
    }
}
