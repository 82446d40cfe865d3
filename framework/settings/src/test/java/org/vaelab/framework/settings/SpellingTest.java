// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpellingTest {

    @Test
    void theNearestNameIsNamedFirst() {
        assertThat(Spelling.hint("haert", List.of("square", "heart")))
                .isEqualTo("did you mean 'heart'? Allowed here: square, heart");
        assertThat(Spelling.hint("circle", List.of("square", "heart")))
                .isEqualTo("allowed here: square, heart");
    }

    @Test
    void aFarNameIsNotSuggested() {
        assertThat(Spelling.nearest("beta", List.of("data"))).isEmpty();
        assertThat(Spelling.nearest("dta", List.of("data"))).hasValue("data");
    }

    @Test
    void aPartOfANameIsEnough() {
        List<String> known = List.of("kl", "logLikelihood.ais", "standard-normal");
        assertThat(Spelling.nearest("AIS", known)).hasValue("logLikelihood.ais");
        assertThat(Spelling.nearest("normal", known)).hasValue("standard-normal");
        assertThat(Spelling.nearest("log", known)).isEmpty();
    }

    @Test
    void oneNumberIsNoMisspellingOfAnother() {
        assertThat(Spelling.hint("7", List.of("0", "1"))).isEqualTo("allowed here: 0, 1");
        assertThat(Spelling.nearest("x7", List.of("x8"))).hasValue("x8");
    }
}
