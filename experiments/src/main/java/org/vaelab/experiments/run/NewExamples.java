// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.StoredSummary;
import org.vaelab.framework.plugin.Plugins;

/**
 * Reads new examples for a trained model: by the reader of the source that it was trained on, or else
 * by the first other reader that accepts the file.
 *
 * @param summary of the training data
 */
record NewExamples(RunSpec spec, StoredSummary summary, Plugins plugins) {

    /**
     * Reads all examples of a file or folder, and prepares them as evaluation prepares test data.
     *
     * @param mayMiss whether values may be missing even if none were in training
     * @throws DataException if the file cannot be read or does not fit the training data
     */
    ExampleReader.Found read(Path file, boolean mayMiss) {
        if (!Files.isReadable(file)) {
            throw new DataException(
                    file
                            + (Files.exists(file)
                                    ? ": you have no permission to read it"
                                    : ": no such file"));
        }
        StoredSummary trained = summary.asLoaded(mayMiss);
        ExampleReader.Found found = found(file, trained);
        Examples examples = found.examples();
        if (examples.domain() != trained.domain() || examples.width() != trained.shape().size()) {
            throw DataException.of(
                    "%s: %s values per example, %s; the model was trained on shape %s, %s",
                    file,
                    examples.width(),
                    examples.domain().label(),
                    trained.shape(),
                    trained.domain().label());
        }
        return new ExampleReader.Found(
                prepared(file, trained, examples), found.remarks(), found.table());
    }

    private ExampleReader.Found found(Path file, StoredSummary trained) {
        Optional<ExampleReader> own =
                spec.data().source().reader().filter(reader -> reader.accepts(file));
        if (own.isPresent()) {
            return own.get().read(file, trained);
        }
        String source = spec.data().name();
        Map<String, ExampleReader> others = plugins.instances(ExampleReader.class);
        ExampleReader other =
                others.values().stream()
                        .filter(reader -> reader.accepts(file))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        DataException.of(
                                                "%s: no reader knows this format; the training data"
                                                        + " are of source '%s'\n    formats: %s",
                                                file, source, String.join(", ", others.keySet())));
        try {
            return other.read(file, trained);
        } catch (DataException e) {
            throw new DataException(
                    e.getMessage() + "\n    the training data are of source '" + source + "'", e);
        }
    }

    /** Checks the values, and prepares them. */
    private Examples prepared(Path file, StoredSummary trained, Examples examples) {
        DataFacts facts =
                new DataFacts(
                        trained.columns(),
                        trained.vocabulary(),
                        trained.hasMissing(),
                        List.of(),
                        trained.modalities(),
                        Optional.empty());
        Dataset data = Dataset.ofNew(file.toString(), trained.shape(), examples, facts);
        Dataset split = summary.split().map(data::given).orElse(data);
        return spec.data()
                .prepare(split, spec.runtime().precision().ofData(), summary.standardization())
                .prepared(split.train());
    }
}
