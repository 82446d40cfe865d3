// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Sentences of a probabilistic grammar of English, whose probabilities and entropy are known
 * exactly.
 *
 * <p>The labels are the factors: subject, number, tense, negation and topic. Sentences are
 * independent draws, so that a test sentence may occur in training. A token is a word.
 *
 * <p>With {@code task: questions} an example is an answer, and its question about a small scene is
 * given ({@link QuestionGrammar}). Then {@code subjects} is the number of people and {@code topics}
 * that of places; {@code choices} and {@code modifiers} are not used.
 *
 * <p>With {@code task: documents} an example is a bag of words ({@link DocumentGrammar}). The label
 * is its main topic. The other numbers are not used, except {@code topics}.
 */
@Part(
        value = "grammar",
        description = "English sentences of a grammar with known factors and exact probabilities")
public record GrammarSource(
        @Setting(value = "number of training sentences", defaultValue = "10000") int train,
        @Setting(value = "number of test sentences", defaultValue = "2000") int test,
        @Setting(value = "number of subjects, 2 to 8", defaultValue = "8") int subjects,
        @Setting(value = "number of topics, 2 to 6", defaultValue = "4") int topics,
        @Setting(value = "number of verbs of a topic, and of objects, 1 to 3", defaultValue = "3")
                int choices,
        @Setting(value = "number of adjectives, and of adverbs, 0 to 6", defaultValue = "4")
                int modifiers,
        @Setting(
                        value = "seed of the sentences; the seeds of runs do not change them",
                        defaultValue = "0")
                long seed,
        @Setting(
                        value =
                                "what an example is: sentences, questions (an answer, whose"
                                        + " question is given under the name question), or documents"
                                        + " (bags of words with known topics)",
                        defaultValue = "sentences")
                GrammarTask task,
        @Setting(
                        "probability that an answer is wrong, in [0, 1), unless it is evasive; only"
                                + " for questions, default 0.1")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Double spurious)
        implements DataSource {

    private static final double DEFAULT_SPURIOUS = 0.1;

    /**
     * Fills in the defaults.
     *
     * @throws DataException if a number is out of range
     */
    public GrammarSource {
        requireRange("train", train, 1, 10_000_000);
        requireRange("test", test, 1, 10_000_000);
        requireRange("subjects", subjects, 2, 8);
        requireRange("topics", topics, 2, 6);
        requireRange("choices", choices, 1, 3);
        requireRange("modifiers", modifiers, 0, 6);
        boolean asks = task == GrammarTask.QUESTIONS;
        if (spurious != null && !asks) {
            throw new DataException("source grammar: spurious is for task: questions");
        }
        spurious = asks && spurious == null ? Double.valueOf(DEFAULT_SPURIOUS) : spurious;
        if (spurious != null && !(spurious >= 0 && spurious < 1)) {
            throw DataException.of(
                    "source grammar: spurious is %s, expected at least 0 and less than 1",
                    spurious);
        }
    }

    private static void requireRange(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw DataException.of(
                    "source grammar: %s is %s, expected %s..%s", key, value, min, max);
        }
    }

    @Override
    public String defaultLikelihood() {
        return task == GrammarTask.DOCUMENTS ? "multinomial" : "tokens";
    }

    @Override
    public String defaultEncoder() {
        return task == GrammarTask.DOCUMENTS ? "mlp" : "gru";
    }

    @Override
    public OptionalLong trainingExamples() {
        return OptionalLong.of(train);
    }

    QuestionGrammar questions() {
        return new QuestionGrammar(
                EnglishGrammar.SUBJECTS.subList(0, subjects),
                QuestionGrammar.PLACES.subList(0, topics),
                Objects.requireNonNull(spurious));
    }

    EnglishGrammar english() {
        return new EnglishGrammar(subjects, topics, choices, modifiers);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        return switch (task) {
            case SENTENCES -> sentences();
            case QUESTIONS -> QuestionLoader.load(this);
            case DOCUMENTS -> new DocumentGrammar(topics).load(this);
        };
    }

    private Dataset sentences() {
        EnglishGrammar english = english();
        Vocabulary vocabulary = DrawnTexts.vocabulary(english.grammar().words());
        SentenceDistribution distribution = new SentenceDistribution(english, vocabulary);
        int width = english.grammar().longest() + 1;
        RandomKey key = RandomKey.of(seed).split("grammar");
        String remark =
                String.format(
                        Locale.ROOT,
                        "The entropy is %.4f nats per sentence; given the factors it is %.4f nats.",
                        distribution.entropy(),
                        english.entropyGivenFactors());
        return Dataset.of(
                "grammar",
                DataShape.flat(width),
                examples(english, vocabulary, width, train, key.split("train")),
                examples(english, vocabulary, width, test, key.split("test")),
                "sentences of a grammar, seed " + seed,
                DataFacts.of(new Form.Texts(vocabulary), false)
                        .drawnFrom(distribution)
                        .with(List.of(remark)));
    }

    private static Examples examples(
            EnglishGrammar english, Vocabulary vocabulary, int width, int count, RandomKey key) {
        DrawnTexts sentences = new DrawnTexts(vocabulary, english.factors(), count, width);
        for (int i = 0; i < count; i++) {
            List<Integer> choices = new ArrayList<>();
            List<String> words = english.grammar().sample(key.fold(i), choices);
            sentences.write(i, List.of(words), english.values(choices.get(0)));
        }
        return sentences.examples();
    }
}
