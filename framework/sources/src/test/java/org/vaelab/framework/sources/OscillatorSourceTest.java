// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.settings.StrictMapper;

class OscillatorSourceTest {

    private static OscillatorSource source(Map<String, ?> keys) {
        return StrictMapper.of(OscillatorSource.class, keys);
    }

    /** The density of one number of one step integrates to 1, and its entropy is the integral. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.8})
    void theDensityOfOneNumberIntegratesToOne(double bend) {
        Dataset data =
                source(Map.of("dimension", 1, "shortest", 1, "bend", bend, "train", 2, "test", 3))
                        .load(DataSource.Progress.SILENT);
        KnownDistribution known = data.facts().distribution().orElseThrow();
        double[] x = new double[30];
        Arrays.fill(x, Double.NaN);
        double total = 0;
        // Equal steps of the area sine, whose derivative is cosh: from -548 to 548.
        double step = 0.005;
        for (double s = -7; s <= 7; s += step) {
            x[2] = Math.sinh(s);
            total += step * Math.cosh(s) * Math.exp(known.logProbability(x));
        }
        assertThat(total).isCloseTo(1, within(1e-6));
    }

    /** The mean of -log p(x) over 4000 draws is the entropy, within 5 standard errors. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.8})
    void theMeanOfMinusLogDensityIsTheEntropy(double bend) {
        Dataset data =
                source(
                                Map.of(
                                        "bend",
                                        bend,
                                        "shortest",
                                        5,
                                        "missing",
                                        0.2,
                                        "steps",
                                        12,
                                        "train",
                                        1,
                                        "test",
                                        4000))
                        .load(DataSource.Progress.SILENT);
        KnownDistribution known = data.facts().distribution().orElseThrow();
        double[] x = new double[24];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 4000; i++) {
            data.test().read(i, x, 0);
            double log = -known.logProbability(x);
            sum += log / 4000;
            squares += log * log / 4000;
        }
        assertThat(sum)
                .isCloseTo(known.entropy(), within(5 * Math.sqrt((squares - sum * sum) / 4000)));
    }

    @Test
    void valuesOutOfRangeAreRejected() {
        assertThatThrownBy(() -> source(Map.of("steps", 1))).hasMessageContaining("steps is 1");
        assertThatThrownBy(() -> source(Map.of("missing", 1)))
                .hasMessageContaining("missing is 1.0, expected at least 0 and below 1");
        assertThatThrownBy(() -> source(Map.of("shortest", 31)))
                .hasMessageContaining("shortest is 31, expected 1..30");
        assertThatThrownBy(() -> source(Map.of("noise", 0))).hasMessageContaining("noise is 0.0");
    }
}
