// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.label;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands of LaTeX that have a plain form, and the characters with sub- and superscripts. */
final class MathSymbols {

    private static final String GREEK =
            "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ"
                    + " iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ"
                    + " varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω"
                    + " Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ"
                    + " Omega Ω";

    private static final String OTHERS =
            "infty ∞ ell ℓ nabla ∇ partial ∂ sum ∑ prod ∏ int ∫ prime ′ ldots … dots … cdots …"
                    + " forall ∀ exists ∃ emptyset ∅ hbar ℏ Re ℜ Im ℑ dagger † degree ° vert | Vert ‖"
                    + " % % # # & & _ _ $ $ | ‖";

    private static final String RELATIONS =
            "le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ sim ∼ simeq ≃ equiv ≡ propto ∝ ll ≪ gg ≫"
                    + " in ∈ notin ∉ subset ⊂ to → rightarrow → leftarrow ← leftrightarrow ↔ mapsto ↦"
                    + " Rightarrow ⇒ mid | parallel ‖ perp ⊥ lt < gt >";

    private static final String BINARY =
            "times × cdot · pm ± mp ∓ circ ∘ ast ∗ star ⋆ otimes ⊗ oplus ⊕ odot ⊙ cup ∪ cap ∩"
                    + " wedge ∧ vee ∨ setminus ∖ div ÷";

    private static final String OPENING = "langle ⟨ lbrace { { { lfloor ⌊ lceil ⌈";
    private static final String CLOSING = "rangle ⟩ rbrace } } } rfloor ⌋ rceil ⌉";

    private static final Set<String> FUNCTIONS =
            Set.of(
                    "log", "ln", "exp", "min", "max", "sup", "inf", "arg", "dim", "det", "sin",
                    "cos", "tan", "tanh", "lim", "Pr");

    /** Commands whose argument is text: spaces count, and commands are not allowed. */
    private static final Set<String> TEXT =
            Set.of("text", "textrm", "textit", "textbf", "textsf", "texttt", "textsc", "mbox");

    /** Commands that only change the font of their argument. */
    private static final Set<String> FONTS =
            Set.of(
                    "mathrm",
                    "mathit",
                    "mathbf",
                    "mathsf",
                    "mathtt",
                    "mathcal",
                    "mathbb",
                    "mathfrak",
                    "boldsymbol",
                    "bm",
                    "operatorname");

    /** Accents, as combining characters. */
    private static final Map<String, String> ACCENTS =
            Map.of(
                    "hat", "\u0302", "tilde", "\u0303", "bar", "\u0304", "vec", "\u20D7", "dot",
                    "\u0307");

    private static final String SUPERSCRIPTS =
            "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺−⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ"
                    + "AᴬBᴮDᴰEᴱGᴳHᴴIᴵJᴶKᴷLᴸMᴹNᴺOᴼPᴾRᴿTᵀUᵁVⱽWᵂβᵝγᵞδᵟ**∗*′′††⋆⋆";

    private static final String SUBSCRIPTS =
            "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨφᵩϕᵩχᵪ";

    private static final Map<String, MathText.Atom> ATOMS = atoms();
    private static final Map<Integer, String> COMMANDS = commands();

    private MathSymbols() {}

    /** Returns the plain form of a command without arguments. */
    static Optional<MathText.Atom> symbol(String command) {
        return Optional.ofNullable(ATOMS.get(command));
    }

    /** Returns how many groups after this command are its arguments; of an unknown one, all. */
    static int arguments(String command) {
        if (symbol(command).isPresent() || command.equals("left") || command.equals("right")) {
            return 0;
        }
        if (isFont(command) || isText(command) || accent(command).isPresent()) {
            return 1;
        }
        return command.equals("sqrt") ? 1 : command.equals("frac") ? 2 : Integer.MAX_VALUE;
    }

    static boolean isText(String command) {
        return TEXT.contains(command);
    }

    static boolean isFont(String command) {
        return FONTS.contains(command);
    }

    static Optional<String> accent(String command) {
        return Optional.ofNullable(ACCENTS.get(command));
    }

    /** Returns the command for a character that a LaTeX file cannot hold as it is. */
    static Optional<String> commandOf(int character) {
        return Optional.ofNullable(COMMANDS.get(character));
    }

    /** Returns a text raised; empty if a character has no raised form. */
    static Optional<String> superscript(String text) {
        return mapped(text, SUPERSCRIPTS);
    }

    /** Returns a text lowered; empty if a character has no lowered form. */
    static Optional<String> subscript(String text) {
        return mapped(text, SUBSCRIPTS);
    }

    static boolean isScript(char c) {
        int raised = SUPERSCRIPTS.indexOf(c);
        int lowered = SUBSCRIPTS.indexOf(c);
        return raised % 2 == 1 || lowered % 2 == 1;
    }

    private static Optional<String> mapped(String text, String pairs) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            int at = -2;
            do {
                at = pairs.indexOf(text.charAt(i), at + 2);
            } while (at % 2 == 1);
            if (at < 0) {
                return Optional.empty();
            }
            out.append(pairs.charAt(at + 1));
        }
        return Optional.of(out.toString());
    }

    private static Map<String, MathText.Atom> atoms() {
        Map<String, MathText.Atom> atoms = new HashMap<>();
        add(GREEK, MathText.Kind.ORDINARY, atoms);
        add(OTHERS, MathText.Kind.ORDINARY, atoms);
        add(RELATIONS, MathText.Kind.RELATION, atoms);
        add(BINARY, MathText.Kind.BINARY, atoms);
        add(OPENING, MathText.Kind.OPENING, atoms);
        add(CLOSING, MathText.Kind.CLOSING, atoms);
        FUNCTIONS.forEach(name -> atoms.put(name, new MathText.Atom(name, MathText.Kind.FUNCTION)));
        for (String space : Set.of(",", ";", ":", " ", "quad", "qquad")) {
            atoms.put(space, new MathText.Atom(" ", MathText.Kind.SPACE));
        }
        atoms.put("!", new MathText.Atom("", MathText.Kind.SPACE));
        return atoms;
    }

    private static void add(String pairs, MathText.Kind kind, Map<String, MathText.Atom> atoms) {
        String[] words = pairs.split(" ", -1);
        for (int i = 0; i < words.length; i += 2) {
            atoms.put(words[i], new MathText.Atom(words[i + 1], kind));
        }
    }

    private static Map<Integer, String> commands() {
        Map<Integer, String> commands = new HashMap<>();
        for (String pairs : Set.of(GREEK, RELATIONS, BINARY)) {
            String[] words = pairs.split(" ", -1);
            for (int i = 0; i < words.length; i += 2) {
                int character = words[i + 1].codePointAt(0);
                if (character > 0x7F && isShorter(words[i], commands.get(character))) {
                    commands.put(character, words[i]);
                }
            }
        }
        commands.put((int) '∞', "infty");
        return commands;
    }

    /** Prefers one of two commands for a character, the same one in every run. */
    private static boolean isShorter(String command, @Nullable String other) {
        return other == null
                || command.length() < other.length()
                || (command.length() == other.length() && command.compareTo(other) < 0);
    }
}
