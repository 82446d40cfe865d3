// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.Label;

final class LabelTextTest {

    private static final LabelText NO_SWEEP = LabelText.at(Map.of());

    private static LabelText swept() {
        Map<String, String> swept = new LinkedHashMap<>();
        swept.put("beta", "0.5");
        swept.put("latent", "16");
        swept.put("training.optimizer.learningRate", "1e-3");
        swept.put("posterior", "full_normal");
        swept.put("network.size", "4");
        swept.put("data.size", "8");
        return LabelText.at(swept);
    }

    /**
     * A text, what tables show, and its LaTeX; where these are absent, they are the text itself.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "VAE",
                "IWAE, K = 50",
                "my_model & co     ; my_model & co ; my\\_model \\& co",
                "a {b              ; a {b          ; a \\{b",
                "β  = 0.5          ; β = 0.5       ; $\\beta$ = 0.5",
                "β = {beta}        ; β = 0.5       ; $\\beta$ = 0.5",
                "d = {latent}      ; d = 16",
                "{learningRate}    ; 1e-3",
                "{training.optimizer.learningRate} ; 1e-3",
                "{posterior}       ; full_normal   ; full\\_normal",
                "{data.size}       ; 8",
            })
    void aText(ArgumentsAccessor row) {
        String plain = row.getString(row.size() > 1 ? 1 : 0);
        String latex = row.getString(row.size() > 2 ? 2 : row.size() - 1);
        assertThat(swept().of(row.getString(0))).isEqualTo(new Label(plain, latex));
    }

    /** LaTeX source, and the same at a point of a sweep. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\\textbf{B} $\\foo{a}{b}$      ; \\textbf{B} $\\foo{a}{b}$",
                "$50\\,\\%$ of \\$5             ; $50\\,\\%$ of \\$5",
                "$\\beta = {beta}$              ; $\\beta = {0.5}$",
                "$z_{latent}$                   ; $z_{16}$",
                "$\\frac{{beta}}{{latent}}$     ; $\\frac{{0.5}}{{16}}$",
                "$\\eta = {learningRate}$       ; $\\eta = {\\ensuremath{1 \\times 10^{-3}}}$",
                "$q = {posterior}$              ; $q = {\\mbox{full\\_normal}}$",
                "$\\mathrm{KL}$                 ; $\\mathrm{KL}$",
            })
    void aTextAndSource(String source, String latex) {
        assertThat(swept().of("a", source)).isEqualTo(new Label("a", latex));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "$\\beta$    ; a plain label must not have $ or \\",
                "\\textbf x  ; a plain label must not have $ or \\",
                "{beta}      ; {beta} stands for nothing, because the model has no sweep",
                "` `         ; the label is empty",
            })
    void whatIsNoTextIsRejected(String text, String message) {
        assertThatThrownBy(() -> NO_SWEEP.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "$\\beta       ; a $ has no second $",
                "$a\\$         ; a $ has no second $",
                "\\frac{1}{2   ; a { has no }",
                "a}            ; a } has no {",
                "a\\           ; latex ends in a \\, without a command",
                "a & b         ; %, & and # mean something in LaTeX",
                "$50%$         ; %, & and # mean something in LaTeX",
                "` `           ; latex is empty",
            })
    void whatIsNoSourceIsRejected(String latex, String message) {
        assertThatThrownBy(() -> NO_SWEEP.of("a", latex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aTextWithLatexAsksForBothForms() {
        assertThatThrownBy(() -> NO_SWEEP.of("$\\foo$"))
                .hasMessageContaining("\nwrite label: {text: \"...\", latex: \"...\"}");
        assertThat(NO_SWEEP.of("$5 \\ x", "\\$5").plain()).isEqualTo("$5 \\ x");
    }

    @Test
    void controlCharactersAreRejected() {
        assertThatThrownBy(() -> NO_SWEEP.of("a", "$\beta$"))
                .hasMessageContaining("control characters")
                .hasMessageContaining("YAML reads \\\\beta as \\beta");
        assertThatThrownBy(() -> NO_SWEEP.of("a\nb")).hasMessageContaining("control characters");
    }

    @Test
    void anUnknownPlaceholderNamesTheAllowedOnes() {
        LabelText labels = LabelText.at(Map.of("beta", "1"));
        assertThatThrownBy(() -> labels.of("β = {bta}"))
                .hasMessage("unknown placeholder {bta}\ndid you mean 'beta'? Allowed here: beta");
        assertThatThrownBy(() -> swept().of("{size}"))
                .hasMessageStartingWith("unknown placeholder");
    }

    /** A misspelt key in LaTeX source would be text of it. */
    @Test
    void sourceHasTheKeysOfTheText() {
        assertThatThrownBy(() -> swept().of("β = {beta}", "$\\beta = {bta}$"))
                .hasMessage("latex lacks {beta}, which text has");
    }
}
