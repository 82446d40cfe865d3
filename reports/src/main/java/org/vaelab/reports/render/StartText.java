// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.util.Optional;
import org.vaelab.framework.record.Provenance;

/** What a run started from, in words. */
final class StartText {

    private StartText() {}

    /** Returns the chain of runs; empty if the seed of the run drew its weights. */
    static Optional<String> of(Provenance run) {
        return Optional.ofNullable(run.start())
                .map(
                        start ->
                                run.config().path("model").asText()
                                        + ", seed "
                                        + run.seed()
                                        + ": from "
                                        + start.text());
    }
}
