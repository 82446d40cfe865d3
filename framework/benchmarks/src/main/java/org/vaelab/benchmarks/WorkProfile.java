// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times of one computation by kind of {@link Work}, beside its products alone. They are processor
 * time, and lower quartiles over all turns, as whatever else the machine does only adds.
 */
final class WorkProfile {

    private static final String PLAIN = "as it is";
    private static final String TIMED = "measured";
    private static final String ALONE = "products alone";
    private static final String LAYERS = "products and activations alone";
    private static final String CALLS = "as many of the smallest products";

    private final Map<String, List<Double>> millis = new LinkedHashMap<>();
    private final Map<Work, List<Double>> byWork = new EnumMap<>(Work.class);
    private final Map<Work, Long> calls = new EnumMap<>(Work.class);
    private final TimedBackend clock;

    /**
     * Creates a profile without times.
     *
     * @param clock of the computation that is measured
     */
    WorkProfile(TimedBackend clock) {
        this.clock = clock;
        for (String what : List.of(PLAIN, TIMED, ALONE, LAYERS, CALLS)) {
            millis.put(what, new ArrayList<>());
        }
        for (Work work : Work.values()) {
            byWork.put(work, new ArrayList<>());
        }
    }

    void clear() {
        millis.values().forEach(List::clear);
        byWork.values().forEach(List::clear);
    }

    /** Adds the time of a part, of some repetitions. */
    void add(String what, long nanos, int times) {
        millis.computeIfAbsent(what, name -> new ArrayList<>()).add(nanos / 1e6 / times);
    }

    /** Adds the time of the computation that nothing measures. */
    void addPlain(long nanos, int times) {
        add(PLAIN, nanos, times);
    }

    /** Adds the time of the measured computation, and what its clock has counted. */
    void addTimed(long nanos, int times) {
        add(TIMED, nanos, times);
        for (Work work : Work.values()) {
            byWork.get(work).add(clock.nanos(work) / 1e6 / times);
            calls.put(work, clock.calls(work) / times);
        }
    }

    /** Computes the products alone, as often, and adds their times. */
    void add(ProductsAlone products, int times) {
        long alone = 0;
        long layers = 0;
        for (int i = 0; i < times; i++) {
            alone += products.products();
            layers += products.layers();
        }
        add(ALONE, alone, times);
        add(LAYERS, layers, times);
        add(CALLS, products.smallest(), 1);
    }

    /**
     * Returns the table.
     *
     * @param title the computation, with its model and backend
     */
    String table(String title) {
        double measured = typical(TIMED);
        double activations = Math.max(0, typical(LAYERS) - typical(ALONE));
        double rest = measured;
        StringBuilder text =
                new StringBuilder("\n| work | ms | share | calls |\n|---|--:|--:|--:|\n");
        for (Work work : Work.values()) {
            double own = typical(byWork.get(work));
            own += work == Work.PRODUCTS ? -activations : 0;
            own += work == Work.ACTIVATIONS ? activations : 0;
            own = work == Work.BOOKKEEPING ? rest : own;
            rest -= own;
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %.3f | %.1f %% | %d |%n",
                            work,
                            own,
                            100 * own / measured,
                            calls.get(work)));
        }
        millis.forEach(
                (what, all) ->
                        text.append(
                                String.format(
                                        Locale.ROOT, "| %s | %.3f | | |%n", what, typical(all))));
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "%n%s takes %.2f of its products alone; measuring adds %.1f %%%n",
                                title,
                                typical(PLAIN) / typical(ALONE),
                                100 * (measured / typical(PLAIN) - 1)))
                .toString();
    }

    private double typical(String what) {
        return typical(millis.get(what));
    }

    private static double typical(List<Double> all) {
        return all.stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .skip(all.size() / 4)
                .findFirst()
                .orElse(Double.NaN);
    }
}
