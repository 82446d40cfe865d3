// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.RatioOfMeans;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/**
 * Bits per dimension of examples with 1, 2 and 3 observed values, whose bound is -2 bits a value.
 */
final class BitsOfGapsTest {

    private record Gaps() implements DataRows {

        @Override
        public int size() {
            return 3;
        }

        @Override
        public int width() {
            return 3;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            Arrays.fill(target, offset, offset + 3, Double.NaN);
            Arrays.fill(target, offset, offset + row + 1, 1);
        }
    }

    /** The bound varies with the number of values alone, so that the bits have no error. */
    @Test
    void theErrorCountsThatLengthsVary() {
        double two = 2 * Math.log(2);
        double[] elbo = {-two, -2 * two, -3 * two};
        Estimate bound = Estimate.ofMean(elbo, "nats", EstimateKind.LOWER_BOUND, 1);
        assertThat(bound.standardError()).isGreaterThan(0.5);
        RatioOfMeans bits =
                BitsPerDimension.bits(
                        PerExample.ofAll(elbo), Examples.of(new Gaps(), ValueDomain.BINARY), 1);
        assertThat(bits.value()).isCloseTo(2, within(1e-12));
        assertThat(bits.standardError()).isCloseTo(0, within(1e-12));
    }
}
