// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.PreparedData;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which examples a command takes: those of a new file, or of the run's own data. */
final class ExampleArguments {

    /** The name of a data source; a text with a dot or a slash is a path. */
    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9_-]+");

    /** A part of the data of a run. */
    enum Split {
        TRAIN,
        VALIDATION,
        TEST;

        /**
         * Returns the examples.
         *
         * @throws UserError if there are none
         */
        Examples of(Model model) {
            PreparedData data = model.data();
            return switch (this) {
                case TEST -> data.test();
                case VALIDATION ->
                        data.validation()
                                .orElseThrow(
                                        () ->
                                                new UserError(
                                                        "--split validation: this run held out no"
                                                                + " validation examples"));
                case TRAIN -> data.trainingView();
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(
            index = "+",
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

    /** Returns whether they are those of a new file. */
    boolean areNew() {
        return file != null;
    }

    /** Returns whether no file and no part of the run's data is named. */
    boolean areDefault() {
        return file == null && split == null;
    }

    /** Returns the name of a data source that is given instead of a file; then there is no file. */
    Optional<String> takeSource() {
        Optional<String> source =
                Optional.ofNullable(file)
                        .filter(path -> !Files.exists(path))
                        .map(Path::toString)
                        .filter(name -> SOURCE.matcher(name).matches());
        if (source.isPresent()) {
            file = null;
        }
        return source;
    }

    /**
     * Checks the options.
     *
     * @throws UserError if they do not fit together
     */
    void check() {
        if (file != null && split != null) {
            throw new UserError("--split chooses of the run's own data, and FILE is given");
        }
        if (first != null) {
            FileCommand.requireAtLeast(1, "--first", first);
        }
    }

    /** Returns the examples: all of them, or as many as {@code --first} says. */
    Examples all(Model model, Console console) {
        return found(model, console).examples();
    }

    /** Returns the examples of {@link #all} with what else is known of their file. */
    ExampleReader.Found found(Model model, Console console) {
        ExampleReader.Found found = read(model, Model::read, console);
        return first == null ? found : found.with(found.examples().first(first));
    }

    /** Returns the file, if it is one, is new and is taken whole. */
    Optional<Path> wholeFile() {
        return Optional.ofNullable(file).filter(of -> first == null && Files.isRegularFile(of));
    }

    /**
     * Returns the examples of a command that writes examples, with the remarks on their file.
     *
     * @param few the default number of the run's own examples, and of images on a sheet
     * @param reading how the model reads a new file
     */
    ExampleReader.Found some(
            Model model,
            int few,
            boolean isSheet,
            BiFunction<Model, Path, ExampleReader.Found> reading,
            Console console) {
        return some(read(model, reading, console), few, isSheet, console);
    }

    /** Returns some examples of those found, as {@link #some} does. */
    ExampleReader.Found some(ExampleReader.Found found, int few, boolean isSheet, Console console) {
        Examples examples = found.examples();
        if (first != null) {
            examples = examples.first(first);
        } else if ((file == null || isSheet) && examples.size() > few) {
            console.err()
                    .printf(
                            "the first %s of %s examples; --first %s takes all%n",
                            few, examples.size(), examples.size());
            examples = examples.first(few);
        }
        return found.with(examples);
    }

    private ExampleReader.Found read(
            Model model, BiFunction<Model, Path, ExampleReader.Found> reading, Console console) {
        if (file == null) {
            Split chosen = split == null ? Split.TEST : split;
            Dataset data = model.data().dataset();
            if (data.facts().form().display(data.shape()) == Form.Display.TEXTS) {
                data.facts().remarks().forEach(console.err()::println);
            }
            return new ExampleReader.Found(chosen.of(model), List.of());
        }
        ExampleReader.Found found = reading.apply(model, file);
        found.remarks().forEach(remark -> console.err().println(file + ": " + remark));
        return found;
    }
}
