// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Evaluator;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.random.RandomKey;

/** Bound and importance-weighted log p(x) of 100 data with a 784-400-400-20 auto-encoder. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ImportanceWeightedEvaluation {

    /** The backend's name. */
    @Param({"nd4j", "torch"})
    public String backend;

    /** K, the draws per datum. */
    @Param({"50", "500"})
    public int draws;

    private Workload workload;
    private Evaluator evaluator;
    private Examples examples;

    /** Draws data and weights. */
    @Setup(Level.Trial)
    public void open() {
        workload = new Workload(backend, 1, 400, 20, 100);
        examples = workload.data.test().first(100);
        EvaluationSettings settings = new EvaluationSettings(draws, null, null, null, null, null);
        evaluator = new Evaluator(settings, Metrics.standard());
    }

    /** Frees native memory. */
    @TearDown(Level.Trial)
    public void close() {
        workload.close();
    }

    /** Evaluates the 100 data. */
    @Benchmark
    public EvaluationResult evaluate() {
        return evaluator.evaluate(
                workload.model, examples, RandomKey.of(1), EvaluationProgress.SILENT);
    }
}
