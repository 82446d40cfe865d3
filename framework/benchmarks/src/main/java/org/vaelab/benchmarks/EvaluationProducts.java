// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The matrix products and convolutions of {@link Evaluation} alone, in the same chunks: its limit.
 */
public class EvaluationProducts extends EvaluationBenchmark {

    private ProductReplay replay;

    /** Writes them down. */
    @Setup(Level.Trial)
    public void open() {
        replay =
                ProductReplay.ofEvaluation(
                        backend, threads, Family.of(family), ModelSize.of(network), draws);
    }

    /** Frees native memory. */
    @TearDown(Level.Trial)
    public void close() {
        replay.close();
    }

    /** Computes all. */
    @Benchmark
    public long products() {
        return replay.multiply();
    }
}
