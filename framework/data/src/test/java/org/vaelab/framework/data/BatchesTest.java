// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

class BatchesTest {
    static Dataset digits(int size, int width) {
        byte[] content = new byte[size * width];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (31 * i + i / width);
        }
        int[] numbers = IntStream.range(0, size).toArray();
        Labels labels =
                Labels.of(
                        List.of(
                                Labels.Column.of("number", size, numbers),
                                Labels.Column.of("zero", 1, new int[size])));
        Examples examples = Examples.greyLevels(width, content).withLabels(labels);
        return Dataset.of("digits", DataShape.flat(width), examples, examples.first(1), "test");
    }

    static Batches dynamic(int size, int batch, long seed) {
        return Preparation.of(new Binarization.Dynamic())
                .apply(digits(size, 8), 0)
                .batches(batch, RandomKey.of(seed));
    }

    @Property(tries = 60)
    void anEpochVisitsEveryExampleAtMostOnce(
            @ForAll @IntRange(min = 1, max = 60) int size,
            @ForAll @IntRange(min = 1, max = 60) int batch,
            @ForAll @IntRange(min = 0, max = 1000) int epoch) {
        int fitting = Math.min(batch, size);
        Batches batches = dynamic(size, fitting, 1);
        assertThat(batches.stepsPerEpoch()).isEqualTo(size / fitting);
        List<Integer> seen = new ArrayList<>();
        for (long s = 0; s < batches.stepsPerEpoch(); s++) {
            MiniBatch minibatch = batches.at(epoch * batches.stepsPerEpoch() + s);
            for (int row : minibatch.rows()) {
                seen.add(row);
            }
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(size / fitting * fitting);
        assertThat(seen).allMatch(row -> row >= 0 && row < size);
    }

    @Test
    void aBatchIsAFunctionOfTheStepAlone() {
        Batches forwards = dynamic(50, 8, 1);
        List<float[]> expected =
                IntStream.range(0, 40).mapToObj(s -> forwards.at(s).values()).toList();
        Batches resumed = dynamic(50, 8, 1);
        MiniBatch buffers = resumed.allocate();
        for (int s = 39; s >= 0; s--) {
            buffers = resumed.at(s, buffers);
            assertThat(buffers.values()).as("step %d", s).isEqualTo(expected.get(s));
            assertThat(buffers.step()).isEqualTo(s);
        }
        assertThat(dynamic(50, 8, 2).at(0).values()).isNotEqualTo(expected.get(0));
    }

    @Test
    void epochsDifferInOrder() {
        Batches batches = dynamic(50, 50, 1);
        assertThat(batches.at(0).rows()).isNotEqualTo(batches.at(1).rows());
        assertThat(batches.at(Long.MAX_VALUE).size()).isEqualTo(50);
    }

    @Test
    void valuesAndLabelsAreThoseOfTheRows() {
        Dataset dataset = digits(30, 8);
        MiniBatch batch = new Batches(dataset.train(), 7, RandomKey.of(1)).at(3);
        List<String> labels = batch.labelNames();
        assertThat(labels).hasSize(2);
        for (int i = 0; i < 7; i++) {
            assertThat(batch.labels(labels.get(0))[i]).isEqualTo(batch.rows()[i]);
            assertThat(batch.labels(labels.get(1))[i]).isZero();
            float[] row = new float[8];
            System.arraycopy(batch.values(), 8 * i, row, 0, 8);
            assertThat(row).isEqualTo(ExamplesTest.row(dataset.train(), batch.rows()[i]));
        }
    }

    @Test
    void dynamicDrawsAreBitsOfTheKeyOfTheStep() {
        Dataset dataset = digits(30, 8);
        RandomKey key = RandomKey.of(1);
        MiniBatch grey = new Batches(dataset.train(), 7, key).at(11);
        MiniBatch bits =
                Preparation.of(new Binarization.Dynamic()).apply(dataset, 0).batches(7, key).at(11);
        assertThat(bits.rows()).isEqualTo(grey.rows());
        assertThat(bits.values())
                .isEqualTo(key.split("binarize").fold(11).bernoulli(grey.values()));
    }

    @Test
    void refusesABatchLargerThanTheDataAndForeignBuffers() {
        for (int size : new int[] {0, -1, 51}) {
            assertThatThrownBy(() -> dynamic(50, size, 1))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "batch of "
                                    + size
                                    + " examples from a training set of 50: expected 1..50");
        }
        Batches batches = dynamic(50, 8, 1);
        assertThatThrownBy(() -> batches.at(-1)).isInstanceOf(IllegalArgumentException.class);
        MiniBatch foreign = dynamic(50, 9, 1).allocate();
        assertThatThrownBy(() -> batches.at(0, foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("buffers for 9 examples of 8 values, expected 8 of 8");
    }

    /** A regression of one order is what this would see: the figure itself is for the benchmark. */
    @Test
    @Tag("slow")
    void aDynamicBatchIsCheap() {
        Batches batches =
                Preparation.of(new Binarization.Dynamic())
                        .apply(digits(10_000, 784), 0)
                        .batches(100, RandomKey.of(1));
        MiniBatch buffers = batches.allocate();
        long best = Long.MAX_VALUE;
        for (int s = 0; s < 2_000; s++) {
            long start = System.nanoTime();
            buffers = batches.at(s, buffers);
            best = Math.min(best, System.nanoTime() - start);
        }
        System.getLogger("batches")
                .log(System.Logger.Level.INFO, "100 x 784: " + best / 1e6 + " ms");
        assertThat(best / 1e6).isLessThan(5.0);
    }
}
