// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Characters as LaTeX source that every engine sets with its usual fonts, without a package.
 *
 * <p>Letters with accents become accent commands. A character without source is written as its
 * code, {@code [U+4E2D]}, because pdfTeX stops at it.
 */
final class LatexSymbols {

    private static final Map<Integer, String> SYMBOLS = new HashMap<>();

    /** Combining accents and their commands. */
    private static final Map<Character, String> ACCENTS =
            Map.ofEntries(
                    Map.entry('\u0300', "`"),
                    Map.entry('\u0301', "'"),
                    Map.entry('\u0302', "^"),
                    Map.entry('\u0303', "~"),
                    Map.entry('\u0304', "="),
                    Map.entry('\u0306', "u"),
                    Map.entry('\u0307', "."),
                    Map.entry('\u0308', "\""),
                    Map.entry('\u030A', "r"),
                    Map.entry('\u030B', "H"),
                    Map.entry('\u030C', "v"),
                    Map.entry('\u0327', "c"),
                    Map.entry('\u0328', "c"));

    private static final String TEXT =
            "\\ textbackslash  ~ textasciitilde  ^ textasciicircum  ß ss  æ ae  Æ AE  ø o  Ø O  ł l"
                    + "  Ł L  œ oe  Œ OE  ı i  … ldots  † dag  ‡ ddag  § S  ¶ P";

    private static final String MATH =
            "− -  ± pm  ∓ mp  · cdot  × times  ÷ div  ↑ uparrow  ↓ downarrow  → rightarrow"
                    + "  ← leftarrow  ↔ leftrightarrow  ⇒ Rightarrow  ∞ infty  ≤ le  ≥ ge  ≈ approx  ≠ ne"
                    + "  ∈ in  ∑ sum  ∏ prod  √ surd  ∂ partial  ∇ nabla  ∫ int  ⊗ otimes  ⊕ oplus"
                    + "  ∝ propto  ∼ sim  ‖ Vert  ∣ mid  ⟨ langle  ⟩ rangle  ¬ neg  ∧ wedge  ∨ vee  ∪ cup"
                    + "  ∩ cap  ⊂ subset  ⊆ subseteq  ∅ emptyset  ∀ forall  ∃ exists  ℓ ell  ° ^\\circ"
                    + "  µ mu  α alpha  β beta  γ gamma  δ delta  ε varepsilon  ζ zeta  η eta  θ theta"
                    + "  ι iota  κ kappa  λ lambda  μ mu  ν nu  ξ xi  π pi  ρ rho  ς varsigma  σ sigma"
                    + "  τ tau  υ upsilon  φ varphi  χ chi  ψ psi  ω omega  ϵ epsilon  ϕ phi  ϑ vartheta"
                    + "  Γ Gamma  Δ Delta  Θ Theta  Λ Lambda  Ξ Xi  Π Pi  Σ Sigma  Υ Upsilon  Φ Phi"
                    + "  Ψ Psi  Ω Omega  < <  > >  | |  ¹ ^1  ² ^2  ³ ^3  ⁻ ^-  ⁺ ^+  ₋ _-  ₊ _+  ⋅ cdot";

    static {
        for (String entry : TEXT.split("  ", -1)) {
            SYMBOLS.put(entry.codePointAt(0), "\\" + entry.substring(2) + "{}");
        }
        for (String entry : MATH.split("  ", -1)) {
            String source = entry.substring(2);
            boolean command = Character.isLetter(source.charAt(0));
            SYMBOLS.put(entry.codePointAt(0), "$" + (command ? "\\" : "") + source + "$");
        }
        for (int digit = 0; digit < 10; digit++) {
            SYMBOLS.putIfAbsent(0x2070 + digit, "$^" + digit + "$");
            SYMBOLS.put(0x2080 + digit, "$_" + digit + "$");
        }
        SYMBOLS.remove(0x2071);
        for (char c : "&%$#_{}".toCharArray()) {
            SYMBOLS.put((int) c, "\\" + c);
        }
        // A row must not begin with a bracket or star: \\ takes them as its arguments.
        for (char c : "[]*".toCharArray()) {
            SYMBOLS.put((int) c, "{" + c + "}");
        }
        // Straight quotes are not in every encoding.
        Map<Character, String> others =
                Map.ofEntries(
                        Map.entry('"', "''"),
                        Map.entry('`', "\\`{}"),
                        Map.entry('–', "--"),
                        Map.entry('—', "---"),
                        Map.entry('‘', "`{}"),
                        Map.entry('’', "'"),
                        Map.entry('“', "``"),
                        Map.entry('”', "''"),
                        Map.entry('\u00A0', "~"),
                        Map.entry('\u2009', "\\,"),
                        Map.entry('\u202F', "\\,"),
                        Map.entry('\u200B', "\\allowbreak{}"),
                        Map.entry('\uFEFF', ""),
                        Map.entry(NumberText.FIGURE_SPACE, "\\phantom{0}"));
        others.forEach((c, source) -> SYMBOLS.put((int) c, source));
    }

    private LatexSymbols() {}

    static String of(int c) {
        String symbol = SYMBOLS.get(c);
        if (symbol != null) {
            return symbol;
        }
        if (c < 0x80) {
            return c < ' ' || c == 0x7F ? " " : Character.toString(c);
        }
        String letters = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD);
        String source = String.valueOf(letters.charAt(0));
        boolean known = letters.charAt(0) < 0x80;
        for (char accent : letters.substring(1).toCharArray()) {
            known &= ACCENTS.containsKey(accent);
            source = "\\" + ACCENTS.get(accent) + "{" + source + "}";
        }
        return known ? source : String.format(Locale.ROOT, "{[}U+%04X{]}", c);
    }
}
