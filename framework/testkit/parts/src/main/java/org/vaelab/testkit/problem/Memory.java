// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointStore;

/** Keeps the latest checkpoint in memory, and the steps of all. */
public final class Memory implements CheckpointStore {

    private final List<Long> saved = new ArrayList<>();
    private Checkpoint latest = new Checkpoint(Map.of(), Map.of());

    public List<Long> saved() {
        return Collections.unmodifiableList(saved);
    }

    @Override
    public Optional<Checkpoint> load() {
        return saved.isEmpty() ? Optional.empty() : Optional.of(latest);
    }

    @Override
    public void save(Checkpoint checkpoint) {
        latest = checkpoint;
        saved.add(checkpoint.step());
    }
}
