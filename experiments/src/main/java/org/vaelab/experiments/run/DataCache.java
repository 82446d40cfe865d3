// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.HashMap;
import java.util.Map;
import org.vaelab.experiments.spec.DataSpec;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValuePrecision;

/** Loads each data set of a comparison once, and shares it between runs and threads. */
public final class DataCache {

    /** The seed is that of the run if the data depend on it, else 0. */
    private record Wanted(DataSpec data, ValuePrecision precision, long seed) {}

    private final DataSource.Progress progress;
    private final Map<Wanted, PreparedData> loaded = new HashMap<>();

    public DataCache(DataSource.Progress progress) {
        this.progress = progress;
    }

    public PreparedData get(RunSpec run) {
        return get(
                new Wanted(
                        run.data(),
                        run.runtime().precision().ofData(),
                        run.data().dependsOnSeed() ? run.seed() : 0));
    }

    /** Returns the number of training examples, without those held out for validation. */
    public long trainingExamples(DataSpec data) {
        return get(new Wanted(data, ValuePrecision.SINGLE, 0)).train().size();
    }

    private synchronized PreparedData get(Wanted wanted) {
        return loaded.computeIfAbsent(
                wanted,
                missing -> missing.data().load(progress, missing.precision(), missing.seed()));
    }
}
