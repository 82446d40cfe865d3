// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Optional;

/**
 * The extension point for data: something that yields a {@link Dataset}.
 *
 * <p>A source is a final class constructed from its own settings record, and bound by name. Loading
 * twice yields equal content.
 */
@FunctionalInterface
public interface DataSource {
    /**
     * Loads, downloads or generates the data; real values in single precision.
     *
     * @throws DataException if the data are absent or damaged
     */
    Dataset load(Progress progress);

    /**
     * Loads the data with their values in a precision. A source that reads real values overrides this,
     * to keep them as exact as they are written, or in no more memory than single precision needs; what
     * is stored in bytes needs nothing more.
     *
     * @param precision of the values; the checksum is the same in either
     * @throws DataException if the data are absent or damaged
     */
    default Dataset load(Progress progress, ValuePrecision precision) {
        return load(progress).in(precision);
    }

    /** Returns what reads new examples in the format of this source; by default nothing does. */
    default Optional<ExampleReader> reader() {
        return Optional.empty();
    }

    /** Listens to a download, or to the reading of data that take a while. */
    @FunctionalInterface
    interface Progress {
        Progress SILENT = (what, done, total) -> {};

        /**
         * Reports how much is done.
         *
         * @param what is done, such as {@code downloading ADDRESS}
         * @param done bytes or examples so far
         * @param total bytes or examples in all, or -1 where that is not known
         */
        void transferred(String what, long done, long total);
    }
}
