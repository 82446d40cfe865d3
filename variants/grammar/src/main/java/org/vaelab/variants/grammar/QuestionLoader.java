// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.random.RandomKey;

/** Loads answers, whose questions are given. A row holds the answer, then the question. */
record QuestionLoader(QuestionGrammar grammar, Vocabulary vocabulary, int answer, int question) {

    private static final String ASKS = "asks";
    private static final String PERSON = "person";
    private static final String PLACE = "place";

    /** The labels that a question determines; the others are of its answer too. */
    static final Set<String> OF_QUESTION = Set.of(ASKS, PERSON, PLACE);

    static Dataset load(GrammarSource source) {
        QuestionGrammar grammar = source.questions();
        return new QuestionLoader(
                        grammar,
                        DrawnTexts.vocabulary(grammar.words()),
                        grammar.longestAnswer() + 1,
                        grammar.longestQuestion() + 1)
                .dataset(source);
    }

    private Dataset dataset(GrammarSource source) {
        RandomKey key = RandomKey.of(source.seed()).split("questions");
        AnswerDistribution distribution = new AnswerDistribution(grammar, vocabulary, answer);
        String remark =
                String.format(
                        Locale.ROOT,
                        "The entropy of an answer given its question is %.4f nats; without the"
                                + " question it is %.4f nats.",
                        distribution.entropy(),
                        grammar.marginalEntropyOfAnswer());
        return Dataset.of(
                        "grammar questions",
                        DataShape.flat(answer + question),
                        examples(source.train(), key.split("train")),
                        examples(source.test(), key.split("test")),
                        "questions and answers of a grammar, seed " + source.seed(),
                        DataFacts.of(new Form.Texts(vocabulary), false)
                                .drawnFrom(distribution)
                                .with(List.of(remark)))
                .given(ValueSplit.ofRest(QuestionGrammar.QUESTION, answer, question));
    }

    private Examples examples(int count, RandomKey key) {
        List<String> forms =
                Arrays.stream(Question.Form.values()).map(Question.Form::label).toList();
        List<SentenceFactor> factors =
                List.of(
                        new SentenceFactor(ASKS, List.of("where", "who")),
                        new SentenceFactor(PERSON, grammar.people()),
                        new SentenceFactor(PLACE, grammar.places()),
                        new SentenceFactor("form", forms),
                        new SentenceFactor("truth", List.of("right", "wrong")));
        DrawnTexts texts = new DrawnTexts(vocabulary, factors, count, answer, question);
        for (int i = 0; i < count; i++) {
            QuestionGrammar.Pair pair = grammar.sample(key.fold(i));
            texts.write(
                    i,
                    List.of(pair.answer(), pair.question().words()),
                    pair.question().asksPlace() ? 0 : 1,
                    grammar.people().indexOf(pair.question().person()),
                    grammar.places().indexOf(pair.question().place()),
                    forms.indexOf(pair.form().label()),
                    pair.isRight() ? 0 : 1);
        }
        return texts.examples();
    }
}
