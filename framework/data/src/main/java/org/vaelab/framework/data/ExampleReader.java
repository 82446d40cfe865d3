// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.settings.internal.ExtensionPoint;

/**
 * Reads new examples for a trained model, from files of a format. A {@link DataSource} may have one that
 * follows its settings. A module binds readers that need no settings, by the name of their format.
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
     * @throws DataException if the file cannot be read, or its examples are not of the shape and domain of
     *     the training data
     */
    Found read(Path file, DataSummary trained);

    /**
     * The examples of a file.
     *
     * @param examples in the order of the file, with {@link Examples#origin}; labels where the file has
     *     them
     * @param remarks what a user should know, a sentence each: how many files were unreadable, how many
     *     tokens are unknown
     * @param table the file's own cells, a row for each example; empty if the file is no table
     */
    record Found(Examples examples, List<String> remarks, Optional<FileTable> table) {

        /** Creates the examples of a file that is no table. */
        public Found(Examples examples, List<String> remarks) {
            this(examples, remarks, Optional.empty());
        }

        public Found {
            remarks = List.copyOf(remarks);
        }
    }
}
