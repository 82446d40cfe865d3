// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A section of a model: its key, what reads it and what writes it.
 *
 * @param meaning what it is for, in one line; null: it has no page of its own
 * @param type the record of its keys, or the extension point of the part that it names; null:
 *     neither
 * @param reader returns its value, and may ask for other sections of the model
 * @param writer adds what the section of a run says, with every default, to the config of the run
 */
record ModelSection<T>(
        String key,
        @Nullable String meaning,
        @Nullable Class<?> type,
        Reader<T> reader,
        BiConsumer<RunSpec, ObjectNode> writer) {

    /** Reads the value of a section. */
    interface Reader<T> {
        T read(ModelReading model);
    }

    /** Returns whether the section names a part. */
    boolean isPart() {
        return type != null && type.isInterface();
    }
}
