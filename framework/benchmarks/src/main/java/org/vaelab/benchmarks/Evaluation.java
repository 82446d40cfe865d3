// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import org.vaelab.framework.settings.StrictMapper;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Evaluator;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.random.RandomKey;

/**
 * Evaluation of 100 data: the bound, the importance-weighted estimate of log p(x) with its
 * diagnostics, and what belongs to every model for which it is defined. Of VQ, whose posterior is a
 * point mass, there is the bound alone, whatever K.
 */
public class Evaluation extends EvaluationBenchmark {

    /** How many data are evaluated. */
    static final int EXAMPLES = 100;

    private Workload workload;
    private Evaluator evaluator;
    private Examples examples;

    /** Returns an evaluator of K draws. */
    static Evaluator evaluator(int draws) {
        EvaluationSettings settings = StrictMapper.of(EvaluationSettings.class, Map.of("importanceSamples", draws));
        return new Evaluator(settings, Metrics.standard());
    }

    /** Draws data and weights. */
    @Setup(Level.Trial)
    public void open() {
        workload =
                new Workload(
                        backend,
                        device,
                        threads,
                        Family.of(family),
                        ModelSize.of(network),
                        EXAMPLES);
        examples = workload.data.test().first(EXAMPLES);
        evaluator = evaluator(draws);
    }

    /** Frees native memory. */
    @TearDown(Level.Trial)
    public void close() {
        workload.close();
    }

    /** Evaluates the data. */
    @Benchmark
    public EvaluationResult evaluate() {
        return evaluator.evaluate(
                workload.model, examples, RandomKey.of(1), EvaluationProgress.SILENT);
    }
}
