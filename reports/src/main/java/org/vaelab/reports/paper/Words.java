// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/**
 * Numbers, lists and what the records call their parts, as LaTeX source in a sentence.
 *
 * @param byName what records say for names in configs
 */
record Words(Map<String, String> byName) {

    private static final List<String> NUMBERS =
            List.of(
                    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
                    "ten", "eleven", "twelve");

    static Words of(Comparison comparison) {
        Map<String, String> all = new HashMap<>();
        comparison.ended().stream().map(RunRecord::words).forEach(all::putAll);
        return new Words(all);
    }

    /**
     * Returns what the records call a part or a setting; without such words its name, with spaces.
     */
    String part(String name) {
        String spaced =
                name.replaceAll("(?<=[a-z])-(?=[a-z])", " ").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        return Escape.latex(byName.getOrDefault(name, spaced));
    }

    /**
     * Returns what is called a part in the settings, given by its name alone or as a mapping with a
     * type.
     */
    Stream<String> type(ComparedModel model, String pointer) {
        return Stream.concat(Setup.at(model, pointer + "/type"), Setup.at(model, pointer))
                .limit(1)
                .filter(JsonNode::isTextual)
                .map(name -> part(name.asText()));
    }

    /** Returns the clause with which the records explain a value. */
    Optional<String> clause(String value) {
        return Optional.ofNullable(byName.get(value)).map(Escape::latex);
    }

    /** Returns a count with its noun: words up to twelve, then figures. */
    static String count(long n, String noun) {
        return number(n) + " " + noun + (n == 1 ? "" : "s");
    }

    static String number(long n) {
        return n < NUMBERS.size() ? NUMBERS.get((int) n) : NumberText.grouped(n);
    }

    static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /**
     * Puts a word into a clause that may begin with an article. A noun that ends both stands once.
     */
    static String article(String clause, String word) {
        String noun = clause.substring(clause.lastIndexOf(' ') + 1);
        String british = word.replaceFirst("izer$", "iser");
        if (british.equals(noun) || british.endsWith(" " + noun)) {
            return article(clause.substring(0, clause.length() - noun.length() - 1), word);
        }
        boolean vowel = "AEIOUaeiou".indexOf(word.charAt(0)) >= 0 && !word.startsWith("uni");
        return (vowel ? clause.replaceFirst("^a ", "an ") : clause).replace("%s", word);
    }

    /** Returns a space such as {@code R^10} with its exponent raised. */
    static String space(String name) {
        return Escape.latex(name)
                .replaceAll(
                        "(?<![A-Za-z])R\\\\textasciicircum\\{\\}(\\d+)", "\\$\\\\mathbf{R}^{$1}\\$")
                .replaceAll("(?<![A-Za-z])([A-Z])\\\\textasciicircum\\{\\}(\\d+)", "\\$$1^{$2}\\$")
                .replace(" x ", " $\\times$ ");
    }

    /** Returns a number of a config: short, a power of ten where that is shorter. */
    static String value(JsonNode node) {
        if (!node.isNumber()) {
            return Escape.latex(node.asText());
        }
        double value = node.asDouble();
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return NumberText.grouped(Math.round(value)).replace("−", "$-$");
        }
        if (Math.abs(value) < 0.01 || Math.abs(value) >= 1e6) {
            String[] parts =
                    String.format(Locale.ROOT, "%.6e", value)
                            .replaceAll("\\.?0+e", "e")
                            .split("e", -1);
            String factor = parts[0].equals("1") ? "" : parts[0] + "\\times";
            return "$" + factor + "10^{" + Integer.parseInt(parts[1]) + "}$";
        }
        return "$" + NumberText.shortest(value) + "$";
    }

    /** Returns the items of an array. */
    static List<String> values(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(Words::value).toList();
    }
}
