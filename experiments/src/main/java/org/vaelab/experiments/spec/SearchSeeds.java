// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

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
     * @throws SpecException if both have a seed
     */
    static SearchSeeds of(Search search, List<Long> seeds) {
        long next = seeds.stream().mapToLong(seed -> seed).max().orElse(0) + 1;
        @Nullable SeedChoice asked = search.keys().finalSeeds();
        List<Long> last = asked == null ? seeds : asked.from(seeds, next);
        List<Long> own =
                LongStream.iterate(FIRST_OF_TRIALS, seed -> seed + 1)
                        .filter(seed -> !last.contains(seed) && !seeds.contains(seed))
                        .limit(seeds.size())
                        .boxed()
                        .toList();
        long more = own.isEmpty() ? FIRST_OF_TRIALS : own.get(own.size() - 1) + 1;
        @Nullable SeedChoice ofTrials = search.keys().seeds();
        List<Long> trials = ofTrials == null ? own : ofTrials.from(own, more);
        List<Long> both = trials.stream().filter(last::contains).toList();
        if (!both.isEmpty()) {
            throw SpecException.at(
                    search.place(ofTrials == null ? LAST : TRIALS),
                    ("the trials and the reported runs share the seeds %s: a run that chose the"
                                    + " settings looks better than a new one")
                            .formatted(both),
                    "leave search.seeds out, or name other seeds than %s".formatted(last));
        }
        return new SearchSeeds(trials, last);
    }
}
