// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.function.LongFunction;
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
        long[] prepared = {first};
        return of(
                step -> {
                    if (step != prepared[0]) {
                        return ExampleTensors.of(batches.at(step), runtime);
                    }
                    ExampleTensors examples = ExampleTensors.of(prefetcher.next(), runtime);
                    prepared[0]++;
                    return examples;
                },
                prefetcher::close);
    }

    /** Returns examples that are copied once to where the runtime computes. */
    static TrainingExamples resident(Batches batches, TensorRuntime runtime) {
        ResidentExamples examples = new ResidentExamples(batches, runtime);
        return of(examples::at, examples::close);
    }

    private static TrainingExamples of(LongFunction<ExampleTensors> ofStep, Runnable close) {
        return new TrainingExamples() {
            @Override
            public ExampleTensors at(long step) {
                return ofStep.apply(step);
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}
