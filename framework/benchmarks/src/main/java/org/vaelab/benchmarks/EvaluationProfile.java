// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * What an {@link Evaluation} of 100 examples spends its time on, as {@link StepProfile} tells of a
 * step. It is processor time of the thread that evaluates.
 */
public class EvaluationProfile extends ProfileBenchmark {

    @Param({"gaussian", "vmf", "gumbel"})
    public String family;

    /** The width of perceptrons. */
    @Param("400")
    public String width;

    /** K, the number of draws per example. */
    @Param("50")
    public int draws;

    private Workload plain;
    private Workload timed;
    private ProductsAlone products;
    private Evaluator evaluator;
    private Examples examples;

    @Setup(Level.Trial)
    public void open() {
        ModelSize size = ModelSize.of(width);
        plain = workload(size, own -> own);
        timed = workload(size, clock::around);
        examples = plain.data.test().first(Evaluation.EXAMPLES);
        evaluator = Evaluation.evaluator(draws);
        clock.clear();
        evaluate(timed);
        products = ProductsAlone.open(clock.products(), backend, threads, size);
    }

    private Workload workload(ModelSize size, UnaryOperator<TensorBackend> around) {
        return new Workload(
                Workload.open(backend, threads, size, around),
                Family.of(family),
                size,
                Evaluation.EXAMPLES);
    }

    private EvaluationResult evaluate(Workload workload) {
        return evaluator.evaluate(
                workload.model, examples, RandomKey.of(1), EvaluationProgress.SILENT);
    }

    /** Takes the turns that JMH does not time. */
    @Setup(Level.Invocation)
    public void takeTurns() {
        clock.clear();
        long started = TimedBackend.processorNanos();
        evaluate(timed);
        profile.addTimed(TimedBackend.processorNanos() - started, 1);
        profile.add(products, 1);
    }

    @Benchmark
    public EvaluationResult evaluate() {
        long started = TimedBackend.processorNanos();
        EvaluationResult result = evaluate(plain);
        profile.addPlain(TimedBackend.processorNanos() - started, 1);
        return result;
    }

    @TearDown(Level.Trial)
    public void close() {
        plain.close();
        timed.close();
        products.close();
        System.out.println(profile.table(family + " on " + backend + ": an evaluation"));
    }
}
