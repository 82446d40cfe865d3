// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;

/** Values, domains, shapes and splits of tables of numbers. */
final class TableNumbersTest {
    @TempDir Path dir;

    private static float[] row(Examples examples, int index) {
        float[] row = new float[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    private void file(String text) throws IOException {
        Files.writeString(dir.resolve("points.csv"), text);
    }

    private TableSource settings(String keys) throws IOException {
        return TableSourceTest.settings("{path: '" + dir.resolve("points.csv") + "'" + keys + "}");
    }

    /** Returns the file, all rows of which are training rows and test rows. */
    private TableSource all(String keys) throws IOException {
        return settings(", test: '" + dir.resolve("points.csv") + "'" + keys);
    }

    private static Dataset load(TableSource settings) {
        return settings.load(DataSource.Progress.SILENT);
    }

    @Test
    void readsNumbersInOrder() throws IOException {
        file("a,b\n1,-2.5\n\n\"3e2\", 4 \n");
        Dataset dataset = load(all(""));
        assertThat(dataset.name()).isEqualTo("points");
        assertThat(dataset.shape()).isEqualTo(DataShape.flat(2));
        assertThat(dataset.train().size()).isEqualTo(2);
        Dataset real = load(all(", domain: real"));
        assertThat(row(real.train(), 0)).containsExactly(1f, -2.5f);
        assertThat(row(real.train(), 1)).containsExactly(300f, 4f);
        assertThat(real.train().labels()).isEmpty();
        assertThat(real.facts().hasMissing()).isFalse();
    }

    /** As of the JDK, for any number of digits, wherever the point is. */
    @Test
    void aNumberIsTheDoubleNextToItsText() {
        Random random = new Random(0);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(1 + i % 19, '0', '9' + 1).forEach(digit -> text.append((char) digit));
            text.insert(random.nextInt(text.length() + 1), i % 3 == 0 ? "" : ".");
            String number = (i % 2 == 0 ? "" : "-") + text + (i % 5 == 0 ? "e-3" : "");
            assertThat(Cell.number(number)).as(number).isEqualTo(Double.parseDouble(number));
        }
        for (String text :
                List.of("", "-", ".", "1e", "1e+", "e1", "1 2", "0x1", "1.2.3", "1e999")) {
            assertThat(Cell.number(text)).as(text).isNaN();
        }
    }

    /** Numbers are kept when kinds are found, which training rows alone decide. */
    @Test
    void aTestRowIsOfTheKindThatTrainingRowsHave() throws IOException {
        String rows =
                IntStream.range(0, 30).mapToObj(i -> i + ",train\n").collect(Collectors.joining());
        file("n,part\n" + rows + "7,test\n");
        String split = ", split: {column: part, test: test}";
        assertThat(row(load(settings(split)).test(), 0)).containsExactly(7f);
        file("n,part\n" + rows + "-7,test\n");
        assertThatThrownBy(() -> load(settings(split)))
                .hasMessageContaining("line 32, column \"n\": \"-7\"");
        file("n,part\n" + rows + ",test\n");
        assertThat(row(load(settings(split)).test(), 0)).containsExactly(Float.NaN);
    }

    @Test
    void takesTheColumnsThatAreNamed() throws IOException {
        file("a,b,c,kind\n1,2,3,x\n4,5,6,y\n");
        String keys = ", label: kind, domain: real";
        assertThat(row(load(all(keys + ", columns: [c, a]")).train(), 1)).containsExactly(6f, 4f);
        assertThat(row(load(all(keys)).train(), 1)).containsExactly(4f, 5f, 6f);
    }

    @Test
    void withoutAHeaderColumnsAreNumbered() throws IOException {
        file("1;2;7\n3;4;8\n");
        String keys = ", header: false, separator: ';', label: '3', domain: real, name: n";
        Dataset dataset = load(all(keys));
        assertThat(dataset.valueNames()).containsExactly("1", "2");
        assertThat(row(dataset.train(), 0)).containsExactly(1f, 2f);
        assertThat(dataset.train().label("3").valueNames()).containsExactly("7", "8");
        assertThat(dataset.name()).isEqualTo("n");
    }

    @Test
    void labelsAreClassesInOrder() throws IOException {
        file("a,k,w\n0,10,cat\n1,9,ant\n0,-1,ant\n1,9,ant\n");
        Examples train = load(all(", label: [k, w]")).train();
        assertThat(train.label("k").valueNames()).containsExactly("-1", "9", "10");
        assertThat(train.label("k").values()).containsExactly(2, 1, 0, 1);
        assertThat(train.label("w").valueNames()).containsExactly("ant", "cat");
    }

    @Test
    void domainsAreCheckedAndScaled() throws IOException {
        file("a,b\n0,255\n51,1\n");
        assertThat(row(load(all(", domain: grey")).train(), 1)).containsExactly(0.2f, 1 / 255f);
        file("a,b\n0,1\n1.0,0\n");
        assertThat(load(all(", domain: binary")).domain()).isEqualTo(ValueDomain.BINARY);
        assertThat(load(all(", domain: unit")).domain()).isEqualTo(ValueDomain.UNIT_INTERVAL);
    }

    @Test
    void aFractionIsHeldOut() throws IOException {
        List<Float> values = IntStream.range(0, 50).mapToObj(i -> (float) i).toList();
        file(values.stream().map(value -> value + "\n").collect(Collectors.joining("", "a\n", "")));
        Dataset dataset = load(settings(", domain: real"));
        assertThat(dataset.test().size()).isEqualTo(10);
        assertThat(
                        IntStream.range(0, 50)
                                .mapToObj(
                                        i ->
                                                i < 40
                                                        ? row(dataset.train(), i)[0]
                                                        : row(dataset.test(), i - 40)[0]))
                .containsExactlyInAnyOrderElementsOf(values);
        assertThat(load(settings(", domain: real")).checksum()).isEqualTo(dataset.checksum());
        assertThat(load(settings(", domain: real, seed: 1")).checksum())
                .isNotEqualTo(dataset.checksum());
    }

    @Test
    void theShapeMayBeThatOfAnImage() throws IOException {
        file("a,b,c,d\n1,2,3,4\n5,6,7,8\n");
        assertThat(load(all(", shape: 1x2x2")).shape()).hasToString("1x2x2");
    }

    /** 0.1 is no float: in single precision it is 1.5e-9 away. */
    @Test
    void doublePrecisionKeepsWhatIsWritten() throws IOException {
        file("a,b\n0.1,1e300\n16777217,-2.5\n");
        DataSource source = all(", domain: real");
        Examples exact = source.load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE).train();
        double[] row = new double[2];
        exact.read(0, row, 0);
        assertThat(row).containsExactly(0.1, 1e300);
        exact.read(1, row, 0);
        assertThat(row).containsExactly(16777217, -2.5);
        assertThatThrownBy(() -> source.load(DataSource.Progress.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2, column \"b\": \"1e300\", expected a finite number");
    }

    @Test
    void singlePrecisionRoundsOnce() throws IOException {
        file("a\n0.1\n0.3333333333333333\n16777217\n");
        DataSource source = all(", domain: real");
        Dataset single = source.load(DataSource.Progress.SILENT);
        Dataset exact = source.load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
        assertThat(single.train().precision()).isEqualTo(ValuePrecision.SINGLE);
        assertThat(exact.checksum()).isEqualTo(single.checksum());
        double[] row = new double[1];
        single.train().read(0, row, 0);
        assertThat(row).containsExactly(0.1f);
    }
}
