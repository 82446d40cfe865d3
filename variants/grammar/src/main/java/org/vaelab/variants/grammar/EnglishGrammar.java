// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sentences such as "the old teachers did not play the violin quietly".
 *
 * <p>The first rule draws the factors: subject, number, tense, negation and topic, each independent
 * and uniform. The rest is drawn given the factors: the verb and the object of the topic, an
 * adjective of the subject and an adverb. Each choice shows in the words, so that a sentence has
 * one derivation, and determines its factors.
 */
final class EnglishGrammar {

    private static final String START = "sentence";

    /** What happens in a topic: the forms of its verbs, and objects, which occur in no other. */
    private record Topic(String name, List<List<String>> verbs, List<String> objects) {}

    /** The forms of a verb, in their order in a topic: to play, plays, played. */
    private static final List<String> FORMS = List.of("base", "third", "past");

    static final List<String> SUBJECTS =
            List.of(
                    "teacher doctor farmer student soldier neighbour painter lawyer"
                            .split(" ", -1));

    private static final List<Topic> TOPICS =
            List.of(
                    topic(
                            "music",
                            "play plays played,hear hears heard,know knows knew",
                            "violin,song,piano"),
                    topic(
                            "food",
                            "cook cooks cooked,eat eats ate,buy buys bought",
                            "soup,bread,fish"),
                    topic(
                            "nature",
                            "see sees saw,love loves loved,paint paints painted",
                            "river,forest,mountain"),
                    topic(
                            "work",
                            "write writes wrote,sign signs signed,find finds found",
                            "letter,report,contract"),
                    topic(
                            "house",
                            "clean cleans cleaned,build builds built,sell sells sold",
                            "kitchen,roof,garden"),
                    topic(
                            "sport",
                            "win wins won,watch watches watched,lose loses lost",
                            "race,match,medal"));

    private static final List<String> ADJECTIVES =
            List.of("old", "young", "kind", "tired", "happy", "famous");

    private static final List<String> ADVERBS =
            List.of("again", "often", "together", "quietly", "slowly", "gladly");

    private final List<SentenceFactor> factors;
    private final ContextFreeGrammar grammar;

    /**
     * Creates the grammar of a size.
     *
     * @param choices verbs of a topic, and objects
     * @param modifiers adjectives, and adverbs; 0: none
     */
    EnglishGrammar(int subjects, int topics, int choices, int modifiers) {
        factors =
                List.of(
                        new SentenceFactor("subject", SUBJECTS.subList(0, subjects)),
                        new SentenceFactor("number", List.of("singular", "plural")),
                        new SentenceFactor("tense", List.of("past", "present", "future")),
                        new SentenceFactor("negation", List.of("affirmative", "negative")),
                        new SentenceFactor(
                                "topic", TOPICS.stream().limit(topics).map(Topic::name).toList()));
        Map<String, List<ContextFreeGrammar.Rule>> rules = new LinkedHashMap<>();
        List<List<String>> starts = new ArrayList<>();
        for (int i = 0; i < combinations(); i++) {
            starts.add(List.of(symbol(i)));
            rules.put(symbol(i), uniform(List.of(parts(values(i)))));
        }
        rules.put(START, uniform(starts));
        modifier("adjective", ADJECTIVES.subList(0, modifiers), rules);
        modifier("adverb", ADVERBS.subList(0, modifiers), rules);
        for (Topic topic : TOPICS.subList(0, topics)) {
            rules.put(
                    "object of " + topic.name(),
                    uniform(topic.objects().stream().limit(choices).map(List::of).toList()));
            for (int form = 0; form < FORMS.size(); form++) {
                int place = form;
                rules.put(
                        FORMS.get(form) + " of " + topic.name(),
                        uniform(
                                topic.verbs().stream()
                                        .limit(choices)
                                        .map(verb -> List.of(verb.get(place)))
                                        .toList()));
            }
        }
        grammar = new ContextFreeGrammar(START, rules);
    }

    private static Topic topic(String name, String verbs, String objects) {
        return new Topic(
                name,
                Stream.of(verbs.split(",", -1)).map(v -> List.of(v.split(" ", -1))).toList(),
                List.of(objects.split(",", -1)));
    }

    private static List<ContextFreeGrammar.Rule> uniform(List<List<String>> alternatives) {
        return ContextFreeGrammar.Rule.uniform(alternatives);
    }

    /** A modifier is absent in half of the sentences. */
    private static void modifier(
            String symbol, List<String> words, Map<String, List<ContextFreeGrammar.Rule>> rules) {
        if (words.isEmpty()) {
            rules.put(symbol, uniform(List.of(List.of())));
            return;
        }
        rules.put(symbol, uniform(List.of(List.of(), List.of("some " + symbol))));
        rules.put("some " + symbol, uniform(words.stream().map(List::of).toList()));
    }

    private static String symbol(int combination) {
        return "sentence " + combination;
    }

    /** Returns the number of combinations of the factors. */
    int combinations() {
        return factors.stream()
                .mapToInt(SentenceFactor::cardinality)
                .reduce(1, Math::multiplyExact);
    }

    /** Returns the value of each factor in a combination; the last varies fastest. */
    int[] values(int combination) {
        int[] values = new int[factors.size()];
        int rest = combination;
        for (int f = values.length - 1; f >= 0; f--) {
            values[f] = rest % factors.get(f).cardinality();
            rest /= factors.get(f).cardinality();
        }
        return values;
    }

    private static List<String> parts(int[] values) {
        boolean plural = values[1] == 1;
        boolean negative = values[3] == 1;
        Topic topic = TOPICS.get(values[4]);
        List<String> auxiliary =
                switch (values[2]) {
                    case 0 -> negative ? List.of("did", "not") : List.of();
                    case 1 -> negative ? List.of(plural ? "do" : "does", "not") : List.<String>of();
                    default -> negative ? List.of("will", "not") : List.of("will");
                };
        String form =
                !auxiliary.isEmpty() ? "base" : values[2] == 0 ? "past" : plural ? "base" : "third";
        List<String> parts = new ArrayList<>(List.of("the", "adjective"));
        parts.add(SUBJECTS.get(values[0]) + (plural ? "s" : ""));
        parts.addAll(auxiliary);
        parts.add(form + " of " + topic.name());
        parts.add("the");
        parts.add("object of " + topic.name());
        parts.add("adverb");
        return parts;
    }

    List<SentenceFactor> factors() {
        return factors;
    }

    ContextFreeGrammar grammar() {
        return grammar;
    }

    /** Returns the entropy of a sentence given its factors, nats. */
    double entropyGivenFactors() {
        return grammar.entropy() - Math.log(combinations());
    }
}
