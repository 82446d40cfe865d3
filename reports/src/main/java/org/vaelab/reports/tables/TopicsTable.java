// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.TopicWords;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.NumberText;

/** The topics of models of word counts, each of its first completed run, the most coherent first. */
public final class TopicsTable {

    private static final int MOST = 10;

    private record Shown(ComparedModel model, TopicWords topic) {}

    private TopicsTable() {}

    /**
     * Builds the table; empty if no run has topics.
     *
     * @throws IOException if a file cannot be read
     */
    public static Optional<Table> of(Comparison comparison) throws IOException {
        List<Shown> topics = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            Optional<ComparedRun> first = model.firstCompleted();
            if (first.isPresent()) {
                TopicWords.read(first.get().folder().topics()).stream()
                        .sorted(Comparator.comparingDouble(TopicsTable::order))
                        .limit(MOST)
                        .forEach(topic -> topics.add(new Shown(model, topic)));
            }
        }
        return TableSpec.of("topics", topics)
                .cells("Model", shown -> Cell.model(shown.model()))
                .text("Topic", shown -> shown.topic().topic())
                .cells("NPMI", shown -> coherence(shown.topic().coherence()))
                .text("Words", shown -> String.join(" ", shown.topic().words()))
                .orEmpty(
                        "The words that a value of a latent unit makes more probable, and their"
                                + " coherence: the mean NPMI of their pairs in the test documents. Of"
                                + " each model the first completed seed, and its "
                                + MOST
                                + " most coherent topics.");
    }

    private static double order(TopicWords topic) {
        return Double.isNaN(topic.coherence()) ? 2 : -topic.coherence();
    }

    private static Cell coherence(double npmi) {
        return Double.isNaN(npmi) ? Cell.absent() : Cell.number(npmi, NumberText.fixed(npmi, 3));
    }
}
