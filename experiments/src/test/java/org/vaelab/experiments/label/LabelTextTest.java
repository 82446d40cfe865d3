// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.label;

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

    private static final Map<String, String> NOTHING = Map.of();

    private static Label label(String text, Map<String, String> swept) {
        return LabelText.of(text, Placeholders.of(swept));
    }

    /** A label, its plain form and its LaTeX; where LaTeX is absent, it is the label itself. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "VAE                                 ; VAE",
                "IWAE, K = 50                        ; IWAE, K = 50",
                "my_model & co                       ; my_model & co ; my\\_model \\& co",
                "100 % of \\$5                       ; 100 % of $5   ; 100 \\% of \\$5",
                "$\\beta = 0.5$                      ; β = 0.5",
                "$\\beta=0.5$                        ; β = 0.5",
                "β = 0.5                             ; β = 0.5 ; $\\beta$ = 0.5",
                "$β=0.5$                             ; β = 0.5 ; $\\beta =0.5$",
                "$\\beta$-VAE ($\\beta = 4$)         ; β-VAE (β = 4)",
                "$\\alpha\\Delta\\varepsilon$        ; αΔε",
                "$10^{-3}$                           ; 10⁻³",
                "$1 \\times 10^{-3}$                 ; 1 × 10⁻³",
                "$x^2 + y_1$                         ; x² + y₁",
                "$K_{10}$                            ; K₁₀",
                "$z_i^{(k)}$                         ; zᵢ⁽ᵏ⁾",
                "$\\theta^*$                         ; θ*",
                "$x^\\prime, y'$                     ; x′, y′",
                "$\\beta_{\\mathrm{KL}}$             ; β_KL",
                "$\\mathcal{L}_{a, b}$               ; L_(a,b)",
                "$\\mathrm{ELBO}$                    ; ELBO",
                "$\\text{free bits } \\lambda = 2$   ; free bits λ = 2",
                "$\\text{a\\_b}$                     ; a_b",
                "$K \\le 5$                          ; K ≤ 5",
                "$-1 \\leq \\mu < 1$                 ; −1 ≤ μ < 1",
                "$a - b$                             ; a − b",
                "$q(z|x)$                            ; q(z|x)",
                "$q(z \\mid x)$                      ; q(z | x)",
                "$\\log p(x)$                        ; log p(x)",
                "$2\\log x$                          ; 2 log x",
                "$\\log_2 K$                         ; log₂ K",
                "$\\frac{1}{2}$                      ; 1/2",
                "$\\frac{a+b}{2}$                    ; (a+b)/2",
                "$\\sqrt{2}$                         ; √2",
                "$\\sqrt{a+b}$                       ; √(a+b)",
                "$\\hat{\\mu}$                       ; μ\u0302",
                "$\\mathbb{R}^d$                     ; Rᵈ",
                "$S^{d-1}$                           ; Sᵈ⁻¹",
                "$\\left( a \\right)$                ; (a)",
                "$50\\,\\%$                          ; 50 %",
                "$\\{0, 1\\}$                        ; {0, 1}",
                "$\\infty$                           ; ∞",
            })
    void aTableOfLabels(ArgumentsAccessor row) {
        String text = row.getString(0);
        String latex = row.size() > 2 ? row.getString(2) : text;
        assertThat(label(text, NOTHING)).isEqualTo(new Label(row.getString(1), latex));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "$\\beta                  ; a $ has no second $",
                "$\\frac{1}{2$            ; a { has no }",
                "$a}$                     ; a } has no {",
                "$\\foo{x}$               ; the command \\foo has no plain form",
                "$\\text{\\emph{x}}$      ; a command in \\text{...} has no plain form",
                "$x^$                     ; ^ lacks its argument",
                "$\\sqrt$                 ; \\sqrt lacks its argument",
                "$\\hat{ab}$              ; \\hat over more than one character has no plain form",
                "\\textbf{x}              ; a LaTeX command stands outside of $...$",
                "a {b                     ; a brace outside of $...$ is none of a placeholder",
                "$a & b$                  ; & has a meaning of its own in LaTeX",
                "$50%$                    ; % has a meaning of its own in LaTeX",
                "{beta}                   ; {beta} stands for nothing, because the model has no sweep",
                "$a\\$                    ; a $ has no second $",
                "$\\!$                    ; the label is empty",
            })
    void whatIsNoLabelIsRejected(String text, String message) {
        assertThatThrownBy(() -> label(text, NOTHING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aMissingPlainFormAsksForTheLongForm() {
        assertThatThrownBy(() -> label("$\\foo$", NOTHING))
                .hasMessageContaining("write label: {plain: \"...\", latex: \"...\"}");
    }

    @Test
    void controlCharactersAreRejected() {
        assertThatThrownBy(() -> label("$\beta$", NOTHING))
                .hasMessageContaining("U+0008")
                .hasMessageContaining("YAML reads \\\\beta as \\beta");
    }

    /** A label, its plain form and its LaTeX at one point of a sweep. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "$\\beta = {beta}$              ; β = 0.5          ; $\\beta = 0.5$",
                "d = {latent}                   ; d = 16           ; d = 16",
                "$z_{{latent}}$                 ; z₁₆              ; $z_{16}$",
                "$z_{latent}$                   ; z₁₆              ; $z_{16}$",
                "$z_{\\mathrm{latent}}$          ; zₗₐₜₑₙₜ          ; $z_{\\mathrm{latent}}$",
                "$\\mathrm{KL} {latent}$        ; KL16             ; $\\mathrm{KL} 16$",
                "$\\eta = {learningRate}$       ; η = 10⁻³         ; $\\eta = 10^{-3}$",
                "$\\eta = {training.optimizer.learningRate}$ ; η = 10⁻³ ; $\\eta = 10^{-3}$",
                "{learningRate}                 ; 1e-3             ; 1e-3",
                "$\\frac{{beta}}{{latent}}$     ; 0.5/16           ; $\\frac{0.5}{16}$",
                "{posterior}                    ; full_normal      ; full\\_normal",
                "$q = {posterior}$              ; q = full_normal  ; $q = \\mbox{full\\_normal}$",
                "$\\beta{beta}$                 ; β0.5             ; $\\beta0.5$",
            })
    void aSweptValueTakesThePlaceOfItsKey(String text, String plain, String latex) {
        Map<String, String> swept = new LinkedHashMap<>();
        swept.put("beta", "0.5");
        swept.put("latent", "16");
        swept.put("training.optimizer.learningRate", "1e-3");
        swept.put("posterior", "full_normal");
        assertThat(label(text, swept)).isEqualTo(new Label(plain, latex));
    }

    @Test
    void anUnknownPlaceholderNamesTheAllowedOnes() {
        assertThatThrownBy(() -> label("$\\beta = {bta}$", Map.of("beta", "1")))
                .hasMessage("unknown placeholder {bta}\ndid you mean 'beta'? Allowed here: beta");
    }

    @Test
    void theLongFormIsTakenAsItIs() {
        Map<String, String> swept = Map.of("beta", "2.5e-4");
        assertThat(
                        LabelText.of(
                                "beta {beta}",
                                "\\textbf{B} $\\foo{a}{b} = {beta}$",
                                Placeholders.of(swept)))
                .isEqualTo(
                        new Label(
                                "beta 2.5e-4", "\\textbf{B} $\\foo{a}{b} = 2.5 \\times 10^{-4}$"));
        assertThatThrownBy(() -> LabelText.of("a", "\\textbf{B", Placeholders.of(swept)))
                .hasMessage("a { has no }");
    }
}
