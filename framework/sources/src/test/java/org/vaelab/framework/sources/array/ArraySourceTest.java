// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

class ArraySourceTest {

    @TempDir private Path folder;

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static Dataset load(Path path) {
        return ArraySource.of(path).load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
    }

    @Test
    void tooFewExamplesAreCounted() throws IOException {
        Path none = write("n.npy", ArrayBytes.npy("<f4", false, "0, 2", new byte[0]));
        assertThatThrownBy(() -> load(none))
                .hasMessage(
                        none + ": shape [0, 2]: an axis has no entries, or more than 2147483647");
        Path one = write("o.npy", ArrayBytes.npy("<f4", false, "1, 2", ArrayBytes.floats(1, 2)));
        assertThatThrownBy(() -> load(one))
                .hasMessage(
                        one
                                + ": 0 of 1 examples would be for the test, by a fraction of 0.2; expected one or more, and one or more left for training");
    }

    @Test
    void realNumbersAreNormalUnlessAConfigSaysOtherwise() throws IOException {
        Path reals =
                write("r.npy", ArrayBytes.npy("<f4", false, "3, 1", ArrayBytes.floats(1, 2, -3)));
        assertThat(ArraySource.of(reals).defaultLikelihood()).isEqualTo("gaussian");
        assertThat(load(reals).facts().remarks())
                .containsExactly(
                        reals
                                + ": f32 [3, 1] is read as real numbers, whose likelihood is gaussian unless a model names another");
        Path ones = write("b.npy", ArrayBytes.npy("|u1", false, "3, 1", new byte[] {0, 1, 1}));
        assertThat(ArraySource.of(ones).defaultLikelihood()).isEqualTo("bernoulli");
        assertThat(ArraySource.of(folder.resolve("none.npy")).defaultLikelihood())
                .isEqualTo("bernoulli");
        assertThat(ArraySource.of(reals, null, ValueDomain.UNIT_INTERVAL).defaultLikelihood())
                .isEqualTo("bernoulli");
    }

    private static double[] row(Examples examples, int index) {
        double[] row = new double[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    /** All rows in the order of the file. */
    private static double[][] rows(Dataset data) {
        double[][] rows = new double[data.train().size() + data.test().size()][];
        for (Examples part : new Examples[] {data.train(), data.test()}) {
            for (int i = 0; i < part.size(); i++) {
                rows[Integer.parseInt(part.origin().of().apply(i))] = row(part, i);
            }
        }
        return rows;
    }

    @Test
    void imagesWithChannelsLastAreReadChannelsFirst() throws IOException {
        byte[] pixels = ArrayBytes.counting(5 * 2 * 4 * 3);
        Dataset data = load(write("a.npy", ArrayBytes.npy("|u1", false, "5, 2, 4, 3", pixels)));
        assertThat(data.shape()).hasToString("3x2x4");
        assertThat(data.domain()).isEqualTo(ValueDomain.GREY_LEVELS);
        double[] first = rows(data)[1];
        // Channel 2, row 1, column 3 of image 1.
        assertThat(first[2 * 8 + 4 + 3]).isEqualTo((pixels[24 + (4 + 3) * 3 + 2] & 0xff) / 255.0);
        assertThat(data.name()).isEqualTo("a");
    }

    @Test
    void bothOrdersOfAxesGiveTheSameRows() throws IOException {
        double[] values = new double[16];
        double[] columnMajor = new double[16];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 2; j++) {
                for (int k = 0; k < 2; k++) {
                    values[4 * i + 2 * j + k] = 4 * i + 2 * j + k;
                    columnMajor[i + 4 * (j + 2 * k)] = 4 * i + 2 * j + k;
                }
            }
        }
        Path c = write("c.npy", ArrayBytes.npy("<f4", false, "4, 2, 2", ArrayBytes.floats(values)));
        Path f =
                write(
                        "f.npy",
                        ArrayBytes.npy("<f4", true, "4, 2, 2", ArrayBytes.floats(columnMajor)));
        assertThat(rows(load(c))[1]).containsExactly(4, 5, 6, 7);
        assertThat(rows(load(f))).isDeepEqualTo(rows(load(c)));
    }

