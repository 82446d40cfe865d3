// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/** Numbers, lists and the names of parts in a sentence, as LaTeX source. */
final class Words {

    private static final List<String> NUMBERS =
            List.of(
                    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
                    "ten", "eleven", "twelve");

    /** Words with capitals of their own; a name in a config has the same letters. */
    private static final List<String> SPELLED =
            List.of("Adam", "AdamW", "Adamax", "RMSProp", "ReLU", "ELU", "GELU", "ELBO", "IWAE");

    /** What names stand for. Other names are written as they are. */
    private static final Map<String, String> MEANING =
            Map.of(
                    "sgd", "stochastic gradient descent",
                    "mlp", "fully connected",
                    "amortized", "amortised");

    private static final Set<String> PEOPLE =
            Set.of(
                    "bernoulli",
                    "cauchy",
                    "dirichlet",
                    "fisher",
                    "gauss",
                    "gaussian",
                    "gumbel",
                    "kumaraswamy",
                    "laplace",
                    "mises",
                    "normal",
                    "poisson",
                    "student",
                    "weibull");

    private Words() {}

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

    /** Returns the name of a part in a sentence. */
    static String part(String name) {
        return SPELLED.stream()
                .filter(word -> word.equalsIgnoreCase(name))
                .findFirst()
                .orElseGet(() -> MEANING.getOrDefault(name, described(name)));
    }

    private static String described(String name) {
        return Escape.latex(
                name.replaceAll("(?<=[a-z])-(?=[a-z])", " ")
                        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                        .transform(Words::names));
    }

    /** Writes the names of people as such. */
    private static String names(String text) {
        return Arrays.stream(text.split(" ", -1))
                .map(word -> PEOPLE.contains(word) ? capital(word) : word)
                .collect(Collectors.joining(" "))
                .replaceAll("(?<=\\b\\p{Lu}\\p{Ll}{1,20}) (?=\\p{Lu}\\p{Ll})", "-");
    }

    /** Returns a noun with its article. */
    static String article(String noun) {
        boolean vowel = "AEIOUaeiou".indexOf(noun.charAt(0)) >= 0 && !noun.startsWith("uni");
        return (vowel ? "an " : "a ") + noun;
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
            int exponent = Integer.parseInt(parts[1]);
            return parts[0].equals("1")
                    ? "$10^{" + exponent + "}$"
                    : "$" + parts[0] + "\\times10^{" + exponent + "}$";
        }
        return "$" + NumberText.shortest(value) + "$";
    }

    /** Returns the items of an array, or the value itself. */
    static List<String> values(JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(item -> values.add(value(item)));
        } else {
            values.add(value(node));
        }
        return values;
    }
}
