// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.MetricDescription.Direction;

/**
 * Successive halving (Jamieson and Talwalkar 2016; Li et al. 2018, algorithm 1): rung r gets the
 * best {@code ceil(n / eta^r)} of n trials. Random search has one rung. A rung that would keep
 * every trial is left out.
 *
 * <p>It differs from the papers in that a rung may be given more trials than the next one needs,
 * when a search with a larger n continues a smaller one. Those are chosen by the values of the rung
 * before alone, so the result is that of a new search.
 *
 * @param trials n, at least 1; trials are numbered from 1
 * @param eta at least 2 if there are several rungs
 * @param rungs at least 1
 * @param direction which values are better
 */
@Internal
public record SuccessiveHalving(int trials, int eta, int rungs, Direction direction) {

    /** Measures trials in a rung. */
    @FunctionalInterface
    public interface Rung {
        /**
         * Returns the value of each trial, NaN if it failed; empty if the search is to stop now.
         *
         * @param number of the rung, from 0
         * @param trials in ascending order
         */
        Optional<Map<Integer, Double>> values(int number, List<Integer> trials) throws IOException;
    }

    /** Checks the components. */
    public SuccessiveHalving {
        if (trials < 1 || rungs < 1 || (rungs > 1 && eta < 2) || direction == Direction.NEITHER) {
            throw new IllegalArgumentException(
                    "no search has %s trials, %s rungs, eta %s and direction %s"
                            .formatted(trials, rungs, eta, direction));
        }
    }

    /**
     * Returns whether trials are measured in a rung: in the last one, and if the next one keeps
     * fewer.
     */
    public boolean isHeld(int rung) {
        return rung == rungs - 1 || size(rung) > size(rung + 1);
    }

    /** Returns the rungs in which trials are measured. */
    public List<Integer> held() {
        return IntStream.range(0, rungs).filter(this::isHeld).boxed().toList();
    }

    /** Returns the rung before one, in which trials are measured; empty if that is the first. */
    public OptionalInt before(int rung) {
        return IntStream.range(0, rung).filter(this::isHeld).max();
    }

    /** Returns the number of trials in a rung. */
    public int size(int rung) {
        double share = trials / Math.pow(eta, rung);
        return (int) Math.ceil(share - 1e-9);
    }

    /**
     * Searches.
     *
     * @return the best trial of the last rung, which is absent if all of its trials failed; empty
     *     if a rung stopped the search
     */
    public Optional<OptionalInt> search(Rung measure) throws IOException {
        List<Integer> chosen = IntStream.rangeClosed(1, trials).boxed().toList();
        for (int rung = held().get(0); ; rung++) {
            if (!isHeld(rung)) {
                continue;
            }
            Optional<Map<Integer, Double>> values = measure.values(rung, chosen);
            if (values.isEmpty()) {
                return Optional.empty();
            }
            List<Integer> ranked = ranked(chosen, values.get());
            if (rung == rungs - 1 || ranked.isEmpty()) {
                return Optional.of(
                        ranked.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ranked.get(0)));
            }
            int kept = Math.min(size(rung + 1), ranked.size());
            chosen = ranked.subList(0, kept).stream().sorted().toList();
        }
    }

    /** Returns the trials that did not fail, the best first; of equal ones, the first drawn. */
    private List<Integer> ranked(List<Integer> chosen, Map<Integer, Double> values) {
        List<Integer> ranked = new ArrayList<>(chosen);
        ranked.removeIf(trial -> Double.isNaN(values.get(trial)));
        Comparator<Integer> ascending = Comparator.comparingDouble(values::get);
        ranked.sort(direction == Direction.HIGHER ? ascending.reversed() : ascending);
        return ranked;
    }
}
