// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.random.RandomKey;

class DatasetTest {
    private static final DataShape ONE = DataShape.flat(1);

    /** Examples of one grey level each: their number, times a factor. */
    private static Examples levels(int size, int factor) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (i * factor);
        }
        return Examples.greyLevels(1, content);
    }

    private static Dataset dataset(Examples train, Examples test) {
        return Dataset.of("levels", ONE, train, test, "test");
    }

    private static List<Integer> levelsOf(Examples examples) {
        return IntStream.range(0, examples.size())
                .mapToObj(i -> Math.round(255 * ExamplesTest.row(examples, i)[0]))
                .toList();
    }

    @Test
    void checksumIsThatOfTheContent() {
        String checksum = dataset(levels(200, 1), levels(50, 2)).checksum();
        assertThat(checksum).matches("[0-9a-f]{64}");
        assertThat(dataset(levels(200, 1), levels(50, 2)).checksum()).isEqualTo(checksum);
        assertThat(dataset(levels(200, 1), levels(50, 3)).checksum()).isNotEqualTo(checksum);
        assertThat(dataset(levels(201, 1), levels(49, 2)).checksum()).isNotEqualTo(checksum);
        Labels labels = Labels.of(List.of(Labels.Column.of("class", 1, new int[200])));
        assertThat(dataset(levels(200, 1).withLabels(labels), levels(50, 2)).checksum())
                .isNotEqualTo(checksum);
        int[] all = IntStream.range(0, 200).toArray();
        assertThat(dataset(levels(200, 1).select(all), levels(50, 2)).checksum())
                .as("a view of the same values")
                .isEqualTo(checksum);
    }

    /** Files that repeat are as good as many. The sums are those of sha256sum. */
    @Test
    void testExamplesAreOtherOnesAndLabelsHaveValues() {
        Examples train = levels(50, 1);
        int[] reversed = IntStream.range(0, 50).map(i -> 49 - i).toArray();
        for (Examples test : List.of(train, levels(50, 1), train.select(reversed))) {
            assertThatThrownBy(() -> dataset(train, test).requireComparable())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("the 50 test examples are the 50 training examples")
                    .hasMessageContaining("testFraction");
        }
        dataset(train, levels(50, 2)).requireComparable();
        dataset(train, train.first(49)).requireComparable();
        assertThatThrownBy(() -> dataset(train.first(1), train.first(1)).requireComparable())
                .as("one example")
                .hasMessageContaining("the 1 test examples are the 1 training examples");
        Examples alike = train.select(new int[50]);
        dataset(alike, alike).requireComparable();
        Labels none = Labels.of(List.of(Labels.Column.of("kind", 0, unknown(50))));
        Labels some = Labels.of(List.of(Labels.Column.of("kind", 1, new int[50])));
        Examples test = levels(50, 2);
        assertThatThrownBy(
                        () ->
                                dataset(train.withLabels(none), test.withLabels(none))
                                        .requireComparable())
                .hasMessageContaining("no example has a value of label 'kind'");
        dataset(train.withLabels(some), test.withLabels(some)).requireComparable();
    }

    private static int[] unknown(int count) {
        int[] values = new int[count];
        Arrays.fill(values, Labels.UNKNOWN);
        return values;
    }

    @Test
    void filesHaveSumsAndManyOfAFolderHaveOne(@TempDir Path folder) throws IOException {
        Path a = Files.writeString(folder.resolve("a"), "1");
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path b = Files.writeString(inner.resolve("b"), "2");
        Dataset data = dataset(levels(200, 1), levels(50, 2));
        String one = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
        String two = "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35";
        assertThat(data.readFrom(List.of(a, b)).files())
                .containsExactly(entry(a.toString(), one), entry(b.toString(), two));
        List<Path> many = new ArrayList<>(Collections.nCopies(1000, a));
        assertThat(data.readFrom(many).files()).containsExactly(entry(a.toString(), one));
        many.add(b);
        assertThat(data.readFrom(many).files())
                .containsExactly(
                        entry(
                                folder + " (1000 files)",
                                "f4a50832829b82e69fe8cb5de9a51fcb8aafb9fb23027282b03eef160c723d7a"),
                        entry(
                                inner + " (1 file)",
                                "8f5533bbcbbdf78a814d84fd482f8bc1a2d09e9527e6398b2359d98e8ffaf052"));
        assertThatThrownBy(() -> data.readFrom(List.of(folder.resolve("none"))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none: cannot be read");
    }

    @Test
    void validationIsHeldOutWithoutReplacement() {
        Dataset whole = dataset(levels(200, 1), levels(50, 1));
        Dataset split = whole.withValidation(30, RandomKey.of(3));
        List<Integer> held = levelsOf(split.validation().orElseThrow());
        List<Integer> kept = levelsOf(split.train());
        assertThat(held).hasSize(30).isSorted().doesNotHaveDuplicates();
        assertThat(kept).hasSize(170).doesNotContainAnyElementsOf(held);
        assertThat(split.checksum()).isEqualTo(whole.checksum());
        assertThat(levelsOf(split.test())).isEqualTo(levelsOf(whole.test()));
        assertThat(levelsOf(whole.withValidation(0.15, RandomKey.of(3)).validation().orElseThrow()))
                .isEqualTo(held);
        assertThat(levelsOf(whole.withValidation(30, RandomKey.of(4)).validation().orElseThrow()))
                .isNotEqualTo(held);
    }

    @Test
    void refusesAnImpossibleSplit() {
        Dataset whole = dataset(levels(200, 1), levels(50, 1));
        RandomKey key = RandomKey.of(0);
        for (int count : new int[] {0, -1, 200, 201}) {
            assertThatThrownBy(() -> whole.withValidation(count, key))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("expected 1..199");
        }
        for (double fraction : new double[] {0, 1, Double.NaN, -0.1}) {
            assertThatThrownBy(() -> whole.withValidation(fraction, key))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("fraction " + fraction);
        }
        assertThatThrownBy(() -> whole.withValidation(10, key).withValidation(10, key))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "levels has validation examples already; leave out data.validation, or the"
                                + " validation rows of the source");
    }

    @Test
    void refusesPartsThatDisagree() {
        assertThatThrownBy(() -> Dataset.of("x", DataShape.flat(2), levels(4, 1), levels(4, 1), ""))
                .isInstanceOf(DataException.class)
                .hasMessage("x: training examples have 1 values, shape 2 has 2");
        Examples bits = Examples.binary(1, new byte[] {1});
        assertThatThrownBy(() -> dataset(levels(4, 1), bits))
                .isInstanceOf(DataException.class)
                .hasMessage("levels: test examples are binary, training examples grey levels");
    }

    @Test
    void theChecksumIsTheSameInEitherPrecision() {
        double[] train = {0.1, 1 / 3.0};
        Dataset exact = real(train);
        assertThat(exact.in(ValuePrecision.SINGLE).train().precision())
                .isEqualTo(ValuePrecision.SINGLE);
        Dataset rounded =
                Dataset.of(
                        "reals",
                        DataShape.flat(1),
                        Examples.real(1, new float[] {0.1f, 1 / 3f}),
                        Examples.real(1, new float[] {2}),
                        "");
        assertThat(exact.checksum()).isEqualTo(rounded.checksum());
        assertThat(real(0.1, 0.33).checksum()).isNotEqualTo(exact.checksum());
    }

    private static Dataset real(double... train) {
        return Dataset.of(
                "reals",
                DataShape.flat(1),
                Examples.real(1, train),
                Examples.real(1, new double[] {2}),
                "");
    }
}
