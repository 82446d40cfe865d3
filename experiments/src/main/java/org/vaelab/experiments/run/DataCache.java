// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.HashMap;
import java.util.Map;
import org.vaelab.experiments.spec.DataSpec;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.PreparedData;

/** Loads each data set of a comparison once, and shares it between runs and threads. */
public final class DataCache {

    private final DataSource.Progress progress;
    private final Map<DataSpec, PreparedData> loaded = new HashMap<>();

    /** Creates an empty cache. */
    public DataCache(DataSource.Progress progress) {
        this.progress = progress;
    }

    /** Returns the data of a section {@code data}, loaded at the first call. */
    public synchronized PreparedData get(DataSpec spec) {
        return loaded.computeIfAbsent(spec, missing -> missing.load(progress));
    }
}
