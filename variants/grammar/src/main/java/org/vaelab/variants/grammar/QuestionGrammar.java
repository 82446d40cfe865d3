// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.random.RandomKey;

/**
 * Questions about small scenes, all equally probable, and answers to each. There are several valid
 * answers that differ in their words, an evasive one, and, with a small probability, wrong ones.
 *
 * @param people at least 2
 * @param places at least 2
 * @param spurious the probability that an answer that is not evasive is wrong, in [0, 1)
 */
record QuestionGrammar(List<String> people, List<String> places, double spurious) {

    static final List<String> PLACES =
            List.of("kitchen", "garden", "library", "station", "church", "market");

    /** The part of an example that is given. */
    static final String QUESTION = "question";

    private static final int SCENE = 7;

    QuestionGrammar {
        people = List.copyOf(people);
        places = List.copyOf(places);
    }

    /** A question with one of its answers. */
    record Pair(Question question, Question.Form form, boolean isRight) {

        List<String> answer() {
            return question.answer(form, isRight);
        }
    }

    Pair sample(RandomKey key) {
        double[] u = key.uniform(8);
        int person = place(u[0], people.size());
        int other = (person + 1 + place(u[1], people.size() - 1)) % people.size();
        int where = place(u[2], places.size());
        int elsewhere = (where + 1 + place(u[3], places.size() - 1)) % places.size();
        Question question =
                new Question(
                        u[4] < 0.5,
                        people.get(person),
                        places.get(where),
                        people.get(other),
                        places.get(elsewhere),
                        u[5] < 0.5);
        Question.Form form = form(u[6]);
        return new Pair(question, form, form == Question.Form.EVASIVE || u[7] >= spurious);
    }

    private static int place(double u, int count) {
        return Math.min(count - 1, (int) (u * count));
    }

    private static Question.Form form(double u) {
        double below = 0;
        for (Question.Form form : Question.Form.values()) {
            below += form.probability();
            if (u < below) {
                return form;
            }
        }
        return Question.Form.EVASIVE;
    }

    /** Returns all questions, the order of a scene apart. */
    private List<Question> scenes() {
        List<Question> scenes = new ArrayList<>();
        for (boolean asksPlace : new boolean[] {true, false}) {
            for (String person : people) {
                for (String other : people) {
                    for (String place : places) {
                        for (String elsewhere : places) {
                            if (!person.equals(other) && !place.equals(elsewhere)) {
                                scenes.add(
                                        new Question(
                                                asksPlace, person, place, other, elsewhere, false));
                            }
                        }
                    }
                }
            }
        }
        return scenes;
    }

    private Stream<List<String>> answers() {
        return scenes().stream().flatMap(scene -> scene.answers(spurious).keySet().stream());
    }

    /** Returns all words, in the order of their texts. */
    List<String> words() {
        return Stream.concat(scenes().stream().map(Question::words), answers())
                .flatMap(List::stream)
                .distinct()
                .sorted()
                .toList();
    }

    int longestQuestion() {
        return scenes().stream().mapToInt(scene -> scene.words().size()).max().orElseThrow();
    }

    int longestAnswer() {
        return answers().mapToInt(List::size).max().orElseThrow();
    }

    /** Returns H(answer given question), nats: it is the same for each question. */
    double entropyOfAnswer() {
        Question any =
                new Question(
                        true, people.get(0), places.get(0), people.get(1), places.get(1), false);
        return entropy(any.answers(spurious).values());
    }

    /** Returns H(answer), nats, over all questions. */
    double marginalEntropyOfAnswer() {
        Map<List<String>, Double> answers = new HashMap<>();
        for (Question scene : scenes()) {
            scene.answers(spurious).forEach((answer, p) -> answers.merge(answer, p, Double::sum));
        }
        double scenes = Math.exp(entropyOfQuestion()) / 2;
        return entropy(answers.values().stream().map(p -> p / scenes).toList());
    }

    /** Returns H(question), nats. */
    double entropyOfQuestion() {
        int n = people.size();
        int m = places.size();
        return Math.log(4.0 * n * (n - 1) * m * (m - 1));
    }

    private static double entropy(Collection<Double> probabilities) {
        return probabilities.stream().mapToDouble(p -> p == 0 ? 0 : -p * Math.log(p)).sum();
    }

    /**
     * Returns the logarithm of the probability of an answer given a question; minus infinity if it
     * is none to it.
     *
     * @param question its words
     */
    double logProbability(List<String> answer, List<String> question) {
        return read(question)
                .map(of -> of.answers(spurious).get(answer))
                .map(Math::log)
                .orElse(Double.NEGATIVE_INFINITY);
    }

    /**
     * Returns whether an answer to a question fits the scene and is not evasive.
     *
     * @param question its words
     */
    boolean isRight(List<String> answer, List<String> question) {
        return read(question)
                .map(of -> of.answers(0))
                .filter(right -> right.containsKey(answer))
                .filter(right -> !answer.equals(Question.EVASION))
                .isPresent();
    }

    /** Reads a question; the scene after the question mark has {@value #SCENE} words. */
    private static Optional<Question> read(List<String> words) {
        int scene = words.indexOf("?") + 1;
        if (scene < 3 || words.size() != scene + SCENE) {
            return Optional.empty();
        }
        boolean asksPlace = words.get(0).equals("where");
        String ofFirst = words.get(asksPlace ? scene : scene + 2);
        boolean otherFirst = !ofFirst.equals(words.get(scene - 2));
        int right = otherFirst ? scene + 4 : scene;
        int wrong = otherFirst ? scene : scene + 4;
        Question question =
                new Question(
                        asksPlace,
                        words.get(right),
                        words.get(right + 2),
                        words.get(wrong),
                        words.get(wrong + 2),
                        otherFirst);
        return question.words().equals(words) ? Optional.of(question) : Optional.empty();
    }
}
