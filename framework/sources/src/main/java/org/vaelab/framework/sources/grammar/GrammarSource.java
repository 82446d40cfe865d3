// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Sentences of a probabilistic grammar of English, whose probabilities and entropy are known exactly.
 *
 * <p>The labels are the factors: subject, number, tense, negation and topic. Sentences are independent
 * draws, so that a test sentence may occur in training. A token is a word.
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
                long seed)
        implements DataSourcePart, DataSource {

    /**
     * @throws DataException if a number is out of range
     */
    public GrammarSource {
        requireRange("train", train, 1, 10_000_000);
        requireRange("test", test, 1, 10_000_000);
        requireRange("subjects", subjects, 2, 8);
        requireRange("topics", topics, 2, 6);
        requireRange("choices", choices, 1, 3);
        requireRange("modifiers", modifiers, 0, 6);
    }

    private static void requireRange(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw DataException.of(
                    "source grammar: %s is %s, expected %s..%s", key, value, min, max);
        }
    }

    @Override
    public DataSource create() {
        return this;
    }

    @Override
    public OptionalLong trainingExamples() {
        return OptionalLong.of(train);
    }

    EnglishGrammar english() {
        return new EnglishGrammar(subjects, topics, choices, modifiers);
    }

    @Override
    public Dataset load(Progress progress) {
        EnglishGrammar english = english();
        List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL);
        tokens.addAll(english.grammar().words());
        Vocabulary vocabulary = new Vocabulary(tokens, " ", "");
        SentenceDistribution distribution = new SentenceDistribution(english, vocabulary);
        int width = english.grammar().longest() + 1;
        RandomKey key = RandomKey.of(seed).split("grammar");
        return Dataset.of(
                "grammar",
                DataShape.flat(width),
                examples(english, vocabulary, width, train, key.split("train")),
                examples(english, vocabulary, width, test, key.split("test")),
                "sentences of a grammar, seed " + seed,
                DataFacts.ofTexts(vocabulary)
                        .drawnFrom(distribution)
                        .with(
                                List.of(
                                        String.format(
                                                Locale.ROOT,
                                                "The entropy is %.4f nats per sentence; given the"
                                                        + " factors it is %.4f nats.",
                                                distribution.entropy(),
                                                english.entropyGivenFactors()))));
    }

    private static Examples examples(
            EnglishGrammar english, Vocabulary vocabulary, int width, int count, RandomKey key) {
        Map<String, Integer> places = new HashMap<>();
        vocabulary.tokens().forEach(token -> places.put(token, places.size()));
        byte[] sentences = new byte[Math.multiplyExact(count, width)];
        int[][] values = new int[english.factors().size()][count];
        for (int i = 0; i < count; i++) {
            List<Integer> choices = new ArrayList<>();
            List<String> words = english.grammar().sample(key.fold(i), choices);
            Arrays.fill(sentences, i * width, (i + 1) * width, (byte) -1);
            for (int t = 0; t < words.size(); t++) {
                sentences[i * width + t] = places.get(words.get(t)).byteValue();
            }
            sentences[i * width + words.size()] = Vocabulary.END;
            int[] factors = english.values(choices.get(0));
            for (int f = 0; f < factors.length; f++) {
                values[f][i] = factors[f];
            }
        }
        List<Labels.Column> labels = new ArrayList<>();
        for (int f = 0; f < values.length; f++) {
            Factor factor = english.factors().get(f);
            labels.add(Labels.Column.of(factor.name(), factor.values(), values[f]));
        }
        return Examples.of(new Sentences(count, width, sentences), ValueDomain.TOKENS)
                .withLabels(Labels.of(labels));
    }

    /** Sentences in one byte per token, as there are less than 128; -1 follows the end. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    private record Sentences(int size, int width, byte[] tokens) implements Rows {

        @Override
        public void read(int row, double[] target, int offset) {
            for (int t = 0; t < width; t++) {
                byte token = tokens[row * width + t];
                target[offset + t] = token < 0 ? Double.NaN : token;
            }
        }
    }
}
