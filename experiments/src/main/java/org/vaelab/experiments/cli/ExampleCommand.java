// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.cli.ExampleOptions.Split;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.experiments.spec.UserError;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that takes examples, of a new file or of the run's own data, and writes one file. */
abstract class ExampleCommand extends FileCommand {

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
     * Creates a command.
     *
     * @param out the file that it writes by default
     * @param few the default number of examples on a sheet of images
     */
    ExampleCommand(String out, int few) {
        super(out);
        this.few = few;
    }

    /** Returns the new file; empty: the run's own data. */
    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** Returns whether values of a new file may be missing even if none were in training. */
    boolean mayMiss() {
        return false;
    }

    @Override
    void checkOptions() {
        if (file().isPresent() && split != null) {
            throw new UserError("--split chooses of the run's own data, and FILE is given");
        }
        if (first != null) {
            requireAtLeast(1, "--first", first);
        }
    }

    /** Returns the examples: all of them, or as many as {@code --first} says. */
    final Examples all(TrainedModel trained, Session session) {
        Examples examples = found(trained, session).examples();
        return first == null ? examples : examples.first(first);
    }

    /** Returns the examples of a command that writes examples: a few on a sheet of images. */
    final Examples some(TrainedModel trained, Session session) {
        return someFound(trained, session).examples();
    }

    /** Returns the examples of {@link #some}, and what is known of their file. */
    final ExampleReader.Found someFound(TrainedModel trained, Session session) {
        ExampleReader.Found found = found(trained, session);
        Examples examples = found.examples();
        if (first != null) {
            examples = examples.first(first);
        } else if (file().isEmpty() || isSheet()) {
            examples = examples.first(few);
        }
        return new ExampleReader.Found(examples, found.remarks(), found.table());
    }

    private ExampleReader.Found found(TrainedModel trained, Session session) {
        Optional<Path> path = file();
        if (path.isEmpty()) {
            Split chosen = split == null ? Split.TEST : split;
            return new ExampleReader.Found(ExampleOptions.part(trained.data(), chosen), List.of());
        }
        ExampleReader.Found found = trained.read(path.get(), mayMiss());
        found.remarks()
                .forEach(remark -> session.console().err().println(path.get() + ": " + remark));
        return found;
    }
}
