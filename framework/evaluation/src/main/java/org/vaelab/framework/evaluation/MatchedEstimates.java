// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Examples;
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
record MatchedEstimates(EvaluationSettings settings, ImportanceEstimates estimates) {

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
     * @return the repaired estimates and their k-hat of each example, by the names of columns
     */
    Map<String, PerExample> measure(
            LatentVariableModel model,
            PosteriorForm form,
            Examples test,
            RandomKey key,
            PerDatum perDatum,
            Measurements measured) {
        MomentMatchingSettings matching = settings.momentMatching();
        if (matching == null) {
            return Map.of();
        }
        Optional<String> obstacle = obstacle(model, form, perDatum);
        if (obstacle.isPresent()) {
            measured.putAbsent(obstacle.get(), NAMES);
            return Map.of();
        }
        RandomKey own = key.split("evaluation").split(Metrics.MATCHED_LOG_LIKELIHOOD);
        return measured.run(
                        () -> Optional.of(repaired(model, matching, test, own, perDatum, measured)),
                        NAMES)
                .orElse(Map.of());
    }

    private static Optional<String> obstacle(
            LatentVariableModel model, PosteriorForm form, PerDatum perDatum) {
        if (form == PosteriorForm.EXACT) {
            return Optional.of("the posterior is exact: all weights are equal");
        }
        if (perDatum.estimated().length == 0) {
            return Optional.of("there is no importance-weighted estimate of log p(x)");
        }
        if (!ParetoTail.isDefined(Arrays.stream(perDatum.samples()).min().orElse(0))) {
            return Optional.of("k-hat is not defined with fewer than 21 draws");
        }
        return LatentVectors.obstacle(model.generative().latents());
    }

    private Map<String, PerExample> repaired(
            LatentVariableModel model,
            MomentMatchingSettings matching,
            Examples test,
            RandomKey key,
            PerDatum perDatum,
            Measurements measured) {
        int[] rows = perDatum.estimated();
        String name = Metrics.MATCHED_LOG_LIKELIHOOD;
        int[] worst = worst(model, matching, test.select(rows), key, measured);
        PerDatum matched = perDatum.copy();
        boolean[] repaired =
                worst.length == 0
                        ? new boolean[0]
                        : repair(model, matching, test, worst, key, perDatum, matched, measured);
        double[] isRepaired =
                IntStream.range(0, worst.length).mapToDouble(i -> repaired[i] ? 1 : 0).toArray();
        put(matched, isRepaired, measured);
        Map<String, PerExample> columns = new LinkedHashMap<>();
        columns.put(name, new PerExample(rows, matched.logLikelihood()));
        columns.put(Metrics.MATCHED_PARETO_K, new PerExample(rows, matched.paretoK()));
        int[] tried = IntStream.of(worst).map(place -> rows[place]).toArray();
        columns.put(Metrics.REPAIRED, new PerExample(tried, isRepaired));
        return columns;
    }

    /** Repairs examples in blocks, and returns for each whether its k-hat is reliable now. */
    private boolean[] repair(
            LatentVariableModel model,
            MomentMatchingSettings matching,
            Examples test,
            int[] worst,
            RandomKey key,
            PerDatum before,
            PerDatum matched,
            Measurements measured) {
        boolean[] repaired = new boolean[worst.length];
        try (TensorScope scope = model.runtime().scope()) {
            LatentVariableModel prepared = model.with(model.generative().prepared());
            int width = new LatentVectors(model.generative().latents()).width();
            int held = Math.max(1, HELD_AT_ONCE / (matching.draws() * width));
            int[] rows = IntStream.of(worst).map(place -> before.estimated()[place]).toArray();
            new Blocks(Math.min(LARGEST_BLOCK, held))
                    .overExamples(
                            prepared,
                            test.select(rows),
                            (batch, first, size) -> {
                                RandomKey own = key.fold(first);
                                RandomKey inference = own.split("inference");
                                MomentMatching block =
                                        new MomentMatching(
                                                prepared, settings, matching, batch, inference);
                                int[] places = Arrays.copyOfRange(worst, first, first + size);
                                boolean[] ofBlock = repair(block, places, own, before, matched);
                                System.arraycopy(ofBlock, 0, repaired, first, size);
                                measured.advanced(
                                        Metrics.MATCHED_LOG_LIKELIHOOD, first + size, worst.length);
                            });
        }
        return repaired;
    }

    /** Returns the places, among the estimated examples, of those to repair, ascending. */
    private int[] worst(
            LatentVariableModel model,
            MomentMatchingSettings matching,
            Examples estimated,
            RandomKey key,
            Measurements measured) {
        int n = estimated.size();
        double[] paretoK =
                estimates.paretoK(
                        model,
                        estimated,
                        matching.draws(),
                        key.split("choice"),
                        done ->
                                measured.advanced(
                                        Metrics.MATCHED_LOG_LIKELIHOOD + " (choice)", done, n));
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

    /** Repairs a block, and returns for each example whether its k-hat is reliable now. */
    private static boolean[] repair(
            MomentMatching block, int[] places, RandomKey key, PerDatum before, PerDatum matched) {
        List<Optional<AffineMap>> found = block.adapt(key.split("adaptation"));
        boolean[] repaired = new boolean[places.length];
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
                    repaired[i] = !ImportanceCurve.isUnreliable(weights[i].paretoK(), samples);
                }
            }
        }
        return repaired;
    }

    private void put(PerDatum matched, double[] isRepaired, Measurements measured) {
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
