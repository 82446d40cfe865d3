// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of a model, which is freed once: when it is closed, or with a warning when it is lost.
 */
final class ModelMemory implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelMemory.class);
    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicLong LOST = new AtomicLong();

    private final RunModel state;
    private final AtomicBoolean isFreed = new AtomicBoolean();

    private ModelMemory(RunModel state) {
        this.state = state;
    }

    static ModelMemory of(Model model, RunModel state) {
        ModelMemory memory = new ModelMemory(state);
        CLEANER.register(model, memory);
        return memory;
    }

    /** Returns how many models were lost before they were closed. */
    static long lost() {
        return LOST.get();
    }

    @Override
    public void close() {
        if (!isFreed.getAndSet(true)) {
            state.close();
        }
    }

    /** Is called when the model cannot be reached any more. */
    @Override
    public void run() {
        if (!isFreed.get() && LOST.getAndIncrement() == 0) {
            LOG.warn(
                    "the model of run '{}', seed {}, was not closed: its memory is freed late; close models",
                    state.spec().model(),
                    state.spec().seed());
        }
        close();
    }
}
