// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.TextSheet;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;

/**
 * The texts of all models, each of its first completed run: reconstructions of test texts, draws from the
 * model, and interpolations.
 */
public final class TextTables {

    private static final String CHOICE =
            " Of each model the first completed seed; the first texts, not chosen. Long texts are"
                    + " cut.";
    private static final int RECONSTRUCTED = 5;
    private static final int SAMPLED = 5;
    private static final int INTERPOLATIONS = 2;
    private static final int LONGEST = 120;

    /** A model with the texts of a kind. */
    private record Shown(ComparedModel model, List<List<String>> blocks) {}

    private record Row(Cell model, String text) {

        static Row original(String text) {
            return new Row(Cell.faint("test text"), text);
        }

        static Row of(Shown one, String text) {
            return new Row(Cell.model(one.model()), text);
        }
    }

    private TextTables() {}

    /**
     * Builds the tables; none if no run has texts.
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
                        .ifPresent(block -> rows.add(Row.of(one, block.get(1))));
            }
        }
        return table(
                "text-reconstructions",
                "Test texts, and their most probable reconstructions, token by token, from the"
                        + " location of q(z given x).",
                rows);
    }

    private static Optional<Table> samples(List<Shown> shown) {
        List<Row> rows = new ArrayList<>();
        for (Shown one : shown) {
            one.blocks().get(0).stream()
                    .limit(SAMPLED)
                    .forEach(text -> rows.add(Row.of(one, text)));
        }
        return table("text-samples", "Texts drawn from p(z) and p(x given z).", rows);
    }

    private static Optional<Table> interpolations(List<Shown> shown) {
        List<Row> rows = new ArrayList<>();
        for (Shown one : shown) {
            for (List<String> block : one.blocks().stream().limit(INTERPOLATIONS).toList()) {
                for (int i = 0; i < block.size(); i++) {
                    boolean isOriginal = i == 0 || i == block.size() - 1;
                    rows.add(isOriginal ? Row.original(block.get(i)) : Row.of(one, block.get(i)));
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
