// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.Rows;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.FolderTree;

/**
 * How long a finished model takes to encode rows of arrays, 784-400-400-z20, as a service asks it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class EncodeBenchmark {

    private static final int WIDTH = 784;

    @Param({"1", "100"})
    public int rows;

    private Path folder;
    private Model model;
    private double[][] asked;

    @Setup
    public void train() throws IOException {
        folder = Files.createTempDirectory("vaelab-encode");
        model =
                Experiment.named("encode")
                        .in(folder.resolve("run"))
                        .data(Rows.of("noise", noise(400)).testFraction(0.1))
                        .network(n -> n.hidden(400, 400))
                        .training(t -> t.steps(10).batch(100))
                        .evaluation(e -> e.importanceSamples(1))
                        .model("vae", m -> m.set("variant", "gaussian").set("latent", 20))
                        .plan()
                        .run(Executor.local(1), Listener.SILENT)
                        .orThrow()
                        .model("vae", 1);
        asked = noise(rows);
    }

    private static double[][] noise(int n) {
        double[][] values = new double[n][];
        for (int i = 0; i < n; i++) {
            values[i] = RandomKey.of(i).normal(WIDTH);
        }
        return values;
    }

    @Benchmark
    public double[][] encode() {
        return model.encode(asked).location();
    }

    @TearDown
    public void close() throws IOException {
        model.close();
        FolderTree.delete(folder);
    }
}
