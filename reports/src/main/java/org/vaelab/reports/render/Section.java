// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Failure;
import org.vaelab.reports.comparison.DataPart;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.text.NumberText;

/**
 * A section of a report.
 *
 * @param id a short name, unique in the report
 * @param title its heading
 * @param blocks what follows the heading, in order
 */
public record Section(String id, String title, List<Block> blocks) {

    public Section {
        blocks = List.copyOf(blocks);
    }

    @SafeVarargs
    public static List<Block> blocks(List<Block>... blocks) {
        List<Block> all = new ArrayList<>();
        for (List<Block> some : blocks) {
            all.addAll(some);
        }
        return all;
    }

    @SafeVarargs
    public static List<Block> tables(Optional<Table>... tables) {
        List<Block> blocks = new ArrayList<>();
        for (Optional<Table> table : tables) {
            table.ifPresent(of -> blocks.add(new OfTable(of)));
        }
        return blocks;
    }

    @SafeVarargs
    public static List<Block> figures(Optional<Figure>... figures) {
        List<Block> blocks = new ArrayList<>();
        for (Optional<Figure> figure : figures) {
            figure.ifPresent(of -> blocks.add(new OfFigure(of)));
        }
        return blocks;
    }

    public static List<Block> tables(List<Table> tables) {
        return tables.stream().<Block>map(OfTable::new).toList();
    }

    public static List<Block> figures(List<Figure> figures) {
        return figures.stream().<Block>map(OfFigure::new).toList();
    }

    public sealed interface Block {

        /** Returns this block about the models on one of several data sets. */
        default Block on(DataPart part) {
            return this;
        }

        /**
         * Returns facts of a template that has a section for each kind of block: that of this kind
         * has the values.
         */
        default Map<String, @Nullable Object> shown(Object values) {
            Map<String, @Nullable Object> kinds = new HashMap<>();
            for (Class<?> kind : Block.class.getPermittedSubclasses()) {
                kinds.put(kind.getSimpleName(), kind.isInstance(this) ? values : null);
            }
            return kinds;
        }
    }

    /**
     * A table, which is a LaTeX file too. Of several, HTML shows one at a time, by a switch, and
     * other formats the first.
     *
     * @param tables at least one, in order, by the words of the switch
     */
    public record OfTable(Map<String, Table> tables) implements Block {

        public OfTable(Table table) {
            this(Map.of("", table));
        }

        /** Returns the first table. */
        public Table table() {
            return tables.values().iterator().next();
        }

        @Override
        public Block on(DataPart part) {
            Map<String, Table> all = new LinkedHashMap<>(tables);
            all.replaceAll((words, table) -> table.on(part));
            return new OfTable(all);
        }
    }

    /** A figure, which is files of its own too. */
    public record OfFigure(Figure figure) implements Block {

        @Override
        public Block on(DataPart part) {
            return new OfFigure(figure.on(part));
        }
    }

    /** A paragraph. */
    public record Text(String text) implements Block {}

    /**
     * The text of a file, such as a config, set as code. A page shows it on demand.
     *
     * @param name what it is, for example the name of the file
     * @param text its lines
     */
    public record Source(String name, String text) implements Block {}

    /**
     * A heading inside the section.
     *
     * @param aside set back after the text; may be empty
     */
    public record Heading(String text, String aside) implements Block {}

    /** Images. */
    public record Sheets(String model, List<Sheet> sheets) implements Block {}

    /**
     * A sheet of images.
     *
     * @param file its name in the report's folder of figures
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    public record Sheet(String file, String caption, byte[] png) {

        private static final int WIDTH_AT = 16;
        private static final int HEIGHT_AT = 20;

        int width() {
            return ByteBuffer.wrap(png).getInt(WIDTH_AT);
        }

        int height() {
            return ByteBuffer.wrap(png).getInt(HEIGHT_AT);
        }
    }

    /**
     * Terms with their descriptions.
     *
     * @param settings tables of settings below them
     */
    public record Entries(List<Entry> entries, List<Table> settings) implements Block {}

    /**
     * The description of a term.
     *
     * @param text several paragraphs if runs differ
     * @param code whether it is a command or a name, to be set as code
     */
    public record Entry(String term, List<String> text, boolean code) {}

    /**
     * The runs of a model.
     *
     * @param id the id of the element, to which numbers link
     * @param label the label of the model
     * @param aside its name and variant
     * @param commands commands that train and evaluate the runs again
     */
    record Runs(String id, String label, String aside, List<Run> runs, List<String> commands)
            implements Block {

        String code() {
            return String.join("\n", commands);
        }
    }

    /**
     * A run.
     *
     * @param state how far it came
     * @param folder the name of its folder
     * @param file the path of its record, relative to the report; empty if there is none
     */
    record Run(long seed, String state, String folder, String file) {}

    /**
     * Runs that failed, and those that have not ended.
     *
     * @param pending the labels of models, each with its seeds
     */
    record Unfinished(List<FailedRun> failed, List<String> pending) implements Block {

        String notComplete() {
            return String.join(", ", pending);
        }
    }

    /** A run that failed. */
    record FailedRun(String label, long seed, Failure failure) {

        String place() {
            return NumberText.atStep(failure.step());
        }
    }
}
