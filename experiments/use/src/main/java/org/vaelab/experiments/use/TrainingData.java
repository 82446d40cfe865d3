// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.StoredSummary;
import org.vaelab.framework.training.Checkpoint;

/** The data that a model was trained on: their summary, and the data themselves when asked for. */
@Internal
public final class TrainingData {

    private final Supplier<PreparedData> source;
    private final StoredSummary summary;
    private @Nullable PreparedData loaded;

    private TrainingData(
            Supplier<PreparedData> source, StoredSummary summary, @Nullable PreparedData loaded) {
        this.source = source;
        this.summary = summary;
        this.loaded = loaded;
    }

    /** Returns data that are loaded. */
    public static TrainingData of(PreparedData data) {
        return new TrainingData(() -> data, StoredSummary.of(data), data);
    }

    /**
     * Returns the data of a checkpoint. They are loaded at once if it does not describe them.
     *
     * @param areThose whether the data are those of the checkpoint, so that its summary describes
     *     them
     */
    public static TrainingData of(
            Checkpoint checkpoint, boolean areThose, Supplier<PreparedData> source) {
        Optional<StoredSummary> summary = areThose ? checkpoint.summary() : Optional.empty();
        return summary.map(stored -> new TrainingData(source, stored, null))
                .orElseGet(() -> of(source.get()));
    }

    public StoredSummary summary() {
        return summary;
    }

    PreparedData loaded() {
        PreparedData known = loaded;
        if (known == null) {
            known = source.get();
            loaded = known;
        }
        return known;
    }

    /**
     * Returns the classes left out of training; empty if there are none, or no labels are loaded.
     */
    Optional<LeftOut> leftOut() {
        return loaded == null ? Optional.empty() : loaded.dataset().leftOut();
    }
}
