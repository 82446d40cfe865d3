// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.vaelab.framework.settings.ExtensionPoint;

/**
 * A source of data: the settings record that the section {@code data} of a config describes, bound
 * by name. Loading twice yields equal content.
 */
@ExtensionPoint("data source")
@FunctionalInterface
public interface DataSource {

    /**
     * Loads, downloads or generates the data.
     *
     * @param precision of real values, if the source has more than single precision to offer.
     *     {@link Dataset#in} changes that of others. The checksum is the same in either
     * @throws DataException if the data are absent or damaged
     */
    Dataset load(Progress progress, ValuePrecision precision);

    /** Loads the data in single precision. */
    default Dataset load(Progress progress) {
        return load(progress, ValuePrecision.SINGLE);
    }

    /**
     * Returns the files from which {@link #load} reads the examples, for dry runs and records; by
     * default none.
     *
     * @throws DataException if a path does not say which
     */
    default List<Path> readFiles() {
        return List.of();
    }

    /**
     * Returns the source of the same examples whose names say which are for the test.
     *
     * @return empty if this source has test examples of its own, or its examples have no names
     */
    default Optional<DataSource> splitBy(Predicate<String> isTest) {
        return Optional.empty();
    }

    /** Returns what reads new examples in the format of this source; by default nothing does. */
    default Optional<ExampleReader> reader() {
        return Optional.empty();
    }

    /**
     * Returns the name of the likelihood of a model that names none. The default is {@code
     * bernoulli}, for binary and binarised data.
     */
    default String defaultLikelihood() {
        return "bernoulli";
    }

    /** Returns the name of the encoder of a model that names none. The default is {@code mlp}. */
    default String defaultEncoder() {
        return "mlp";
    }

    /** Returns the same for each modality by name; empty for data without modalities. */
    default Map<String, String> encoders() {
        return Map.of();
    }

    /** Returns the number of training examples, if it is known before anything is loaded. */
    default OptionalLong trainingExamples() {
        return OptionalLong.empty();
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
