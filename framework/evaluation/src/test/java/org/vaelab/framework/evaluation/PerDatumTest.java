// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

final class PerDatumTest {

    private static final int EXAMPLES = 500;

    /**
     * Bounds of examples that differ by 5 nats, and estimates of half of them above or below by a
     * gap.
     */
    private static PerDatum bounds(double gap) {
        double[] noise = RandomKey.of(1).normal(2 * EXAMPLES);
        double[] elbo = new double[EXAMPLES];
        int[] estimated = IntStream.range(0, EXAMPLES / 2).map(i -> 2 * i).toArray();
        for (int i = 0; i < EXAMPLES; i++) {
            elbo[i] = -27 + 5 * noise[i];
        }
        PerDatum bounds = PerDatum.of(elbo, estimated);
        for (int i = 0; i < estimated.length; i++) {
            bounds.logLikelihood()[i] = elbo[estimated[i]] + gap + 0.5 * noise[EXAMPLES + i];
        }
        return bounds;
    }

    @Test
    void anElboAboveLogPOfTheSameExamplesHasACaveat() {
        assertThat(bounds(-0.7).boundAboveEstimate())
                .hasValueSatisfying(
                        caveat ->
                                assertThat(caveat)
                                        .contains("on the same 250 examples the ELBO is 0.7"));
    }

    @Test
    void aRightBoundHasNone() {
        assertThat(bounds(0.7).boundAboveEstimate()).isEmpty();
        assertThat(bounds(0).boundAboveEstimate()).isEmpty();
        assertThat(PerDatum.of(new double[] {-1, -2}, new int[0]).boundAboveEstimate()).isEmpty();
    }
}
