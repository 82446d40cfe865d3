// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/**
 * Models in a service. {@code -Dvaelab.pool.seconds=600} makes the slow test ask a pool for ten
 * minutes.
 */
final class ModelPoolTest {

    private static final int THREADS = 16;
    private static final int D = 6;

    /** What a thread asks of a model, with another number each time. */
    private static final List<Function<Integer, ModelPool.Work<double[][], RuntimeException>>>
            QUESTIONS =
                    List.of(
                            i -> model -> model.encode(rows(i)).location(),
                            i -> model -> model.sample(RandomKey.of(i), 5).rows(),
                            i -> model -> model.reconstruct(rows(i)).rows(),
                            i ->
                                    model ->
                                            model.encode(model.prepare(rows(i)))
                                                    .withDraws(RandomKey.of(i), 2)
                                                    .draws()
                                                    .get(1));

    private static final int DIFFERENT = 12;

    @TempDir static Path folder;

    private static RunFolder run;

    private static double[][] rows(int seed) {
        double[] noise = RandomKey.of(seed).normal((1 + seed % 7) * D);
        double[][] rows = new double[1 + seed % 7][D];
        for (int i = 0; i < noise.length; i++) {
            rows[i / D][i % D] = 50 + 5 * noise[i];
        }
        return rows;
    }

