// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PrefetcherTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void yieldsTheSameBytes(int depth) {
        Batches batches = BatchesTest.dynamic(50, 8, 1);
        try (Prefetcher prefetcher = new Prefetcher(BatchesTest.dynamic(50, 8, 1), 17, depth)) {
            for (long step = 17; step < 200; step++) {
                MiniBatch batch = prefetcher.next();
                assertThat(batch.step()).isEqualTo(step);
                assertThat(batch.values()).isEqualTo(batches.at(step).values());
                String label = batch.labelNames().get(0);
                assertThat(batch.labels(label)).isEqualTo(batches.at(step).labels(label));
            }
        }
    }

    @Test
    void aBatchStaysUntilTheNextOne() throws InterruptedException {
        Batches batches = BatchesTest.dynamic(50, 8, 1);
        try (Prefetcher prefetcher = new Prefetcher(batches, 0, 2)) {
            MiniBatch batch = prefetcher.next();
            float[] before = batch.values().clone();
            // Long enough for the background to fill every buffer that it may have.
            Thread.sleep(50);
            assertThat(batch.values()).isEqualTo(before);
        }
    }

    @Test
    void passesFailuresOnAtTheirStep() {
        // Step Long.MAX_VALUE is the last: the next is negative, which the stream refuses.
        Batches batches = BatchesTest.dynamic(50, 8, 1);
        try (Prefetcher prefetcher = new Prefetcher(batches, Long.MAX_VALUE, 3)) {
            assertThat(prefetcher.next().step()).isEqualTo(Long.MAX_VALUE);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(prefetcher::next)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("step -9223372036854775808");
            }
        }
    }

    @Test
    void closingEndsTheThread() {
        Prefetcher prefetcher = new Prefetcher(BatchesTest.dynamic(50, 8, 1), 0, 2);
        MiniBatch last = prefetcher.next();
        float[] before = last.values().clone();
        prefetcher.close();
        prefetcher.close();
        assertThat(last.values()).isEqualTo(before);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("vaelab-prefetch"));
        assertThatThrownBy(prefetcher::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void waitingCanBeInterrupted() {
        try (Prefetcher prefetcher = new Prefetcher(BatchesTest.dynamic(50, 8, 1), 0, 1)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(prefetcher::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void refusesADepthOfZero() {
        Batches batches = BatchesTest.dynamic(50, 8, 1);
        assertThatThrownBy(() -> new Prefetcher(batches, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
