// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.random.RandomKey;

/** Standardised data, from the statistics of the training examples to what a batch holds. */
class StandardizationTest {

    private static final int SIZE = 400;

    /** Age, income, a time in seconds since 1970, and a constant. */
    private static final double[] MEAN = {45, 4000, 1.7e9, 3};

    private static final double[] SPREAD = {13, 1000, 1, 0};
    private static final Preparation STANDARDIZED = Preparation.NONE.standardizing();

    private static Examples examples(String name, int size, double shift) {
        double[] noise = RandomKey.of(5).split(name).uniform(size * MEAN.length);
        double[] values = new double[noise.length];
        for (int i = 0; i < values.length; i++) {
            int d = i % MEAN.length;
            values[i] = MEAN[d] + SPREAD[d] * (shift + (2 * noise[i] - 1) * Math.sqrt(3));
        }
        return Examples.real(MEAN.length, values);
    }

    private static Dataset dataset() {
        return Dataset.of(
                "table",
                DataShape.flat(MEAN.length),
                examples("train", SIZE, 0),
                examples("test", 50, 2),
                "");
    }

    private static double[] row(Examples examples, int index) {
        double[] row = new double[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-170, 1e-152})
    void valuesWhoseVarianceIsBelowDoublePrecisionAreRejected(double scale) {
        Examples examples = Examples.real(1, new double[] {scale, 2 * scale, 3 * scale});
        Dataset data = Dataset.of("narrow", DataShape.flat(1), examples, examples, "");
        assertThatThrownBy(() -> STANDARDIZED.apply(data, 0))
                .hasMessageStartingWith("standardize: values such as example 0, value 0 differ by")
                .hasMessageContaining("data.standardize: false");
        Examples wider = Examples.real(1, new double[] {1e-140, 2e-140, 3e-140});
        Dataset known = Dataset.of("wider", DataShape.flat(1), wider, wider, "");
        assertThat(row(STANDARDIZED.apply(known, 0).train(), 2)[0])
                .isCloseTo(Math.sqrt(1.5), within(1e-12));
    }

    /**
     * Float32 alone would hold the time in steps of 128. Means and mean squares of n values rounded
     * by 2^-24 of at most 4 differ from 0 and 1 by less than 1e-6.
     */
    @ParameterizedTest
    @EnumSource(ValuePrecision.class)
    void trainingValuesHaveMeanZeroAndDeviationOne(ValuePrecision precision) {
        PreparedData data =
                new PreparedData(dataset(), STANDARDIZED, 0, precision, Optional.empty());
        assertThat(data.train().precision()).isEqualTo(precision);
        assertThat(data.batches(10, RandomKey.of(0)).at(0).precision()).isEqualTo(precision);
        float[] row = new float[MEAN.length];
        double[] squares = new double[MEAN.length];
        for (int i = 0; i < SIZE; i++) {
            data.train().read(i, row, 0);
            for (int d = 0; d < row.length; d++) {
                squares[d] += (double) row[d] * row[d] / SIZE;
            }
        }
        assertThat(data.trainingMean()).containsExactly(new double[MEAN.length], within(1e-6));
        assertThat(squares).containsExactly(new double[] {1, 1, 1, 0}, within(1e-6));
        assertThat(data.standardization().orElseThrow().deviation()[3]).isEqualTo(1);
    }

    @Test
    void testAndValidationValuesDoNotEnterTheStatistics() {
        Dataset whole = dataset();
        Dataset held = whole.withValidation(100, RandomKey.of(1));
        Standardization by = STANDARDIZED.apply(held, 0).standardization().orElseThrow();
        assertThat(by).isEqualTo(Standardization.of(held.train()));
        assertThat(by).isNotEqualTo(Standardization.of(whole.train()));
        PreparedData data = STANDARDIZED.apply(held, 0);
        assertThat(row(data.test(), 7)[1]).isEqualTo(by.apply(1, row(whole.test(), 7)[1]));
        assertThat(data.validation().orElseThrow().standardization()).contains(by);
        assertThat(data.dataset().checksum()).isEqualTo(whole.checksum());
    }

