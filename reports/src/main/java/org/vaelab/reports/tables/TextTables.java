// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.TextSheet;
import org.vaelab.framework.record.TopicWords;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;

/**
 * The texts and topics of all models, each of its first completed run: reconstructions of test
 * texts, draws from the model, interpolations, and topics, the most coherent first.
 */
@Internal
public final class TextTables {

    private static final String CHOICE =
            " Of each model the first completed seed; the first texts, not chosen. Long texts are"
                    + " cut.";
    private static final int MOST_TOPICS = 10;
    private static final int RECONSTRUCTED = 5;
    private static final int SAMPLED = 5;
    private static final int INTERPOLATIONS = 2;
    private static final int LONGEST = 120;

    private static final String COLUMNS = "columns";

    /** What the columns of sources are whose columns are no variables. */
    private static final Map<String, String> COLUMN_NOUNS =
            Map.of("text", "words", "grammar", "words", "anndata", "genes");

    /** A model with the texts of a kind. */
    private record Shown(ComparedModel model, List<List<String>> blocks) {

        Row row(String text) {
            return new Row(Cell.model(model), text);
        }
    }

    private record Row(Cell model, String text) {

        static Row original(String text) {
            return new Row(Cell.faint("test text"), text);
        }
    }

    private TextTables() {}

    /**
     * Builds the table of topics of models of counts; empty if no run has any.
     *
     * @throws IOException if a file cannot be read
     */
    public static Optional<Table> topics(Comparison comparison) throws IOException {
        String noun =
                comparison.completed().stream()
                        .map(run -> run.provenance().config().at("/data/source").asText())
                        .map(source -> COLUMN_NOUNS.getOrDefault(source, COLUMNS))
                        .distinct()
                        .reduce((one, other) -> COLUMNS)
                        .orElse(COLUMNS);
        return TableSpec.ofParts("topics", comparison, TextTables::topics)
                .text("Topic", row -> row.part().topic())
                .column(
                        Table.Column.text("NPMI"),
                        row -> row.part().coherence(),
                        Precision.fixed(3))
                .text(Notes.capital(noun), row -> String.join(", ", row.part().words()))
                .orEmpty(
                        "The "
                                + noun
                                + " that a value of a latent unit makes more probable, and their"
                                + " coherence: the mean NPMI of their pairs in the test data. Of"
                                + " each model the first completed seed, and its "
                                + MOST_TOPICS
                                + " most coherent topics.");
    }

    private static List<TopicWords> topics(ComparedModel model) throws IOException {
        Optional<ComparedRun> first = model.firstCompleted();
        if (first.isEmpty()) {
            return List.of();
        }
        return TopicWords.read(first.get().folder().topics()).stream()
                .sorted(Comparator.comparingDouble(TextTables::order))
                .limit(MOST_TOPICS)
                .toList();
    }

    private static double order(TopicWords topic) {
        return Double.isNaN(topic.coherence()) ? 2 : -topic.coherence();
    }

    /**
     * Builds the tables of texts; none if no run has texts.
     *
     * @throws IOException if a file cannot be read
     */
    public static List<Table> of(Comparison comparison) throws IOException {
        return Stream.of(
                        reconstructions(shown(comparison, RunFolder::reconstructedTexts)),
                        samples(shown(comparison, RunFolder::priorTexts)),
                        interpolations(shown(comparison, RunFolder::interpolatedTexts)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<Shown> shown(Comparison comparison, Function<RunFolder, Path> file)
            throws IOException {
        List<Shown> shown = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            Optional<ComparedRun> first = model.firstCompleted();
            if (first.isPresent()) {
                List<List<String>> blocks =
                        TextSheet.read(file.apply(first.get().folder())).blocks();
                if (!blocks.isEmpty()) {
                    shown.add(new Shown(model, blocks));
                }
            }
        }
        return shown;
    }

    /** Each test text stands above its reconstructions by the models that were given it. */
    private static Optional<Table> reconstructions(List<Shown> shown) {
        List<Row> rows = new ArrayList<>();
        List<String> originals =
                shown.stream()
                        .flatMap(one -> one.blocks().stream().limit(RECONSTRUCTED))
                        .map(block -> block.get(0))
                        .distinct()
                        .limit(RECONSTRUCTED)
                        .toList();
        for (String original : originals) {
            rows.add(Row.original(original));
            for (Shown one : shown) {
                one.blocks().stream()
                        .filter(block -> block.get(0).equals(original) && block.size() > 1)
                        .findFirst()
                        .ifPresent(block -> rows.add(one.row(block.get(1))));
            }
        }
        return table(
                "text-reconstructions",
                "Test texts, and their most probable reconstructions, token by token, from the"
                        + " location of q(z given x).",
                rows);
    }

    private static Optional<Table> samples(List<Shown> shown) {
        return table(
                "text-samples",
                "Texts drawn from p(z) and p(x given z).",
                shown.stream()
                        .flatMap(one -> one.blocks().get(0).stream().limit(SAMPLED).map(one::row))
                        .toList());
    }

    private static Optional<Table> interpolations(List<Shown> shown) {
        List<Row> rows = new ArrayList<>();
        for (Shown one : shown) {
            for (List<String> block : one.blocks().stream().limit(INTERPOLATIONS).toList()) {
                for (int i = 0; i < block.size(); i++) {
                    boolean isOriginal = i == 0 || i == block.size() - 1;
                    rows.add(isOriginal ? Row.original(block.get(i)) : one.row(block.get(i)));
                }
            }
        }
        return table(
                "text-interpolations",
                "From one test text to another: the most probable texts, token by token, at equal"
                        + " steps between their codes.",
                rows);
    }

    private static Optional<Table> table(String id, String caption, List<Row> rows) {
        return TableSpec.of(id, rows)
                .cells("Model", Row::model)
                .text("Text", row -> shortened(row.text()))
                .orEmpty(caption + CHOICE);
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + " ...";
    }
}
