// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A question about a scene of two people: "where is the teacher ? doctor in garden , teacher in
 * kitchen", or "who is in the kitchen ? ...".
 *
 * @param asksPlace whether it asks where the person is, and not who is in the place
 * @param person who the question is about
 * @param place where that person is
 * @param other the other person
 * @param elsewhere where the other person is
 * @param otherFirst whether the scene begins with the other person
 */
record Question(
        boolean asksPlace,
        String person,
        String place,
        String other,
        String elsewhere,
        boolean otherFirst) {

    /** The evasive answer to every question. */
    static final List<String> EVASION = List.of("i", "do", "not", "know");

    /** How an answer is worded. */
    enum Form {
        SHORT(0.4),
        SENTENCE(0.3),
        HEDGED(0.2),
        EVASIVE(0.1);

        private final double probability;

        Form(double probability) {
            this.probability = probability;
        }

        double probability() {
            return probability;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        words.addAll(
                asksPlace
                        ? List.of("where", "is", "the", person, "?")
                        : List.of("who", "is", "in", "the", place, "?"));
        words.addAll(otherFirst ? List.of(other, "in", elsewhere) : List.of(person, "in", place));
        words.add(",");
        words.addAll(otherFirst ? List.of(person, "in", place) : List.of(other, "in", elsewhere));
        return words;
    }

    /**
     * Returns the words of an answer. Two different answers to one question have different words.
     *
     * @param isRight whether it fits the scene; otherwise it names the other person or place
     */
    List<String> answer(Form form, boolean isRight) {
        String who = asksPlace || isRight ? person : other;
        String where = !asksPlace || isRight ? place : elsewhere;
        List<String> asked = asksPlace ? List.of("in", "the", where) : List.of("the", who);
        return switch (form) {
            case SHORT -> asked;
            case SENTENCE -> List.of("the", who, "is", "in", "the", where);
            case HEDGED -> {
                List<String> words = new ArrayList<>(List.of("i", "think"));
                words.addAll(asked);
                yield words;
            }
            case EVASIVE -> EVASION;
        };
    }

    /**
     * Returns all answers with their probabilities.
     *
     * @param spurious the probability that an answer that is not evasive is wrong
     */
    Map<List<String>, Double> answers(double spurious) {
        Map<List<String>, Double> answers = new LinkedHashMap<>();
        for (Form form : Form.values()) {
            if (form == Form.EVASIVE) {
                answers.put(answer(form, true), form.probability());
                continue;
            }
            answers.put(answer(form, true), form.probability() * (1 - spurious));
            if (spurious > 0) {
                answers.put(answer(form, false), form.probability() * spurious);
            }
        }
        return answers;
    }
}
