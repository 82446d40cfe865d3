// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.random.RandomKey;

/** Data in double precision on their way from a data set to the batches of a run. */
class ValuePrecisionTest {

    private static Dataset grey() {
        byte[] levels = new byte[50 * 4];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (13 * i);
        }
        Examples examples = Examples.greyLevels(4, levels);
        return Dataset.of("grey", DataShape.flat(4), examples, examples.first(20), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"static", "dynamic", "threshold(0.3)"})
    void bitsAreTheSameInEitherPrecision(String binarization) {
        Preparation how = Preparation.of(Binarization.parse(binarization));
        PreparedData single = how.apply(grey(), 0);
        PreparedData exact = how.apply(grey().in(ValuePrecision.DOUBLE), 0);
        RandomKey key = RandomKey.of(4);
        assertThat(exact.batches(10, key).at(3).values())
                .isEqualTo(single.batches(10, key).at(3).values());
        assertThat(new Chunks(exact.test(), 20).at(0).values())
                .isEqualTo(new Chunks(single.test(), 20).at(0).values());
        assertThat(exact.dataset().checksum()).isEqualTo(single.dataset().checksum());
    }

    @Test
    void greyLevelsReachBatchesInDoublePrecision() {
        Dataset exact = grey().withValidation(5, RandomKey.of(0)).in(ValuePrecision.DOUBLE);
        PreparedData prepared = Preparation.NONE.apply(exact, 0);
        MiniBatch batch = prepared.batches(10, RandomKey.of(1)).at(0);
        assertThat(batch.precision()).isEqualTo(ValuePrecision.DOUBLE);
        for (int i = 0; i < 10; i++) {
            double level = batch.doubles()[4 * i] * 255;
            assertThat(batch.doubles()[4 * i]).isEqualTo(Math.rint(level) / 255);
        }
        assertThat(prepared.validation().orElseThrow().precision())
                .isEqualTo(ValuePrecision.DOUBLE);
    }

    @Test
    void aGreyLevelIsItsQuotientRoundedToThePrecision() {
        byte[] levels = new byte[256];
        for (int k = 0; k < levels.length; k++) {
            levels[k] = (byte) k;
        }
        Examples single = Examples.greyLevels(256, levels).in(ValuePrecision.SINGLE);
        float[] floats = new float[256];
        double[] doubles = new double[256];
        single.read(0, floats, 0);
        single.read(0, doubles, 0);
        for (int k = 0; k < levels.length; k++) {
            assertThat(floats[k]).isEqualTo((float) (k / 255.0));
            assertThat(doubles[k]).isEqualTo(floats[k]);
        }
    }

    @Test
    void aNumberThatSinglePrecisionCannotHoldIsNamed() {
        Examples real = Examples.real(2, new double[] {1, 2, 3, -1e39});
        Dataset data = Dataset.of("a", DataShape.flat(2), real, real, "");
        assertThat(data.in(ValuePrecision.DOUBLE)).isNotNull();
        assertThatThrownBy(() -> data.in(ValuePrecision.SINGLE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("example 1, value 1: -1.0E39, expected a finite number")
                .hasMessageContaining("runtime.precision: float64");
    }

    @Test
    void theDomainIsPartOfTheChecksum() {
        Examples real = Examples.real(1, new float[] {0, 0.5f});
        Examples unit = Examples.unitInterval(1, new float[] {0, 0.5f});
        DataShape shape = DataShape.flat(1);
        assertThat(Dataset.of("a", shape, real, real, "").checksum())
                .isNotEqualTo(Dataset.of("a", shape, unit, unit, "").checksum());
    }
}
