// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Seeds that a config lists, or of which it says how many.
 *
 * @param listed the seeds; empty if there is a number
 * @param number of seeds
 */
record SeedChoice(List<Long> listed, int number) {

    SeedChoice {
        listed = List.copyOf(listed);
    }

    /** Reads what a config has. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static SeedChoice of(JsonNode written) {
        List<Long> seeds = new ArrayList<>();
        for (JsonNode seed : written.isArray() ? written : List.<JsonNode>of()) {
            boolean isSeed = seed.canConvertToExactIntegral() && seed.canConvertToLong();
            seeds.add(isSeed ? seed.longValue() : -1);
        }
        boolean isNumber = written.canConvertToExactIntegral() && written.canConvertToInt();
        int number = isNumber ? written.intValue() : seeds.size();
        if (number < 1
                || number > ModelGrid.MOST_MODELS
                || seeds.stream().anyMatch(seed -> seed < 0)
                || new LinkedHashSet<>(seeds).size() < seeds.size()) {
            throw new IllegalArgumentException(
                    "expected a list of different seeds, at least 0, or their number, not "
                            + written);
        }
        return new SeedChoice(seeds, number);
    }

    /**
     * Returns the seeds.
     *
     * @param usual seeds of which a number takes the first
     * @param next the first one after them
     */
    List<Long> from(List<Long> usual, long next) {
        List<Long> seeds = new ArrayList<>(listed);
        for (int i = seeds.size(); i < number; i++) {
            seeds.add(i < usual.size() ? usual.get(i) : next + i - usual.size());
        }
        return seeds;
    }
}
