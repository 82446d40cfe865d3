// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.Optional;

/** Keeps the latest checkpoint in memory, and counts steps. */
final class LatestInMemory implements CheckpointStore, TrainingListener {

    private final TrainingListener listener;
    private Optional<Checkpoint> latest;
    private long done;

    /**
     * Creates the store.
     *
     * @param latest the checkpoint to start from; empty: the beginning
     * @param listener hears of the steps
     */
    LatestInMemory(Optional<Checkpoint> latest, TrainingListener listener) {
        this.latest = latest;
        this.listener = listener;
    }

    @Override
    public Optional<Checkpoint> load() {
        return latest;
    }

    @Override
    public void save(Checkpoint checkpoint) {
        latest = Optional.of(checkpoint);
    }

    @Override
    public void stepped(long step, long steps, long nanos) {
        done = step;
        listener.stepped(step, steps, nanos);
    }

    long done() {
        return done;
    }

    /** Returns the checkpoint after a number of steps, if it is the latest. */
    Optional<Checkpoint> at(long step) {
        return latest.filter(checkpoint -> checkpoint.step() == step);
    }
}
