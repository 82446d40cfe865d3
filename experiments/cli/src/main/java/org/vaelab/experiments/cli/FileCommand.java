// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that uses the trained model of a finished run, and writes one file. */
abstract class FileCommand extends SessionCommand {

    @Mixin private RunArgument run = new RunArgument();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "Replace a value of the run's config. May be repeated:",
                "evaluation.samples=10"
            })
    private List<String> settings = new ArrayList<>();

    @Mixin final OutFile out;

    /** Creates a command that writes this file by default. */
    FileCommand(String file) {
        this.out = new OutFile(file);
    }

    @Override
    public final Integer call() throws IOException {
        RunFolder folder = run.folder();
        List<String> replaced = settings(settings);
        checkOptions();
        try (Model model = open(folder, replaced)) {
            model.reportTo(new MeasuringLines(console()));
            out.choose(model);
            try {
                out.write(
                        console(),
                        file -> write(model, file),
                        writesExamples() && model.endings().equals(List.of("txt")));
            } catch (IllegalArgumentException e) {
                throw new UserError(String.valueOf(e.getMessage()), e);
            }
            return out.written(console());
        }
    }

    private Model open(RunFolder run, List<String> settings) throws IOException {
        try {
            return Model.open(run, lab(), settings.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new UserError(run.path() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the settings with which the model is opened.
     *
     * @param given after {@code --set}
     * @throws UserError if they name other data
     */
    List<String> settings(List<String> given) {
        for (String setting : given) {
            if (setting.startsWith("data.")) {
                throw new UserError(
                        "--set "
                                + setting
                                + ": this command takes the run's own data, or a new file"
                                + "\n    give the file as an argument, as in: vaelab encode RUN FILE"
                                + "\n    to measure a model on other data: vaelab evaluate RUN --set "
                                + setting);
            }
        }
        return given;
    }

    /**
     * Checks the options before the model is opened.
     *
     * @throws UserError if one is out of range
     */
    abstract void checkOptions();

    /**
     * Writes the file.
     *
     * @throws IllegalArgumentException if the model or its data do not support it
     */
    abstract void write(Model model, Path file) throws IOException;

    /** Returns whether the file holds examples, which may be images or texts; by default not. */
    boolean writesExamples() {
        return false;
    }

    /**
     * Checks the value of an option.
     *
     * @throws UserError if it is below the least one
     */
    static void requireAtLeast(int least, String option, int value) {
        if (value < least) {
            throw new UserError(option + " must be at least " + least + ", is " + value);
        }
    }
}
