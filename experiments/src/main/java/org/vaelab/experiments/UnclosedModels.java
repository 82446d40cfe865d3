// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.model.TrainedModel;

/** Frees the native memory of models that nobody closed, after the garbage collector found them. Warns once. */
final class UnclosedModels {

    private static final Logger LOG = LoggerFactory.getLogger(UnclosedModels.class);
    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicLong FREED = new AtomicLong();

    private UnclosedModels() {}

    /** The memory of a model, which is freed once. */
    static final class Release implements Runnable, AutoCloseable {

        private final TrainedModel trained;
        private final AtomicBoolean isFreed = new AtomicBoolean();

        private Release(TrainedModel trained) {
            this.trained = trained;
        }

        @Override
        public void close() {
            if (!isFreed.getAndSet(true)) {
                trained.close();
            }
        }

        @Override
        public void run() {
            if (!isFreed.get() && FREED.getAndIncrement() == 0) {
                LOG.warn(
                        "the model of run '{}', seed {}, was not closed: its memory is freed late; close models",
                        trained.spec().model(),
                        trained.spec().seed());
            }
            close();
        }
    }

    /** Returns how many models were freed because nobody closed them. */
    static long freed() {
        return FREED.get();
    }

    /** Returns the memory of a model, which is freed when the model is closed or lost. */
    static Release watch(Model model, TrainedModel trained) {
        Release release = new Release(trained);
        CLEANER.register(model, release);
        return release;
    }
}
