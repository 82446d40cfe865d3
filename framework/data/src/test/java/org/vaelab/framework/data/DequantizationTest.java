// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

class DequantizationTest {

    private static final int LEVELS = 256;
    private static final int SIZE = 40;

    /** Rounding to single precision may reach the upper end of a bin. */
    private static final double ROUNDING = 1e-7;

    private static final Preparation UNIFORM =
            new Preparation(new Binarization.None(), Optional.of(Dequantization.UNIFORM), false, 0);

    /** Every example holds each grey level once. */
    private static Dataset dataset() {
        byte[] content = new byte[SIZE * LEVELS];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        Examples ramps = Examples.greyLevels(LEVELS, content);
        return Dataset.of("ramps", new DataShape(1, 16, 16), ramps, ramps, "test");
    }

    @Test
    void eachLevelIsSpreadOverItsBin() {
        PreparedData prepared = UNIFORM.apply(dataset(), 3);
        assertThat(prepared.domain()).isEqualTo(ValueDomain.UNIT_INTERVAL);
        MiniBatch batch = prepared.batches(SIZE, RandomKey.of(1)).at(0);
        assertThat(batch.precision()).isEqualTo(ValuePrecision.SINGLE);
        double sum = 0;
        for (int i = 0; i < batch.values().length; i++) {
            double place = LEVELS * (double) batch.values()[i] - i % LEVELS;
            assertThat(place).isBetween(-LEVELS * ROUNDING, 1 + LEVELS * ROUNDING);
            sum += place;
        }
        // Ten thousand uniform numbers: 7 standard errors, one in 10^11.
        double error = Math.sqrt(1.0 / 12 / batch.values().length);
        assertThat(sum / batch.values().length).as("seed 1").isCloseTo(0.5, within(7 * error));
    }

    @Test
    void batchesAreDrawnAnewAndEvaluationOnce() {
        PreparedData prepared = UNIFORM.apply(dataset(), 3);
        Batches batches = prepared.batches(SIZE, RandomKey.of(1));
        assertThat(batches.at(5).values()).isEqualTo(batches.at(5).values());
        // All examples are alike, whatever their order.
        assertThat(batches.at(5).values()).isNotEqualTo(batches.at(6).values());
        float[] test = ExamplesTest.row(prepared.test(), 7);
        assertThat(ExamplesTest.row(UNIFORM.apply(dataset(), 3).test(), 7)).isEqualTo(test);
        assertThat(ExamplesTest.row(UNIFORM.apply(dataset(), 4).test(), 7)).isNotEqualTo(test);
        assertThat(ExamplesTest.row(prepared.test(), 8)).isNotEqualTo(test);
        assertThat(ExamplesTest.row(prepared.trainingView(), 7)).isNotEqualTo(test);
    }

    @Test
    void theMeanOfTheNoiseIsPartOfThatOfTheData() {
        double[] mean = UNIFORM.apply(dataset(), 0).trainingMean();
        for (int level = 0; level < LEVELS; level++) {
            assertThat(mean[level]).isCloseTo((level + 0.5) / LEVELS, within(1e-7));
        }
    }

    @Test
    void dataKnowTheirBinsAndPassThatOnToTheirViews() {
        PreparedData prepared = UNIFORM.apply(dataset(), 0);
        assertThat(prepared.test().binWidth()).hasValue(1.0 / 256);
        assertThat(prepared.test().first(3).in(ValuePrecision.DOUBLE).binWidth())
                .hasValue(1.0 / 256);
        assertThat(dataset().test().binWidth()).isEmpty();
        assertThat(
                        Preparation.of(Binarization.parse("dynamic"))
                                .apply(dataset(), 0)
                                .test()
                                .binWidth())
                .isEmpty();
    }

    @Test
    void onlyGreyLevelsHaveBins() {
        Examples real = Examples.real(2, new float[] {0, 1, 2, 3});
        Dataset dataset = Dataset.of("real", DataShape.flat(2), real, real, "test");
        assertThatThrownBy(() -> UNIFORM.apply(dataset, 0))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "dequantize: uniform: the data are real, and only grey levels have bins;"
                                + " leave it out");
        assertThatThrownBy(
                        () ->
                                new Preparation(
                                        new Binarization.Dynamic(),
                                        Optional.of(Dequantization.UNIFORM),
                                        false,
                                        0))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "dequantize: uniform and binarize: dynamic: zeros and ones have no bins;"
                                + " expected one of the two");
    }
}
