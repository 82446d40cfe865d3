// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.vaelab.framework.random.RandomKey;

/**
 * A probabilistic context-free grammar without recursion: the language is finite.
 *
 * <p>A symbol with rules is replaced by the symbols of one of them, which is drawn by its
 * probability. A symbol without rules is a word. The probability of a sentence is the sum over its
 * derivations of the products of their rules.
 */
final class ContextFreeGrammar {

    private static final double SUM_TOLERANCE = 1e-12;

    /**
     * A rule of a symbol.
     *
     * @param probability among the rules of the symbol
     * @param symbols that replace it, in order, possibly none
     */
    record Rule(double probability, List<String> symbols) {

        Rule {
            symbols = List.copyOf(symbols);
        }

        /** Returns rules of equal probability. */
        static List<Rule> uniform(List<List<String>> alternatives) {
            return alternatives.stream()
                    .map(symbols -> new Rule(1.0 / alternatives.size(), symbols))
                    .toList();
        }
    }

    private final Map<String, List<Rule>> rules;
    private final String start;

    /**
     * Creates a grammar.
     *
     * @param rules of each symbol that has some
     * @throws IllegalArgumentException if probabilities do not add up to 1, or a symbol can contain
     *     itself
     */
    ContextFreeGrammar(String start, Map<String, List<Rule>> rules) {
        this.start = start;
        this.rules = new LinkedHashMap<>(rules);
        rules.forEach(
                (symbol, of) -> {
                    double sum = of.stream().mapToDouble(Rule::probability).sum();
                    if (!(Math.abs(sum - 1) < SUM_TOLERANCE)) {
                        throw new IllegalArgumentException(
                                "the rules of %s have the probability %s".formatted(symbol, sum));
                    }
                });
        requireFinite(start, new ArrayList<>());
    }

    private void requireFinite(String symbol, List<String> above) {
        if (above.contains(symbol)) {
            throw new IllegalArgumentException(symbol + " contains itself");
        }
        above.add(symbol);
        for (Rule rule : rulesOf(symbol)) {
            rule.symbols().forEach(inner -> requireFinite(inner, above));
        }
        above.remove(above.size() - 1);
    }

    String start() {
        return start;
    }

    /** Returns the rules of a symbol; a word has none. */
    List<Rule> rulesOf(String symbol) {
        return rules.getOrDefault(symbol, List.of());
    }

    /** Returns all words, in the order of their texts. */
    List<String> words() {
        TreeSet<String> words = new TreeSet<>();
        for (List<Rule> of : rules.values()) {
            for (Rule rule : of) {
                rule.symbols().stream().filter(s -> !rules.containsKey(s)).forEach(words::add);
            }
        }
        return List.copyOf(words);
    }

    /** Returns the number of words of the longest sentence. */
    int longest() {
        return longest(start);
    }

    private int longest(String symbol) {
        return rulesOf(symbol).stream()
                .mapToInt(rule -> rule.symbols().stream().mapToInt(this::longest).sum())
                .max()
                .orElse(1);
    }

    /**
     * Draws a sentence.
     *
     * @param choices gets the number of the rule of each symbol that is replaced, in order; the
     *     first is that of the start
     */
    List<String> sample(RandomKey key, List<Integer> choices) {
        List<String> words = new ArrayList<>();
        expand(start, key, words, choices);
        return words;
    }

    private void expand(String symbol, RandomKey key, List<String> words, List<Integer> choices) {
        List<Rule> of = rules.get(symbol);
        if (of == null) {
            words.add(symbol);
            return;
        }
        double u = key.fold(choices.size()).uniform(1)[0];
        int chosen = 0;
        double below = of.get(0).probability();
        while (u >= below && chosen < of.size() - 1) {
            chosen++;
            below += of.get(chosen).probability();
        }
        choices.add(chosen);
        of.get(chosen).symbols().forEach(inner -> expand(inner, key, words, choices));
    }

    /** Returns the entropy of derivations, nats: that of sentences, if each has one derivation. */
    double entropy() {
        return entropy(start);
    }

    private double entropy(String symbol) {
        double entropy = 0;
        for (Rule rule : rulesOf(symbol)) {
            double inner = rule.symbols().stream().mapToDouble(this::entropy).sum();
            entropy += rule.probability() * (inner - Math.log(rule.probability()));
        }
        return entropy;
    }

    /**
     * Returns the logarithm of the probability of a sentence, over all its derivations; minus
     * infinity if it has none.
     */
    double logProbability(List<String> sentence) {
        return Math.log(new Chart(sentence).inside(start, 0, sentence.size()));
    }

    /** The inside probabilities of a sentence: that a symbol becomes the words from i to j. */
    private final class Chart {
        private final List<String> sentence;
        private final Map<Span, Double> known = new HashMap<>();

        Chart(List<String> sentence) {
            this.sentence = sentence;
        }

        private record Span(String symbol, int from, int to) {}

        double inside(String symbol, int from, int to) {
            List<Rule> of = rules.get(symbol);
            if (of == null) {
                return to == from + 1 && sentence.get(from).equals(symbol) ? 1 : 0;
            }
            Span span = new Span(symbol, from, to);
            Double found = known.get(span);
            if (found == null) {
                found = 0.0;
                for (Rule rule : of) {
                    found += rule.probability() * inside(rule.symbols(), from, to);
                }
                known.put(span, found);
            }
            return found;
        }

        private double inside(List<String> symbols, int from, int to) {
            if (symbols.isEmpty()) {
                return from == to ? 1 : 0;
            }
            if (symbols.size() == 1) {
                return inside(symbols.get(0), from, to);
            }
            List<String> rest = symbols.subList(1, symbols.size());
            double sum = 0;
            for (int middle = from; middle <= to; middle++) {
                double first = inside(symbols.get(0), from, middle);
                sum += first == 0 ? 0 : first * inside(rest, middle, to);
            }
            return sum;
        }
    }
}
