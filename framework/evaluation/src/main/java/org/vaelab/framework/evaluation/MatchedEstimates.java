// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Repairs the estimates of log p(x) with an unreliable k-hat by {@link MomentMatching}.
 *
 * <p>Three sets of draws are independent of each other: S draws of every example decide which are
 * repaired, S further ones find the map of such an example, and K fresh ones make its estimate. An
 * example that needs no repair, or for which no map lowers k-hat, keeps its estimate. No draw of an
 * estimate has a part in the choice, so the mean stays a lower bound of log p(x) in expectation.
 */
record MatchedEstimates(Evaluation evaluation, ImportanceEstimates estimates) {

    /** Vectors of draws held at once, times their width: 32 MiB of doubles. */
    private static final int HELD_AT_ONCE = 1 << 22;

    private static final int LARGEST_BLOCK = 25;

    private static final String[] NAMES = {
        Metrics.MATCHED_LOG_LIKELIHOOD, Metrics.MATCHED_PARETO_K, Metrics.REPAIRED
    };

    /**
     * Measures, if the settings ask for it.
     *
     * @param perDatum the estimates to repair, which stay as they are
     * @return empty if nothing was measured
     */
    Optional<RepairedExamples> measure(PerDatum perDatum) {
        MomentMatchingSettings matching = estimates.settings().momentMatching();
        if (matching == null) {
            return Optional.empty();
        }
        Measurements measured = evaluation.measured();
        Optional<String> obstacle = obstacle(perDatum);
        if (obstacle.isPresent()) {
            measured.putAbsent(obstacle.get(), NAMES);
            return Optional.empty();
        }
        return measured.run(() -> Optional.of(repaired(matching, perDatum)), NAMES);
    }

    private Optional<String> obstacle(PerDatum perDatum) {
        if (evaluation.model().inference().form() == PosteriorForm.EXACT) {
            return Optional.of("the posterior is exact: all weights are equal");
        }
        if (perDatum.estimated().length == 0) {
            return Optional.of("there is no importance-weighted estimate of log p(x)");
        }
        if (!ParetoTail.isDefined(Arrays.stream(perDatum.samples()).min().orElse(0))) {
            return Optional.of("k-hat is not defined with fewer than 21 draws");
        }
        return LatentVectors.obstacle(evaluation.model().generative().latents());
    }

    private RepairedExamples repaired(MomentMatchingSettings matching, PerDatum perDatum) {
        int[] rows = perDatum.estimated();
        RandomKey key = evaluation.key().split(Metrics.MATCHED_LOG_LIKELIHOOD);
        int[] worst = worst(matching, rows, key.split("choice"));
        PerDatum matched = perDatum.copy();
        double[] isRepaired =
                worst.length == 0 ? new double[0] : repair(matching, worst, key, perDatum, matched);
        put(matched, isRepaired);
        int[] tried = IntStream.of(worst).map(place -> rows[place]).toArray();
        return new RepairedExamples(perDatum, matched, new PerExample(tried, isRepaired));
    }

    /** Repairs examples in blocks, and returns 1 for each whose k-hat is reliable now, 0 for the others. */
    private double[] repair(
            MomentMatchingSettings matching,
            int[] worst,
            RandomKey key,
            PerDatum before,
            PerDatum matched) {
        double[] repaired = new double[worst.length];
        LatentVariableModel model = evaluation.model();
        try (TensorScope scope = model.runtime().scope()) {
            LatentVariableModel prepared = model.with(model.generative().prepared());
            int width = new LatentVectors(model.generative().latents()).width();
            int held = Math.max(1, HELD_AT_ONCE / (matching.draws() * width));
            int[] rows = IntStream.of(worst).map(place -> before.estimated()[place]).toArray();
            new Blocks(Math.min(LARGEST_BLOCK, held))
                    .overExamples(
                            prepared,
                            evaluation.test().select(rows),
                            (batch, first, size) -> {
                                RandomKey own = key.fold(first);
                                MomentMatching block =
                                        new MomentMatching(
                                                prepared,
                                                estimates.settings(),
                                                matching,
                                                batch,
                                                own.split("inference"));
                                int[] places = Arrays.copyOfRange(worst, first, first + size);
                                double[] ofBlock = repair(block, places, own, before, matched);
                                System.arraycopy(ofBlock, 0, repaired, first, size);
                                evaluation
                                        .measured()
                                        .advanced(
                                                Metrics.MATCHED_LOG_LIKELIHOOD,
                                                first + size,
                                                worst.length);
                            });
        }
        return repaired;
    }

    /** Returns the places, among the estimated examples, of those to repair, ascending. */
    private int[] worst(MomentMatchingSettings matching, int[] estimated, RandomKey key) {
        int n = estimated.length;
        double[] paretoK =
                estimates.paretoK(
                        evaluation.on(estimated),
                        matching.draws(),
                        key,
                        Metrics.MATCHED_LOG_LIKELIHOOD + " (choice)");
        Integer limit = matching.examples();
        return IntStream.range(0, n)
                .filter(i -> ImportanceCurve.isUnreliable(paretoK[i], matching.draws()))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -paretoK[i]))
                .limit(limit == null ? n : limit)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** Repairs a block, and returns 1 for each example whose k-hat is reliable now, 0 for the others. */
    private static double[] repair(
            MomentMatching block, int[] places, RandomKey key, PerDatum before, PerDatum matched) {
        List<Optional<AffineMap>> found = block.adapt(key.split("adaptation"));
        double[] repaired = new double[places.length];
        // Equal numbers of draws are weighed together; without a target there is one number.
        int[] numbers = Arrays.stream(places).map(i -> before.samples()[i]).distinct().toArray();
        for (int samples : numbers) {
            AffineMap[] maps =
                    found.stream()
                            .map(map -> map.orElseGet(() -> AffineMap.identity(block.width())))
                            .toArray(AffineMap[]::new);
            ImportanceWeights[] weights =
                    block.estimate(maps, samples, key.split("draws").fold(samples));
            for (int i = 0; i < places.length; i++) {
                if (found.get(i).isPresent() && before.samples()[places[i]] == samples) {
                    matched.estimate(places[i], weights[i], samples);
                    repaired[i] =
                            ImportanceCurve.isUnreliable(weights[i].paretoK(), samples) ? 0 : 1;
                }
            }
        }
        return repaired;
    }

    private void put(PerDatum matched, double[] isRepaired) {
        Measurements measured = evaluation.measured();
        estimates.putBound(
                Metrics.MATCHED_LOG_LIKELIHOOD, matched, PosteriorForm.DENSITY, measured);
        measured.put(Metrics.MATCHED_PARETO_K, estimates.heavyTails(matched));
        EstimateKind kind = EstimateKind.NOT_A_LIKELIHOOD;
        measured.put(
                Metrics.REPAIRED,
                new Measurement.Measured(
                        Estimate.withoutError(Arrays.stream(isRepaired).sum(), "1", kind, 0),
                        matched.estimated().length,
                        Map.of("tried", Estimate.withoutError(isRepaired.length, "1", kind, 0))));
    }
}
