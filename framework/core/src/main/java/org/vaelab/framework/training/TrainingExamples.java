// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.Prefetcher;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.model.ResidentExamples;
import org.vaelab.framework.tensor.TensorRuntime;

/** Where the examples of each step come from: the same, wherever they lie. */
interface TrainingExamples extends AutoCloseable {

    /** Returns the examples of the next step; they stay as they are until the next call. */
    ExampleTensors next();

    /** Returns the examples of a step again. */
    ExampleTensors at(long step);

    /** Ends threads, and frees memory. */
    @Override
    void close();

    /** Returns examples whose batches a thread prepares in arrays. */
    static TrainingExamples prefetched(
            Batches batches, TensorRuntime runtime, long first, int depth) {
        Prefetcher prefetcher = new Prefetcher(batches, first, depth);
        return new TrainingExamples() {
            @Override
            public ExampleTensors next() {
                return ExampleTensors.of(prefetcher.next(), runtime);
            }

            @Override
            public ExampleTensors at(long step) {
                return ExampleTensors.of(batches.at(step), runtime);
            }

            @Override
            public void close() {
                prefetcher.close();
            }
        };
    }

    /** Returns examples that lie where the runtime computes. */
    static TrainingExamples resident(Batches batches, TensorRuntime runtime, long first) {
        ResidentExamples examples = new ResidentExamples(batches, runtime);
        return new TrainingExamples() {
            private long step = first;

            @Override
            public ExampleTensors next() {
                return examples.at(step++);
            }

            @Override
            public ExampleTensors at(long again) {
                return examples.at(again);
            }

            @Override
            public void close() {
                examples.close();
            }
        };
    }
}