    @Test
    void aFinishedModelBringsItsOwnStatistics() {
        Standardization trained = new Standardization(new double[4], new double[] {2, 2, 2, 2});
        PreparedData data = STANDARDIZED.apply(dataset(), 0).under(trained);
        assertThat(row(data.test(), 0)[0]).isEqualTo(row(dataset().test(), 0)[0] / 2);
        PreparedData plain = Preparation.NONE.apply(dataset(), 0);
        assertThat(plain.under(trained)).isSameAs(plain);
        assertThat(plain.test().standardization()).isEmpty();
    }

    @Test
    void valuesThatAreGivenAreStandardisedToo() {
        ValueSplit split =
                ValueSplit.of(
                        DataShape.flat(4),
                        List.of(new ValueSplit.Part("income", "income", new int[] {1})));
        PreparedData data = STANDARDIZED.apply(dataset().given(split), 0);
        Standardization by = data.standardization().orElseThrow();
        MiniBatch batch = new Chunks(data.test(), 3).at(0);
        double income = row(dataset().test(), 2)[1];
        assertThat(batch.given("income")[2]).isEqualTo((float) by.apply(1, income));
        assertThat(data.test().standardization()).contains(by.at(0, 2, 3));
        assertThat(by.ofModelled(data.split())).isEqualTo(by.at(0, 2, 3));
    }

    /** What has few digits comes back as it was, through single precision and a large mean. */
    @Test
    void valuesComeBackInTheirUnits() {
        Standardization by =
                new Standardization(new double[] {45.2, 1.7e9 + 0.3}, new double[] {13.37, 1.7});
        for (double x : new double[] {18, 45, 45.2, 60.5, 90, -3}) {
            assertThat(by.restore(0, (float) by.apply(0, x))).isEqualTo(x);
        }
        for (double x : new double[] {1.7e9, 1.7e9 + 1, 1.7e9 - 2.25}) {
            assertThat(by.restore(1, (float) by.apply(1, x))).isEqualTo(x);
        }
    }

    @Test
    void whatCannotBeStandardisedIsRejected() {
        Examples bits = Examples.binary(2, new byte[] {0, 1, 1, 1});
        Dataset binary = Dataset.of("bits", DataShape.flat(2), bits, bits, "");
        assertThatThrownBy(() -> STANDARDIZED.apply(binary, 0))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "standardize: true: the data are binary, and only real numbers can be"
                                + " standardised; leave it out");
        Examples train = Examples.real(1, new double[] {1, 2});
        Examples far = Examples.real(1, new double[] {1e200});
        Dataset outlier = Dataset.of("far", DataShape.flat(1), train, far, "");
        assertThatThrownBy(() -> STANDARDIZED.apply(outlier, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("example 0, value 0: 1.0E200 is");
        Examples huge = Examples.real(1, new double[] {1e200, -1e200});
        Dataset wide = Dataset.of("huge", DataShape.flat(1), huge, huge, "");
        assertThatThrownBy(() -> STANDARDIZED.apply(wide, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("variance exceeds double precision");
    }

    @Test
    void unscaledValuesAreFound() {
        assertThat(UnscaledValues.in(Preparation.NONE.apply(dataset(), 0)))
                .hasValueSatisfying(text -> assertThat(text).startsWith("value 2 has mean 1.7"));
        assertThat(UnscaledValues.in(STANDARDIZED.apply(dataset(), 0))).isEmpty();
        assertThat(unscaled(1, 0.2, 1)).isEmpty();
        assertThat(unscaled(1, 0, 3)).isEmpty();
        assertThat(unscaled(1, 0.009, 1)).isPresent();
        assertThat(unscaled(0.001, 0, 0)).isPresent();
        assertThat(unscaled(9, 0, 0)).isEmpty();
        assertThat(unscaled(9, 0.05, 0)).isPresent();
        assertThat(unscaled(1, 1, 11)).isPresent();
    }

    /** Two values: one around 0, one around a mean. */
    private static Optional<String> unscaled(double first, double second, double mean) {
        double[] values = {first, mean + second, -first, mean - second};
        Examples examples = Examples.real(2, values);
        Dataset data = Dataset.of("two", DataShape.flat(2), examples, examples, "");
        return UnscaledValues.in(Preparation.NONE.apply(data, 0));
    }
}
