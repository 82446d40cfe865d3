// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.IDXDataSource;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;

class IdxSourceTest {
    @TempDir Path dir;

    private Dataset load(byte[] train, byte[] test) throws IOException {
        Path trainFile = IdxBytes.write(dir, "train", train);
        Path testFile = IdxBytes.write(dir, "test", test);
        IdxSource settings = new IdxSource(trainFile, testFile, null, null, "idx");
        return settings.load(DataSource.Progress.SILENT);
    }

    private static float[] row(Examples examples, int index) {
        float[] row = new float[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    @Test
    void readsGreyImages() throws IOException {
        Dataset dataset = load(IdxBytes.images(40, 3, 2), IdxBytes.images(4, 3, 2));
        assertThat(dataset.shape()).isEqualTo(new DataShape(1, 3, 2));
        assertThat(dataset.domain()).isEqualTo(ValueDomain.GREY_LEVELS);
        assertThat(dataset.train().size()).isEqualTo(40);
        assertThat(dataset.test().size()).isEqualTo(4);
        assertThat(row(dataset.train(), 6)[5]).isEqualTo(41 * 7 % 256 / 255f);
        assertThat(dataset.train().labels()).isEmpty();
    }

    @Test
    void plainAndGzippedAreTheSameContent() throws IOException {
        byte[] train = IdxBytes.images(40, 3, 2);
        byte[] test = IdxBytes.images(4, 3, 2);
        assertThat(load(IdxBytes.gzip(train), IdxBytes.gzip(test)).checksum())
                .isEqualTo(load(train, test).checksum());
    }

    @ParameterizedTest
    @CsvSource({"'5,12', 12", "'5,3,4', 1x3x4", "'5,2,2,3', 2x2x3"})
    void dimensionsGiveTheShape(String dimensions, String shape) throws IOException {
        int[] parsed =
                Arrays.stream(dimensions.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        byte[] file = IdxBytes.images(parsed);
        assertThat(load(file, file).shape()).hasToString(shape);
    }

    @Test
    void bytesThatAreAllZeroOrOneAreBinary() throws IOException {
        byte[] bits = IdxBytes.of(IdxBytes.UBYTE, new byte[] {0, 1, 1, 0}, 2, 2);
        byte[] grey = IdxBytes.of(IdxBytes.UBYTE, new byte[] {0, 1, 2, 0}, 2, 2);
        assertThat(load(bits, bits).domain()).isEqualTo(ValueDomain.BINARY);
        assertThat(row(load(bits, bits).train(), 0)).containsExactly(0f, 1f);
        assertThat(load(bits, grey).domain()).isEqualTo(ValueDomain.GREY_LEVELS);
        assertThat(row(load(bits, grey).train(), 0)).containsExactly(0f, 1 / 255f);
    }

    @Test
    void otherTypesAreReal() throws IOException {
        byte[] floats = ByteBuffer.allocate(16).putFloat(-1.5f).putFloat(1e9f).array();
        byte[] doubles = ByteBuffer.allocate(32).putDouble(-1.5).putDouble(1e9).array();
        byte[] shorts = ByteBuffer.allocate(8).putShort((short) -300).array();
        byte[] ints = ByteBuffer.allocate(16).putInt(-70_000).array();
        byte[] bytes = {-128, 127, 0, 0};
        assertThat(real(0x0d, floats)).containsExactly(-1.5f, 1e9f);
        assertThat(real(0x0e, doubles)).containsExactly(-1.5f, 1e9f);
        assertThat(real(0x0b, shorts)).containsExactly(-300f, 0f);
        assertThat(real(0x0c, ints)).containsExactly(-70_000f, 0f);
        assertThat(real(0x09, bytes)).containsExactly(-128f, 127f);
    }

    private float[] real(int type, byte[] values) throws IOException {
        byte[] file = IdxBytes.of(type, values, 2, 2);
        Dataset dataset = load(file, file);
        assertThat(dataset.domain()).isEqualTo(ValueDomain.REAL);
        return row(dataset.train(), 0);
    }

    @Test
    void theNameIsThatOfTheFolder() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("digits"));
        Path file = IdxBytes.write(folder, "train", IdxBytes.images(4, 3, 2));
        IdxSource settings = new IdxSource(file, file, null, null, null);
        assertThat(settings.load(DataSource.Progress.SILENT).name()).isEqualTo("digits");
    }

    /** Tribuo's source is the oracle: values, labels and order. */
    @Test
    void agreesWithTribuo() throws IOException {
        byte[] images = IdxBytes.images(50, 5, 4);
        int[] classes = new int[50];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = i * i % 7;
        }
        Path imageFile = IdxBytes.write(dir, "images.gz", IdxBytes.gzip(images));
        Path labelFile = IdxBytes.write(dir, "labels", IdxBytes.labels(classes));
        IdxSource settings = new IdxSource(imageFile, imageFile, labelFile, labelFile, "oracle");
        Examples examples = settings.load(DataSource.Progress.SILENT).train();
        int[] labels = examples.labels().orElseThrow().column("class").values();
        int number = 0;
        for (Example<Label> example :
                new IDXDataSource<>(imageFile, labelFile, new LabelFactory())) {
            float[] expected = new float[20];
            for (Feature feature : example) {
                expected[Integer.parseInt(feature.getName())] = (float) feature.getValue() / 255f;
            }
            assertThat(row(examples, number)).isEqualTo(expected);
            assertThat(example.getOutput().getLabel()).isEqualTo("" + labels[number]);
            number++;
        }
        assertThat(number).isEqualTo(50);
    }

    @Test
    void doublesStayDoublesWhereTheyAreAskedFor() throws IOException {
        byte[] values = ByteBuffer.allocate(16).putDouble(0.1).putDouble(-1 / 3.0).array();
        Path file = IdxBytes.write(dir, "doubles", IdxBytes.of(0x0e, values, 2, 1));
        IdxSource source = new IdxSource(file, file, null, null, null);
        Dataset exact = source.load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
        double[] row = new double[1];
        exact.train().read(1, row, 0);
        assertThat(row).containsExactly(-1 / 3.0);
        assertThat(source.load(DataSource.Progress.SILENT).checksum()).isEqualTo(exact.checksum());
        Path grey = IdxBytes.write(dir, "grey", IdxBytes.images(4, 3, 2));
        Dataset levels =
                new IdxSource(grey, grey, null, null, null)
                        .load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
        double[] pixels = new double[6];
        levels.train().read(0, pixels, 0);
        assertThat(pixels[1]).isEqualTo(7 / 255.0);
    }

    /** A plain file of 2 MB that announces 200 MB; the same, gzipped, in 2 MB. */
    @Test
    void noMoreIsAllocatedThanAFileHolds() throws IOException {
        byte[] values = new byte[2 << 20];
        byte[] lying = IdxBytes.of(IdxBytes.UBYTE, values, 200_000_000, 1);
        new SplittableRandom(1).nextBytes(values);
        byte[] random = IdxBytes.of(IdxBytes.UBYTE, values, 200_000_000, 1);
        for (byte[] content : List.of(lying, IdxBytes.gzip(random))) {
            Path file = IdxBytes.write(dir, "lying", content);
            long before = allocated();
            assertThatThrownBy(() -> IdxFile.read(file))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(
                            "truncated, 200000000 bytes of numbers are expected and 2097152 are"
                                    + " there");
            // Of a plain file nothing but the header is read.
            long least = content == lying ? 1L << 10 : 1L << 20;
            assertThat(allocated() - before).as("bytes allocated").isBetween(least, 20L << 20);
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
