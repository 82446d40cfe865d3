// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.random.RandomKey;

/** Rows that lie in a file, on their way to training batches. */
class RowFileTest {

    private static final int WIDTH = 1000;
    private static final int SIZE = 45_000;

    @TempDir private static Path folder;

    private static Dataset streamed;
    private static Dataset held;

    @BeforeAll
    static void open() throws IOException {
        Files.write(folder.resolve("levels.bin"), content());
        streamed = of(Examples.of(file(), ValueDomain.GREY_LEVELS));
        held = of(Examples.greyLevels(WIDTH, content()));
    }

    private static byte[] content() {
        byte[] bytes = new byte[SIZE * WIDTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i / WIDTH * 31 + i % WIDTH * 7);
        }
        return bytes;
    }

    private static RowFile file() throws IOException {
        return new RowFile(
                folder.resolve("levels.bin"), RowLayout.of(SIZE, WIDTH, ElementType.U8, true));
    }

    private static Dataset of(Examples examples) {
        int[] test = IntStream.range(0, examples.size()).filter(i -> i % 10 == 3).toArray();
        int[] train = IntStream.range(0, examples.size()).filter(i -> i % 10 != 3).toArray();
        return Dataset.of(
                "levels",
                DataShape.flat(WIDTH),
                examples.select(train),
                examples.select(test),
                "a test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "dynamic", "static", "threshold(0.3)"})
    void streamedDataHaveTheValuesAndTheChecksumOfThoseInMemory(String how) {
        assertThat(streamed.train().isStreamed()).isTrue();
        assertThat(streamed.checksum()).isEqualTo(held.checksum());
        assertThat(streamed.facts().remarks()).anyMatch(text -> text.contains("stay on disk"));
        PreparedData left =
                Preparation.of(Binarization.parse(how))
                        .apply(streamed.in(ValuePrecision.SINGLE), 5);
        PreparedData right = Preparation.of(Binarization.parse(how)).apply(held, 5);
        assertThat(left.test().domain()).isEqualTo(right.test().domain());
        for (int chunk : new int[] {0, 7, 44}) {
            assertThat(new Chunks(left.test(), 100).at(chunk).values())
                    .isEqualTo(new Chunks(right.test(), 100).at(chunk).values());
        }
        float[] row = new float[WIDTH];
        float[] other = new float[WIDTH];
        for (int i = 0; i < left.train().size(); i += 997) {
            left.train().read(i, row, 0);
            right.train().read(i, other, 0);
            assertThat(row).isEqualTo(other);
        }
    }

    @Test
    void anEpochIsAPermutationOfBlocksAndResumesAtAnyStep() throws IOException {
        Examples examples = Examples.of(file(), ValueDomain.GREY_LEVELS);
        Batches straight = new Batches(examples, 100, RandomKey.of(3));
        long steps = straight.stepsPerEpoch();
        int[] order =
                IntStream.range(0, (int) steps)
                        .flatMap(step -> Arrays.stream(straight.rows(step)))
                        .toArray();
        assertThat(order).hasSize(SIZE);
        assertThat(Arrays.stream(order).distinct().count()).isEqualTo(SIZE);
        // The last block of the file is shorter than the others.
        int perWindow = (BlockOrder.BLOCKS_AT_A_TIME - 1) * file().rowsPerBlock();
        long blocks = Arrays.stream(order).limit(perWindow).map(examples::block).distinct().count();
        assertThat(blocks).isLessThanOrEqualTo(BlockOrder.BLOCKS_AT_A_TIME);
        Batches resumed = new Batches(examples, 100, RandomKey.of(3));
        for (long step : new long[] {steps + 7, 3, 2 * steps - 1}) {
            assertThat(resumed.at(step).values()).isEqualTo(straight.at(step).values());
            assertThat(resumed.rows(step)).isEqualTo(straight.rows(step));
        }
        assertThat(straight.rows(0)).isNotEqualTo(straight.rows(steps));
        assertThat(new Batches(examples, 100, RandomKey.of(4)).rows(0))
                .isNotEqualTo(straight.rows(0));
    }

    @Tag("full")
    @Test
    void threadsReadTheSame() throws Exception {
        RowFile file = file();
        byte[] expected = content();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> results =
                    IntStream.range(0, 4)
                            .mapToObj(t -> pool.submit(() -> matches(file, expected, t)))
                            .toList();
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean matches(RowFile file, byte[] expected, int thread) {
        int[] rows = RandomKey.of(thread).permutation(SIZE);
        float[] row = new float[WIDTH];
        for (int i = 0; i < 4000; i++) {
            file.read(rows[i], row, 0);
            for (int j = 0; j < WIDTH; j += 37) {
                if (row[j] != (expected[rows[i] * WIDTH + j] & 0xff) / 255f) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Closing a prefetcher interrupts its thread, which must not close the file of others. */
    @Test
    void anInterruptDoesNotCloseTheFile() throws IOException {
        RowFile file = file();
        float[] row = new float[WIDTH];
        Thread.currentThread().interrupt();
        file.read(17, row, 0);
        assertThat(Thread.interrupted()).isTrue();
        file.read(18, row, 0);
        assertThat(row[1]).isEqualTo(((18 * 31 + 7) & 0xff) / 255f);
    }

    @Test
    void aFileThatIsTooShortOrChangesIsNamed() throws IOException {
        Path path = folder.resolve("short.bin");
        Files.write(path, new byte[99]);
        RowLayout layout = RowLayout.of(10, 10, ElementType.U8, true);
        assertThatThrownBy(() -> new RowFile(path, layout))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("99 bytes");
        Files.write(path, new byte[100]);
        RowFile file = new RowFile(path, layout);
        Files.write(path, new byte[50]);
        assertThatThrownBy(() -> file.read(9, new float[10], 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("short.bin: the file changed");
    }

    @Test
    void everyTypeIsReadInBothByteOrders() throws IOException {
        ByteBuffer numbers = ByteBuffer.allocate(8);
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            numbers.order(order);
            numbers.putLong(0, -2);
            assertThat(ElementType.I64.at(numbers, 0)).isEqualTo(-2);
            assertThat(ElementType.U64.at(numbers, 0)).isEqualTo(0x1p64);
            assertThat(ElementType.U8.at(numbers, 1)).isEqualTo(255);
            numbers.putInt(0, -3);
            assertThat(ElementType.I32.at(numbers, 0)).isEqualTo(-3);
            assertThat(ElementType.U32.at(numbers, 0)).isEqualTo(0x1p32 - 3);
            numbers.putShort(0, (short) 0x3555);
            assertThat(ElementType.F16.at(numbers, 0)).isEqualTo(0.333251953125);
            numbers.putShort(0, (short) 0x8001);
            assertThat(ElementType.F16.at(numbers, 0)).isEqualTo(-0x1p-24);
            assertThat(ElementType.I16.at(numbers, 0)).isEqualTo(-32767);
            assertThat(ElementType.U16.at(numbers, 0)).isEqualTo(32769);
            numbers.putShort(0, (short) 0xfc00);
            assertThat(ElementType.F16.at(numbers, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
            numbers.putDouble(0, 0.1);
            assertThat(ElementType.F64.at(numbers, 0)).isEqualTo(0.1);
        }
    }
}
