// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.vaelab.framework.data.Batches;

/**
 * What a training step spends its time on, by kind of {@link Work}, and its ratio to its products
 * alone. Three things take turns in one process: steps as they are, which JMH reports; steps on a
 * {@link TimedBackend}; and {@link ProductsAlone}. The difference of the first two is what the
 * measuring adds. The table is printed at the end, with lower quartiles over all turns, as
 * whatever else the machine does only adds. They are processor time of the thread that trains, so
 * they leave out what other threads do: more than one thread of products, and the next batch.
 */
public class StepProfile extends ProfileBenchmark {

    /** Steps of a turn. */
    static final int STEPS = 5;

    /** A family on perceptrons, or a name of {@link ModelSize}, with a Gaussian. */
    @Param({"gaussian", "vmf", "gumbel", "vq", "convolutional", "text"})
    public String model;

    /** The width of perceptrons. */
    @Param("400")
    public int width;

    @Param("100")
    public int batch;

    private RunningTraining plain;
    private RunningTraining timed;
    private ProductsAlone products;
    private Batches batches;
    private long step;

    @Setup(Level.Trial)
    public void open() {
        boolean isNetwork = List.of(ModelSize.CONVOLUTIONAL, ModelSize.TEXT).contains(model);
        ModelSize size = ModelSize.of(isNetwork ? model : Integer.toString(width));
        Family family = isNetwork ? Family.GAUSSIAN : Family.of(model);
        plain =
                new RunningTraining(
                        () ->
                                new Workload(
                                        Workload.open(backend, threads, size, own -> own),
                                        family,
                                        size,
                                        batch),
                        STEPS);
        timed =
                new RunningTraining(
                        () ->
                                new Workload(
                                        Workload.open(backend, threads, size, clock::around),
                                        family,
                                        size,
                                        batch),
                        STEPS);
        clock.clear();
        timed.advance(1);
        products = ProductsAlone.open(clock.products(), backend, threads, size);
        batches = Workload.data(size, batch).batches(batch, Workload.KEY);
    }

    /** Takes the turns that JMH does not time. */
    @Setup(Level.Invocation)
    public void takeTurns() {
        clock.clear();
        long started = timed.processorNanos();
        timed.advance(STEPS);
        profile.addTimed(timed.processorNanos() - started, STEPS);
        profile.add(products, STEPS);
        started = TimedBackend.processorNanos();
        batches.at(step++);
        profile.add("binarisation of a batch", TimedBackend.processorNanos() - started, 1);
    }

    /** Takes steps; JMH divides by their number. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void step() {
        long started = plain.processorNanos();
        plain.advance(STEPS);
        profile.addPlain(plain.processorNanos() - started, STEPS);
    }

    @TearDown(Level.Trial)
    public void close() {
        plain.close();
        timed.close();
        products.close();
        System.out.println(profile.table(model + " on " + backend + ": a step"));
    }
}
