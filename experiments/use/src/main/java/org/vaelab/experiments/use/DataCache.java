// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.DataSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.published.DownloadException;

/**
 * Loads each data set of a comparison once, and shares it between runs and threads. A download that
 * failed is not tried again.
 */
@Internal
public final class DataCache {

    /** The seed is that of the run if the data depend on it, else 0. */
    private record Wanted(DataSpec data, ValuePrecision precision, long seed) {}

    private final DataSource.Progress progress;
    private final Map<Wanted, PreparedData> loaded = new HashMap<>();
    private final Map<DataSource, DataException> absent = new HashMap<>();
    private final Map<DataSource, DataException> incomparable = new HashMap<>();
    private final Map<DataSource, Supplier<Dataset>> held = new HashMap<>();

    public DataCache(DataSource.Progress progress) {
        this.progress = progress;
    }

    /** Holds the data of a source in memory, in place of those that it loads. */
    public synchronized void hold(DataSource source, Supplier<Dataset> data) {
        held.put(source, data);
        loaded.keySet().removeIf(wanted -> wanted.data().source().equals(source));
    }

    public PreparedData get(RunSpec run) {
        return get(
                new Wanted(
                        run.data(),
                        run.runtime().precision().ofData(),
                        run.data().dependsOnSeed() ? run.seed() : 0));
    }

    /**
     * Returns the data of a run that is planned. A finished run may be used on data that no plan
     * takes.
     *
     * @throws DataException also if models cannot be compared on the data
     */
    public synchronized PreparedData planned(RunSpec run) {
        PreparedData data = get(run);
        DataException problem = incomparable.get(run.data().source());
        if (problem != null) {
            throw problem;
        }
        return data;
    }

    /** Returns the number of training examples, without those held out for validation. */
    public long trainingExamples(DataSpec data) {
        return get(new Wanted(data, ValuePrecision.SINGLE, 0)).train().size();
    }

    private synchronized PreparedData get(Wanted wanted) {
        return loaded.computeIfAbsent(
                wanted,
                missing -> missing.data().load(this::dataset, missing.precision(), missing.seed()));
    }

    /** Other models prepare the data of a source in other ways. */
    private Dataset dataset(DataSource source, ValuePrecision precision) {
        DataException known = absent.get(source);
        if (known != null) {
            throw new DataException(String.valueOf(known.getMessage()), known);
        }
        Supplier<Dataset> own = held.get(source);
        try {
            Dataset read =
                    own == null
                            ? source.load(progress, precision).readFrom(source.readFiles())
                            : own.get();
            noteProblem(source, read);
            return read;
        } catch (DataException e) {
            if (isOfDownload(e) && !Thread.currentThread().isInterrupted()) {
                absent.put(source, e);
            }
            throw e;
        }
    }

    private void noteProblem(DataSource source, Dataset read) {
        try {
            read.requireComparable();
        } catch (DataException e) {
            incomparable.put(source, e);
        }
    }

    private static boolean isOfDownload(@Nullable Throwable e) {
        return e != null && (e instanceof DownloadException || isOfDownload(e.getCause()));
    }
}
