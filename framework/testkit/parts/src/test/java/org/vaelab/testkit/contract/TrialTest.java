// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrialTest {

    private static final PriorContract CONTRACT =
            new PriorContract("toy-normal", ConfiguredPart.of("toy-normal", "{latent: 1}")) {};

    private static List<Trial> trials(int count) {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            trials.add(new Trial(CONTRACT, "a check", List.of(i)));
        }
        return trials;
    }

    /** What ./mvnw verify and -Pfull leave out, -Pfurther runs: each trial once. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void firstAndFurtherAreAll(int count) {
        List<Trial> all = trials(count);
        List<Trial> both = new ArrayList<>(Trial.chosen(all, "first"));
        assertThat(both).hasSize(Math.min(1, count));
        both.addAll(Trial.chosen(all, "further"));
        assertThat(both).isEqualTo(all);
        assertThat(Trial.chosen(all, "all")).isEqualTo(all);
    }

    @Test
    void anUnknownChoiceIsRejected() {
        assertThatThrownBy(() -> Trial.chosen(trials(1), "quick"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vaelab.testkit.trials: expected all, first or further, got 'quick'");
    }
}
