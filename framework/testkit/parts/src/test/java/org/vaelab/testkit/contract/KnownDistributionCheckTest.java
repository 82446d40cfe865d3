// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.random.RandomKey;

/** Examples of another distribution than the stated one are found. */
final class KnownDistributionCheckTest {

    private static final int WIDTH = 2;
    private static final int SIZE = 200;

    /** Independent bits. */
    private record Bits(double one, double entropy) implements KnownDistribution {

        @Override
        public double logProbability(double[] example) {
            return Arrays.stream(example).map(bit -> Math.log(bit == 1 ? one : 1 - one)).sum();
        }
    }

    /** Independent Normals of which each number that is there adds some nats too many. */
    private record Normals(double variance, double more, double entropy)
            implements KnownDistribution {

        @Override
        public double logProbability(double[] example) {
            return Arrays.stream(example)
                    .filter(value -> !Double.isNaN(value))
                    .map(
                            value ->
                                    more
                                            - 0.5 * value * value / variance
                                            - 0.5 * Math.log(2 * Math.PI * variance))
                    .sum();
        }
    }

    private static Dataset data(Examples examples, KnownDistribution known, boolean hasMissing) {
        return Dataset.of(
                "drawn",
                DataShape.flat(WIDTH),
                examples.first(SIZE / 2),
                examples,
                "drawn",
                DataFacts.of(Form.arrays(), hasMissing).drawnFrom(known));
    }

    private static void bits(double one, double entropy) {
        byte[] bits = new byte[SIZE * WIDTH];
        double[] uniform = RandomKey.of(0).uniform(bits.length);
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) (uniform[i] < 0.5 ? 1 : 0);
        }
        KnownDistribution known = new Bits(one, entropy);
        new KnownDistributionCheck(known, data(Examples.binary(WIDTH, bits), known, false)).check();
    }

    private static void normals(double variance, double more) {
        double[] normal = RandomKey.of(0).normal(SIZE * WIDTH);
        float[] values = new float[normal.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) normal[i];
        }
        double mean = 0.5 + 0.5 * Math.log(2 * Math.PI * variance) - more;
        KnownDistribution known = new Normals(variance, more, WIDTH * mean);
        new KnownDistributionCheck(known, data(Examples.real(WIDTH, values), known, true)).check();
    }

    @Test
    void otherFrequenciesAreFound() {
        assertThatCode(() -> bits(0.5, WIDTH * Math.log(2))).doesNotThrowAnyException();
        assertThatThrownBy(() -> bits(0.5, 1)).hasMessageContaining("against its entropy()");
        assertThatThrownBy(() -> bits(0.8, -0.5 * WIDTH * Math.log(0.16)))
                .hasMessageContaining("value 0 given the others is not drawn");
    }

    @Test
    void otherDensitiesAreFound() {
        assertThatCode(() -> normals(1, 0)).doesNotThrowAnyException();
        assertThatThrownBy(() -> normals(16, 0)).hasMessageContaining("against its entropy()");
        assertThatThrownBy(() -> normals(1, 0.01)).hasMessageContaining("integrated over value 0");
    }
}
