// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.plugin.Supervision;
import org.vaelab.framework.record.HealthObservation;

/** The rule counts draws at corners, and speaks after two observations in a row. */
final class SaturatedRelaxationTest {

    private static double share(int draws, double most, double... likeliest) {
        return SaturatedRelaxation.share(
                IntStream.range(0, draws).mapToDouble(i -> i % 4 == 0 ? 0.5 : most).toArray(),
                likeliest);
    }

    @Test
    void drawsOfUndecidedVariablesAreCounted() {
        assertThat(share(100, 0.9991, 0.5)).isEqualTo(0.75);
        assertThat(share(100, 1 - SaturatedRelaxation.CORNER, 0.5)).isZero();
        assertThat(share(99, 0.9991, 0.5)).isNaN();
        // Variables 1 and 3 of four are certain; one of the other two is never at a corner.
        assertThat(share(400, 0.9991, 0.3, 0.9, 0.5, 0.9)).isEqualTo(0.5);
    }

    private static HealthObservation observed(long step, double saturation) {
        Map<String, Double> signals =
                Map.of("q.temperature", 0.05, "q.saturation", saturation, "loss", 1.0);
        return new HealthObservation(step, "", false, signals, Map.of());
    }

    private static List<HealthRule.Diagnosis> examine(double... saturations) {
        List<HealthObservation> seen = new ArrayList<>();
        for (double saturation : saturations) {
            seen.add(observed(seen.size() * 10L, saturation));
        }
        return new SaturatedRelaxation().examine(new Observations(seen));
    }

    @Test
    void twoObservationsInARowAreADiagnosis() {
        assertThat(examine(0.956)).isEmpty();
        assertThat(examine(0.956, 0.9)).isEmpty();
        assertThat(examine(0.5, 0.95, 0.956))
                .singleElement()
                .satisfies(
                        found -> {
                            assertThat(found.subject()).isEqualTo("q");
                            assertThat(found.message())
                                    .startsWith(
                                            "at temperature 0.0500, 95 % of the draws of undecided"
                                                    + " variables of q are at a corner");
                        });
    }

    @Test
    void aLabelIsOneVariableAndTemperaturesStayAboveZero() {
        CategoricalFamily label = CategoricalFamily.ofLabel(7, Supervision.Draw.ENUMERATED);
        assertThat(label.space().variables()).isEqualTo(1);
        assertThat(label.space().categories()).isEqualTo(7);
        assertThat(label.draw()).isEqualTo(CategoricalFamily.Drawing.DISCRETE);
        assertThatThrownBy(
                        () ->
                                new BernoulliFamily(
                                        2, Schedule.constant(0), CategoricalFamily.Drawing.RELAXED))
                .hasMessage("temperature must stay above 0, falls to 0.0");
    }
}
