// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.RunFolder;

/**
 * What the commands about runs do, once their options are read and their config is found good. Each
 * method returns the exit code.
 */
interface Actions {

    /** Carries out the runs of a comparison, and writes its report. */
    int compare(Session session, PreparedComparison comparison, int jobs) throws IOException;

    /** Evaluates the model of a finished run again. */
    int evaluate(Session session, RunChoice run) throws IOException;

    /** Writes the posterior's parameters of examples. */
    int encode(Session session, RunChoice run, ExampleChoice examples) throws IOException;

    /** Writes examples and their reconstructions. */
    int reconstruct(Session session, RunChoice run, ExampleChoice examples) throws IOException;

    /** Writes samples from the model. */
    int sample(Session session, RunChoice run, SampleChoice samples) throws IOException;

    /** Writes what the decoder makes of codes of which one unit at a time is led through its values. */
    int traverse(Session session, RunChoice run, TraverseChoice which) throws IOException;

    /** Writes what the decoder makes of codes between those of two examples. */
    int interpolate(Session session, RunChoice run, InterpolateChoice which) throws IOException;

    /** Writes examples of which missing values were filled in. */
    int impute(Session session, RunChoice run, ImputeChoice which) throws IOException;

    /** Writes the bound, its terms and, if asked for, log p(x) of each example. */
    int score(Session session, ScoreChoice run, ExampleChoice examples) throws IOException;

    /**
     * Writes encoder and generator for other languages.
     *
     * @param out the folder to write into; null: one in that of the run
     */
    int export(Session session, FinishedRun run, @Nullable Path out) throws IOException;

    /** Trains a run again from its record, and compares. */
    int reproduce(Session session, RunFolder run) throws IOException;
}
