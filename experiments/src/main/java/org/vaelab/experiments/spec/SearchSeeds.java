// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The seeds of a search. Values of the runs that chose the settings are too good, so the reported
 * runs have other seeds.
 *
 * @param trials the seeds of each trial
 * @param last the seeds of the runs of the best trial
 */
record SearchSeeds(List<Long> trials, List<Long> last) {

    static final String TRIALS = "seeds";
    static final String LAST = "finalSeeds";

    /** Far from the seeds that people choose, so that more of those keep the trials. */
    private static final long FIRST_OF_TRIALS = 1_000_001;

    /**
     * Reads the seeds of a search.
     *
     * @param seeds of the comparison
     * @throws SpecException if a key is no list of seeds and no number, or both have a seed
     */
    static SearchSeeds of(Search search, List<Long> seeds) {
        long next = seeds.stream().mapToLong(seed -> seed).max().orElse(0) + 1;
        List<Long> last = read(search, LAST, search.keys().finalSeeds(), seeds, next);
        List<Long> own =
                LongStream.iterate(FIRST_OF_TRIALS, seed -> seed + 1)
                        .filter(seed -> !last.contains(seed) && !seeds.contains(seed))
                        .limit(seeds.size())
                        .boxed()
                        .toList();
        long more = own.isEmpty() ? FIRST_OF_TRIALS : own.get(own.size() - 1) + 1;
        List<Long> trials = read(search, TRIALS, search.keys().seeds(), own, more);
        List<Long> both = trials.stream().filter(last::contains).toList();
        if (!both.isEmpty()) {
            throw SpecException.at(
                    search.place(search.keys().seeds() == null ? LAST : TRIALS),
                    ("the trials and the reported runs share the seeds %s: a run that chose the"
                                    + " settings looks better than a new one")
                            .formatted(both),
                    "leave search.seeds out, or name other seeds than %s".formatted(last));
        }
        return new SearchSeeds(trials, last);
    }

    /**
     * Reads a key.
     *
     * @param usual the seeds if it is absent, of which a number takes the first
     * @param next a seed that follows them if the number is larger
     */
    private static List<Long> read(
            Search search, String key, @Nullable JsonNode value, List<Long> usual, long next) {
        if (value == null || value.isNull()) {
            return usual;
        }
        List<Long> seeds = new ArrayList<>();
        if (value.canConvertToInt() && value.isIntegralNumber()) {
            for (int i = 0; i < Math.min(value.intValue(), Sweep.MOST_MODELS); i++) {
                seeds.add(i < usual.size() ? usual.get(i) : next + i - usual.size());
            }
        } else if (value.isArray()) {
            for (JsonNode seed : value) {
                boolean isSeed = seed.canConvertToLong() && seed.isIntegralNumber();
                seeds.add(isSeed ? seed.longValue() : -1);
            }
        }
        boolean areSeeds = !seeds.isEmpty() && seeds.stream().allMatch(seed -> seed >= 0);
        if (!areSeeds || new LinkedHashSet<>(seeds).size() < seeds.size()) {
            throw SpecException.at(
                    search.place(key),
                    "is %s, expected a list of different seeds, at least 0, or their number"
                            .formatted(value));
        }
        return List.copyOf(seeds);
    }
}
