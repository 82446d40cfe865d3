// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;

/**
 * Rows of a held-out part that are training rows too, beside those that training itself repeats.
 *
 * <p>Of independent rows, g equal ones lie in any g places with the same probability. So it is
 * known how probable it is that they lie in both parts, if they are not all held out. The number of
 * groups in both parts is that of independent trials, or varies less. A bound of its tail
 * (Chernoff) is an error rate: independent rows are refused with probability 1e-6 at most.
 *
 * @param hasDensity whether equal rows have probability 0, so that one is too many where training
 *     repeats none
 * @param training N
 * @param held T
 * @param groups the sizes of the groups of equal rows that are not all held out
 * @param between how many of them lie in both parts
 * @param leaked held-out rows that are training rows
 * @param example the place of the first of them, and that of the training row
 */
record HeldOut(
        boolean hasDensity,
        int training,
        int held,
        List<Integer> groups,
        int between,
        int leaked,
        String example) {

    private static final double LARGEST_TILT = 60;
    private static final int HALVINGS = 60;

    /** The share of held-out rows that may not be training rows without being found. */
    private static final double SHARE = 0.05;

    /**
     * Asserts that a part is held out of training, and returns whether a twentieth of it that is not
     * would be found: empty, or why it would not.
     */
    static Optional<String> require(
            String part, ValueDomain domain, Examples training, Examples held) {
        of(domain, training, held).require(part);
        int leaks = (int) Math.max(1, SHARE * held.size());
        HeldOut leaking = of(domain, training, held, leaks);
        if (leaking.leaked() < held.size() && !leaking.isFound()) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "no power: if %d of the %d %s examples were training examples, they and the"
                                    + " %d training examples would not show it (probability %.1g); state"
                                    + " settings with more or larger examples, or override"
                                    + " repeatsExamples()",
                            leaks,
                            held.size(),
                            part,
                            training.size(),
                            leaking.probability()));
        }
        return Optional.empty();
    }

    static HeldOut of(ValueDomain domain, Examples training, Examples held) {
        return of(domain, training, held, 0);
    }

    /**
     * Counts groups of equal rows.
     *
     * @param leaks the first held-out rows, which are replaced by training rows
     */
    private static HeldOut of(ValueDomain domain, Examples training, Examples held, int leaks) {
        Map<List<Double>, int[]> groups = new HashMap<>();
        double[] row = new double[training.width()];
        for (int i = 0; i < training.size(); i++) {
            int place = i;
            training.read(i, row, 0);
            groups.computeIfAbsent(boxed(row), r -> new int[] {0, 0, place})[0]++;
        }
        int leaked = 0;
        String example = "";
        for (int i = 0; i < held.size(); i++) {
            if (i < leaks) {
                training.read((int) ((long) i * training.size() / leaks), row, 0);
            } else {
                held.read(i, row, 0);
            }
            int[] group = groups.get(boxed(row));
            if (group != null) {
                group[1]++;
                leaked++;
                example = example.isEmpty() ? i + " is training example " + group[2] : example;
            }
        }
        List<Integer> sizes =
                groups.values().stream().map(g -> g[0] + g[1]).filter(g -> g > 1).toList();
        int between = (int) groups.values().stream().filter(g -> g[1] > 0).count();
        boolean hasDensity = domain == ValueDomain.REAL || domain == ValueDomain.UNIT_INTERVAL;
        return new HeldOut(
                hasDensity, training.size(), held.size(), sizes, between, leaked, example);
    }

    private static List<Double> boxed(double[] row) {
        return Arrays.stream(row).boxed().toList();
    }

    /** Returns the number of groups that lie in training alone. */
    private int within() {
        return groups.size() - between;
    }

    /**
     * Returns the probability that g equal rows lie in both parts, if they are not all held out.
     */
    private double inBoth(int g) {
        double inTraining = 1;
        double inHeld = 1;
        for (int i = 0; i < g; i++) {
            double all = training + held - i;
            inTraining *= Math.max(0, training - i) / all;
            inHeld *= Math.max(0, held - i) / all;
        }
        return 1 - inTraining / (1 - inHeld);
    }

    /**
     * Returns a bound of the probability that as many groups of independent rows lie in both parts.
     */
    double probability() {
        double[] p = groups.stream().mapToDouble(this::inBoth).toArray();
        if (Arrays.stream(p).sum() >= between) {
            return 1;
        }
        // The bound exp(sum log(1 + p (e^t - 1)) - t s) is least where its slope in t is 0.
        double low = 0;
        double high = LARGEST_TILT;
        for (int i = 0; i < HALVINGS; i++) {
            double t = (low + high) / 2;
            double mean = Arrays.stream(p).map(x -> x / (x + (1 - x) * Math.exp(-t))).sum();
            if (mean < between) {
                low = t;
            } else {
                high = t;
            }
        }
        double t = low;
        double log = Arrays.stream(p).map(x -> Math.log1p(x * Math.expm1(t))).sum();
        return Math.exp(log - t * between);
    }

    /** Asserts that the part is held out of training. */
    void require(String part) {
        String remedy =
                ": hold them out of training; if only the small files of this contract repeat, override"
                        + " repeatsExamples()";
        if (leaked == held) {
            throw new AssertionError(
                    "each of the "
                            + held
                            + " "
                            + part
                            + " examples is a training example too"
                            + remedy);
        }
        if (isFound()) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%d of the %d %s examples are training examples too (%s example %s), and"
                                    + " %d groups of equal examples lie in training alone: of independent"
                                    + " examples this has the probability %.1g%s",
                            leaked,
                            held,
                            part,
                            part,
                            example,
                            within(),
                            isImpossible() ? 0 : probability(),
                            remedy));
        }
    }

    private boolean isImpossible() {
        return hasDensity && within() == 0 && leaked > 0;
    }

    private boolean isFound() {
        return isImpossible() || probability() < Comparison.ALPHA;
    }
}
