// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.DataSource;
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
        checkOptions();
        try (TrainedModel trained = open(session, run)) {
            return use(trained, run, session);
        }
    }

    private TrainedModel open(Session session, RunFolder run) throws IOException {
        try {
            return TrainedModel.open(
                    run,
                    settings(),
                    session.context(),
                    session.backends(),
                    new DataCache(DataSource.Progress.SILENT));
        } catch (IllegalArgumentException e) {
            throw new UsageException(run.path() + ": " + e.getMessage(), e);
        }
    }

    List<String> settings() {
        return settings;
    }

    /**
     * Checks the options before the model is opened.
     *
     * @throws UsageException if one is out of range
     */
    void checkOptions() {}

    /** Does the work, and returns the exit code. */
    abstract int use(TrainedModel trained, RunFolder run, Session session) throws IOException;

    /**
     * Checks the value of an option.
     *
     * @throws UsageException if it is below the least one
     */
    static void requireAtLeast(int least, String option, int value) {
        if (value < least) {
            throw new UsageException(option + " must be at least " + least + ", is " + value);
        }
    }
}
