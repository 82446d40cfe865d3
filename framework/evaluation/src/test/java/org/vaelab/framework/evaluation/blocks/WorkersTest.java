// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work on other threads: its order, its errors and its end. */
final class WorkersTest {

    /** Sums whose digits depend on the order of their terms. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void theOrderOfTheWorkOnAnItemIsThatOfTheCalls(int lanes) {
        double[] sums = new double[10];
        try (Workers workers = new Workers(lanes)) {
            for (int call = 1; call <= 1000; call++) {
                double term = 1.0 / call;
                workers.share(sums.length, i -> sums[i] = (sums[i] + term * (i + 1)) * 0.999);
            }
            workers.finish();
        }
        double[] expected = new double[sums.length];
        for (int call = 1; call <= 1000; call++) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (expected[i] + 1.0 / call * (i + 1)) * 0.999;
            }
        }
        assertThat(sums).isEqualTo(expected);
    }

    @Test
    void anErrorReachesTheCallerAsItIs() {
        IllegalStateException cause = new IllegalStateException("item 3");
        AtomicInteger after = new AtomicInteger();
        try (Workers workers = new Workers(1)) {
            workers.share(
                    5,
                    i -> {
                        if (i == 3) {
                            throw cause;
                        }
                    });
            assertThatThrownBy(
                            () -> {
                                for (int call = 0; call < 100; call++) {
                                    workers.share(5, i -> after.incrementAndGet());
                                }
                            })
                    .isSameAs(cause);
            assertThatThrownBy(workers::finish).isSameAs(cause);
        }
        assertThat(after).hasValue(0);
        Supplier<Integer> failing =
                Workers.later(
                        () -> {
                            throw new StackOverflowError();
                        });
        assertThatThrownBy(failing::get).isInstanceOf(StackOverflowError.class);
        assertThat(Workers.later(() -> 5).get()).isEqualTo(5);
    }

    /** As where a run is interrupted: nothing works on when its evaluation has ended. */
    @Test
    void closingLeavesOutWhatIsNotDoneAndWaitsForTheRest() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        Workers workers = new Workers(1);
        workers.share(
                2,
                i -> {
                    begun.countDown();
                    await(closing);
                    done.incrementAndGet();
                });
        workers.share(2, i -> done.incrementAndGet());
        await(begun);
        Thread other = new Thread(workers::close);
        other.start();
        while (other.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        closing.countDown();
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(done).hasValue(1);
    }

    @Test
    void anInterruptedCallerKeepsItsFlagAndItsResults() {
        Thread.currentThread().interrupt();
        int[] found = new int[3];
        try (Workers workers = new Workers()) {
            workers.share(3, i -> found[i] = i);
            workers.finish();
        }
        assertThat(found).containsExactly(0, 1, 2);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void threadsAreDaemonsAndBounded() {
        Thread worker = Workers.later(Thread::currentThread).get();
        assertThat(worker.isDaemon()).isTrue();
        assertThat(
                        Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> thread.getName().equals(worker.getName())))
                .hasSizeBetween(1, Workers.THREADS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
