// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.settings.StrictMapper;

/** Labels of arrays: integers keep each digit, and real numbers need not be those of training. */
final class ArrayLabelsTest {
    private static final long LARGE = 1L << 53;

    @TempDir Path folder;

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static ArrayLabels labels(Path path, int size) {
        return ArrayLabels.read(ArrayFile.of(path).chosen(path, List.of()), size);
    }

    @Test
    void integersOf64BitsKeepEachDigit() throws IOException {
        byte[] rows = ArrayBytes.longs(LARGE, 1, LARGE + 1, -1, LARGE + 2, 3);
        byte[] columns = ArrayBytes.longs(LARGE, LARGE + 1, LARGE + 2, 1, -1, 3);
        ByteBuffer big = ByteBuffer.allocate(rows.length).order(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < 6; i++) {
            big.putLong(ByteBuffer.wrap(rows).order(ByteOrder.LITTLE_ENDIAN).getLong(8 * i));
        }
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("rows", ArrayBytes.npy("<i8", false, "3, 2", rows));
        arrays.put("columns", ArrayBytes.npy("<i8", true, "3, 2", columns));
        arrays.put("big", ArrayBytes.npy(">i8", false, "3, 2", big.array()));
        for (boolean compressed : new boolean[] {false, true}) {
            Path file = folder.resolve(compressed + ".npz");
            ArrayBytes.npz(file, compressed, arrays);
            for (String name : arrays.keySet()) {
                ArrayLabels found = labels(Path.of(file + "#" + name), 3);
                assertThat(found.columns().get(0))
                        .containsExactly("" + LARGE, "" + (LARGE + 1), "" + (LARGE + 2));
                assertThat(found.columns().get(1)).containsExactly("1", "-1", "3");
            }
        }
        Path unsigned =
                write("u.npy", ArrayBytes.npy("<u8", false, "3,", ArrayBytes.longs(-1, -2, 5)));
        ArrayLabels found = labels(unsigned, 3);
        assertThat(found.columns().get(0))
                .containsExactly("18446744073709551615", "18446744073709551614", "5");
    }

    @Test
    void realNumbersOfTheTestAreValues() throws IOException {
        byte[] x = ArrayBytes.npy("<f4", false, "3, 1", ArrayBytes.floats(1, 2, 3));
        write("x.npy", x);
        write("y.npy", ArrayBytes.npy("<f4", false, "3,", ArrayBytes.floats(0.5, -1.25, 2)));
        write(
                "test.npy",
                ArrayBytes.npy("<f4", false, "3,", ArrayBytes.floats(0.5, 7.75, Double.NaN)));
        write("whole.npy", ArrayBytes.npy("<f4", false, "3,", ArrayBytes.floats(3, 1, 3)));
        write("more.npy", ArrayBytes.npy("<i8", false, "3,", ArrayBytes.longs(3, 1, 2)));
        Labels.Column of = load("y", "test").test().label("class");
        assertThat(of.valueNames()).containsExactly("-1.25", "0.5", "2", "7.75");
        assertThat(of.values()).containsExactly(1, 3, Labels.UNKNOWN);
        assertThat(load("y", "test").facts().remarks())
                .anyMatch(remark -> remark.startsWith("label \"class\" has real numbers"));
        assertThat(load("whole", "whole").train().label("class").valueNames())
                .containsExactly("1", "3");
        assertThatThrownBy(() -> load("whole", "more"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("row 2 has the label 2, which no training example has");
    }

    /** A file with members may have labels beside the values. */
    @Test
    void namesOfClassesNeedLabels() throws IOException {
        byte[] x = ArrayBytes.npy("<f4", false, "3, 1", ArrayBytes.floats(1, 2, 3));
        byte[] y = ArrayBytes.npy("<i8", false, "3,", ArrayBytes.longs(0, 1, 1));
        write("x.npy", x);
        ArrayBytes.npz(folder.resolve("both.npz"), true, Map.of("x_train", x, "y_train", y));
        assertThatThrownBy(() -> load("{train: DIR/x.npy, classes: [a, b]}"))
                .isInstanceOf(DataException.class)
                .hasMessage("source npy: classes is set without labels");
        Dataset both = load("{train: DIR/both.npz, classes: [a, b], testFraction: 0.3}");
        assertThat(both.train().label("class").valueNames()).containsExactly("a", "b");
    }

    private Dataset load(String train, String test) throws IOException {
        return load(
                "{train: DIR/x.npy, test: DIR/x.npy, labels: DIR/%s.npy, testLabels: DIR/%s.npy}"
                        .formatted(train, test));
    }

    private Dataset load(String settings) throws IOException {
        String yaml = settings.replace("DIR", folder.toString());
        Map<String, Object> keys = new YAMLMapper().readValue(yaml, new TypeReference<>() {});
        return StrictMapper.of(ArraySource.class, keys).load(DataSource.Progress.SILENT);
    }
}
