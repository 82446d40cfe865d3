// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.random.RandomKey;

/** Loads answers, whose questions are given. A row holds the answer, then the question. */
record QuestionLoader(QuestionGrammar grammar, Vocabulary vocabulary, int answer, int question) {

    static Dataset load(GrammarSource source, QuestionGrammar grammar) {
        List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
        tokens.addAll(grammar.words());
        return new QuestionLoader(
                        grammar,
                        new Vocabulary(tokens, " ", ""),
                        grammar.longestAnswer() + 1,
                        grammar.longestQuestion() + 1)
                .load(source);
    }

    private Dataset load(GrammarSource source) {
        RandomKey key = RandomKey.of(source.seed()).split("questions");
        AnswerDistribution distribution = new AnswerDistribution(grammar, vocabulary, answer);
        DataShape whole = DataShape.flat(answer + question);
        ValueSplit.Part given =
                new ValueSplit.Part(
                        QuestionGrammar.QUESTION,
                        QuestionGrammar.QUESTION,
                        IntStream.range(answer, answer + question).toArray());
        return Dataset.of(
                        "grammar questions",
                        whole,
                        examples(source.train(), key.split("train")),
                        examples(source.test(), key.split("test")),
                        "questions and answers of a grammar, seed " + source.seed(),
                        DataFacts.ofTexts(vocabulary)
                                .drawnFrom(distribution)
                                .with(List.of(remark(distribution))))
                .given(ValueSplit.of(whole, List.of(given)));
    }

    private String remark(AnswerDistribution distribution) {
        return String.format(
                Locale.ROOT,
                "The entropy of an answer given its question is %.4f nats; without the question it is"
                        + " %.4f nats.",
                distribution.entropy(),
                grammar.marginalEntropyOfAnswer());
    }

    private Examples examples(int count, RandomKey key) {
        WordRows rows = WordRows.empty(vocabulary, count, answer + question);
        List<String> forms =
                Arrays.stream(Question.Form.values()).map(Question.Form::label).toList();
        List<Factor> factors =
                List.of(
                        new Factor("asks", List.of("where", "who")),
                        new Factor("person", grammar.people()),
                        new Factor("place", grammar.places()),
                        new Factor("form", forms),
                        new Factor("truth", List.of("right", "wrong")));
        int[][] values = new int[factors.size()][count];
        for (int i = 0; i < count; i++) {
            QuestionGrammar.Pair pair = grammar.sample(key.fold(i));
            rows.write(i, 0, answer, pair.answer());
            rows.write(i, answer, answer + question, pair.question().words());
            values[0][i] = pair.question().asksPlace() ? 0 : 1;
            values[1][i] = grammar.people().indexOf(pair.question().person());
            values[2][i] = grammar.places().indexOf(pair.question().place());
            values[3][i] = forms.indexOf(pair.form().label());
            values[4][i] = pair.isRight() ? 0 : 1;
        }
        return Examples.of(rows, ValueDomain.TOKENS)
                .withLabels(
                        Labels.of(
                                IntStream.range(0, values.length)
                                        .mapToObj(
                                                f ->
                                                        Labels.Column.of(
                                                                factors.get(f).name(),
                                                                factors.get(f).values(),
                                                                values[f]))
                                        .toList()));
    }
}
