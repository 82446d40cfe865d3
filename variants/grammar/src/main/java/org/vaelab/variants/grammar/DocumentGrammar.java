// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.RowBytes;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.random.RandomKey;

/**
 * Documents with known topics, as bags of words. A document has a main topic and a second one, both
 * drawn uniformly. Each of its words is drawn independently: with probability {@value
 * #COMMON_SHARE} a common word, else with probability {@value #MAIN_SHARE} a word of the main
 * topic, else one of the second. The word of rank r in its list has a probability proportional to 1
 * / (r + 3).
 *
 * @param topics the number of topics, at least 2
 */
record DocumentGrammar(int topics) {

    /** The topics, each with its words, the most frequent one first. */
    static final List<Topic> TOPICS =
            List.of(
                    topic(
                            "music",
                            "song violin piano melody concert choir singer drum opera rhythm"),
                    topic(
                            "food",
                            "bread soup kitchen recipe butter onion oven pepper dinner cheese"),
                    topic("sea", "ship harbour sailor wave island anchor tide captain coast sail"),
                    topic(
                            "sky",
                            "star planet moon telescope orbit comet galaxy eclipse rocket sun"),
                    topic(
                            "law",
                            "court judge lawyer trial witness jury crime evidence appeal prison"),
                    topic("garden", "flower tree seed soil rose leaf spade hedge bee lawn"));

    static final List<String> COMMON =
            List.of(
                    ("day time people year work place world hand house thing story friend morning"
                                    + " week road voice letter street night word")
                            .split(" ", -1));

    private static final double COMMON_SHARE = 0.3;
    private static final double MAIN_SHARE = 0.75;
    private static final int SHORTEST = 30;
    private static final int LONGEST = 60;

    /** A topic with its words. */
    record Topic(String name, List<String> words) {}

    private static Topic topic(String name, String words) {
        return new Topic(name, List.of(words.split(" ")));
    }

    /** Returns all words: those of the topics in their order, then the common ones. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        TOPICS.subList(0, topics).forEach(topic -> words.addAll(topic.words()));
        words.addAll(COMMON);
        return words;
    }

    /** Returns the names of the topics. */
    List<String> names() {
        return TOPICS.subList(0, topics).stream().map(Topic::name).toList();
    }

    Dataset load(GrammarSource source) {
        RandomKey key = RandomKey.of(source.seed()).split("documents");
        List<Column> columns =
                words().stream()
                        .map(word -> new Column(word, Column.Kind.COUNT, List.of()))
                        .toList();
        return Dataset.of(
                "grammar documents",
                DataShape.flat(columns.size()),
                examples(source.train(), columns.size(), key.split("train")),
                examples(source.test(), columns.size(), key.split("test")),
                "documents with known topics, seed " + source.seed(),
                DataFacts.of(Form.table(columns), false));
    }

    private Examples examples(int count, int width, RandomKey key) {
        byte[] counts = new byte[Math.multiplyExact(count, width)];
        int[] main = new int[count];
        for (int i = 0; i < count; i++) {
            main[i] = draw(key.fold(i), counts, i * width);
        }
        RowLayout layout = RowLayout.of(count, width, ElementType.U8, false);
        return Examples.of(new RowBytes(counts, layout), ValueDomain.COUNTS)
                .withLabels(Labels.of(List.of(Labels.Column.of("topic", names(), main))));
    }

    /** Draws the counts of a document, and returns its main topic. */
    private int draw(RandomKey key, byte[] counts, int start) {
        double[] choices = key.split("topics").uniform(3);
        int main = below(topics, choices[0]);
        int second = (main + 1 + below(topics - 1, choices[1])) % topics;
        int length = SHORTEST + below(LONGEST - SHORTEST + 1, choices[2]);
        double[] u = key.split("words").uniform(3 * length);
        int perTopic = TOPICS.get(0).words().size();
        for (int i = 0; i < length; i++) {
            boolean isCommon = u[3 * i] < COMMON_SHARE;
            int topic = isCommon ? topics : u[3 * i + 1] < MAIN_SHARE ? main : second;
            int size = isCommon ? COMMON.size() : perTopic;
            counts[start + topic * perTopic + ranked(size, u[3 * i + 2])]++;
        }
        return main;
    }

    private static int below(int bound, double u) {
        return Math.min(bound - 1, (int) (u * bound));
    }

    /** Returns the rank of a word in a list. */
    private static int ranked(int size, double u) {
        double all = 0;
        for (int r = 0; r < size; r++) {
            all += weight(r);
        }
        double left = u * all;
        for (int r = 0; r < size - 1; r++) {
            left -= weight(r);
            if (left < 0) {
                return r;
            }
        }
        return size - 1;
    }

    private static double weight(int rank) {
        return 1.0 / (rank + 3);
    }
}
