// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.Map;
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
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;

/**
 * Evaluation of 100 examples: the bound, the importance-weighted estimate of log p(x) with its
 * diagnostics, and the standard metrics. VQ has a point mass as posterior, so it has only the
 * bound.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(1)
public class Evaluation {

    static final int EXAMPLES = 100;

    @Param({"nd4j", "torch"})
    public String backend;

    /** The device, as in {@code runtime.device}. */
    @Param(Workload.CPU)
    public String device;

    @Param("gaussian")
    public String family;

    /** The extents of the model: see {@link ModelSize#of}. */
    @Param("400")
    public String network;

    /** Threads of matrix products, and of libtorch. */
    @Param("1")
    public int threads;

    /** K, the number of draws per example. */
    @Param({"50", "500"})
    public int draws;

    private Workload workload;
    private Evaluator evaluator;
    private Examples examples;

    static Evaluator evaluator(int draws) {
        EvaluationSettings settings =
                StrictMapper.of(EvaluationSettings.class, Map.of("importanceSamples", draws));
        return new Evaluator(settings, Metrics.standard());
    }

    @Setup(Level.Trial)
    public void open() {
        ModelSize size = ModelSize.of(network);
        workload =
                new Workload(
                        Workload.open(backend, device, threads, size),
                        Family.of(family),
                        size,
                        EXAMPLES);
        examples = workload.data.test().first(EXAMPLES);
        evaluator = evaluator(draws);
    }

    @TearDown(Level.Trial)
    public void close() {
        workload.close();
    }

    @Benchmark
    public EvaluationResult evaluate() {
        return evaluator.evaluate(
                workload.model, examples, RandomKey.of(1), EvaluationProgress.SILENT);
    }
}
