// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.Residence;
import org.vaelab.framework.data.RowFile;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;

/**
 * Shuffled training batches of 100 rows of 784 values: of a file that is read in blocks, and of the
 * same file in memory. The file is larger than the blocks that are kept, and the operating system
 * may keep it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class TrainingBatches {

    private static final int WIDTH = 784;
    private static final int BATCH = 100;
    private static final int STEPS = 100;
    private static final String EVERYTHING = "2048";

    /** Where the rows are: {@code memory} or {@code disk}. */
    @Param({"memory", "disk"})
    public String residence;

    /** The type of the numbers of the file: {@code uint8} (grey levels) or {@code float32}. */
    @Param({"uint8", "float32"})
    public String type;

    /** The number of rows. */
    @Param("200000")
    public int rows;

    private Path file;
    private Batches batches;
    private MiniBatch buffers;
    private long step;

    /** Writes the file, and opens it. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        boolean grey = type.equals("uint8");
        file = Files.createTempFile("vaelab-batches", ".bin");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < rows; i++) {
                out.write(row(i, grey));
            }
        }
        System.setProperty(Residence.PROPERTY, residence.equals("disk") ? "0" : EVERYTHING);
        ElementType element = grey ? ElementType.U8 : ElementType.F32;
        Examples examples =
                Examples.loaded(
                        new RowFile(file, RowLayout.of(rows, WIDTH, element, grey)),
                        grey ? ValueDomain.GREY_LEVELS : ValueDomain.REAL,
                        ValuePrecision.SINGLE);
        if (examples.isStreamed() != residence.equals("disk")) {
            throw new IllegalStateException("the rows are not in " + residence);
        }
        batches = new Batches(examples, BATCH, RandomKey.of(1));
        buffers = batches.allocate();
    }

    private static byte[] row(int i, boolean grey) {
        float[] values = new float[WIDTH];
        RandomKey.of(0).fold(i).uniform(values, 0, WIDTH);
        ByteBuffer bytes =
                ByteBuffer.allocate(WIDTH * (grey ? 1 : Float.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (grey) {
                bytes.put((byte) (value * 256));
            } else {
                bytes.putFloat(value);
            }
        }
        return bytes.array();
    }

    /** Deletes the file. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        Files.delete(file);
    }

    /** Computes one hundred batches; the time is that of one. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public float batch() {
        float sum = 0;
        for (int i = 0; i < STEPS; i++) {
            buffers = batches.at(step++, buffers);
            sum += buffers.values()[0];
        }
        return sum;
    }
}
