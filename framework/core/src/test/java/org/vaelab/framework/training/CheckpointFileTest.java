// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.StoredSummary;
import org.vaelab.framework.data.ValueDomain;

final class CheckpointFileTest {

    private static final float[] NO_FLOATS = {};
    private static final double[] NO_DOUBLES = {};
    private static final String A = "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

    @TempDir private Path folder;
    private CheckpointFile store;

    @BeforeEach
    void openStore() {
        store = new CheckpointFile(folder);
    }

    @Test
    void readsWhatTheReferenceImplementationWrote() throws IOException {
        Files.write(store.path(), referenceBytes());

        Checkpoint read = readWithoutChecksum();

        assertThat(read.step()).isEqualTo(7);
        assertSameArrays(read, reference());
        assertThatThrownBy(store::load)
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(store.path() + ": has no checksum");
    }

    private Checkpoint readWithoutChecksum() throws IOException {
        try (FileChannel in = FileChannel.open(store.path())) {
            SafetensorsReader reader = new SafetensorsReader(store.path(), in);
            return reader.read(reader.header());
        }
    }

    @Test
    void aFileWhoseBytesWereChangedIsReadOrRefusedInWords() throws IOException {
        byte[] whole = referenceBytes();
        int read = 0;
        for (int seed = 1; seed <= 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(store.path(), bytes);
            try {
                assertThat(readWithoutChecksum().facts()).as("seed %s", seed).isNotNull();
                read++;
            } catch (CheckpointException e) {
                assertThat(e).as("seed %s", seed).hasMessageContaining(store.path().toString());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(read).isBetween(10, 490);
    }

    @Test
    void aDeviceIsNoCheckpoint() throws IOException {
        Files.createSymbolicLink(store.path(), Path.of("/dev/zero"));
        assertThatThrownBy(store::load)
                .isInstanceOf(CheckpointException.class)
                .hasStackTraceContaining("a device or a pipe");
    }

    @Test
    void writesTheBytesOfTheReferenceImplementation() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        SafetensorsWriter.write(reference(), Channels.newChannel(written));

        assertThat(written.toByteArray()).isEqualTo(referenceBytes());
    }

    /** A checkpoint of earlier versions, and of data as they are, says nothing of it. */
    @Test
    void keepsHowTheDataWereStandardised() {
        assertThat(reference().standardization()).isEmpty();
        Standardization by =
                new Standardization(new double[] {1.7e9 + 0.1, -3}, new double[] {0.1, 1e5});
        StoredSummary summary =
                new StoredSummary(
                        DataShape.flat(2),
                        ValueDomain.REAL,
                        ValueDomain.REAL,
                        DataFacts.of(Form.table(List.of(Column.real("a"), Column.real("b"))), true),
                        48,
                        List.of(new DataSummary.LabelColumn("class", List.of("x", "y"))),
                        Optional.empty(),
                        Optional.of(by),
                        new double[] {0.5, Math.nextUp(0.5)});
        assertThat(reference().summary()).isEmpty();
        store.save(reference().with(summary));

        Checkpoint read = store.load().orElseThrow();

        assertThat(read.standardization()).contains(by);
        assertThat(read.summary().orElseThrow())
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .isEqualTo(summary);
        assertThat(read.step()).isEqualTo(7);
    }

    @Test
    void returnsEveryBitOfEveryArray() {
        double[] doubles = {
            Double.MIN_VALUE, -0.0, Double.NEGATIVE_INFINITY, Double.NaN, 0.1, 1e308
        };
        float[] many = new float[100_003]; // More than one buffer, and not a multiple of one.
        for (int i = 0; i < many.length; i++) {
            many[i] = Float.intBitsToFloat(i * 0x9E3779B1);
        }
        Checkpoint written =
                new Checkpoint(
                        Map.of(
                                "model.doubles", array64(doubles, 3, 2),
                                "model.many", array32(many, many.length),
                                "model.scalar", array32(new float[] {7}),
                                "model.empty", array32(NO_FLOATS, 0, 4)),
                        Map.of(Checkpoint.STEP, "12", "a \"fact\"", "with \\ and é\n"));
        store.save(written);

        Checkpoint read = store.load().orElseThrow();

        assertThat(read.facts()).isEqualTo(written.facts());
        assertSameArrays(read, written);
    }

    @Test
    void equalCheckpointsHaveEqualBytes() throws IOException {
        Map<String, Checkpoint.Array> ascending = new TreeMap<>(reference().arrays());
        Map<String, Checkpoint.Array> descending =
                new TreeMap<>(reference().arrays()).descendingMap();
        CheckpointFile other = new CheckpointFile(folder.resolve("other"));
        store.save(new Checkpoint(ascending, Map.of("a", "1", "b", "2", "step", "3")));
        other.save(new Checkpoint(descending, Map.of("step", "3", "b", "2", "a", "1")));

        assertThat(store.path()).hasSameBinaryContentAs(other.path());
    }

    @Test
    void everyArrayIsAlignedForItsType() throws IOException {
        store.save(
                new Checkpoint(
                        Map.of(
                                "a", array32(new float[] {1}, 1),
                                "b", array64(new double[] {2}, 1),
                                "c", array32(new float[] {3}, 1)),
                        Map.of(Checkpoint.STEP, "1")));
        byte[] bytes = Files.readAllBytes(store.path());
        int data =
                Long.BYTES + (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();

        assertThat(data % 8).isZero();
        ByteBuffer arrays = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(arrays.getDouble(data)).isEqualTo(2);
        assertThat(arrays.getFloat(data + 8)).isEqualTo(1);
        assertThat(arrays.getFloat(data + 12)).isEqualTo(3);
    }

    @Test
    void everyChangedByteIsNoticed() throws IOException {
        store.save(
                new Checkpoint(
                        Map.of("a", array32(new float[] {1, 2}, 2)),
                        Map.of(Checkpoint.STEP, "7", "escaped", "\"sha256\":\"" + "0".repeat(64))));
        byte[] whole = Files.readAllBytes(store.path());
        assertThat(store.verify()).contains(Sha256.of(store.path()));
        assertThat(store.load()).isPresent();
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x04;
            Files.write(store.path(), changed);

            assertThatThrownBy(store::load)
                    .as("byte %d", i)
                    .isInstanceOf(CheckpointException.class)
                    .matches(e -> ((CheckpointException) e).isDamaged());
            assertThatThrownBy(store::verify)
                    .as("byte %d", i)
                    .isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void aMismatchNamesTheFileAndBothChecksums() throws IOException {
        store.save(reference());
        byte[] bytes = Files.readAllBytes(store.path());
        bytes[bytes.length - 1] ^= 0x04;
        Files.write(store.path(), bytes);

        assertThatThrownBy(store::load)
                .hasMessageMatching(
                        Pattern.quote(store.path().toString())
                                + ": the file has changed\n    SHA-256: written was [0-9a-f]{64}, now it"
                                + " is [0-9a-f]{64}\n    put it back as it was");
    }

    @Test
    void hasNothingBeforeTheFirstSave() {
        assertThat(store.load()).isEmpty();
    }

    @Test
    void savingReplacesAndLeavesNothingElse() throws IOException {
        Files.writeString(
                folder.resolve(".checkpoint.safetensors.tmp"), "left by a killed process");
        store.save(reference());
        store.save(new Checkpoint(Map.of(), Map.of(Checkpoint.STEP, "9")));

        assertThat(store.load().orElseThrow().step()).isEqualTo(9);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(store.path());
        }
    }

    @Test
    void theStepIsKnownWithoutTheArrays() throws IOException {
        assertThat(store.step()).isEmpty();
        store.save(reference());
        assertThat(store.step()).hasValue(7);
        byte[] whole = Files.readAllBytes(store.path());
        Files.write(store.path(), Arrays.copyOf(whole, whole.length - 8));
        assertThat(store.step()).hasValue(7);
        Files.write(store.path(), Arrays.copyOf(whole, 20));
        assertThatThrownBy(store::step)
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cut short");
    }

    @Test
    void anUnfinishedFileIsNotTheCheckpoint() throws IOException {
        store.save(reference());
        byte[] whole = Files.readAllBytes(store.path());
        Files.write(
                folder.resolve(".checkpoint.safetensors.tmp"),
                Arrays.copyOf(whole, whole.length / 2));

        assertSameArrays(store.load().orElseThrow(), reference());
    }

    @Test
    void aFailedSaveLeavesTheOldCheckpoint() throws IOException {
        store.save(reference());
        // A folder in the place of the unfinished file: it cannot be opened for writing.
        Path obstacle = Files.createDirectory(folder.resolve(".checkpoint.safetensors.tmp"));
        Files.createFile(obstacle.resolve("occupied"));

        assertThatThrownBy(() -> store.save(new Checkpoint(Map.of(), Map.of())))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(store.path() + ": cannot be written: ");
        assertSameArrays(store.load().orElseThrow(), reference());
    }

    @Test
    void aFileInThePlaceOfTheFolderIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        CheckpointFile blocked = new CheckpointFile(file);

        assertThatThrownBy(() -> blocked.save(reference()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(blocked.path() + ": cannot be written: ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "[]                                      | does not begin with {",
                "{ `                                     | is not valid JSON",
                "{} {}                                   | is not valid JSON",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                        + "'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | Duplicate",
                "{'__metadata__':[1]}                    | __metadata__ is not a JSON object",
                "{'__metadata__':{'step':3}}             | __metadata__: step is not a string",
                "{'a':3}                                 | array a is not described by dtype",
                "{'a':{'dtype':'F32','shape':[2]}}       | array a is not described by dtype",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}}"
                        + "                              | array a is not described by dtype",
                "{'a':{'dtype':'BF16','shape':[4],'data_offsets':[0,8]}}                           "
                        + "   | array a has dtype 'BF16', expected F32 or F64",
                "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}"
                        + "                              | array a has no list shape",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}"
                        + "                              | array a has -2 in its shape",
                "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}"
                        + "                              | array a has 2.0 in its shape",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,99999999999999999999]}}"
                        + "            | array a has 99999999999999999999 in its data_offsets",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}"
                        + "         | array a has data_offsets that are not a range [begin, end]",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}"
                        + "         | array a has F32 shape [3], but its data_offsets span 8 bytes",
                "{'a':{'dtype':'F64','shape':[2147483647,2147483647,2147483647,0,9],"
                        + "'data_offsets':[0,8]}}        | but its data_offsets span 8 bytes",
                "{'a':{'dtype':'F32','shape':[2147483647,2147483647,8],'data_offsets':[0,8]}}"
                        + "                              | but its data_offsets span 8 bytes",
                "{"
                        + A
                        + ",'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}         | array"
                        + " b begins at byte 4 of the data, inside the array before",
                "{"
                        + A
                        + ",'b':{'dtype':'F32','shape':[2],'data_offsets':[12,20]}}"
                        + "         | array b begins at byte 12 of the data, not at the end of",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}"
                        + "         | take 4 bytes, but 8 follow the header: the file is too long",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}}         | take 12 bytes,"
                        + " but 8 follow the header: the file is cut short",
            })
    void namesTheFileAndWhatIsWrongWithIt(String header, String problem) throws IOException {
        byte[] json = header.strip().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Files.write(store.path(), file(json.length, json, new byte[8]));

        assertThatThrownBy(() -> store.load())
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(store.path() + ": ")
                .hasMessageContaining(problem.strip());
    }

    @Test
    void acceptsTheSmallestDifferenceFromTheRefusedOnes() throws IOException {
        byte[] json = ("{" + A + "}   ").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Files.write(store.path(), file(json.length, json, new byte[8]));

        assertThat(readWithoutChecksum().arrays()).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 18446744073709551615 bytes",
        "100000001, 100000001 bytes",
        "100, the file is cut short"
    })
    void aHeaderLengthBeyondTheFileIsRefused(long length, String problem) throws IOException {
        Files.write(store.path(), file(length, new byte[] {'{', '}'}, new byte[0]));

        assertThatThrownBy(() -> store.load())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = referenceBytes();
        for (int length = 0; length < whole.length; length++) {
            Files.write(store.path(), Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> store.load())
                    .as("the first %d of %d bytes", length, whole.length)
                    .isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void aCheckpointSaysItsStepOrIsRefused() {
        assertThatThrownBy(() -> new Checkpoint(Map.of(), Map.of()).step())
                .hasMessage("the checkpoint does not say its step");
        assertThatThrownBy(() -> new Checkpoint(Map.of(), Map.of("step", "x")).step())
                .hasMessage("the checkpoint's step is 'x', not a whole number");
        assertThatThrownBy(() -> new Checkpoint(Map.of(), Map.of("step", "-1")).step())
                .hasMessage("the checkpoint's step is -1");
    }

    @Test
    void elementsThatDoNotFillTheirShapeAreRefused() {
        assertThatThrownBy(() -> array32(new float[3], 2, 2))
                .hasMessage("3 floats and 0 doubles do not fill shape [2, 2]");
        assertThatThrownBy(() -> new Checkpoint.Array(new int[] {2}, new float[1], new double[1]))
                .hasMessage("1 floats and 1 doubles do not fill shape [2]");
    }

    @Test
    void theReservedNameIsRefused() {
        Map<String, Checkpoint.Array> arrays = Map.of("__metadata__", array32(new float[] {1}, 1));

        assertThatThrownBy(() -> new Checkpoint(arrays, Map.of()))
                .hasMessage("no array can be called __metadata__");
    }

    /** What {@code safetensors.numpy.save_file} of safetensors 0.8.0 was given for the resource. */
    private static Checkpoint reference() {
        float[] weight = {
            0.1f, -0.0f, 3.5f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, Float.MAX_VALUE
        };
        double[] thirds = new double[8];
        Arrays.setAll(thirds, i -> i / 3.0);
        return new Checkpoint(
                Map.of(
                        "model.encoder.0.weight", array32(weight, 2, 3),
                        "model.encoder.0.bias", array32(new float[] {1, 2, 3}, 3),
                        "estimator.multiplier", array64(new double[] {0.1}),
                        "model.périmètre", array64(thirds, 2, 2, 2),
                        "model.none", array32(NO_FLOATS, 0, 3)),
                Map.of(Checkpoint.STEP, "7"));
    }

    private static byte[] referenceBytes() throws IOException {
        try (InputStream in =
                CheckpointFileTest.class.getResourceAsStream("reference.safetensors")) {
            return in.readAllBytes();
        }
    }

    private static Checkpoint.Array array32(float[] values, int... shape) {
        return new Checkpoint.Array(shape, values, NO_DOUBLES);
    }

    private static Checkpoint.Array array64(double[] values, int... shape) {
        return new Checkpoint.Array(shape, NO_FLOATS, values);
    }

    private static byte[] file(long headerLength, byte[] header, byte[] data) {
        return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerLength)
                .put(header)
                .put(data)
                .array();
    }

    private static void assertSameArrays(Checkpoint actual, Checkpoint expected) {
        assertThat(actual.arrays().keySet()).isEqualTo(expected.arrays().keySet());
        for (String name : List.copyOf(expected.arrays().keySet())) {
            Checkpoint.Array a = actual.arrays().get(name);
            Checkpoint.Array e = expected.arrays().get(name);
            assertThat(a.shape()).as(name).isEqualTo(e.shape());
            assertThat(bits(a)).as(name).isEqualTo(bits(e));
        }
    }

    private static long[] bits(Checkpoint.Array array) {
        long[] bits = new long[array.floats().length + array.doubles().length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] =
                    array.isDouble()
                            ? Double.doubleToRawLongBits(array.doubles()[i])
                            : Float.floatToRawIntBits(array.floats()[i]);
        }
        return bits;
    }
}
