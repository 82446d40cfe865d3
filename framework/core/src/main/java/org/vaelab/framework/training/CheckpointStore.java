// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.Optional;

/** Keeps the latest checkpoint of a run. */
public interface CheckpointStore {

    /** Returns the latest checkpoint, if there is one. */
    Optional<Checkpoint> load();

    /** Replaces the latest checkpoint; an interruption leaves the old one or the new one. */
    void save(Checkpoint checkpoint);

    static CheckpointStore none() {
        return new CheckpointStore() {
            @Override
            public Optional<Checkpoint> load() {
                return Optional.empty();
            }

            @Override
            public void save(Checkpoint checkpoint) {}
        };
    }
}