    @Test
    void npzHasTrainingAndTestArraysWithLabelsByTheUsualNames() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("y_train", ArrayBytes.npy("<i8", false, "3,", ArrayBytes.longs(4, 9, 4)));
        arrays.put("x_train", ArrayBytes.npy("<f4", false, "3, 1", ArrayBytes.floats(1, 2, 3)));
        arrays.put("x_test", ArrayBytes.npy("<f4", false, "2, 1", ArrayBytes.floats(5, 6)));
        Path path = folder.resolve("d.npz");
        ArrayBytes.npz(path, true, arrays);
        Dataset data = load(path);
        assertThat(data.train().size()).isEqualTo(3);
        assertThat(row(data.test(), 1)).containsExactly(6);
        assertThat(data.train().label("class").valueNames()).containsExactly("4", "9");
        assertThat(data.train().label("class").values()).containsExactly(0, 1, 0);
        assertThat(data.test().label("class").values()).containsExactly(-1, -1);
    }

    @Test
    void matricesOfMatlabAndIdxFilesAreArrays() throws IOException {
        Mat5File file = Mat5.newMatFile();
        Matrix matrix = Mat5.newMatrix(4, 2);
        for (int i = 0; i < 4; i++) {
            matrix.setDouble(i, 0, i);
            matrix.setDouble(i, 1, i + 0.5);
        }
        file.addArray("x", matrix);
        Mat5.writeToFile(file, folder.resolve("m.mat").toFile());
        assertThat(rows(load(folder.resolve("m.mat#x")))[2]).containsExactly(2, 2.5);
        Path idx = write("images.idx3-ubyte", IdxBytes.images(40, 3, 2));
        assertThat(load(idx).shape()).hasToString("1x3x2");
        assertThat(rows(load(idx))[6][5]).isEqualTo(41 * 7 % 256 / 255.0);
    }

    @Test
    void domainsAreInferredFromTheNumbers() throws IOException {
        assertThat(load(longs("c.npy", 0, 1, 2, 3)).domain()).isEqualTo(ValueDomain.COUNTS);
        assertThat(load(longs("b.npy", 0, 1, 1, 0)).domain()).isEqualTo(ValueDomain.BINARY);
        Dataset real = load(longs("r.npy", 0, 1, -2, 3));
        assertThat(real.domain()).isEqualTo(ValueDomain.REAL);
        assertThat(real.facts().remarks()).anyMatch(text -> text.contains("read as real"));
    }

    private Path longs(String name, long... values) throws IOException {
        String shape = values.length + ", 1";
        return write(name, ArrayBytes.npy("<i8", false, shape, ArrayBytes.longs(values)));
    }

    @Test
    void aNewFileIsReadAsTheTrainingData() throws IOException {
        byte[] pixels = ArrayBytes.counting(5 * 2 * 4 * 3);
        Path train = write("a.npy", ArrayBytes.npy("|u1", false, "5, 2, 4, 3", pixels));
        PreparedData trained = Preparation.of(Binarization.parse("none")).apply(load(train), 0);
        ExampleReader reader = ArraySource.of(train).reader().orElseThrow();
        assertThat(reader.accepts(Path.of("b.npz"))).isTrue();
        assertThat(reader.accepts(Path.of("b.png"))).isFalse();
        Examples found = reader.read(train, trained).examples();
        assertThat(found.size()).isEqualTo(5);
        assertThat(found.origin().column()).isEqualTo("index");
        assertThat(row(found, 1)).isEqualTo(rows(load(train))[1]);
        // Of several channels either may come first, so a flat array is not read.
        for (String shape : List.of("5, 8", "5, 24")) {
            int size = shape.equals("5, 8") ? 40 : 120;
            Path other = write("c.npy", ArrayBytes.npy("|u1", false, shape, new byte[size]));
            assertThatThrownBy(() -> reader.read(other, trained))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("expected an array [N, 3, 2, 4]");
        }
    }

    @Test
    void rowsOfOneChannelAreReadAsTheImagesThatTheyAre() throws IOException {
        byte[] pixels = ArrayBytes.counting(5 * 2 * 4);
        Path train = write("a.npy", ArrayBytes.npy("|u1", false, "5, 2, 4", pixels));
        PreparedData trained = Preparation.of(Binarization.parse("none")).apply(load(train), 0);
        ExampleReader reader = ArraySource.of(train).reader().orElseThrow();
        Path flat = write("flat.npy", ArrayBytes.npy("|u1", false, "5, 8", pixels));
        Examples found = reader.read(flat, trained).examples();
        assertThat(row(found, 3)).isEqualTo(rows(load(train))[3]);
        Path other = write("other.npy", ArrayBytes.npy("|u1", false, "5, 7", new byte[35]));
        assertThatThrownBy(() -> reader.read(other, trained))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected an array [N, 1, 2, 4]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'|O'; pickled and would have to be executed",
                "'<c16'; complex numbers",
                "[('a', '<f4')]; save each field as an array",
                "'<U5'; numpy.unique",
                "'<M8[ns]'; times",
                "'|V2'; not supported",
                "'<f16'; not supported",
            })
    void typesWithoutNumbersAreRejectedWithARemedy(String type, String remedy) throws IOException {
        failure("a.npy", ArrayBytes.npy(1, type, false, "3,", new byte[400]), remedy);
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        byte[] whole = ArrayBytes.npy("<f4", false, "4, 2", ArrayBytes.floats(new double[8]));
        failure("short.npy", Arrays.copyOf(whole, whole.length - 5), "truncated, 32 bytes");
        failure("empty.npy", new byte[0], "the file is empty");
        failure("words.npy", "hello, world".getBytes(StandardCharsets.UTF_8), "no array of NumPy");
        failure(
                "zero.npy",
                ArrayBytes.npy("<f4", false, "0, 2", new byte[0]),
                "an axis has no entries");
        failure(
                "nan.npy",
                ArrayBytes.npy("<f4", false, "4, 1", ArrayBytes.floats(1, 2, 3, Double.NaN)),
                "missing: true");
        Map<String, byte[]> arrays = Map.of("a", whole, "b", whole);
        Path zip = folder.resolve("d.npz");
        ArrayBytes.npz(zip, true, arrays);
        assertThatThrownBy(() -> load(zip)).hasMessageContaining("name one: d.npz#");
        byte[] content = Files.readAllBytes(zip);
        failure("half.npz", Arrays.copyOf(content, content.length / 2), "truncated zip file");
        failure("t.safetensors", ArrayBytes.safetensors("{x{", new byte[0]), "is not valid JSON");
        failure("u.safetensors", new byte[] {1, 2}, "too short for a header");
        failure(
                "v.safetensors",
                ArrayBytes.safetensors(
                        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,80]}}",
                        new byte[80]),
                "array x has F32 shape [2,1], but its data_offsets span 80 bytes");
    }

    /** Python allows blanks around each number and comma, and two quotation marks. */
    @Test
    void theHeaderOfAnArrayIsWrittenAsPythonAllows() throws IOException {
        byte[] numbers = ArrayBytes.floats(new double[8]);
        for (String shape : List.of("4, 2", " 4 ,2 , ", "4L, 2L", "4,\n2")) {
            byte[] array = ArrayBytes.npy(1, "\"<f4\"", false, shape, numbers);
            assertThat(load(write("a.npy", array)).train().size()).as(shape).isEqualTo(3);
        }
        for (String shape : List.of("4 2,", "99999999999999999999, 2", "4,,2", "-4, 2", "x")) {
            String expected = "the shape (" + shape + ") cannot be read: expected whole numbers";
            failure("b.npy", ArrayBytes.npy("<f4", false, shape, numbers), expected);
        }
        String many = "1, ".repeat(15_000);
        failure(
                "c.npy",
                ArrayBytes.npy("<f4", false, many, numbers),
                "15000 axes, expected at most 64");
        String huge = "2147483647, 1073741824";
        failure("d.npy", ArrayBytes.npy("<f8", false, huge, numbers), "truncated");
    }

    /** The numbers could still be unpacked, but they may be others. */
    @Test
    void compressedMatricesAreReadToTheirChecksum() throws IOException {
        Path mat = folder.resolve("damaged.mat");
        Matrix matrix = Mat5.newMatrix(3, 2);
        matrix.setDouble(2, 1, 2.5);
        try (Sink sink = Sinks.newStreamingFile(mat.toFile())) {
            Mat5.newWriter(sink)
                    .setDeflateLevel(Deflater.BEST_SPEED)
                    .writeMat(Mat5.newMatFile().addArray("x", matrix));
        }
        assertThat(rows(load(folder.resolve("damaged.mat#x")))[2]).containsExactly(0, 2.5);
        byte[] content = Files.readAllBytes(mat);
        content[content.length - 1] ^= 1;
        Files.write(mat, content);
        assertThatThrownBy(() -> load(folder.resolve("damaged.mat#x")))
                .hasMessageContaining("damaged.mat: damaged or truncated (incorrect data check)");
    }

    @Test
    void aFileWithoutArraysIsNamed() throws IOException {
        String none = "{\"__metadata__\": {}}";
        failure("a.safetensors", ArrayBytes.safetensors(none, new byte[0]), "no array in it");
        failure(
                "b.safetensors",
                ArrayBytes.safetensors("[1, 2]", new byte[0]),
                "does not begin with {");
        Path mat = folder.resolve("a.mat");
        Mat5.writeToFile(Mat5.newMatFile().addArray("s", Mat5.newStruct()), mat.toFile());
        assertThatThrownBy(() -> load(mat)).hasMessageContaining("a.mat#s: struct, expected");
    }

    @Test
    void matricesOfMatlabThatAreNoRealNumbersAreRejectedByName() throws IOException {
        Path mat = folder.resolve("b.mat");
        Matrix ids = Mat5.newMatrix(3, 1, MatlabType.Int64);
        for (int i = 0; i < 3; i++) {
            ids.setLong(i, (1L << 53) + i);
        }
        Mat5.writeToFile(
                Mat5.newMatFile()
                        .addArray("complex", Mat5.newComplex(2, 2))
                        .addArray("text", Mat5.newString("abc"))
                        .addArray("ids", ids),
                mat.toFile());
        ArrayFile file = ArrayFile.open(mat);
        assertThat(file.arrays()).containsOnlyKeys("ids");
        assertThat(file.array("ids").names()[0])
                .containsExactly("9007199254740992", "9007199254740993", "9007199254740994");
        for (String name : List.of("complex", "text")) {
            assertThatThrownBy(() -> file.array(name))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("b.mat#" + name)
                    .hasMessageContaining("save ");
        }
    }

    private void failure(String name, byte[] content, String expected) throws IOException {
        Path path = write(name, content);
        assertThatThrownBy(() -> load(path))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(expected);
    }

    /** A gzipped file is read into memory, unless it unpacks to too much. */
    @Test
    void aGzippedFileOfMoreThanMemoryIsNotUnpacked() throws IOException {
        byte[] zeros = IdxBytes.gzip(IdxBytes.of(IdxBytes.UBYTE, new byte[9], 60_000, 6_000, 5));
        Path path = write("zeros.idx3-ubyte.gz", zeros);
        assertThatThrownBy(() -> load(path))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("its 1800000000 bytes are more than a quarter of Java's");
    }

    /** A member that claims far more than it has is not unpacked. */
    @Test
    @Tag("full")
    void aZipBombIsNotUnpacked() throws IOException {
        Path path = folder.resolve("bomb.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(ArrayBytes.npy("|u1", false, "300000, 1000", new byte[0]));
            byte[] zeros = new byte[1000];
            for (int i = 0; i < 300_000; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }
        assertThatThrownBy(() -> load(path)).hasMessageContaining("looks like a zip bomb");
    }
}
