// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.TextSheet;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;

/**
 * The texts of all models, each of its first completed run: reconstructions of test texts, draws from the
 * model, and interpolations.
 */
public final class TextTables {

    private static final String CHOICE =
            " Of each model the first completed seed; the first texts, not chosen. Long texts are cut.";
    private static final int RECONSTRUCTED = 5;
    private static final int SAMPLED = 5;
    private static final int INTERPOLATIONS = 2;
    private static final int LONGEST = 120;

    /** A model with the texts of a kind. */
    private record Shown(ComparedModel model, List<List<String>> blocks) {}

    private TextTables() {}

    /**
     * Builds the tables; none if no run has texts.
     *
     * @throws IOException if a file cannot be read
     */
    public static List<Table> of(Comparison comparison) throws IOException {
        List<Table> tables = new ArrayList<>();
        reconstructions(shown(comparison, RunFolder::reconstructedTexts), tables);
        samples(shown(comparison, RunFolder::priorTexts), tables);
        interpolations(shown(comparison, RunFolder::interpolatedTexts), tables);
        return tables;
    }

    private static List<Shown> shown(Comparison comparison, Function<RunFolder, Path> file)
            throws IOException {
        List<Shown> shown = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (ComparedRun run : model.runs()) {
                if (run.completed().isPresent()) {
                    List<List<String>> blocks = TextSheet.read(file.apply(run.folder())).blocks();
                    if (!blocks.isEmpty()) {
                        shown.add(new Shown(model, blocks));
                    }
                    break;
                }
            }
        }
        return shown;
    }

    /** Each test text stands above its reconstructions by the models that were given it. */
    private static void reconstructions(List<Shown> shown, List<Table> tables) {
        List<List<Cell>> rows = new ArrayList<>();
        List<String> originals =
                shown.stream()
                        .flatMap(one -> one.blocks().stream().limit(RECONSTRUCTED))
                        .map(block -> block.get(0))
                        .distinct()
                        .limit(RECONSTRUCTED)
                        .toList();
        for (String original : originals) {
            rows.add(List.of(Cell.faint("test text"), text(original)));
            for (Shown one : shown) {
                one.blocks().stream()
                        .filter(block -> block.get(0).equals(original) && block.size() > 1)
                        .findFirst()
                        .ifPresent(
                                block ->
                                        rows.add(
                                                List.of(
                                                        Cell.model(one.model()),
                                                        text(block.get(1)))));
            }
        }
        add(
                "text-reconstructions",
                "Test texts, and their most probable reconstructions, token by token, from the"
                        + " location of q(z given x).",
                rows,
                tables);
    }

    private static void samples(List<Shown> shown, List<Table> tables) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Shown one : shown) {
            one.blocks().get(0).stream()
                    .limit(SAMPLED)
                    .forEach(text -> rows.add(List.of(Cell.model(one.model()), text(text))));
        }
        add("text-samples", "Texts drawn from p(z) and p(x given z).", rows, tables);
    }

    private static void interpolations(List<Shown> shown, List<Table> tables) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Shown one : shown) {
            for (List<String> block : one.blocks().subList(0, most(one.blocks()))) {
                for (int i = 0; i < block.size(); i++) {
                    boolean isOriginal = i == 0 || i == block.size() - 1;
                    rows.add(
                            List.of(
                                    isOriginal ? Cell.faint("test text") : Cell.model(one.model()),
                                    text(block.get(i))));
                }
            }
        }
        add(
                "text-interpolations",
                "From one test text to another: the most probable texts, token by token, at equal"
                        + " steps between their codes.",
                rows,
                tables);
    }

    private static int most(List<List<String>> blocks) {
        return Math.min(INTERPOLATIONS, blocks.size());
    }

    private static void add(String id, String caption, List<List<Cell>> rows, List<Table> tables) {
        if (!rows.isEmpty()) {
            tables.add(
                    new Table(
                            id,
                            caption + CHOICE,
                            List.of(new Column("Model", "", false), new Column("Text", "", false)),
                            rows,
                            List.of()));
        }
    }

    private static Cell text(String text) {
        int length = text.codePointCount(0, text.length());
        return Cell.plain(
                length <= LONGEST
                        ? text
                        : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + " ...");
    }
}
