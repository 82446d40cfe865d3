// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.experiments.spec.UserError;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Option;

/** A command that uses the trained model of a finished run. */
abstract class ModelCommand extends RunCommand {

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "Replace a value of the run's config. May be repeated:",
                "evaluation.samples=10"
            })
    private List<String> settings = new ArrayList<>();

    @Override
    final int run(Session session, RunFolder run) throws IOException {
        if (!takesOtherData()) {
            requireOwnData();
        }
        checkOptions(run);
        try (TrainedModel trained = open(session, run)) {
            return use(trained, run, session);
        }
    }

    private TrainedModel open(Session session, RunFolder run) throws IOException {
        try {
            return TrainedModel.open(run, settings(), session.lab().runContext());
        } catch (IllegalArgumentException e) {
            throw new UserError(run.path() + ": " + e.getMessage(), e);
        }
    }

    List<String> settings() {
        return settings;
    }

    /** Returns whether {@code --set data.<key>=...} may name other data; by default not. */
    boolean takesOtherData() {
        return false;
    }

    private void requireOwnData() {
        for (String setting : settings) {
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
    }

    /**
     * Checks the options before the model is opened. By default as {@link #checkOptions()}.
     *
     * @throws UserError if one is out of range
     */
    void checkOptions(RunFolder run) {
        checkOptions();
    }

    /**
     * Checks the options before the model is opened.
     *
     * @throws UserError if one is out of range
     */
    void checkOptions() {}

    /** Does the work, and returns the exit code. */
    abstract int use(TrainedModel trained, RunFolder run, Session session) throws IOException;

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
