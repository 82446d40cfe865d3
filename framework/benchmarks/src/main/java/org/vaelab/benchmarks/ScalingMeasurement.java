// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.training.TrainingListener;

/**
 * Measures the points of {@link ScalingCurve}s on one backend, in the virtual machine in which it
 * runs, and prints a line for each. The Gaussian model 784-400-400-z20, batches of 100, one thread.
 */
final class ScalingMeasurement implements AutoCloseable {

    private static final int BATCH = 100;
    private static final int DRAWS = 50;
    private static final int DATA = 100;

    /** Evaluations after which pools of memory and code have grown to what they need. */
    private static final int SETTLING = 40;

    private final Workload workload;
    private final int repetitions;
    private final double seconds;

    /**
     * Opens a backend.
     *
     * @param repetitions of each time, of which the median counts
     * @param seconds of training before times are taken
     */
    ScalingMeasurement(String backend, int repetitions, double seconds) {
        this.workload = new Workload(backend, 1, Family.GAUSSIAN, ModelSize.of("400"), BATCH);
        this.repetitions = repetitions;
        this.seconds = seconds;
    }

    /** Times whole trainings on so many data: the trainer's first and last work included. */
    void trainingTime(List<Integer> sizes) {
        warmUp(() -> workload.train(BATCH, TrainingListener.SILENT));
        time(
                ScalingCurve.TRAINING_TIME,
                sizes,
                size -> workload.train(size / BATCH, TrainingListener.SILENT));
    }

    /** Times evaluations of so many data. */
    void evaluationTimeByData(List<Integer> sizes) {
        warmUp(() -> evaluate(DATA, DRAWS));
        time(ScalingCurve.EVALUATION_TIME_DATA, sizes, size -> evaluate(size, DRAWS));
    }

    /** Times evaluations with so many draws for each datum. */
    void evaluationTimeByDraws(List<Integer> sizes) {
        warmUp(() -> evaluate(DATA, DRAWS));
        time(ScalingCurve.EVALUATION_TIME_DRAWS, sizes, size -> evaluate(DATA, size));
    }

    /** Looks at the memory after evaluations with so many draws for each datum. */
    void memoryByDraws(List<Integer> sizes) {
        for (int i = 0; i < SETTLING; i++) {
            evaluate(DATA, DRAWS);
        }
        for (int size : sizes) {
            evaluate(DATA, size);
            print(ScalingCurve.MEMORY_DRAWS, size, nativeMebibytes());
        }
    }

    /** Looks at the memory after so many steps. */
    void memoryBySteps(List<Integer> sizes) {
        workload.train(
                sizes.get(sizes.size() - 1),
                new TrainingListener() {
                    @Override
                    public void stepped(long step, long steps, long nanos) {
                        if (sizes.contains((int) step)) {
                            print(ScalingCurve.MEMORY_STEPS, (int) step, nativeMebibytes());
                        }
                    }
                });
    }

    private static double nativeMebibytes() {
        return Machine.residentMebibytes() - Scaling.HEAP;
    }

    /** A computation of some size. */
    @FunctionalInterface
    private interface Sized {
        void run(int size);
    }

    private void warmUp(Runnable work) {
        long end = System.nanoTime() + (long) (1e9 * seconds);
        do {
            work.run();
        } while (System.nanoTime() < end);
    }

    /** Sizes take turns, so that what else the machine does meets all of them. */
    private void time(ScalingCurve curve, List<Integer> sizes, Sized work) {
        List<double[]> times = new ArrayList<>();
        sizes.forEach(size -> times.add(new double[repetitions]));
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (int i = 0; i < sizes.size(); i++) {
                long start = System.nanoTime();
                work.run(sizes.get(i));
                times.get(i)[repetition] = (System.nanoTime() - start) / 1e9;
            }
        }
        for (int i = 0; i < sizes.size(); i++) {
            print(curve, sizes.get(i), Medians.of(times.get(i)));
        }
    }

    private void evaluate(int data, int draws) {
        Examples examples = workload.data.test().first(data);
        Evaluation.evaluator(draws)
                .evaluate(workload.model, examples, RandomKey.of(1), EvaluationProgress.SILENT);
    }

    private static void print(ScalingCurve curve, int size, double cost) {
        System.out.printf(Locale.ROOT, "%s\t%d\t%.6f%n", curve, size, cost);
    }

    @Override
    public void close() {
        workload.close();
    }
}
