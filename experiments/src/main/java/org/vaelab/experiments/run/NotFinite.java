// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.UnscaledValues;

/** What to do about a run in which a number was not finite. */
final class NotFinite {

    private NotFinite() {}

    /** Returns a cause with the remedy behind it. */
    static String withRemedy(String cause, RunSpec run, PreparedData data) {
        return cause
                + "; "
                + UnscaledValues.in(data)
                        .map(
                                values ->
                                        "the training data are not scaled ("
                                                + values
                                                + "): set data.standardize: true")
                        .orElseGet(() -> lessPerStep(run));
    }

    private static String lessPerStep(RunSpec run) {
        Double clip = run.training().clip();
        return "lower training.optimizer.learningRate, or "
                + (clip == null
                        ? "limit the norm of the gradient, for example with training.clip: 10"
                        : "training.clip (now " + clip + ")");
    }
}
