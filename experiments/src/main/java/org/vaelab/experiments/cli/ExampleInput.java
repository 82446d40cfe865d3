// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.cli.ExampleOptions.Split;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The examples that a command takes: a new file, or a part of the run's own data. */
final class ExampleInput {

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "New file or folder, all of its examples, read and prepared as the training data"
                            + " were (default: the test data of the run).")
    private @Nullable Path file;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description =
                    "Part of the run's own data: train, validation or test (default: test). Not with"
                            + " FILE.")
    private @Nullable Split split;

    @Option(
            names = "--first",
            paramLabel = "N",
            description =
                    "Use only the first N examples (default: all; for images on a sheet, and of the run's"
                            + " own data if the command writes examples, a few).")
    private @Nullable Integer first;

    /** The number of examples of a sheet. */
    private final int few;

    /**
     * @param few the default number of examples on a sheet of images
     */
    ExampleInput(int few) {
        this.few = few;
    }

    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** Checks the options before the model is opened. */
    void check() {
        if (file != null && split != null) {
            throw new UsageException("--split chooses of the run's own data, and FILE is given");
        }
        if (first != null) {
            ModelCommand.requireAtLeast(1, "--first", first);
        }
    }

    /** Returns the examples: all of them, or as many as {@code --first} says. */
    Examples all(TrainedModel trained, Session session) {
        Examples examples = examples(trained, session);
        return first == null ? examples : examples.first(first);
    }

    /**
     * Returns the examples of a command that writes examples.
     *
     * @param isSheet whether it writes them on a sheet of images
     */
    Examples some(TrainedModel trained, Session session, boolean isSheet) {
        Examples examples = examples(trained, session);
        if (first != null) {
            return examples.first(first);
        }
        return file == null || isSheet ? examples.first(few) : examples;
    }

    private Examples examples(TrainedModel trained, Session session) {
        if (file == null) {
            return ExampleOptions.part(trained.data(), split == null ? Split.TEST : split);
        }
        ExampleReader.Found found = trained.read(file);
        found.remarks().forEach(remark -> session.console().err().println(file + ": " + remark));
        return found.examples();
    }
}
