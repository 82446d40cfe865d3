// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;

class CsvSourceTest {
    @TempDir Path dir;

    static float[] row(Examples examples, int index) {
        float[] row = new float[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private static Dataset load(CsvSource settings) {
        return settings.create().load(DataSource.Progress.SILENT);
    }

    private static CsvSource settings(
            Path path, Path test, List<String> columns, String label, ValueDomain domain) {
        return new CsvSource(
                path, test, null, null, null, columns, label, domain, null, null, null);
    }

    @Test
    void readsNumbersInOrder() throws IOException {
        Path path = file("points.csv", "a,b\n1,-2.5\n\n\"3e2\", 4 \n");
        Dataset dataset = load(settings(path, path, null, null, null));
        assertThat(dataset.name()).isEqualTo("points");
        assertThat(dataset.domain()).isEqualTo(ValueDomain.REAL);
        assertThat(dataset.shape()).isEqualTo(DataShape.flat(2));
        assertThat(dataset.train().size()).isEqualTo(2);
        assertThat(row(dataset.train(), 0)).containsExactly(1f, -2.5f);
        assertThat(row(dataset.train(), 1)).containsExactly(300f, 4f);
        assertThat(dataset.train().labels()).isEmpty();
    }

    @Test
    void takesTheColumnsThatAreNamed() throws IOException {
        Path path = file("c.csv", "a,b,c,kind\n1,2,3,x\n4,5,6,y\n");
        Dataset dataset = load(settings(path, path, List.of("c", "a"), "kind", null));
        assertThat(row(dataset.train(), 1)).containsExactly(6f, 4f);
        Dataset all = load(settings(path, path, null, "kind", null));
        assertThat(row(all.train(), 1)).containsExactly(4f, 5f, 6f);
    }

    @Test
    void withoutAHeaderColumnsAreNumbered() throws IOException {
        Path path = file("c.csv", "1;2;7\n3;4;8\n");
        Dataset dataset =
                load(new CsvSource(path, path, null, false, ";", null, "3", null, null, null, "n"));
        assertThat(dataset.train().size()).isEqualTo(2);
        assertThat(row(dataset.train(), 0)).containsExactly(1f, 2f);
        assertThat(dataset.name()).isEqualTo("n");
    }

    @Test
    void labelsAreClassesInOrder() throws IOException {
        Path numbers = file("n.csv", "a,k\n0,10\n0,9\n0,-1\n0,9\n");
        Labels.Column column =
                load(settings(numbers, numbers, null, "k", null))
                        .train()
                        .labels()
                        .orElseThrow()
                        .column("class");
        assertThat(column.valueNames()).containsExactly("-1", "9", "10");
        assertThat(column.values()).containsExactly(2, 1, 0, 1);
        Path words = file("w.csv", "a,k\n0,cat\n0,ant\n");
        assertThat(
                        load(settings(words, words, null, "k", null))
                                .train()
                                .labels()
                                .orElseThrow()
                                .column("class")
                                .valueNames())
                .containsExactly("ant", "cat");
    }

    @Test
    void domainsAreCheckedAndScaled() throws IOException {
        Path grey = file("g.csv", "a,b\n0,255\n51,1\n");
        Dataset dataset = load(settings(grey, grey, null, null, ValueDomain.GREY_LEVELS));
        assertThat(row(dataset.train(), 1)).containsExactly(0.2f, 1 / 255f);
        Path bits = file("b.csv", "a,b\n0,1\n1.0,0\n");
        assertThat(load(settings(bits, bits, null, null, ValueDomain.BINARY)).domain())
                .isEqualTo(ValueDomain.BINARY);
        assertThat(load(settings(bits, bits, null, null, ValueDomain.UNIT_INTERVAL)).domain())
                .isEqualTo(ValueDomain.UNIT_INTERVAL);
    }

    @Test
    void aFractionIsHeldOut() throws IOException {
        StringBuilder text = new StringBuilder("a\n");
        for (int i = 0; i < 50; i++) {
            text.append(i).append('\n');
        }
        Path path = file("f.csv", text.toString());
        Dataset dataset = load(CsvSource.of(path));
        assertThat(dataset.test().size()).isEqualTo(10);
        boolean[] seen = new boolean[50];
        for (int i = 0; i < 40; i++) {
            seen[(int) row(dataset.train(), i)[0]] = true;
        }
        for (int i = 0; i < 10; i++) {
            int value = (int) row(dataset.test(), i)[0];
            assertThat(seen[value]).as("value %d in both", value).isFalse();
            seen[value] = true;
        }
        assertThat(seen).doesNotContain(false);
        assertThat(load(CsvSource.of(path)).checksum()).isEqualTo(dataset.checksum());
    }

    @Test
    void theShapeMayBeThatOfAnImage() throws IOException {
        Path path = file("i.csv", "a,b,c,d\n1,2,3,4\n5,6,7,8\n");
        CsvSource settings =
                new CsvSource(
                        path,
                        path,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new DataShape(1, 2, 2),
                        null,
                        null);
        assertThat(load(settings).shape()).hasToString("1x2x2");
    }

    /** 0.1 is no float: in single precision it is 1.5e-9 away. */
    @Test
    void doublePrecisionKeepsWhatIsWritten() throws IOException {
        Path path = file("exact.csv", "a,b\n0.1,1e300\n16777217,-2.5\n");
        CsvSource source = settings(path, path, null, null, null);
        Examples exact =
                source.create().load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE).train();
        double[] row = new double[2];
        exact.read(0, row, 0);
        assertThat(row).containsExactly(0.1, 1e300);
        exact.read(1, row, 0);
        assertThat(row).containsExactly(16777217, -2.5);
        assertThatThrownBy(() -> source.create().load(DataSource.Progress.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2, column \"b\": \"1e300\", expected a finite number");
    }

    @Test
    void singlePrecisionRoundsOnce() throws IOException {
        Path path = file("points.csv", "a\n0.1\n0.3333333333333333\n16777217\n");
        CsvSource source = settings(path, path, null, null, null);
        Dataset single = source.create().load(DataSource.Progress.SILENT);
        Dataset exact = source.create().load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
        assertThat(single.train().precision()).isEqualTo(ValuePrecision.SINGLE);
        assertThat(exact.checksum()).isEqualTo(single.checksum());
        double[] row = new double[1];
        single.train().read(0, row, 0);
        assertThat(row).containsExactly(0.1f);
    }
}
