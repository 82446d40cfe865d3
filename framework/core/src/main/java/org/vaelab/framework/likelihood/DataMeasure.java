// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The base measure of a density p(x), the product of one measure for each value of x. Densities
 * with different base measures do not compare, even on equal data.
 *
 * @param ofValues the name of the measure of each value: {@link #COUNTING}, {@link #LEBESGUE}, or
 *     another one that a likelihood names
 */
public record DataMeasure(List<String> ofValues) {

    /** The measure of values that have a probability. */
    public static final String COUNTING = "counting";

    /** The measure of values that have a density, in the units of the data. */
    public static final String LEBESGUE = "Lebesgue";

    public DataMeasure {
        ofValues = List.copyOf(ofValues);
    }

    /** Returns one measure for all values. */
    public static DataMeasure of(String measure, int values) {
        return new DataMeasure(Collections.nCopies(values, measure));
    }

    /**
     * Returns the measure of values in parts that share none.
     *
     * @param places of the values of each part
     * @param measures of each part
     */
    public static DataMeasure ofParts(List<int[]> places, List<DataMeasure> measures) {
        String[] ofValues = new String[places.stream().mapToInt(part -> part.length).sum()];
        for (int p = 0; p < places.size(); p++) {
            for (int i = 0; i < places.get(p).length; i++) {
                ofValues[places.get(p)[i]] = measures.get(p).ofValues.get(i);
            }
        }
        return new DataMeasure(List.of(ofValues));
    }

    /** Returns whether the density is a probability, so that its logarithm is at most 0. */
    public boolean isCounting() {
        return ofValues.stream().allMatch(COUNTING::equals);
    }

    /**
     * Returns the names of the values of each measure, by measure. One measure of all values has
     * none.
     *
     * @param names of the values; empty if they have none, which then count from 1
     */
    public Map<String, List<String>> byName(List<String> names) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int i = 0; i < ofValues.size(); i++) {
            values.computeIfAbsent(ofValues.get(i), measure -> new ArrayList<>())
                    .add(names.isEmpty() ? "value " + (i + 1) : names.get(i));
        }
        return values.size() == 1 ? Map.of(ofValues.get(0), List.of()) : values;
    }
}