    @BeforeAll
    static void train() throws IOException {
        double[][] values = new double[200][];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows(7 * i)[0];
        }
        run =
                Experiment.named("served")
                        .in(folder)
                        .data(Rows.of("served", values))
                        .set("data.standardize", true)
                        .set("network", Map.of("hidden", List.of(16)))
                        .training(t -> t.steps(60).batch(50))
                        .evaluation(e -> e.importanceSamples(5))
                        .model("vae", m -> m.posterior(new DiagonalNormalFamily(2)))
                        .plan()
                        .run(Executor.local(1), Listener.SILENT)
                        .run("vae", 1);
    }

    @Tag("full")
    @Test
    void everyAnswerOfAPoolIsThatOfASingleThread() throws Exception {
        ask(1);
    }

    @Tag("exhaustive")
    @Test
    void everyAnswerOfAMinuteIsThatOfASingleThread() throws Exception {
        ask(Long.getLong("vaelab.pool.seconds", 60));
    }

    /** Asks a pool from many threads for so long, and each thread at least some times. */
    private static void ask(long seconds) throws Exception {
        List<List<double[][]>> expected = new ArrayList<>();
        try (Model single = Model.open(run)) {
            for (Function<Integer, ModelPool.Work<double[][], RuntimeException>> question :
                    QUESTIONS) {
                List<double[][]> answers = new ArrayList<>();
                for (int i = 0; i < DIFFERENT; i++) {
                    answers.add(question.apply(i).of(single));
                }
                expected.add(answers);
            }
        }
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        ExecutorService callers = Executors.newFixedThreadPool(THREADS);
        AtomicInteger asked = new AtomicInteger();
        try (ModelPool pool = ModelPool.open(run, 3)) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int first = t;
                tasks.add(
                        () -> {
                            for (int i = first; i < first + 40 || System.nanoTime() < end; i++) {
                                int kind = i % QUESTIONS.size();
                                int number = i * 5 % DIFFERENT;
                                assertThat(pool.call(QUESTIONS.get(kind).apply(number)))
                                        .isDeepEqualTo(expected.get(kind).get(number));
                                asked.incrementAndGet();
                            }
                            return null;
                        });
            }
            for (Future<Void> done : callers.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            callers.shutdown();
        }
        assertThat(asked.get()).isGreaterThanOrEqualTo(THREADS * 40);
    }

    /** Rows of seven sizes, so that memory of one size does not serve all. */
    @Test
    @Tag("full")
    void tenThousandCallsLeaveNoTensors() throws IOException {
        try (Model model = Model.open(run)) {
            call(model, 100);
            long nativeObjects = Pointer.totalCount();
            int kept = model.distributions().runtime().keptTensors();
            call(model, 10_000);
            // The collector may free those of other tests meanwhile.
            assertThat(Pointer.totalCount()).isLessThan(nativeObjects + 100);
            assertThat(model.distributions().runtime().keptTensors()).isEqualTo(kept);
        }
    }

    private static void call(Model model, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(QUESTIONS.get(i % QUESTIONS.size()).apply(i % DIFFERENT).of(model))
                    .isNotEmpty();
        }
    }

    @Test
    void aPoolHasModels() {
        assertThatThrownBy(() -> ModelPool.open(run, 0))
                .hasMessageContaining("models must be at least 1, is 0");
    }

    @Test
    void aPoolPassesErrorsOnAndGoesOn() throws IOException {
        ModelPool pool = ModelPool.open(run, 1);
        assertThatThrownBy(() -> pool.call(model -> model.encode(new double[2]).location()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2 values in a row, the model has 6");
        assertThatThrownBy(
                        () ->
                                pool.call(
                                        model -> {
                                            throw new AssertionError("of the caller");
                                        }))
                .isInstanceOf(AssertionError.class);
        double[][] codes = pool.call(model -> model.encode(rows(1)).location());
        assertThat(codes).hasDimensions(2, 2);
        pool.close();
        pool.close();
        assertThatThrownBy(() -> pool.call(model -> model.encode(rows(1)).location()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the pool is closed");
        RunFolder absent = new RunFolder(folder.resolve("absent"));
        assertThatThrownBy(() -> ModelPool.open(absent, 2)).isInstanceOf(IOException.class);
    }

    @Test
    void aPoolPassesCheckedExceptionsOnAndRefusesToWaitForItself() throws IOException {
        try (ModelPool pool = ModelPool.open(run, 1);
                ModelPool other = ModelPool.open(run, 1)) {
            assertThatThrownBy(
                            () ->
                                    pool.call(
                                            model -> {
                                                throw new IOException("of the caller");
                                            }))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("of the caller");
            assertThatThrownBy(() -> pool.call(model -> pool.call(inner -> 3)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("call within a call of the same pool");
            assertThat(pool.<Integer, RuntimeException>call(model -> other.call(inner -> 3)))
                    .isEqualTo(3);
            assertThatThrownBy(
                            () ->
                                    pool.call(
                                            model -> {
                                                model.close();
                                                return 1;
                                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("belongs to a pool");
            double[][] codes = pool.call(model -> model.encode(rows(1)).location());
            assertThat(codes).hasDimensions(2, 2);
            assertThatThrownBy(() -> pool.call(null)).hasMessage("work must not be null");
        }
    }

    @Test
    void aModelRefusesOtherThreads() throws Exception {
        ExecutorService other =
                Executors.newSingleThreadExecutor(work -> new Thread(work, "other"));
        try (Model model = Model.open(run)) {
            for (Callable<Object> use :
                    List.<Callable<Object>>of(
                            () -> model.encode(rows(1)).location(),
                            () -> model.sample(RandomKey.of(1), 2).rows(),
                            () -> model.decode(new float[][] {{1, 2}}).rows(),
                            model::test,
                            () -> {
                                model.close();
                                return "";
                            })) {
                assertThatThrownBy(() -> other.submit(use).get())
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("'other' uses it; ModelPool serves many");
            }
            assertThat(model.encode(rows(1)).location()).hasDimensions(2, 2);
        } finally {
            other.shutdown();
        }
    }

    @Test
    void aModelGoesToAnotherThreadAfterItsOwnHasEnded() throws Exception {
        Model[] opened = new Model[1];
        Thread first =
                new Thread(
                        () -> {
                            try {
                                opened[0] = Model.open(run);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        first.start();
        first.join();
        try (Model model = opened[0];
                Model own = Model.open(run)) {
            assertThat(model.encode(rows(1)).location())
                    .isDeepEqualTo(own.encode(rows(1)).location());
        }
    }

    @Test
    void modelsThatNobodyClosedAreFreedWithOneWarning() throws Exception {
        List<String> warnings = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        synchronized (warnings) {
                            warnings.add(record.getMessage());
                        }
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger logger = Logger.getLogger(ModelMemory.class.getName());
        logger.addHandler(handler);
        try {
            long before = ModelMemory.lost();
            for (int i = 0; i < 5; i++) {
                lose();
            }
            for (int i = 0; i < 100 && ModelMemory.lost() < before + 5; i++) {
                System.gc();
                Thread.sleep(20);
            }
            assertThat(ModelMemory.lost()).isGreaterThanOrEqualTo(before + 5);
            synchronized (warnings) {
                assertThat(warnings)
                        .hasSize(1)
                        .first()
                        .asString()
                        .contains("was not closed: its memory is freed late");
            }
        } finally {
            logger.removeHandler(handler);
        }
    }

    private static void lose() throws IOException {
        assertThat(Model.open(run).encode(rows(1)).location()).hasDimensions(2, 2);
    }
}
