// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.ExtensionPoint;

/**
 * Reads new examples for a trained model, from files of a format. A {@link DataSource} may have one
 * that follows its settings. A module binds readers that need no settings, by the name of their
 * format.
 */
@ExtensionPoint("reader")
public interface ExampleReader {

    /** Returns whether a file or folder has the format of this reader, by its name. */
    boolean accepts(Path file);

    /**
     * Reads all examples of a file, in its order, as the training data were read: the same columns,
     * categories and tokens.
     *
     * @param trained a summary of the training data
     * @throws DataException if the file cannot be read, or its examples are not of the shape and
     *     domain of the training data
     */
    Found read(Path file, DataSummary trained);

    /**
     * Reads what {@link #read} reads, and of series that are longer than those of training the last
     * steps, for forecasts.
     *
     * @throws DataException as {@link #read} throws it
     */
    default Found readLast(Path file, DataSummary trained) {
        return read(file, trained);
    }

    /**
     * The examples of a file.
     *
     * @param examples in the order of the file, with {@link Examples#origin}; labels where the file
     *     has them
     * @param remarks what a user should know, a sentence each: how many files were unreadable, how
     *     many tokens are unknown
     * @param table the file's own cells, a row for each example or step; empty if the file is no
     *     table
     * @param steps of series, one for each row of the table in its order, then those that have no
     *     row; empty if a row is an example
     */
    record Found(
            Examples examples,
            List<String> remarks,
            Optional<FileTable> table,
            List<SeriesStep> steps) {

        /** Creates the examples of a file that is no table. */
        public Found(Examples examples, List<String> remarks) {
            this(examples, remarks, Optional.empty(), List.of());
        }

        public Found {
            remarks = List.copyOf(remarks);
            steps = List.copyOf(steps);
        }

        /** Returns these examples in another form. */
        public Found with(Examples others) {
            return new Found(others, remarks, table, steps);
        }

        /** Returns these examples with a remark on labels that are not known, if some are not. */
        public Found withUnknownLabels() {
            List<String> all = new ArrayList<>(remarks);
            for (Labels.Column column : examples.labels().map(Labels::columns).orElse(List.of())) {
                long unknown =
                        IntStream.of(column.values()).filter(of -> of == Labels.UNKNOWN).count();
                if (unknown > 0) {
                    all.add(
                            "%s of %s labels '%s' are unknown: missing, or of no training example."
                                    .formatted(unknown, column.size(), column.name()));
                }
            }
            return new Found(examples, all, table, steps);
        }
    }

    /**
     * A step of a series of a file.
     *
     * @param step from 0 on
     * @param key the cells of a step that has no row: its series and its time, and null in the
     *     other columns; empty if it has a row
     */
    record SeriesStep(int series, int step, List<@Nullable String> key) {}
}
