// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.JudgedModel;
import org.vaelab.experiments.config.SearchSpec;
import org.vaelab.experiments.plan.SuccessiveHalving;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.Internal;

/** What modules of VaeLab see of the types of this package beyond the API. */
@Internal
public final class LabAccess {

    private LabAccess() {}

    /**
     * Returns the experiment that evaluates a model from elsewhere with the settings of a config.
     */
    public static Experiment judge(Path config, JudgedModel model, Lab lab) {
        return Experiment.judge(config, model, lab);
    }

    /**
     * Returns the config of an experiment, every default filled in. Loads no data, except to count
     * examples.
     *
     * @throws org.vaelab.experiments.config.SpecException with its problems
     */
    public static ComparisonSpec spec(Experiment experiment) {
        return experiment.spec();
    }

    /**
     * As {@link Experiment#plan()}.
     *
     * @param read learns the config when it is read, before models are tried
     */
    public static Plan plan(Experiment experiment, Consumer<ComparisonSpec> read)
            throws IOException {
        return experiment.plan(read);
    }

    /** Returns the config of a plan, every default filled in. */
    public static ComparisonSpec spec(Plan plan) {
        return plan.spec();
    }

    /** Returns the space and the trials of a search. */
    public static SearchSpec spec(SearchPlan search) {
        return search.spec();
    }

    /** Returns how a search leaves trials out. */
    public static SuccessiveHalving algorithm(SearchPlan search) {
        return search.algorithm();
    }
}
