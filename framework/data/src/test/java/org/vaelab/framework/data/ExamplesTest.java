// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Examples GREY =
            Examples.greyLevels(2, new byte[] {0, (byte) 255, 51, 102, (byte) 204, 1});

    static float[] row(Examples examples, int index) {
        float[] row = new float[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    @Test
    void aValueOfASeriesIsNamedByStepAndVariable() {
        Examples series = Examples.of(4, new double[] {1, 2, 3, 4}, ValueDomain.REAL);
        DataFacts facts = DataFacts.of(new Form.Series(List.of("x", "y")), true);
        assertThat(facts.place(series, 0, 3)).isEqualTo("example 0, step 2, variable 'y'");
        assertThat(facts.place(series, 0, 2)).isEqualTo("example 0, step 2, variable 'x'");
        assertThat(DataFacts.NONE.place(series, 0, 3)).isEqualTo("example 0, value 3");
    }

    @Test
    void greyLevelsAreDividedBy255() {
        assertThat(GREY.size()).isEqualTo(3);
        assertThat(row(GREY, 0)).containsExactly(0f, 1f);
        assertThat(row(GREY, 1)).containsExactly(51 / 255f, 102 / 255f);
        assertThat(GREY.domain()).isEqualTo(ValueDomain.GREY_LEVELS);
    }

    @Test
    void readsAtAnOffsetAndNowhereElse() {
        float[] target = {9, 9, 9, 9};
        GREY.read(2, target, 1);
        assertThat(target).containsExactly(9f, 204 / 255f, 1 / 255f, 9f);
        assertThatThrownBy(() -> GREY.read(2, target, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> GREY.read(3, target, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> GREY.read(-1, target, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void everyDomainReadsWhatWasStored() {
        Examples bits = Examples.binary(3, new byte[] {0, 1, 1});
        Examples real = Examples.real(2, new float[] {-3f, 7f});
        Examples unit = Examples.unitInterval(1, new float[] {0.25f});
        assertThat(row(bits, 0)).containsExactly(0f, 1f, 1f);
        assertThat(row(real, 0)).containsExactly(-3f, 7f);
        assertThat(row(unit, 0)).containsExactly(0.25f);
        assertThat(List.of(bits.domain(), real.domain(), unit.domain()))
                .containsExactly(ValueDomain.BINARY, ValueDomain.REAL, ValueDomain.UNIT_INTERVAL);
    }

    @Test
    void refusesValuesOutsideTheDomain() {
        assertThatThrownBy(() -> Examples.binary(2, new byte[] {0, 1, 2, 0}))
                .isInstanceOf(DataException.class)
                .hasMessage("example 1, value 0: 2 in binary data, expected 0 or 1");
        assertThatThrownBy(() -> Examples.real(2, new float[] {0, Float.NaN}))
                .isInstanceOf(DataException.class)
                .hasMessage("example 0, value 1: NaN, expected a finite number");
        assertThatThrownBy(() -> Examples.unitInterval(1, new float[] {0, 1.5f}))
                .isInstanceOf(DataException.class)
                .hasMessage("example 1, value 0: 1.5, expected a number in [0, 1]");
        assertThatThrownBy(() -> Examples.greyLevels(4, new byte[6]))
                .isInstanceOf(DataException.class)
                .hasMessage("6 values are not a positive number of examples of width 4");
        assertThatThrownBy(() -> Examples.greyLevels(4, new byte[0]))
                .isInstanceOf(DataException.class);
    }

    @Test
    void viewsOfViewsShareTheStorageAndTheLabels() {
        Labels labels = Labels.of(List.of(Labels.Column.of("class", 3, new int[] {0, 2, 1})));
        Examples view = GREY.withLabels(labels).select(2, 0, 2).select(1, 2);
        assertThat(view.size()).isEqualTo(2);
        assertThat(row(view, 0)).isEqualTo(row(GREY, 0));
        assertThat(row(view, 1)).isEqualTo(row(GREY, 2));
        assertThat(view.labels().orElseThrow().column("class").values()).containsExactly(0, 1);
        assertThat(view.domain()).isEqualTo(ValueDomain.GREY_LEVELS);
        assertThatThrownBy(() -> GREY.select(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(GREY::select).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> view.read(2, new float[2], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theViewDoesNotFollowTheArrayOfIndices() {
        int[] rows = {0, 1};
        Examples view = GREY.select(rows);
        rows[0] = 2;
        assertThat(row(view, 0)).isEqualTo(row(GREY, 0));
    }

    @Test
    void firstIsAPrefix() {
        assertThat(GREY.first(5)).isSameAs(GREY);
        assertThat(GREY.first(2).size()).isEqualTo(2);
        assertThat(row(GREY.first(2), 1)).isEqualTo(row(GREY, 1));
        assertThatThrownBy(() -> GREY.first(0)).isInstanceOf(DataException.class);
    }

    @Test
    void meanIsOverExamples() {
        assertThat(GREY.mean()[0]).isCloseTo((0 + 51 + 204) / 3.0 / 255, within(1e-7));
        assertThat(GREY.mean()[1]).isCloseTo((255 + 102 + 1) / 3.0 / 255, within(1e-7));
    }

    @Test
    void labelsMustBeOfTheSameNumberAndInTheirRange() {
        Labels two = Labels.of(List.of(Labels.Column.of("class", 2, new int[] {0, 1})));
        assertThatThrownBy(() -> GREY.withLabels(two))
                .isInstanceOf(DataException.class)
                .hasMessage("3 examples, but 2 labels");
        assertThatThrownBy(() -> Labels.Column.of("class", 2, new int[] {0, 2}))
                .isInstanceOf(DataException.class)
                .hasMessage("label column \"class\", example 1: 2 is outside 0..1");
        assertThatThrownBy(() -> two.column("x"))
                .isInstanceOf(DataException.class)
                .hasMessage("no label column \"x\"; there are: [class]");
        Labels.Column other = Labels.Column.of("size", List.of("small", "big"), new int[] {1});
        assertThat(other.valueNames().get(other.value(0))).isEqualTo("big");
        assertThatThrownBy(() -> Labels.of(List.of(two.column("class"), other)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("\"size\" has 1 values");
    }

    private static double[] exactRow(Examples examples, int index) {
        double[] row = new double[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    @Test
    void doublePrecisionKeepsEveryBit() {
        Examples real = Examples.real(2, new double[] {1 / 3.0, -0.1, 1e300, 2});
        assertThat(exactRow(real, 0)).containsExactly(1 / 3.0, -0.1);
        assertThat(row(real, 0)).containsExactly(1 / 3f, -0.1f);
        assertThat(exactRow(real.select(1), 0)).containsExactly(1e300, 2);
        MiniBatch batch = new Chunks(real, 2).at(0);
        assertThat(batch.precision()).isEqualTo(ValuePrecision.DOUBLE);
        assertThat(batch.doubles()).containsExactly(1 / 3.0, -0.1, 1e300, 2);
        assertThatThrownBy(() -> real.in(ValuePrecision.SINGLE))
                .isInstanceOf(DataException.class)
                .hasMessage("example 1, value 0: Infinity, expected a finite number");
    }

    @Test
    void greyLevelsAreQuotientsOfEitherPrecision() {
        assertThat(exactRow(GREY, 1)).containsExactly(51 / 255f, 102 / 255f);
        Examples exact = GREY.in(ValuePrecision.DOUBLE);
        assertThat(exactRow(exact, 1)).containsExactly(51 / 255.0, 102 / 255.0);
        assertThat(row(exact, 1)).containsExactly(51 / 255f, 102 / 255f);
        assertThat(exactRow(GREY.select(1).in(ValuePrecision.DOUBLE), 0))
                .containsExactly(51 / 255.0, 102 / 255.0);
    }

    @Test
    void singlePrecisionTakesFourBytesAValueWhateverIsAskedOfIt() {
        Examples real = Examples.real(1, new float[] {0.1f, 0.2f});
        assertThat(real.in(ValuePrecision.DOUBLE).precision()).isEqualTo(ValuePrecision.SINGLE);
        Examples rounded = Examples.real(1, new double[] {0.1, 0.2}).in(ValuePrecision.SINGLE);
        assertThat(rounded.in(ValuePrecision.DOUBLE).precision()).isEqualTo(ValuePrecision.SINGLE);
        assertThat(Examples.binary(1, new byte[] {1}).in(ValuePrecision.DOUBLE).precision())
                .isEqualTo(ValuePrecision.SINGLE);
    }

    @Test
    void distancesFollowTheExamples() {
        Examples known = GREY.withDistances((i, j) -> 10 * Math.abs(i - j));
        assertThat(GREY.distances()).isEmpty();
        int[] rows = {2, 0};
        Examples view = known.select(rows);
        rows[0] = 1;
        assertThat(view.distances().orElseThrow().between(0, 1)).isEqualTo(20);
        assertThat(view.select(1, 1, 0).distances().orElseThrow().between(1, 2)).isEqualTo(20);
        assertThat(known.in(ValuePrecision.DOUBLE).distances()).isPresent();
        Labels labels = Labels.of(List.of(Labels.Column.of("a", 1, new int[3])));
        assertThat(known.withLabels(labels).distances()).isPresent();
    }
}
