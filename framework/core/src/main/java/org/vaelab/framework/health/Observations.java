// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.health;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.framework.record.HealthObservation;

/**
 * The observations of one phase of training.
 *
 * @param all in the order of their steps, at least one
 */
public record Observations(List<HealthObservation> all) {

    private static final double SETTLED = 0.2;

    public Observations {
        all = Collections.unmodifiableList(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no observation");
        }
    }

    public HealthObservation latest() {
        return all.get(all.size() - 1);
    }

    /** Returns the latest observations: {@code count} of them, or all if there are no more. */
    public Observations last(int count) {
        return new Observations(all.subList(Math.max(0, all.size() - count), all.size()));
    }

    /** Returns the number of steps between the first and the latest observation. */
    public long steps() {
        return latest().step() - all.get(0).step();
    }

    /** Returns the values of a signal, in order; NaN where it was not observed. */
    public double[] values(String signal) {
        return all.stream().mapToDouble(seen -> seen.signal(signal)).toArray();
    }

    /** Returns whether the weight of the KL changes at one of the observations, or is 0. */
    public boolean hasMovingOrNoWeight() {
        return all.stream()
                .anyMatch(
                        seen ->
                                seen.weightMoves()
                                        || !(seen.signal(HealthObservation.EFFECTIVE_BETA) > 0));
    }

    /**
     * Returns the full names of a signal at the latest observation, by subject: the signal itself
     * under the empty name, and {@code subject.signal} or {@code signal.subject} of latent
     * variables and factors.
     */
    public Map<String, String> named(String signal) {
        Map<String, String> names = new TreeMap<>();
        for (String name : latest().signals().keySet()) {
            if (name.equals(signal)) {
                names.put("", name);
            } else if (name.endsWith("." + signal)) {
                names.put(name.substring(0, name.length() - signal.length() - 1), name);
            } else if (name.startsWith(signal + ".")) {
                names.put(name.substring(signal.length() + 1), name);
            }
        }
        return names;
    }

    /**
     * Returns Kendall's S of a signal against time: the number of pairs in which the later value is
     * larger, minus that in which it is smaller (Mann 1945). Without a trend, all orders of n
     * values are equally likely; n (n - 1) / 2 has probability 1 / n!.
     *
     * @return NaN if a value is NaN
     */
    public double trend(String signal) {
        double[] values = values(signal);
        double s = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = i + 1; j < values.length; j++) {
                double difference = values[j] - values[i];
                s += Double.isNaN(difference) ? Double.NaN : Math.signum(difference);
            }
        }
        return s;
    }

    /**
     * Returns whether the bound has settled: since half of the phase, it gained less than {@value
     * #SETTLED} of what it gained in all. A model that still learns steadily gains half. Each
     * number is the mean of two observations.
     */
    public boolean isSettled() {
        double[] bounds = values(HealthObservation.BOUND);
        int latest = bounds.length - 1;
        if (latest < 3) {
            return false;
        }
        double now = (bounds[latest] + bounds[latest - 1]) / 2;
        double half = (bounds[latest / 2] + bounds[latest / 2 + 1]) / 2;
        return now - half < SETTLED * Math.max(0, now - bounds[0]);
    }
}
