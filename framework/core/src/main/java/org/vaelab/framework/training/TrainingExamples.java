// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.Prefetcher;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.model.ResidentExamples;
import org.vaelab.framework.tensor.TensorRuntime;

/** The examples of each step, the same wherever they are stored. */
interface TrainingExamples extends AutoCloseable {

    /** Returns the examples of a step; they stay valid until the next call. */
    ExampleTensors at(long step);

    @Override
    void close();

    /** Returns examples in arrays; a thread prepares the batches from the first step on. */
    static TrainingExamples prefetched(
            Batches batches, TensorRuntime runtime, long first, int depth) {
        Prefetcher prefetcher = new Prefetcher(batches, first, depth);
        return new TrainingExamples() {
            private long prepared = first;

            @Override
            public ExampleTensors at(long step) {
                if (step != prepared) {
                    return ExampleTensors.of(batches.at(step), runtime);
                }
                ExampleTensors examples = ExampleTensors.of(prefetcher.next(), runtime);
                prepared++;
                return examples;
            }

            @Override
            public void close() {
                prefetcher.close();
            }
        };
    }

    /** Returns examples that are copied once to where the runtime computes. */
    static TrainingExamples resident(Batches batches, TensorRuntime runtime) {
        ResidentExamples examples = new ResidentExamples(batches, runtime);
        return new TrainingExamples() {
            @Override
            public ExampleTensors at(long step) {
                return examples.at(step);
            }

            @Override
            public void close() {
                examples.close();
            }
        };
    }
}
