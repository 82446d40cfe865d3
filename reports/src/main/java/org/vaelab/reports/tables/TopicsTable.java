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
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.NumberText;

/** The topics of models of word counts, each of its first completed run, the most coherent first. */
public final class TopicsTable {

    private static final int MOST = 10;
    private static final String CAPTION =
            "The words that a value of a latent unit makes more probable, and their coherence: the mean"
                    + " NPMI of their pairs in the test documents. Of each model the first completed"
                    + " seed, and its "
                    + MOST
                    + " most coherent topics.";

    private TopicsTable() {}

    /**
     * Builds the table; empty if no run has topics.
     *
     * @throws IOException if a file cannot be read
     */
    public static Optional<Table> of(Comparison comparison) throws IOException {
        List<List<Cell>> rows = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.runs()) {
                if (run.completed().isPresent()) {
                    TopicWords.read(run.folder().topics()).stream()
                            .sorted(Comparator.comparingDouble(TopicsTable::order))
                            .limit(MOST)
                            .forEach(topic -> rows.add(row(model, topic)));
                    break;
                }
            }
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Table(
                                "topics",
                                CAPTION,
                                List.of(
                                        new Column("Model", "", false),
                                        new Column("Topic", "", false),
                                        new Column("NPMI", "", false),
                                        new Column("Words", "", false)),
                                rows,
                                List.of()));
    }

    private static double order(TopicWords topic) {
        return Double.isNaN(topic.coherence()) ? 2 : -topic.coherence();
    }

    private static List<Cell> row(ComparedModel model, TopicWords topic) {
        return List.of(
                Cell.model(model),
                Cell.plain(topic.topic()),
                Double.isNaN(topic.coherence())
                        ? Cell.faint(NumberText.ABSENT)
                        : Cell.plain(NumberText.fixed(topic.coherence(), 3))
                                .valued(topic.coherence()),
                Cell.plain(String.join(" ", topic.words())));
    }
}
